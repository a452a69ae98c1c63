import { mapJsonSchema } from '../maps/map-json-schema.ts'
import { EXIT } from './exit-code.ts'

/** `unsaid map schema`: what an editor completes and checks a map by; needs no database. */
export function mapSchemaCommand(): number {
  process.stdout.write(`${JSON.stringify(mapJsonSchema(), null, 2)}\n`)
  return EXIT.done
}

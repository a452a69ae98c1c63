import { openApiDocument } from '../openapi/openapi-document.ts'
import { packageVersion } from '../setup/package-version.ts'
import { EXIT } from './exit-code.ts'

/** `unsaid openapi`: what `GET /openapi.json` answers; needs no database and no settings. */
export function openapiCommand(): number {
  process.stdout.write(`${JSON.stringify(openApiDocument(packageVersion()), null, 2)}\n`)
  return EXIT.done
}

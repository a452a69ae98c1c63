import * as z from 'zod'
import { mapFormat } from './format/map-format.ts'

/** The format as a JSON Schema. What is about several members at once is told by `map check` alone. */
export function mapJsonSchema(): object {
  const { required, ...schema } = z.toJSONSchema(mapFormat, { io: 'input' })
  const own = (required ?? []).filter((name) => ['map', 'format', 'system'].includes(name))
  // What extends another may leave everything else to that one.
  return {
    title: 'Unsaid data map, format 1',
    ...schema,
    required: own,
    ...neededWithout(required),
  }
}

function neededWithout(required: readonly string[] = []): object {
  return { anyOf: [{ required: ['extends'] }, { required }] }
}

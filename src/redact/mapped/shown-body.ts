import { asList } from '../../maps/format/map-names.ts'
import { decodeBody } from '../../maps/values/decode-body.ts'
import { bodyEncodingOf } from './body-encoding.ts'
import type { MappedSchema } from './mapped-schema.ts'
import type { ReadMessage } from './messages-in.ts'

/** What a message says, decoded where the map says that it is encoded; several texts below each other. */
export function shownBody({ map }: MappedSchema, { body: read, kind }: ReadMessage): string | null {
  const body = asList(map.message)[kind]?.body
  if (read === null || body?.encoding === undefined) return read
  const { column } = body.encoding
  const pieces = JSON.parse(read) as readonly (readonly [string | null, string | null])[]
  return pieces
    .map(([said, text]) => decodeBody(text ?? '', bodyEncodingOf(body, { [column]: said })))
    .join('\n')
}

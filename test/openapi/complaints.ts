import { Ajv2020 } from 'ajv/dist/2020.js'
import { openApiDocument } from '../../src/openapi/openapi-document.ts'
import type { Reply } from '../http/api-test.ts'

const document = openApiDocument('1.2.3')

const ajv = new Ajv2020({
  strict: false,
  allErrors: true,
  formats: { 'date-time': true },
}).addSchema(JSON.parse(JSON.stringify(document)) as object, 'https://example.com/openapi')

/** What the document says against a reply; nothing if it is as described. */
export function complaints(path: string, method: string, { status, body }: Reply): unknown {
  const pieces = ['paths', path, method, 'responses', String(status)]
  const place = pieces
    .map((piece) => piece.replaceAll('/', '~1'))
    .map(encodeURIComponent)
    .join('/')
  const response = document.paths[path]?.[method]?.responses[String(status)]
  if (!response) return `${path} has no ${status}`
  if (!('content' in response)) return []
  const schema = `https://example.com/openapi#/${place}/content/application~1json/schema`
  const validate = ajv.compile({ $ref: schema })
  return validate(body) ? [] : validate.errors
}

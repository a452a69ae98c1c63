import { readFileSync } from 'node:fs'
import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js'

const ID = 'urn:unsaid:outside-judge'

type Verdict = (value: unknown) => string[]
export type OutsideJudge = Record<'conversation' | 'error' | 'job', Verdict>

/** Below these the names are the customer's, not the contract's. */
const FREE_NAMES = /(\/(?:custom_attributes|collected_data))\/[^/]+/g

/** Where and which rule: ajv's own messages name rules and allowed values, never the data. */
function verdictOf(ajv: Ajv2020, name: string): Verdict {
  const validate = ajv.compile({ $ref: `${ID}#/$defs/${name}` })
  return (value) => {
    validate(value)
    return (validate.errors ?? []).map(
      ({ instancePath, keyword, message }) =>
        `${instancePath.replaceAll(FREE_NAMES, '$1/*') || '/'} ${message ?? keyword}`,
    )
  }
}

/**
 * A schema of the contract that others wrote, to hold our own against. `UNSAID_CONTRACT_SCHEMA`
 * is the path of a JSON Schema bundle (draft 2020-12) with `$defs` conversation, error and job;
 * without it there is no judge.
 *
 * @returns one function for each: the complaints about a value, none if it is valid.
 */
export function outsideJudge(): OutsideJudge | undefined {
  const path = process.env['UNSAID_CONTRACT_SCHEMA']
  if (!path) return undefined

  const bundle = JSON.parse(readFileSync(path, 'utf8')) as AnySchemaObject
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true })
  ajv.addSchema({ ...bundle, $id: ID })
  return {
    conversation: verdictOf(ajv, 'conversation'),
    error: verdictOf(ajv, 'error'),
    job: verdictOf(ajv, 'job'),
  }
}

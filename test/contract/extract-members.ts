import { execFileSync } from 'node:child_process'
import { parse } from 'yaml'

/*
 * Makes `published-members.json`: where in a conversation which members may stand, with their types
 * and the versions that have them. Facts only, no text of anybody's.
 *
 *   git clone https://github.com/intercom/Intercom-OpenAPI
 *   node --import tsx test/contract/extract-members.ts Intercom-OpenAPI \
 *     | npx prettier --parser json > test/contract/published-members.json
 */

type Node = Readonly<Record<string, unknown>>

const VERSIONS = [
  ...['2.7', '2.8', '2.9', '2.10', '2.11', '2.12', '2.13', '2.14', '2.15', '2.16', 'Preview'],
]

interface Found {
  readonly types: Set<string>
  readonly versions: Set<string>
}

const found = new Map<string, Found>()
const repository = process.argv[2] ?? '.'
const git = (...args: string[]) =>
  execFileSync('git', ['-C', repository, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 }).trim()

function note(path: string, type: string, version: string): void {
  const one = found.get(path) ?? { types: new Set(), versions: new Set() }
  one.types.add(type)
  one.versions.add(version)
  found.set(path, one)
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function walkVersion(version: string): void {
  const folder = version === 'Preview' ? '0' : version
  const file = git('show', `HEAD:descriptions/${folder}/api.intercom.io.yaml`)
  const document = parse(file, { maxAliasCount: -1 }) as { components: { schemas: Node } }
  const { schemas } = document.components
  walkSchema({ schemas, version }, { $ref: 'conversation' }, '', [])
  walkExamples(document, version)
}

interface In {
  readonly schemas: Node
  readonly version: string
}

function walkSchema(where: In, schema: unknown, path: string, within: readonly string[]): void {
  const { schemas, version } = where
  if (!isNode(schema)) return
  if (typeof schema['$ref'] === 'string') {
    const name = schema['$ref'].split('/').at(-1) ?? ''
    if (!within.includes(name)) walkSchema(where, schemas[name], path, [...within, name])
    return
  }
  if (path !== '' && typeof schema['type'] === 'string') note(path, schema['type'], version)
  if (path !== '' && schema['nullable'] === true) note(path, 'null', version)
  for (const kind of ['oneOf', 'anyOf', 'allOf']) {
    const any = schema[kind]
    if (Array.isArray(any)) for (const one of any) walkSchema(where, one, path, within)
  }
  if (isNode(schema['properties'])) {
    for (const [name, one] of Object.entries(schema['properties'])) {
      walkSchema(where, one, path === '' ? name : `${path}.${name}`, within)
    }
  }
  if (schema['type'] === 'array') walkSchema(where, schema['items'], `${path}[]`, within)
  walkSchema(where, schema['additionalProperties'], `${path}.*`, within)
}

/** Every conversation in an example, wherever it stands. */
function walkExamples(value: unknown, version: string): void {
  if (Array.isArray(value)) for (const one of value) walkExamples(one, version)
  if (!isNode(value)) return
  const { type, source, id } = value
  if (type === 'conversation' && typeof id === 'string' && source !== undefined) {
    walkExample(value, '', version)
  }
  for (const one of Object.values(value)) walkExamples(one, version)
}

function walkExample(value: unknown, path: string, version: string): void {
  if (path !== '') note(path, typeOf(value), version)
  if (Array.isArray(value)) for (const one of value) walkExample(one, `${path}[]`, version)
  if (!isNode(value)) return
  for (const [name, one] of Object.entries(value)) {
    const isFree = path === 'custom_attributes' || path.endsWith('.custom_attributes')
    walkExample(one, path === '' ? name : `${path}.${isFree ? '*' : name}`, version)
  }
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}

for (const version of VERSIONS) walkVersion(version)
const members = [...found]
  .sort(([one], [other]) => (one < other ? -1 : 1))
  .map(([path, { types, versions }]) => [
    path,
    [...types].sort().join(' '),
    [...versions].join(' '),
  ])
const commit = git('rev-parse', 'HEAD')
process.stdout.write(JSON.stringify({ repository: 'intercom/Intercom-OpenAPI', commit, members }))

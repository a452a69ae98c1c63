import { endOfQuoted } from './end-of-quoted.ts'

/**
 * JSON as it was written. Numbers keep their digits, members their order and their doubles, and
 * texts their escapes, none of which `JSON.parse` keeps.
 */
export type JsonTree =
  | { readonly kind: 'object'; readonly members: readonly TreeMember[] }
  | { readonly kind: 'list'; readonly items: readonly JsonTree[] }
  | { readonly kind: 'text' | 'other'; readonly token: string }

export interface TreeMember {
  readonly name: string
  readonly value: JsonTree
}

/** Deeper ones would overflow the stack of whoever walks them. */
const DEEPEST = 1000

/** Undefined where the text is no JSON, or nested deeper than anybody can have meant. */
export function readJsonTree(text: string): JsonTree | undefined {
  return isJsonText(text) ? treeAt({ text, at: 0 }, 0) : undefined
}

function isJsonText(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Where the reading stands; the text is known to be JSON. */
interface Cursor {
  readonly text: string
  at: number
}

const TOKEN = /[\s,:]*([{}[\]]|[^\s,:{}[\]"]*)/y

function nextToken(cursor: Cursor): string {
  TOKEN.lastIndex = cursor.at
  const [whole = '', token = ''] = TOKEN.exec(cursor.text) ?? []
  const start = cursor.at + whole.length - token.length
  const isText = cursor.text[start] === '"'
  cursor.at = isText ? endOfQuoted(cursor.text, start) : start + token.length
  return cursor.text.slice(start, cursor.at)
}

function treeAt(cursor: Cursor, depth: number): JsonTree | undefined {
  return treeOf(nextToken(cursor), cursor, depth)
}

function treeOf(token: string, cursor: Cursor, depth: number): JsonTree | undefined {
  if (depth > DEEPEST) return undefined
  if (token === '{') return objectAt(cursor, depth)
  if (token === '[') return listAt(cursor, depth)
  return { kind: token.startsWith('"') ? 'text' : 'other', token }
}

function objectAt(cursor: Cursor, depth: number): JsonTree | undefined {
  const members: TreeMember[] = []
  for (let token = nextToken(cursor); token !== '}'; token = nextToken(cursor)) {
    const value = treeAt(cursor, depth + 1)
    if (!value) return undefined
    members.push({ name: JSON.parse(token) as string, value })
  }
  return { kind: 'object', members }
}

function listAt(cursor: Cursor, depth: number): JsonTree | undefined {
  const items: JsonTree[] = []
  for (let token = nextToken(cursor); token !== ']'; token = nextToken(cursor)) {
    const item = treeOf(token, cursor, depth + 1)
    if (!item) return undefined
    items.push(item)
  }
  return { kind: 'list', items }
}

export function writeJsonTree(tree: JsonTree): string {
  switch (tree.kind) {
    case 'object':
      return `{${tree.members.map(writtenMember).join(',')}}`
    case 'list':
      return `[${tree.items.map(writeJsonTree).join(',')}]`
    case 'text':
    case 'other':
      return tree.token
    default:
      return tree satisfies never
  }
}

function writtenMember({ name, value }: TreeMember): string {
  return `${JSON.stringify(name)}:${writeJsonTree(value)}`
}

/** The text that a token of JSON stands for. */
export function textOf({ token }: { readonly token: string }): string {
  return JSON.parse(token) as string
}

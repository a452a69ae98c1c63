import { endOfQuoted } from './end-of-quoted.ts'

/** What becomes of an element; undefined takes it out. */
type ElementChange = (element: string | null) => string | null | undefined

/**
 * An array of Postgres in its text form, `{a,"b c",NULL}`, with its elements changed. In an array of
 * more than one dimension nothing can be taken out without breaking its shape: null stands there.
 */
export function changeElements(array: string, change: ElementChange): string {
  const open = array.indexOf('{')
  const isNested = array[open + 1] === '{'
  const tokens = tokensOf(array, open)
  const written = tokens.flatMap((token) => {
    if (token === '{' || token === '}') return [token]
    const changed = change(readElement(token))
    if (changed === undefined) return isNested ? ['NULL'] : []
    return [writeElement(changed)]
  })
  // Bounds as in [0:1]={a,b} hold only for as many elements as there were.
  return (written.length === tokens.length ? array.slice(0, open) : '') + joined(written)
}

const PLAIN_TOKEN = /[{}]|[^{}",\s][^{}",]*/y

/** Braces and elements, without the commas between them. */
function tokensOf(array: string, open: number): string[] {
  const tokens: string[] = []
  let at = open
  while (at < array.length) {
    PLAIN_TOKEN.lastIndex = at
    const token =
      array[at] === '"' ? array.slice(at, endOfQuoted(array, at)) : PLAIN_TOKEN.exec(array)?.[0]
    if (token !== undefined) tokens.push(token)
    at += token?.length ?? 1
  }
  return tokens
}

function readElement(token: string): string | null {
  if (token.startsWith('"')) return token.slice(1, -1).replace(/\\(.)/gs, '$1')
  return token.toUpperCase() === 'NULL' ? null : token.replace(/\\(.)/gs, '$1').trimEnd()
}

/** Quotes are always allowed, and needed around a text that reads NULL. */
function writeElement(element: string | null): string {
  if (element === null) return 'NULL'
  const isPlain = /^[\w.@+:-]+$/.test(element) && element.toUpperCase() !== 'NULL'
  return isPlain ? element : `"${element.replace(/["\\]/g, '\\$&')}"`
}

function joined(tokens: readonly string[]): string {
  return tokens
    .map((token, place) => {
      const isFirst = place === 0 || tokens[place - 1] === '{' || token === '}'
      return isFirst ? token : `,${token}`
    })
    .join('')
}

import type { ErasedMap } from './certificate-extent.ts'
import { code, escaped, number } from './page-text.ts'

/** What a certificate's page says of an erasure where a map leads: names and their cells. */
export function erasedMapRows({
  name,
  version,
  system,
  copies,
  incomplete,
}: ErasedMap): (readonly [string, string])[] {
  const lines = Object.entries(copies).map(([copy, { found, changed, deleted, reported }]) => {
    const did = `${number(changed)} changed, ${number(deleted)} deleted, ${number(reported)} told of`
    return `${code(copy)}: ${number(found)} found, ${did}`
  })
  return [
    [
      'The messages stand in',
      `${escaped(system)}<br>map ${code(name)}, version ${number(version)}`,
    ],
    [
      'Columns that nobody has answered for',
      incomplete.length === 0 ? 'none' : incomplete.map(code).join('<br>'),
    ],
    ['Copies', lines.length === 0 ? 'none' : lines.join('<br>')],
  ]
}

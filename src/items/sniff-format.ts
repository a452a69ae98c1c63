/** How a list is written. */
export type ListFormat = 'ndjson' | 'csv' | 'json'

const NAMES: readonly (readonly [RegExp, ListFormat])[] = [
  [/\.csv(\.gz)?$/i, 'csv'],
  [/\.(ndjson|jsonl)(\.gz)?$/i, 'ndjson'],
]

/** An object over several lines, or one that has `items`, is not one item of several. */
const JSON_DOCUMENT = /^\[|^\{[ \t\r]*\n|^\{[^\n]*"items"\s*:\s*\[/

/**
 * How the list is most likely written: by the name of its file if that says so, else by its first
 * character that isn't blank. A list of nothing is NDJSON without lines.
 *
 * @param firstBytes the beginning, with or without a byte order mark; 1 KiB is plenty
 */
export function sniffFormat(firstBytes: Uint8Array, fileName = ''): ListFormat {
  const named = NAMES.find(([name]) => name.test(fileName))
  if (named !== undefined) return named[1]

  const start = new TextDecoder().decode(firstBytes).trimStart()
  if (JSON_DOCUMENT.test(start)) return 'json'
  return start === '' || start.startsWith('{') ? 'ndjson' : 'csv'
}

import type { Item } from './item.ts'
import { readCsvItems } from './read-csv-items.ts'
import { readJsonList } from './read-json-list.ts'
import { readNdjsonItems } from './read-ndjson-items.ts'
import type { ListFormat } from './sniff-format.ts'

/**
 * Reads a list in the given format, up to 1,000 items at a time. Leaving the loop early lets go of
 * the input.
 *
 * @throws UnreadableList, with JSON and CSV, when no items can be told apart
 */
export function readItems(
  chunks: AsyncIterable<Uint8Array>,
  format: ListFormat,
): AsyncGenerator<Item[], void> {
  switch (format) {
    case 'ndjson':
      return readNdjsonItems(chunks)
    case 'csv':
      return readCsvItems(chunks)
    case 'json':
      return readJsonList(chunks)
  }
}

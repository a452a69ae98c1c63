import type { Item } from './item.ts'
import { readCsvItems } from './read-csv-items.ts'
import { readJsonList } from './read-json-list.ts'
import { readNdjsonItems } from './read-ndjson-items.ts'
import { refuseOtherText } from './refuse-other-text.ts'
import type { ListFormat } from './sniff-format.ts'

/**
 * Reads a list in the given format, up to 1,000 items at a time. Leaving the loop early lets go of
 * the input.
 *
 * @throws UnreadableList when it is UTF-16, or its lines end in CR alone; with JSON and CSV when no
 *   items can be told apart
 */
export function readItems(
  input: AsyncIterable<Uint8Array>,
  format: ListFormat,
): AsyncGenerator<Item[], void> {
  const chunks = refuseOtherText(input, format !== 'json')
  switch (format) {
    case 'ndjson':
      return readNdjsonItems(chunks)
    case 'csv':
      return readCsvItems(chunks)
    case 'json':
      return readJsonList(chunks)
  }
}

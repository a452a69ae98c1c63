import { htmlReading } from './html-reading.ts'
import { jsonReading } from './json-reading.ts'
import { encodeQuotedPrintable, quotedPrintableReading } from './quoted-printable.ts'
import { plainReading, type Reading } from './reading.ts'

/** A way to read a text, and to write into it what this way of reading it asks for. */
export interface TextForm {
  readonly reading: Reading
  readonly isHtml: boolean
  encode(text: string): string
}

/** Every form that a text may have: as it is, with JSON's escapes, quoted-printable, each as HTML, too. */
export function* textForms(text: string): Generator<TextForm> {
  const asIs = plainReading(text)
  yield* alsoAsHtml(asIs, (inserted) => inserted)
  const json = jsonReading(asIs)
  if (json) yield* alsoAsHtml(json, escapeJson)
  // JSON that holds JSON, as text.
  const inner = json && jsonReading(json)
  if (inner) yield* alsoAsHtml(inner, (inserted) => escapeJson(escapeJson(inserted)))
  const quoted = quotedPrintableReading(asIs)
  if (quoted) yield* alsoAsHtml(quoted, encodeQuotedPrintable)
}

function* alsoAsHtml(reading: Reading, encode: (text: string) => string): Generator<TextForm> {
  yield { reading, isHtml: false, encode }
  const html = htmlReading(reading)
  if (html) yield { reading: html, isHtml: true, encode }
}

const escapeJson = (text: string) => JSON.stringify(text).slice(1, -1)

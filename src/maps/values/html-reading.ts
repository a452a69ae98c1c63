import { decodeHTMLStrict } from 'entities'
import { rereading, type Reading } from './reading.ts'

/** Those between which words don't run on. */
const BREAKING =
  'br|p|div|li|ul|ol|dl|dt|dd|tr|td|th|table|tbody|thead|h[1-6r]|blockquote|pre|section|article|body|head|html|title'
const INLINE =
  'a|abbr|b|bdi|bdo|big|center|cite|code|del|em|font|i|img|ins|kbd|label|mark|meta|q|s|samp|small|span|strike|strong|style|sub|sup|time|tt|u|var|wbr|o:p'

/** Only what HTML knows: `<anna@example.com>` is no tag, nor is the comparison in `a <b`. */
const TAG = `<(?:/?(?:${BREAKING}|${INLINE})(?=[\\s/>])|!)[^<>]*>`

const HTML_TAG = new RegExp(TAG, 'gi')
const ENTITY_OR_TAG = new RegExp(`&(?:#\\d{1,7}|#x[\\da-f]{1,6}|[a-z][a-z\\d]{1,31});|${TAG}`, 'gi')
const BREAK = new RegExp(`^</?(?:${BREAKING})[\\s/>]`, 'i')

/** As it is read: characters for entities, spaces for tags that break a line, nothing for others. */
export function htmlReading(reading: Reading): Reading | undefined {
  if (reading.text.search(ENTITY_OR_TAG) === -1) return undefined
  return rereading(reading, ENTITY_OR_TAG, (match) => {
    if (match.startsWith('&')) return decodeHTMLStrict(match)
    return BREAK.test(match) ? '\n' : ''
  })
}

/** A piece of a text, from one place to another. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** What of a span is no tag: tags stay, as others may close them or be closed by them. */
export function betweenTags(text: string, { from, to }: Span): Span[] {
  const pieces: Span[] = []
  let start = from
  for (const { 0: tag, index } of text.slice(from, to).matchAll(HTML_TAG)) {
    if (from + index > start) pieces.push({ from: start, to: from + index })
    start = from + index + tag.length
  }
  return start < to ? [...pieces, { from: start, to }] : pieces
}

import { NEWLINE } from '../json-stream/byte-codes.ts'
import { UnreadableList } from './unreadable-list.ts'

/** Bytes in which a line of a list ends. */
const ENOUGH = 64 * 1024

const BYTE_ORDER_MARKS = ['fffe', 'feff']

/** A carriage return that ends a line, as no line feed does. */
const ENDED_BY_CR = /\r\S/

/**
 * Hands on the bytes of a list, unless they begin like what a program saved in another way than
 * lists are read: each of its lines would be an item that is wrong, and none would say why.
 *
 * @param hasLines whether line ends mean something in it
 * @throws UnreadableList that says what it is: UTF-16, or lines that end in CR alone
 */
export async function* refuseOtherText(
  chunks: AsyncIterable<Uint8Array>,
  hasLines: boolean,
): AsyncGenerator<Uint8Array, void> {
  let begun: Buffer | undefined = Buffer.alloc(0)
  for await (const chunk of chunks) {
    if (begun === undefined) {
      yield chunk
      continue
    }
    begun = Buffer.concat([begun, chunk])
    if (begun.length < ENOUGH && !chunk.includes(NEWLINE)) continue
    yield accepted(begun, hasLines)
    begun = undefined
  }
  if (begun !== undefined) yield accepted(begun, hasLines)
}

function accepted(begun: Buffer, hasLines: boolean): Buffer {
  if (isUtf16(begun)) throw new UnreadableList('The file is UTF-16: save it as UTF-8')
  if (hasLines && !begun.includes(NEWLINE) && ENDED_BY_CR.test(begun.toString('latin1'))) {
    throw new UnreadableList('The lines end in CR alone: save the file with LF or CRLF line ends')
  }
  return begun
}

/** By its mark; without one by the zeros, of which the characters of every list here have one each. */
function isUtf16(begun: Buffer): boolean {
  if (BYTE_ORDER_MARKS.includes(begun.toString('hex', 0, 2))) return true
  const [a, b, c, d] = begun
  return (a === 0 && b !== 0 && c === 0) || (a !== 0 && b === 0 && c !== 0 && d === 0)
}

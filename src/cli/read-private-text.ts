import { isUtf8 } from 'node:buffer'
import { openInput } from './open-input.ts'
import { UsageError } from './usage-error.ts'

/** What somebody is known by, as a file or standard input holds it. */
interface PrivateText {
  readonly text: string
  /** Of the file or of standard input, for messages. */
  readonly name: string
  /** More was there than may be; the text is the beginning of it. */
  readonly isTooLong: boolean
}

/**
 * Reads what must not be an argument: every user of the machine sees those in `ps`, and the shell
 * keeps them in its history.
 *
 * @param file its path; `-` is standard input
 * @param longest bytes
 * @throws UsageError that quotes nothing of it
 */
export async function readPrivateText(file: string, longest: number): Promise<PrivateText> {
  const name = file === '-' ? 'standard input' : 'the file'
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of await openInput(file)) {
    chunks.push(chunk)
    size += chunk.length
    if (size > longest) break
  }
  const bytes = Buffer.concat(chunks)
  const isTooLong = size > longest
  // A cut at the limit may split a character: what is too long is told as that.
  if (!isTooLong && !isUtf8(bytes)) {
    throw new UsageError(`${name} must hold UTF-8; some editors and shells of Windows write UTF-16`)
  }
  return { text: bytes.toString().replace(/^\uFEFF/, ''), name, isTooLong }
}

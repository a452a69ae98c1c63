import { isUtf8 } from 'node:buffer'

/**
 * What bytes may be as text: UTF-8, or where they are not all of it, whatever of UTF-8 is in them
 * and the same as Latin-1, as old mails are.
 */
export function bytesAsTexts(bytes: Buffer): readonly string[] {
  return isUtf8(bytes)
    ? [bytes.toString('utf8')]
    : [bytes.toString('utf8'), bytes.toString('latin1')]
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * What bytes may be as text: UTF-8, or where they are not all of it, whatever of UTF-8 is in them
 * and the same as Latin-1, as old mails are.
 */
export function bytesAsTexts(bytes: Buffer): readonly string[] {
  try {
    return [utf8.decode(bytes)]
  } catch {
    return [bytes.toString('utf8'), bytes.toString('latin1')]
  }
}

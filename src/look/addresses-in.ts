/** Characters that an address may have; the longest local part and domain that mail knows. */
const LOCAL = /[^\s<>()[\]\\,;:"@]{1,64}$/u
const DOMAIN = /^[\p{L}\p{M}\p{N}.-]{1,255}/u
const LOCAL_LENGTH = 64
const DOMAIN_LENGTH = 255

/** They may be in an address, and stand before one in a link or a sentence. */
const BEFORE = /[=/?&#'`{}|!$*^~%]/u

/**
 * What looks like an e-mail address in a text. Where it is not clear where one begins, as in
 * `?to=ada@example.com`, each that it may be is given.
 */
export function addressesIn(text: string): string[] {
  const found: string[] = []
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const domain = DOMAIN.exec(text.slice(at + 1, at + 1 + DOMAIN_LENGTH))?.[0]
    const local = LOCAL.exec(text.slice(Math.max(0, at - LOCAL_LENGTH), at))?.[0]
    if (!domain || !local) continue
    const end = domain.replace(/[.-]+$/, '')
    found.push(...startsOf(local).map((start) => `${start}@${end}`))
  }
  return found
}

function startsOf(local: string): string[] {
  const pieces = local.split(BEFORE)
  let length = 0
  return pieces.flatMap((piece) => {
    const start = local.slice(length)
    length += piece.length + 1
    return start === '' ? [] : [start]
  })
}

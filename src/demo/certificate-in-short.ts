import { isObject } from '../conversation/json-object.ts'
import { objectIn, textMember } from './members.ts'

/** Of a certificate as it is printed: how it ended, how much was done, and what it does not cover. */
export function certificateInShort(lines: readonly string[]): string[] {
  const certificate: unknown = JSON.parse(lines.join('\n'))
  if (!isObject(certificate)) return [...lines]
  const copies = Object.values(objectIn(objectIn(certificate, 'map'), 'copies')).filter(isObject)
  const sum = (member: string) =>
    copies.reduce((total, copy) => total + Number(copy[member] ?? 0), 0)
  const { redacted } = objectIn(certificate, 'messages')
  const { not_covered: left, result } = certificate
  return [
    `result: ${textMember(result)}; messages: ${textMember(redacted)} redacted`,
    `copies: ${sum('found')} found, ${sum('changed')} changed, ${sum('deleted')} deleted`,
    ...(Array.isArray(left) ? left.map((one) => `not covered: ${textMember(one)}`) : []),
  ]
}

import { keyedHash, type Pepper } from '../database/pepper.ts'
import type { SuppressionKind } from '../database/contact-tables.ts'
import { exactIdText } from './exact-id-text.ts'

/** By what a person is known. */
export type ContactKind = SuppressionKind

/**
 * The keyed hash that stands for one value of a person in one workspace: equal for equal values,
 * and no help in guessing the value without the pepper.
 *
 * @returns undefined for a value that names nobody
 */
export function contactKey(
  pepper: Pepper,
  workspace: string,
  kind: ContactKind,
  value: unknown,
): Buffer | undefined {
  const text = exactIdText(value)
  const normal = text === undefined ? '' : normalised(kind, text)
  return normal === '' ? undefined : keyedHash(pepper, [workspace, kind, normal])
}

/** Addresses come in every case and with stray spaces; ids are compared as they are. */
function normalised(kind: ContactKind, text: string): string {
  return kind === 'email' ? text.trim().toLowerCase().normalize('NFC') : text
}

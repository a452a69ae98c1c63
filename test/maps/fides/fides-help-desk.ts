import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import {
  draftFromFides,
  type FidesChoices,
  type FromFides,
  type MapDraft,
} from '../../../src/maps/fides/draft-from-fides.ts'

/** A made-up help desk as Fides would have it described. */
export const FIDES_HELP_DESK = fileURLToPath(new URL('help-desk.yaml', import.meta.url))
const TEXT = readFileSync(FIDES_HELP_DESK, 'utf8')

/** The description with changes, each of which must be one. */
export function fidesWith(...changes: readonly (readonly [before: string, after: string])[]) {
  return changes.reduce((text, [before, after]) => {
    expect(text).toContain(before)
    return text.replace(before, after)
  }, TEXT)
}

export const fromFides = (text: string, asked: FidesChoices = {}): FromFides =>
  draftFromFides('fides.yaml', text, asked)

export function draftOf(text: string, asked: FidesChoices = {}): MapDraft {
  const drafted = fromFides(text, asked)
  if (!drafted.ok) throw new Error(JSON.stringify(drafted))
  return drafted
}

/** What was told of a draft, without lines. */
export const notesOf = (draft: MapDraft): string[] => draft.notes.map(({ message }) => message)

/** What keeps a text from being a dataset, each with its line. */
export function problemsOf(text: string): string[] {
  const drafted = fromFides(text)
  return 'problems' in drafted
    ? drafted.problems.map(({ line, message }) => `${line}: ${message}`)
    : []
}

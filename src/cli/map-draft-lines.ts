import type { Role } from '../maps/fides/choose-roles.ts'
import type { MapDraft } from '../maps/fides/draft-from-fides.ts'
import type { DraftNote } from '../maps/fides/draft-part.ts'
import { draftYaml } from '../maps/fides/draft-yaml.ts'

/** What the collections hold that a user may name. */
export const draftWords: Readonly<Record<Role, string>> = {
  contacts: 'the people',
  conversations: 'the conversations',
  messages: 'the messages',
}

/** The draft as a file; only the name of the dataset's file stands in it, not where it lay. */
export function draftText({ map, guesses, dataset }: MapDraft, file: string): string {
  const header = [
    `A first draft, made by \`unsaid map from-fides\` out of the dataset ${dataset.key} of ${file}.`,
    "Read each line: labels of Fides became what is written into columns, and a 'guess' was told by nobody.",
    'The map is complete when `unsaid map check` ends with exit code 0.',
  ]
  return draftYaml(map, guesses, header.join('\n'))
}

/** What could not be known, each with its line, and what to do next. */
export function draftNoteLines(draft: MapDraft, file: string): string[] {
  const told = allNotes(draft)
  return [
    ...told.map(({ line, message }) => `${file}:${line}: ${message}`),
    `${told.length} ${told.length === 1 ? 'thing' : 'things'} to see to; then hold the draft against the database: unsaid map check`,
  ]
}

/** What `--json` prints. */
export function draftResult(draft: MapDraft, yaml: string): object {
  return {
    type: 'map_draft',
    map: draft.map.map,
    dataset: draft.dataset.key,
    yaml,
    notes: allNotes(draft),
  }
}

function allNotes({ guessed, roles, notes }: MapDraft): DraftNote[] {
  const chosen = guessed.map((role) => ({
    line: roles[role].line,
    message: `${roles[role].table} is taken for the collection of ${draftWords[role]}: --${role} names another`,
  }))
  return [...chosen, ...notes].sort((one, other) => one.line - other.line)
}

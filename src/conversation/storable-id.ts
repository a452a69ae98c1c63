import { idText, isPossibleId } from '../request/id.ts'

/** The id as text, if a row can bear it and a request can ask for it. */
export function storableId(value: unknown): string | undefined {
  const id = idText(value)
  return id !== undefined && isPossibleId(id) ? id : undefined
}

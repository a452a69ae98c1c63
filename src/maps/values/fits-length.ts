/** Whether a text fits into `varchar(length)`; Postgres counts characters, not units. */
export function fitsLength(text: string, length: number | null): boolean {
  if (length === null || text.length <= length) return true
  return text.length <= 2 * length && Array.from(text).length <= length
}

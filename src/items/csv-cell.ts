/** What makes a spreadsheet take a cell for a formula, and our guard, which may stand before it. */
const FORMULA = /^'*[=+\-@\t\r]/
const GUARDED = /^'(?='*[=+\-@\t\r])/

/** What would be read as something else, or trimmed by some readers, without quotes. */
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/

/**
 * A cell of our CSV. What a spreadsheet would run gets a leading `'`, also when it has one already,
 * so that taking one away gives the text back; quoted as RFC 4180 asks.
 */
export function csvCell(text: string): string {
  const guarded = FORMULA.test(text) ? `'${text}` : text
  return NEEDS_QUOTES.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
}

/** The text of a parsed cell, without our guard. */
export function textOfCell(cell: string): string {
  return cell.replace(GUARDED, '')
}

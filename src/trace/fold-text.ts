/** One spelling of a text, so that capitals and composed accents make no difference. */
export function foldText(text: string): string {
  // In this order: a capital's small letter may be written as two characters that have a composed form.
  return text.toLowerCase().normalize('NFC')
}

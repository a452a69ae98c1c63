/** What editors write for a mark; letters and what stands in addresses is read elsewhere. */
const MARKS: Readonly<Record<string, string>> = {
  ...{ lsquo: '‘', rsquo: '’', sbquo: '‚', ldquo: '“', rdquo: '”', bdquo: '„' },
  ...{ laquo: '«', raquo: '»', lsaquo: '‹', rsaquo: '›', ndash: '–', mdash: '—' },
  ...{ hellip: '…', bull: '•', middot: '·', euro: '€', pound: '£', yen: '¥', cent: '¢' },
  ...{ copy: '©', reg: '®', trade: '™', deg: '°', sect: '§', para: '¶', times: '×' },
  ...{ iexcl: '¡', iquest: '¿', frac12: '½', frac14: '¼', frac34: '¾', plusmn: '±' },
}

/** A text with the entities of HTML that stand for marks as those marks. */
export function readTypography(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&([a-z]{2,6}\d{0,2});/g, (entity, name: string) => MARKS[name] ?? entity)
}

/** Entities that stand within addresses and names; what others stand for ends either. */
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  commat: '@',
  period: '.',
  lowbar: '_',
  hyphen: '-',
  plus: '+',
  ensp: ' ',
  emsp: ' ',
  shy: '',
  zwnj: '',
  zwj: '',
  ...letters(['a', 'e', 'i', 'o', 'u', 'y', 'A', 'E', 'I', 'O', 'U', 'Y'], 'acute', '\u0301'),
  ...letters(['a', 'e', 'i', 'o', 'u', 'A', 'E', 'I', 'O', 'U'], 'grave', '\u0300'),
  ...letters(['a', 'e', 'i', 'o', 'u', 'A', 'E', 'I', 'O', 'U'], 'circ', '\u0302'),
  ...letters(['a', 'e', 'i', 'o', 'u', 'y', 'A', 'E', 'I', 'O', 'U'], 'uml', '\u0308'),
  ...letters(['a', 'n', 'o', 'A', 'N', 'O'], 'tilde', '\u0303'),
  ...letters(['s', 'z', 'c', 'r', 'e', 'n', 'S', 'Z', 'C', 'R', 'E', 'N'], 'caron', '\u030c'),
  ccedil: 'ç',
  Ccedil: 'Ç',
  aring: 'å',
  Aring: 'Å',
  oslash: 'ø',
  Oslash: 'Ø',
  szlig: 'ß',
  aelig: 'æ',
  AElig: 'Æ',
  oelig: 'œ',
  OElig: 'Œ',
  eth: 'ð',
  ETH: 'Ð',
  thorn: 'þ',
  THORN: 'Þ',
  lstrok: 'ł',
  Lstrok: 'Ł',
}

const ENTITY = /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z]{2,8}));/g
const ESCAPED = /(?:%[0-9a-fA-F]{2})+/g

/**
 * A text as it is written and as it is read: its HTML entities and what links escape by `%` taken
 * for what they stand for. Tags within a word are left where they are.
 */
export function readingsOf(text: string): readonly string[] {
  const plain = text.includes('&') ? text.replace(ENTITY, characterOf) : text
  const linked = plain.includes('%') ? plain.replace(ESCAPED, unescaped) : plain
  return linked === text ? [text] : [text, linked]
}

function characterOf(entity: string, decimal?: string, hex?: string, name?: string): string {
  if (name !== undefined) return NAMED[name] ?? entity
  const code = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal)
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : entity
}

function unescaped(bytes: string): string {
  try {
    return decodeURIComponent(bytes)
  } catch {
    return bytes
  }
}

function letters(plain: readonly string[], suffix: string, mark: string) {
  return Object.fromEntries(
    plain.map((letter) => [`${letter}${suffix}`, `${letter}${mark}`.normalize('NFC')]),
  )
}

import type { SeededRandom } from '../../../scene/seeded-random.ts'

/** How somebody may write names of tables and columns. */
const STYLES: readonly ((plain: string) => string)[] = [
  (plain) => plain,
  (plain) => plain,
  (plain) => plain.charAt(0).toUpperCase() + plain.slice(1),
  (plain) => `the ${plain} here`,
  (plain) => `${plain}"s`,
  (plain) => `${plain}?$1::text`,
  (plain) => `${plain} ö/\\'`,
]

/** Names that must be quoted, whatever they stand for. */
const WORDS: Readonly<Record<string, string>> = {
  message: 'select',
  conversation: 'Order',
  contact: 'user',
  body: 'from',
  note: 'table',
  tenant: 'group',
}

const SCHEMAS = ['public', 'public', 'desk', 'Help Desk', 'select']

/** Chooses one way to write names. */
export function namesBy(random: SeededRandom) {
  const style = random.pick(STYLES)
  const isReserved = random.below(3) === 0
  return {
    schema: random.pick(SCHEMAS),
    identifier: (plain: string) => (isReserved ? (WORDS[plain] ?? style(plain)) : style(plain)),
  }
}

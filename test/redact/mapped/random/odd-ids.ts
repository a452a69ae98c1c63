import type { SeededRandom } from '../../../scene/seeded-random.ts'

/** How a table numbers its rows: the type of an id, and ids of it that differ by little. */
export interface IdKind {
  readonly type: string
  readonly isText: boolean
  next(): string
}

const KINDS: readonly ((random: SeededRandom) => IdKind)[] = [
  () => counted('int4', (nth) => String(nth)),
  () => counted('int4', (nth) => String(nth * 11)),
  // A number of JavaScript does not tell them apart.
  () => counted('int8', (nth) => String(9_007_199_254_740_990n + BigInt(nth))),
  (random) => counted('uuid', (nth) => uuid(random, nth)),
  () => counted('varchar(40)', (nth) => `${'0'.repeat(nth % 4)}${(nth + 3) >> 2}`),
  () => counted('text', (nth) => `${nth % 2 === 0 ? 'Ab' : 'aB'}${(nth + 1) >> 1}`),
  () => counted('char(26)', (nth) => `id${nth}`.padEnd(26, 'x')),
  () => counted('numeric(20)', (nth) => String(nth)),
]

/** One for each tenant; `isShared`: the ids of all are the same. */
export function idKindBy(random: SeededRandom, isShared: boolean): readonly [IdKind, IdKind] {
  const kind = random.pick(KINDS)
  const first = kind(random)
  return [first, isShared ? kind(random) : first]
}

function counted(type: string, idOf: (nth: number) => string): IdKind {
  let nth = 0
  const isText = /char|text/.test(type)
  return {
    ...{ type, isText },
    next() {
      nth += 1
      return idOf(nth)
    },
  }
}

function uuid(random: SeededRandom, nth: number): string {
  const digits = () =>
    random
      .below(16 ** 4)
      .toString(16)
      .padStart(4, '0')
  return `${digits()}${digits()}-${digits()}-4000-8000-${String(nth).padStart(12, '0')}`
}

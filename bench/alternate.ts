import { medianRound, type Better, type Round } from './result.ts'

/** One side of a comparison. */
export interface Contender {
  readonly name: string
  /** What varies, e.g. requests in flight; each side counts at its best. */
  readonly settings: readonly Setting[]
  /** Measures once, from a fresh start, and checks what it did. */
  run(setting: Setting): Promise<number>
}

export interface Setting {
  readonly label: string
  readonly value: number
}

export const ONE_SETTING: readonly Setting[] = [{ label: '', value: 0 }]

/** Every value measured, by contender and setting, one per round. */
export type Measured = ReadonlyMap<Contender, ReadonlyMap<Setting, readonly number[]>>

export type Say = (line: string) => void

/** Measures all sides in turn, round after round; every other round begins from the other end. */
export async function alternate(
  contenders: readonly Contender[],
  rounds: number,
  say: Say,
): Promise<Measured> {
  const measured = new Map(contenders.map((one) => [one, emptyFor(one)]))
  for (let round = 0; round < rounds; round++) {
    for (const one of round % 2 === 0 ? contenders : contenders.toReversed()) {
      for (const [setting, values] of measured.get(one) ?? []) {
        const value = await one.run(setting)
        values.push(value)
        say(`  round ${round + 1}: ${[one.name, setting.label].join(' ').trim()}: ${round3(value)}`)
      }
    }
  }
  return measured
}

function emptyFor({ settings }: Contender): Map<Setting, number[]> {
  return new Map(settings.map((setting) => [setting, []]))
}

export interface Compared extends Round {
  readonly sides: { readonly ours: string; readonly other: string }
  readonly rounds: readonly Round[]
}

/** Holds ours at its best setting against the best of the others at its own. */
export function compare(
  measured: Measured,
  ours: Contender,
  others: readonly Contender[],
  better: Better,
): Compared {
  const mine = bestOf(measured, [ours], better)
  const theirs = bestOf(measured, others, better)
  const rounds = mine.values.map((value, at) => roundOf(value, theirs.values[at]!))
  const sides = { ours: mine.label, other: theirs.label }
  return { ...medianRound(rounds, better), rounds, sides }
}

function bestOf(measured: Measured, contenders: readonly Contender[], better: Better) {
  const candidates = contenders.flatMap((one) =>
    [...(measured.get(one) ?? [])].map(([setting, values]) => ({
      label: [one.name, setting.label].filter((word) => word !== '').join(', '),
      values,
      middle: middleOf(values),
    })),
  )
  const [best] = candidates.sort((a, b) =>
    better === 'higher' ? b.middle - a.middle : a.middle - b.middle,
  )
  if (!best) throw new Error('nothing was measured')
  return best
}

export function middleOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? NaN
}

function roundOf(ours: number, other: number): Round {
  return { ours: round3(ours), other: round3(other), ratio: round3(ours / other) }
}

/** Three digits after the point, or as many as matter. */
export function round3(value: number): number {
  return value >= 100 ? Math.round(value) : Number(value.toPrecision(4))
}

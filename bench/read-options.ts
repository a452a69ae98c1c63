import { parseArgs } from 'node:util'
import type { PoolMode } from '../test/pgbouncer-server.ts'

export type Backend = 'redis' | 'postgres'

/** What a run was asked for. */
export interface BenchOptions {
  /** Ids to measure; empty: all. */
  readonly only: readonly string[]
  /** Instead of each measurement's own size. */
  readonly n: number | undefined
  /** Absent: where the design measures it. */
  readonly backends: readonly Backend[] | undefined
  /** Unsaid's way to Postgres leads through PgBouncer in this mode; absent: it is direct. */
  readonly pooler: PoolMode | undefined
  readonly rounds: number
  readonly json: boolean
  /** Puts one text back before each check, so that the check can be seen to fail. */
  readonly sabotage: boolean
  /** Tells where the time of the M measurements goes. */
  readonly profile: boolean
  readonly help: boolean
}

export const IDS = ['P1', 'P2', 'P3', 'P4', 'P5', 'P6', 'P7', 'polls', 'M1', 'M3'] as const

export const HELP = `npm run bench -- [options]

Measures Unsaid against plain counterparts: same machine, same run, alternating, each measurement on
its own copy of one database. Starts its own Postgres and Redis, and removes them.

  --only P1,P2        only these: ${IDS.join(' ')}
  --n COUNT           this size instead of the design's (smaller is faster and noisier)
  --backend NAME      redis, postgres or both, where a measurement can run there
  --pooler MODE       Unsaid reaches Postgres through PgBouncer, in session or transaction mode;
                      its counterparts still go there directly
  --rounds COUNT      rounds of each side, default 3; figures are those of the median round
  --json              one JSON document on stdout instead of the table
  --sabotage          put one text back before each check: the run must fail
  --profile           of M1 and M3, print what took most of the time
  --help

Progress goes to stderr. A round whose correctness check fails ends the run with exit code 1 and
no figure.
`

/** A command line that says nothing we know. */
export class BadOptions extends Error {}

/** @throws BadOptions */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parsed(args)
  const only = (values.only ?? '').split(',').filter((id) => id !== '')
  const unknown = only.filter((id) => !IDS.some((known) => known === id))
  if (unknown.length > 0) throw new BadOptions(`--only: there is no ${unknown.join(', ')}`)
  return {
    only,
    n: values.n === undefined ? undefined : countOf('--n', values.n),
    backends: backendsOf(values.backend),
    pooler: poolerOf(values.pooler),
    rounds: countOf('--rounds', values.rounds),
    json: values.json,
    sabotage: values.sabotage,
    profile: values.profile,
    help: values.help,
  }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        only: { type: 'string' },
        n: { type: 'string' },
        backend: { type: 'string' },
        pooler: { type: 'string' },
        rounds: { type: 'string', default: '3' },
        json: { type: 'boolean', default: false },
        sabotage: { type: 'boolean', default: false },
        profile: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    throw new BadOptions(error instanceof Error ? error.message : 'the options make no sense')
  }
}

function countOf(option: string, text: string): number {
  if (!/^[1-9]\d{0,7}$/.test(text)) throw new BadOptions(`${option} must be a number from 1`)
  return Number(text)
}

function backendsOf(text: string | undefined): Backend[] | undefined {
  switch (text) {
    case undefined:
      return undefined
    case 'redis':
    case 'postgres':
      return [text]
    case 'both':
      return ['redis', 'postgres']
    default:
      throw new BadOptions('--backend must be redis, postgres or both')
  }
}

function poolerOf(text: string | undefined): PoolMode | undefined {
  if (text === undefined || text === 'session' || text === 'transaction') return text
  throw new BadOptions('--pooler must be session or transaction')
}

/* npm run bench: see `--help`, and docs/performance.md for how figures are taken. */
import { createClosing } from '../src/closing.ts'
import { describeMachine, describeVersions } from './describe-machine.ts'
import { ERASURE } from './erasure.ts'
import { BULK } from './bulk.ts'
import type { Measurement } from './measurement.ts'
import { MAPPED } from './mapped/mapped-measurement.ts'
import { MEMORY } from './memory.ts'
import { ONE_CALLER } from './one-caller.ts'
import { POLLS } from './polls.ts'
import { printTable } from './print-table.ts'
import { RAW_JOBS } from './raw-jobs.ts'
import { BadOptions, HELP, IDS, readOptions, type BenchOptions } from './read-options.ts'
import { NOTHING, type Findings } from './result.ts'
import { SINGLES } from './singles.ts'
import { openStage, type Stage } from './stage.ts'
import { withScene } from './with-scene.ts'
import { WrongRound } from './wrong-round.ts'

const MEASUREMENTS: readonly Measurement[] = [
  RAW_JOBS,
  SINGLES,
  BULK,
  ERASURE,
  ONE_CALLER,
  MEMORY,
  POLLS,
  ...MAPPED,
]

const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const

const closing = createClosing()
const say = (line: string) => process.stderr.write(`${line}\n`)

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2))
  if (options.help) {
    process.stdout.write(HELP)
    return EXIT.done
  }
  forgetSettings()
  const stage = await openStage(closing, say, options)
  const findings = await measureAll(stage, options)
  const document = { machine: describeMachine(), versions: await versionsOn(stage, findings) }
  const text = options.json
    ? JSON.stringify({ ...document, ...findings })
    : `${JSON.stringify(document)}\n\n${printTable(findings)}`
  process.stdout.write(`${text}\n`)
  return EXIT.done
}

/** Figures are taken with the defaults, whatever the shell has set. */
function forgetSettings(): void {
  const ours = /^(UNSAID_|DATABASE_URL|REDIS_URL)/
  for (const name of Object.keys(process.env)) if (ours.test(name)) delete process.env[name]
}

async function measureAll(stage: Stage, options: BenchOptions): Promise<Findings> {
  let all = NOTHING
  for (const measurement of MEASUREMENTS) {
    const ids = measurement.ids.filter((id) => wanted(options).includes(id))
    if (ids.length === 0) continue
    for (const backend of backendsFor(measurement, options)) {
      const n = options.n ?? measurement.n
      say(`${ids.join(', ')} on ${backend}, n = ${n}`)
      const found = await measurement.measure(stage, { ids, backend, n, rounds: options.rounds })
      for (const { id, why } of found.missing) say(`  ${id}: ${why}`)
      all = {
        results: [...all.results, ...found.results],
        hot: [...all.hot, ...found.hot],
        missing: [...all.missing, ...found.missing],
      }
    }
  }
  return all
}

function wanted({ only }: BenchOptions): readonly string[] {
  return only.length > 0 ? only : IDS
}

function backendsFor({ backends }: Measurement, options: BenchOptions) {
  return options.backends
    ? backends.possible.filter((one) => options.backends?.includes(one))
    : backends.designed
}

async function versionsOn(stage: Stage, { results }: Findings): Promise<Record<string, string>> {
  const backend = results.some((one) => one.backend === 'redis') ? 'redis' : 'postgres'
  return withScene(stage, { shape: { conversations: 1, parts: 1 }, backend }, describeVersions)
}

function explain(error: unknown): number {
  if (error instanceof BadOptions) {
    say(`bench: ${error.message}`)
    return EXIT.usage
  }
  if (error instanceof WrongRound) say(`bench: the check failed, no figure: ${error.message}`)
  else say(`bench: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  return EXIT.failed
}

/** What runs when the servers go fails, and that is no news. */
const interruption = new AbortController()

/** Processes, servers and folders go, too. */
async function endEarly(): Promise<void> {
  interruption.abort()
  await closing.close().catch(() => undefined)
  process.exit(EXIT.interrupted)
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void endEarly())

let code: number
try {
  code = await main()
} catch (error) {
  code = interruption.signal.aborted ? EXIT.interrupted : explain(error)
}
await closing.close().catch((error: unknown) => say(`bench: ${String(error)}`))
process.exit(code)

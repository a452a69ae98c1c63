import type { Scene } from './scene.ts'
import type { BenchProcess } from './start-process.ts'
import { assertCounts } from './wrong-round.ts'

export interface PlainWorkerOptions {
  readonly work: 'nothing' | 'insert' | 'update'
  readonly concurrency: number
  readonly channel?: string
}

/** Starts Unsaid's own worker, as a process manager would. */
export function startUnsaidWorker(
  scene: Scene,
  env: Record<string, string> = {},
): Promise<BenchProcess> {
  return scene.start({ script: 'workers/main.ts', ready: /takes jobs/, env })
}

/** Starts Unsaid's API; `told` is where it listens. */
export function startUnsaidApi(
  scene: Scene,
  env: Record<string, string> = {},
): Promise<BenchProcess> {
  return scene.start({
    ...{ script: 'src/cli/main.ts', args: ['api'], ready: /listens at (http:\S+)/ },
    env: { PORT: '0', LOG_LEVEL: 'warn', ...env },
  })
}

export function startPlainProcess(
  scene: Scene,
  { work, concurrency, channel }: PlainWorkerOptions,
): Promise<BenchProcess> {
  const env = {
    DATABASE_URL: scene.url,
    BENCH_WORK: work,
    BENCH_CONCURRENCY: String(concurrency),
    ...(channel !== undefined && { BENCH_CHANNEL: channel }),
  }
  return scene.start({ script: 'bench/plain-worker.ts', ready: /^ready$/, env })
}

export function startGraphileProcess(scene: Scene, concurrency: number): Promise<BenchProcess> {
  const env = { DATABASE_URL: scene.url, BENCH_CONCURRENCY: String(concurrency) }
  return scene.start({ script: 'bench/graphile-worker.ts', ready: /^ready$/, env })
}

/**
 * Ends a counterpart's worker and makes sure that it did all of its work.
 *
 * @throws WrongRound
 */
export async function stopCounted(worker: BenchProcess, what: string, n: number): Promise<void> {
  const lines = await worker.stop()
  const processed = Number(/processed (\d+)/.exec(lines.join('\n'))?.[1] ?? 0)
  assertCounts(what, { processed }, { processed: n })
}

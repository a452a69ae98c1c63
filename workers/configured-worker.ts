import type { Config } from '../src/config.ts'
import type { WorkerSettings } from './start-worker.ts'

type Configured = Pick<
  WorkerSettings,
  'rawWorkspaces' | 'ledgerHeads' | 'lanes' | 'retentionDays' | 'watchHour'
>

/** What the configuration says of a worker, wherever it runs. */
export function configuredWorker(config: Config): Configured {
  const { rawWorkspaces, ledgerHeads, lanes, watchHour } = config
  return { rawWorkspaces, ledgerHeads, lanes, watchHour, retentionDays: config.resultRetentionDays }
}

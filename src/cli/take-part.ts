import type { App } from '../setup/open-app.ts'
import { configuredWorker } from '../../workers/configured-worker.ts'
import { startWorker } from '../../workers/start-worker.ts'
import type { Session } from './session.ts'

/** Has this process take part in the work, by the same settings as any worker. */
export function takePart({ config, closing, logger }: Session, app: App): void {
  const settings = { ...app, ...configuredWorker(config), logger, concurrency: 1 }
  closing.opened(startWorker(settings), (one) => one.close())
}

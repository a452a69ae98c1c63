import type { Db } from '../../src/database/connection.ts'
import type { ChunkOrStep } from '../../src/database/wakeup-table.ts'
import { takeStep } from '../../src/erasure/take-step.ts'
import { STEP } from '../../src/bulk/step.ts'
import { createLogger } from '../../src/logger.ts'
import { runChunk } from '../../workers/chunks/run-chunk.ts'
import { PEPPER } from './pepper.ts'

/** Does in this process, one after another, what workers would be delivered of an erasure. */
export async function drive(
  db: Db,
  workspace: string,
  job: string,
  pepper = PEPPER,
): Promise<void> {
  const logger = createLogger('silent')
  const due: ChunkOrStep[] = [STEP]
  for (let chunk = due.shift(); chunk !== undefined; chunk = due.shift()) {
    if (chunk === STEP) due.push(...(await takeStep({ db, pepper }, workspace, job)))
    else {
      const turns = await runChunk(db, workspace, { job, chunk }, logger)
      due.push(...turns.map((turn) => turn.chunk))
    }
  }
}

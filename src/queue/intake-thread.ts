/*
 * The thread of `takeInThread`: takes jobs from a queue, hands them over, and tells BullMQ what
 * became of them.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { createPace } from './create-pace.ts'
import { takeJobs, type JobEnd, type TakenJob, type TakeOptions } from './take-jobs.ts'
import type { FromThread, ToThread } from './thread-messages.ts'
import { createTurnBatch } from './turn-batch.ts'

/**
 * Jobs that BullMQ is told of in one turn. A group ends hundreds at once; when five hundred were
 * written to Redis in one turn, it waited for them and then this thread for it (measured, when each
 * was a call of its own).
 */
const TOLD_A_TURN = 25

if (!parentPort) throw new Error('only takeInThread starts this file')
const port = parentPort
const inHand = new Map<number, (ended: JobEnd) => void>()
let tickets = 0

const tell = (message: FromThread) => {
  port.postMessage(message)
}
const handOver = createTurnBatch<readonly [number, TakenJob]>((jobs) => {
  tell({ kind: 'taken', jobs })
})
const paced = createPace(TOLD_A_TURN)

const taker = takeJobs(workerData as TakeOptions, {
  end: (job) =>
    new Promise((resolve) => {
      const ticket = (tickets += 1)
      inHand.set(ticket, resolve)
      handOver([ticket, job])
    }),
  onError: (error) => {
    tell({ kind: 'error', error })
  },
})
void taker.ready().then(() => {
  tell({ kind: 'ready' })
})

function settle([ticket, ended]: readonly [number, JobEnd]): void {
  inHand.get(ticket)?.(ended)
  inHand.delete(ticket)
}

async function close(deadline: number): Promise<void> {
  await taker.close(deadline)
  tell({ kind: 'closed' })
}

port.on('message', (message: ToThread) => {
  if (message.kind === 'close') return void close(message.deadline)
  for (const one of message.jobs) {
    paced(() => {
      settle(one)
    })
  }
})

import { withBackend, type Job, type JobJson } from 'bullmq'
import { exactIntegers } from '../records/exact-integers.ts'
import { createTogetherBackend } from './end-together.ts'

const { Worker } = withBackend(createTogetherBackend)

/**
 * BullMQ's worker on Redis, but integers in a job's data that JavaScript can't hold become strings,
 * as in a request over HTTP: BullMQ reads 12345678901234567891 as another message's id.
 */
export class RedisWorker extends Worker {
  protected override createJob(json: JobJson, id: string): Job {
    const job = super.createJob(json, id)
    // Its text is searched only then: of 40,000 jobs a second hardly one has a number at all.
    if (!hasUnsafeNumber(job.data)) return job
    return super.createJob({ ...json, data: exactIntegers(json.data) }, id)
  }
}

function hasUnsafeNumber(data: unknown): boolean {
  if (typeof data !== 'object' || data === null) return false
  return Object.values(data).some((one) => typeof one === 'number' && !Number.isSafeInteger(one))
}

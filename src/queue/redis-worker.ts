import { withBackend, type Job, type JobJson } from 'bullmq'
import { exactIntegers } from '../records/exact-integers.ts'
import { createTogetherBackend } from './end-together.ts'

const { Worker } = withBackend(createTogetherBackend)

/**
 * BullMQ's worker on Redis, but integers in a job's data that JavaScript can't hold become strings,
 * as in a request over HTTP: BullMQ reads 12345678901234567891 as another message's id.
 */
export class RedisWorker extends Worker {
  protected override createJob(job: JobJson, id: string): Job {
    return super.createJob({ ...job, data: exactIntegers(job.data) }, id)
  }
}

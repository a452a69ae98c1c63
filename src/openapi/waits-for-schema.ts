import { count, secondsSchema } from './schema-pieces.ts'

/** What a job waits for. */
export const WAITS_FOR = {
  description:
    'What the job waits for, when nobody works on it just now; absent otherwise, and in lists of jobs',
  oneOf: [
    {
      type: 'object',
      description: 'Its turn: of its workspace as many chunks are on their way as may be',
      required: ['reason', 'jobs_before'],
      properties: {
        reason: { const: 'turn' },
        jobs_before: {
          ...count,
          description: 'jobs of the workspace that come before it, of the first 1,000 wakeups',
        },
      },
    },
    {
      type: 'object',
      description:
        '`worker`: it was delivered at least 5 s ago and nobody works on it: the worker that had it is lost, or all are busy, or none runs. `held_rows`: somebody else holds its rows',
      required: ['reason', 'again_at'],
      properties: {
        reason: { enum: ['worker', 'held_rows'] },
        again_at: {
          ...secondsSchema,
          description: 'unix seconds; when it is delivered again at most',
        },
      },
    },
  ],
} as const

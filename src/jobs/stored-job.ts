import type { JobRow } from '../database/job-table.ts'

/** What the store knows of a job. The queue is never asked: it forgets, and it repeats. */
export type StoredJob = Omit<JobRow, 'workspace_id' | 'waiter'>

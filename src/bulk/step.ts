/** What a job has to do that is about no chunk: an erasure is planned, or has its last look. */
export const STEP = 'step'

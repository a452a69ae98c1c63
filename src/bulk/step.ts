/**
 * The chunk number of what a job has to do that is about no chunk: to be planned, or to have the
 * last look. 0 is a single redaction.
 */
export const STEP = -1

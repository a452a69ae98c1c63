/** What a job waits for that has no end yet and that nobody works on. */
export type JobWait =
  /** Of its workspace as many chunks are on their way as may be. */
  | {
      readonly reason: 'turn'
      /** Jobs of the workspace that come before it. */
      readonly jobsBefore: number
    }
  /**
   * `worker`: it was delivered, and nobody works on it: the worker that had it is lost, or all are
   * busy, or none runs. `held_rows`: somebody else holds rows that it is about.
   */
  | {
      readonly reason: 'worker' | 'held_rows'
      /** When it is delivered again, at the latest. */
      readonly againAt: Date
    }

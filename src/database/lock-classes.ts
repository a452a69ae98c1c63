/**
 * Our classes in the two-key space of Postgres's advisory locks; BullMQ's are others. A class is
 * never given to something else: a process of an older version may still hold it.
 */
export const LOCK_CLASSES = {
  /** What one process does at a time; the second key says what. */
  alone: 778_201,
  /** Work that concerns one job. */
  jobs: 778_202,
  /** Imports of a workspace, against the last look of its erasures. */
  imports: 778_203,
  /** The sealing of a workspace's ledger; Postgres's own function takes it. */
  seals: 778_204,
  /** Chunks that are worked on: shared, it keeps nobody out and is only there to be seen. */
  chunks: 778_205,
  /** What writes a workspace's rows in tables of somebody else, one after another. */
  turns: 778_206,
} as const

/** What is done alone, by the second key. */
export const ALONE = { migration: 1, dispatcher: 2, sealer: 3 } as const

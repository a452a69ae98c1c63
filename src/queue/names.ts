/** The queues, and where they live: the one place that names them. */
export const QUEUES = {
  /** One delivery names redaction jobs of one workspace. */
  redactions: 'redactions',
  /** One delivery names a chunk of a bulk or erasure job. */
  erasures: 'erasures',
} as const

export const QUEUE_NAMES: readonly string[] = Object.values(QUEUES)

/** The namespace on Redis (braces: one hash slot in a cluster) and the schema on Postgres. */
export const QUEUE_PREFIX = '{unsaid}'
export const QUEUE_SCHEMA = 'unsaid_queue'

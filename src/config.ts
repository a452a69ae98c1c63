import { join } from 'node:path'
import * as z from 'zod'
import { defaultLanes } from './default-lanes.ts'
import { StartError } from './failure.ts'
import { LIMIT_VARIABLES, limitsFrom, type LimitSettings } from './limit-settings.ts'
import { postgresUrl } from './postgres-url.ts'
import { isRedisUrl, REDIS_URL_FORMS } from './redis-url.ts'
import { withSecretFiles } from './secret-files.ts'
import { countVariable } from './count-variable.ts'

/** Everything that can be set from outside. Each variable is optional. */
export interface Config extends LimitSettings {
  /** Absent: the embedded server of `dataDir`. */
  readonly databaseUrl: string | undefined
  /** Postgres itself, where `databaseUrl` leads to a pooler; default `databaseUrl`. */
  readonly directDatabaseUrl: string | undefined
  /** For migrations; default `directDatabaseUrl`. */
  readonly ownerDatabaseUrl: string | undefined
  /** Absent: BullMQ on the same Postgres. */
  readonly redisUrl: string | undefined
  readonly dataDir: string
  readonly appRole: string
  readonly host: string
  /** 0 = any free port. */
  readonly port: number
  readonly logLevel: string
  readonly bootstrapToken: string | undefined
  /** The secret of the keys that people are known by; absent: the embedded server's own, or none. */
  readonly pepper: string | undefined
  /** The base of the URLs in replies; default: as the request came in. */
  readonly publicUrl: string | undefined
  /** Seconds in which a list that is sent as a stream must have come. */
  readonly streamSeconds: number
  /** Who may be addressed by raw queue jobs; absent: `default`, while it is the only workspace. */
  readonly rawWorkspaces: readonly string[] | undefined
  /** Chunks of bulk and erasure jobs, and groups of redactions, worked on at once. */
  readonly lanes: number
  /** Days for which the results of ended jobs are kept. */
  readonly resultRetentionDays: number
  /** Of the day, in UTC, at which all people of watched workspaces are looked at. */
  readonly watchHour: number
  /** A port of its own for `/metrics`, without a token; absent: none. */
  readonly metricsPort: number | undefined
  /** The file that heads of the ledger are appended to; absent: only the log has them. */
  readonly ledgerHeads: string | undefined
  /** Whether traces are sent; where and how the SDK reads for itself. */
  readonly traces: boolean
  /** Gives conversations out although the database is behind the known heads. */
  readonly serveUnreplayed: boolean
}

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

/** Variables that hold a secret and may also be given as a file, by NAME_FILE. */
const SECRETS = [
  'DATABASE_URL',
  'UNSAID_DIRECT_DATABASE_URL',
  'UNSAID_OWNER_DATABASE_URL',
  'REDIS_URL',
  'UNSAID_BOOTSTRAP_TOKEN',
  'UNSAID_PEPPER',
] as const

const redisUrl = z.string().refine(isRedisUrl, { error: `must be ${REDIS_URL_FORMS}` })
const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http(s):// URL' })
const port = z
  .string()
  .regex(/^\d{1,5}$/, { error: 'must be a whole number' })
  .transform(Number)
  .refine((number) => number <= 65_535, { error: 'must be between 0 and 65535' })

const workspaces = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,31}(,[a-z0-9][a-z0-9-]{0,31})*$/, {
    error: 'must be workspaces, separated by commas',
  })
  .transform((list) => list.split(','))

const environment = z.object({
  DATABASE_URL: postgresUrl.optional(),
  UNSAID_DIRECT_DATABASE_URL: postgresUrl.optional(),
  UNSAID_OWNER_DATABASE_URL: postgresUrl.optional(),
  REDIS_URL: redisUrl.optional(),
  UNSAID_DATA_DIR: z.string().default('.unsaid'),
  UNSAID_APP_ROLE: z
    .string()
    .regex(/^(?!(?:none|public)$|pg_)[a-z_][a-z0-9_]{0,62}$/, {
      error: 'must be a plain lower-case role name that Postgres does not reserve',
    })
    .default('unsaid_app'),
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(3000),
  LOG_LEVEL: z.enum(LEVELS, { error: `must be one of ${LEVELS.join(', ')}` }).default('info'),
  UNSAID_BOOTSTRAP_TOKEN: z
    .string()
    .min(32, { error: 'must have 32 characters or more' })
    // What the header `Authorization: Bearer` can carry to us.
    .regex(/^[\x21-\x7e]{0,256}$/, { error: 'must be printable ASCII without spaces, at most 256' })
    .optional(),
  UNSAID_PEPPER: z.string().min(32, { error: 'must have 32 characters or more' }).optional(),
  UNSAID_PUBLIC_URL: httpUrl.optional(),
  ...LIMIT_VARIABLES,
  UNSAID_STREAM_SECONDS: countVariable
    .refine((seconds) => seconds >= 1 && seconds <= 86_400, {
      error: 'must be between 1 and 86400',
    })
    .default(3_600),
  UNSAID_RAW_WORKSPACES: workspaces.optional(),
  UNSAID_LANES: countVariable
    .refine((lanes) => lanes >= 1 && lanes <= 64, { error: 'must be between 1 and 64' })
    .default(defaultLanes()),
  UNSAID_RESULT_RETENTION_DAYS: countVariable
    .refine((days) => days >= 1 && days <= 36_500, { error: 'must be between 1 and 36500' })
    .default(90),
  UNSAID_WATCH_HOUR: countVariable
    .refine((hour) => hour <= 23, { error: 'must be between 0 and 23' })
    .default(3),
  UNSAID_METRICS_PORT: port.optional(),
  UNSAID_LEDGER_HEADS: z.string().optional(),
  UNSAID_SERVE_UNREPLAYED: z
    .enum(['true', 'false'], { error: 'must be true or false' })
    .default('false'),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: httpUrl.optional(),
  OTEL_SDK_DISABLED: z.string().optional(),
})

/**
 * Reads the configuration from environment variables; an empty one counts as absent.
 *
 * @throws StartError that lists every problem at once, none of them quoting a value
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const problems: string[] = []
  const parsed = environment.safeParse(withoutEmpty(withSecretFiles(env, SECRETS, problems)))
  for (const issue of parsed.error?.issues ?? []) {
    problems.push(`${String(issue.path[0])} ${issue.message}`)
  }
  for (const name of ['UNSAID_DIRECT_DATABASE_URL', 'UNSAID_OWNER_DATABASE_URL'] as const) {
    if (parsed.data?.[name] && !parsed.data.DATABASE_URL) {
      problems.push(`${name} is set without DATABASE_URL: set both`)
    }
  }
  if (!parsed.success || problems.length > 0) throw new StartError(problems.join('\n'))
  return configOf(parsed.data)
}

function configOf(values: z.infer<typeof environment>): Config {
  const direct = values.UNSAID_DIRECT_DATABASE_URL ?? values.DATABASE_URL
  return {
    databaseUrl: values.DATABASE_URL,
    directDatabaseUrl: direct,
    ownerDatabaseUrl: values.UNSAID_OWNER_DATABASE_URL ?? direct,
    redisUrl: values.REDIS_URL,
    dataDir: values.UNSAID_DATA_DIR,
    appRole: values.UNSAID_APP_ROLE,
    host: values.HOST,
    port: values.PORT,
    logLevel: values.LOG_LEVEL,
    bootstrapToken: values.UNSAID_BOOTSTRAP_TOKEN,
    pepper: values.UNSAID_PEPPER,
    publicUrl: values.UNSAID_PUBLIC_URL?.replace(/\/$/, ''),
    ...limitsFrom(values),
    streamSeconds: values.UNSAID_STREAM_SECONDS,
    rawWorkspaces: values.UNSAID_RAW_WORKSPACES,
    lanes: values.UNSAID_LANES,
    resultRetentionDays: values.UNSAID_RESULT_RETENTION_DAYS,
    watchHour: values.UNSAID_WATCH_HOUR,
    metricsPort: values.UNSAID_METRICS_PORT,
    ledgerHeads: values.UNSAID_LEDGER_HEADS ?? besideTheCluster(values),
    serveUnreplayed: values.UNSAID_SERVE_UNREPLAYED === 'true',
    traces: sendsTraces(values),
  }
}

/** By the standard every other value of OTEL_SDK_DISABLED is a no. */
function sendsTraces(values: z.infer<typeof environment>): boolean {
  if (values.OTEL_SDK_DISABLED?.toLowerCase() === 'true') return false
  const { OTEL_EXPORTER_OTLP_ENDPOINT: all, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: own } = values
  return (own ?? all) !== undefined
}

/** The embedded server's data folder is outside of its cluster, and of the cluster's backups. */
function besideTheCluster(values: z.infer<typeof environment>): string | undefined {
  const isEmbedded = values.DATABASE_URL === undefined
  return isEmbedded ? join(values.UNSAID_DATA_DIR, 'ledger-heads.ndjson') : undefined
}

function withoutEmpty(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
}

/**
 * Room -> the rooms it may import; an arrow never points up. Every room may also import itself, npm packages,
 * node built-ins and the leaves. A folder of src/ without a line here is refused.
 */
const below = {
  request: [],
  traces: [],
  gathering: ['traces'],
  'json-stream': [],
  metrics: [],
  items: ['request', 'json-stream', 'error-list'],
  openapi: ['error-list'],
  'error-list': ['request'],
  eligibility: ['request'],
  database: ['request'],
  ledger: ['request', 'database'],
  conversation: ['request', 'json-stream', 'database', 'ledger'],
  jobs: ['request', 'eligibility', 'database', 'ledger', 'access'],
  bulk: ['request', 'items', 'database', 'jobs', 'access'],
  look: ['request', 'conversation', 'database'],
  // prettier-ignore
  redact: ['request', 'eligibility', 'conversation', 'maps', 'look', 'ledger', 'jobs', 'bulk', 'traces', 'database'],
  // prettier-ignore
  erasure: ['request', 'eligibility', 'conversation', 'maps', 'ledger', 'jobs', 'bulk', 'look', 'redact', 'database', 'access'],
  // prettier-ignore
  replay: ['request', 'eligibility', 'conversation', 'redact', 'erasure', 'ledger', 'database'],
  queue: ['request', 'json-stream', 'traces', 'database'],
  access: ['request', 'database'],
  maps: ['conversation'],
  trace: ['look', 'maps'],
  // prettier-ignore
  accept: ['request', 'gathering', 'items', 'jobs', 'bulk', 'erasure', 'queue', 'traces', 'database'],
  setup: ['queue', 'database'],
  status: ['error-list', 'redact', 'items', 'jobs', 'bulk', 'look', 'erasure', 'database'],
  // prettier-ignore
  http: ['request', 'error-list', 'json-stream', 'redact', 'accept', 'jobs', 'items', 'bulk', 'look', 'erasure', 'ledger', 'status', 'metrics', 'traces', 'openapi', 'setup', 'queue', 'access', 'database'],
  // prettier-ignore
  workers: ['request', 'gathering', 'error-list', 'accept', 'redact', 'jobs', 'bulk', 'erasure', 'ledger', 'queue', 'database', 'setup', 'metrics', 'traces', 'access'],
  // prettier-ignore
  library: ['request', 'error-list', 'accept', 'items', 'jobs', 'bulk', 'erasure', 'ledger', 'setup', 'status'],
}

export const rooms = {
  ...below,
  demo: Object.keys(below),
  cli: [...Object.keys(below), 'demo'],
}

/**
 * Room -> the tables that it alone writes; any room may read them. A room that needs a change of another's
 * table calls the function that makes it, or puts the owner's SQL into its own statement. Migrations write
 * whatever they must. Held by `test/house/table-owners.test.ts`.
 */
export const owners = {
  jobs: ['job', 'wakeup', 'failed_redaction', 'job_start', 'idempotency_key'],
  bulk: ['job_list', 'job_item', 'job_chunk', 'work_rate'],
  erasure: ['erasure', 'suppression', 'certificate', 'recheck', 'watch', 'returned_person'],
  look: ['look_finding'],
  redact: ['copy_count'],
  // prettier-ignore
  conversation: ['conversation', 'conversation_part', 'contact', 'contact_key', 'conversation_contact'],
  ledger: ['ledger_entry', 'ledger_unsealed', 'ledger_seal'],
  access: ['workspace', 'workspace_keep', 'token'],
  maps: ['data_map'],
  database: ['pepper_check', 'kysely_migration', 'kysely_migration_lock'],
}

/** Files directly in src/ that import nothing of ours but each other, so that anyone may import them. */
export const leaves = [
  ...['logger', 'closing', 'failure', 'is-record', 'grouped-by', 'default-lanes'],
  ...['postgres-url', 'redis-url', 'secret-files', 'limit-settings', 'count-variable'],
]

/** The rooms that may read the configuration; the others get what they need as arguments. */
export const configReaders = ['setup', 'workers', 'library', 'demo', 'cli']

/** Room or root file that a path belongs to: `src/jobs/accept.ts` -> jobs, `src/config.ts` -> config. */
export const roomOf = (path) => path.match(/^(?:src\/)?([^/.]+)/)?.[1] ?? path

const folderOf = (room) => (room === 'workers' ? '^workers/' : `^src/${room}/`)
const fileOf = (name) => `^src/${name}[.]ts$`

/** A rule refuses every import of our own code that is not on the list. */
const only = (room, from, allowed) => ({
  name: `direction-${room}`,
  severity: 'error',
  from: { path: from },
  to: { path: '^(?:src|workers)/', pathNot: allowed },
})

const leafFiles = leaves.map(fileOf)

export default {
  forbidden: [
    ...Object.entries(rooms).map(([room, imports]) =>
      only(room, folderOf(room), [
        folderOf(room),
        ...imports.map(folderOf),
        ...leafFiles,
        ...(configReaders.includes(room) ? [fileOf('config')] : []),
      ]),
    ),
    only('leaf', leafFiles.join('|'), leafFiles),
    only('config', fileOf('config'), leafFiles),
    {
      name: 'cycle',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'test',
      severity: 'error',
      from: {},
      to: { path: '^(?:test|bench)/' },
    },
    {
      name: 'not-a-dependency',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], pathNot: '/@types/' },
    },
  ],
  options: {
    // As Node resolves an ESM import, else a package with `exports` looks as if it weren't there.
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['node', 'import', 'default', 'types'],
      mainFields: ['main', 'types'],
    },
    doNotFollow: { path: ['node_modules', '^(?:test|bench)/'] },
    preserveSymlinks: true,
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
  },
}

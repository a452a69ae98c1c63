import { randomBytes } from 'node:crypto'
import type pg from 'pg'

/** Who answers on a connection. */
export interface Peer {
  /** Between us and Postgres is somebody who lends connections out, such as PgBouncer. */
  readonly pooled: boolean
  /** What is prepared by a name is there under it in the next transaction, and nobody else's. */
  readonly keepsNames: boolean
}

const DIRECT: Peer = { pooled: false, keepsNames: true }

const peers = new WeakMap<object, Promise<Peer>>()
const pooled = new WeakSet()

/** Finds out once for each connection, by a statement or two. */
export function peerOf(client: pg.ClientBase): Promise<Peer> {
  const known = peers.get(client)
  if (known) return known
  const asked = ask(client)
  peers.set(client, asked)
  return asked
}

/** Whether a connection was found to lead to a pooler. */
export function isPooled(client: object): boolean {
  return pooled.has(client)
}

async function ask(client: pg.ClientBase): Promise<Peer> {
  const { rows } = await client.query<{ pid: number }>('select pg_catalog.pg_backend_pid() as pid')
  // A pooler names a process of its own making at connect: it has no backend yet.
  if (rows[0]?.pid === processOf(client)) return DIRECT
  pooled.add(client)
  return { pooled: true, keepsNames: await keepsNames(client) }
}

/** node-postgres has it, and its types don't. */
function processOf(client: object): number | undefined {
  return 'processID' in client ? Number(client.processID) : undefined
}

/**
 * A pooler that keeps names gives Postgres names of its own. One that passes ours on may run the
 * next transaction where the name is unknown, or another's. In one transaction, so that the name is
 * taken back where it was given.
 */
async function keepsNames(client: pg.ClientBase): Promise<boolean> {
  const name = `unsaid_probe_${randomBytes(8).toString('hex')}`
  const text = `select name from pg_catalog.pg_prepared_statements where name = $1`
  await client.query('begin')
  try {
    const { rows } = await client.query({ name, text, values: [name] })
    const isOurs = rows.length > 0
    if (isOurs) await client.query(`deallocate ${name}`)
    return !isOurs
  } finally {
    await client.query('rollback')
  }
}

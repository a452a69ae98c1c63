import { randomBytes } from 'node:crypto'
import pg from 'pg'

/** The logins of the run, on a server that is not ours. */
export interface ExternalLogins {
  readonly ownerUrl: string
  readonly url: string
  /** Drops the logins, the app's role, every database of theirs, and the producers' role if a run made it. */
  remove(): Promise<void>
}

/** A role that bears this was made by a run, perhaps one that was killed. */
const MARK = 'made by a test run of unsaid'

/** Our own class in the two-key space of advisory locks: one run at a time on a server. */
const RUN_LOCK = 'select pg_try_advisory_lock(778201, 9) as locked'

const LOGINS = { unsaid_owner: 'createrole', unsaid: 'nocreaterole' } as const
const APP_ROLE = 'unsaid_app'

/** Belongs to the whole server and may be there for others: one that no run made is left alone. */
const PRODUCER_ROLE = 'unsaid_producer'

/**
 * Makes the logins that the embedded server would have on an external one.
 *
 * @param adminUrl of a superuser
 * @throws when the server has roles of these names that no run made
 */
export async function makeExternalLogins(adminUrl: string): Promise<ExternalLogins> {
  const admin = new pg.Client({ connectionString: adminUrl })
  await admin.connect()
  try {
    const { rows } = await admin.query<{ locked: boolean }>(RUN_LOCK)
    if (!rows[0]?.locked) throw new Error('another test run uses this Postgres server')
    await dropLeftovers(admin)
    const [ownerUrl, url] = [
      await makeLogin(admin, adminUrl, 'unsaid_owner'),
      await makeLogin(admin, adminUrl, 'unsaid'),
    ]
    await makeProducer(admin)
    const remove = async () => {
      await dropLeftovers(admin)
      await admin.end()
    }
    return { ownerUrl, url, remove }
  } catch (error) {
    await admin.end()
    throw error
  }
}

async function makeLogin(
  admin: pg.Client,
  adminUrl: string,
  login: keyof typeof LOGINS,
): Promise<string> {
  const password = randomBytes(24).toString('hex')
  await admin.query(`create role ${login} login ${LOGINS[login]} password '${password}'`)
  await admin.query(`comment on role ${login} is '${MARK}'`)
  const url = new URL(adminUrl)
  url.username = login
  url.password = password
  return url.href
}

async function makeProducer(admin: pg.Client): Promise<void> {
  const { rows } = await admin.query('select from pg_roles where rolname = $1', [PRODUCER_ROLE])
  if (rows.length > 0) return
  await admin.query(`create role ${PRODUCER_ROLE} nologin nosuperuser nobypassrls`)
  await admin.query(`comment on role ${PRODUCER_ROLE} is '${MARK}'`)
}

async function dropLeftovers(admin: pg.Client): Promise<void> {
  const names = [...Object.keys(LOGINS), APP_ROLE]
  const { rows: roles } = await admin.query<{ name: string; ours: boolean }>(
    `select rolname as name, shobj_description(oid, 'pg_authid') is not distinct from $2 as ours
       from pg_roles where rolname = any($1)`,
    [names, MARK],
  )
  const logins = roles.filter(({ name }) => name !== APP_ROLE)
  if (roles.length > 0 && !(logins.length > 0 && logins.every(({ ours }) => ours))) {
    throw new Error(`the server has roles of its own named ${names.join(', ')}: use another one`)
  }
  const { rows: databases } = await admin.query<{ name: string }>(
    `select datname as name from pg_database
      where datdba in (select oid from pg_roles where rolname = 'unsaid_owner')`,
  )
  for (const { name } of databases) await admin.query(`drop database ${name} with (force)`)
  for (const { name } of roles) await admin.query(`drop role ${name}`)
  const { rows: producers } = await admin.query(
    `select from pg_roles
      where rolname = $1 and shobj_description(oid, 'pg_authid') = $2`,
    [PRODUCER_ROLE, MARK],
  )
  if (producers.length > 0) await admin.query(`drop role ${PRODUCER_ROLE}`)
}

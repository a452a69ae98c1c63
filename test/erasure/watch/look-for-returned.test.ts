import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { liftSuppression, listSuppressions } from '../../../src/erasure/suppressions.ts'
import { setWatch } from '../../../src/erasure/watch/set-watch.ts'
import { findJob } from '../../../src/jobs/find-jobs.ts'
import { inWorkspace } from '../../../src/database/in-workspace.ts'
import { stopJob } from '../../../src/erasure/stop-job.ts'
import { DESK, deskYaml, openDesk, OTHER, type WatchedDesk } from '../../scene/watched-desk.ts'

const ADA = { email: 'ada@example.com', login: 'AdaM', name: 'Ada Markerson' }

const open: typeof openDesk = async (...given) => {
  const desk = await openDesk(...given)
  onTestFinished(() => desk.close())
  return desk
}

/** Ada was erased, and the first full pass over all customers has been made. */
async function withoutAda(mode: 'report' | 'erase', yaml = deskYaml()): Promise<WatchedDesk> {
  const desk = await open(mode, yaml)
  for (const nr of [1, 2, 3, 4]) await desk.arrive({ email: `other-${nr}@example.com` })
  await desk.arrive({ ...ADA, tenant: 2 })
  await desk.erase(await desk.arrive(ADA))
  expect(await desk.look()).toMatchObject({ found: 0, erased: 0, pass: 'ended' })
  return desk
}

const erasures = async ({ database }: WatchedDesk, workspace: string = DESK) =>
  inWorkspace(database.db, workspace, async (trx) => {
    const { rows } = await sql<{ id: string; contacts: string[]; scope: string; reason: string }>`
      select job.id, contact_ids as contacts, scope, reason
        from job join erasure on erasure.workspace_id = job.workspace_id and job_id = job.id
       where requested_by = 'watch' order by job.id`.execute(trx)
    return rows
  })

test('erases again whom the other application has fetched again, and nobody else', async () => {
  const desk = await withoutAda('erase')
  const other = await desk.customers(2)
  const back = await desk.arrive({ email: ' ADA@example.com', name: 'Ada Markerson' })
  expect(await desk.look()).toMatchObject({ found: 1, erased: 1 })
  const [job, ...more] = await erasures(desk)
  expect(more).toEqual([])
  expect(job).toMatchObject({ contacts: [back], scope: 'authored', reason: 'returned' })

  // While it waits it is asked for once.
  expect(await desk.look()).toMatchObject({ found: 0, erased: 0 })
  await desk.drive(job!.id)
  expect(await findJob(desk.database.db, DESK, job!.id)).toMatchObject({ state: 'succeeded' })
  expect(await desk.customers()).not.toMatch(/ada/i)
  expect(await desk.customers()).toContain('words of other-4@example.com')
  expect(await desk.customers(2)).toBe(other)

  // Nor is the row that it has emptied anybody who is back.
  await setWatch(desk.database.db, DESK, 'report')
  await setWatch(desk.database.db, DESK, 'erase')
  expect(await desk.look()).toMatchObject({ found: 0, erased: 0, pass: 'ended' })
  expect(await erasures(desk)).toHaveLength(1)
  expect((await desk.watched()).returns).toEqual([])
  expect(await erasures(desk, OTHER)).toEqual([])
})

test('recognises by external id in any case, and by address, and erases in the scope of before', async () => {
  const desk = await open('erase')
  await desk.erase(await desk.arrive(ADA), { scope: 'conversations' })
  await desk.look()
  const back = await desk.arrive({ login: 'aDAm' })
  expect(await desk.look()).toMatchObject({ found: 1, erased: 1 })
  expect(await erasures(desk)).toMatchObject([{ contacts: [back], scope: 'conversations' }])
  expect((await desk.watched()).returns).toMatchObject([{ contact: back, kind: 'external_id' }])
})

test('only tells of them where it is set so, and once', async () => {
  const desk = await withoutAda('report')
  const back = await desk.arrive(ADA)
  expect(await desk.look()).toMatchObject({ found: 1, erased: 0 })
  expect(await desk.look()).toMatchObject({ found: 0, erased: 0 })
  expect(await desk.watched()).toMatchObject({
    ...{ found: 1, returns: [{ contact: back, kind: 'email', tries: 0, job: null }] },
  })
  expect(await erasures(desk)).toEqual([])

  // It holds for who is back already, too.
  await setWatch(desk.database.db, DESK, 'erase')
  expect(await desk.look()).toMatchObject({ found: 0, erased: 1 })
  expect(await erasures(desk)).toHaveLength(1)
})

test('tells of nobody whose row is gone, or whose suppression is lifted', async () => {
  const desk = await withoutAda('report')
  const back = await desk.arrive(ADA)
  await desk.arrive({ login: 'adam' })
  expect(await desk.look()).toMatchObject({ found: 2 })
  await desk.run(`delete from customers where id = ${back}`)
  for (const one of await listSuppressions(desk.database.db, DESK)) {
    if (one.kind === 'external_id') await liftSuppression(desk.database.db, DESK, one.id)
  }
  await setWatch(desk.database.db, DESK, 'erase')
  expect(await desk.look()).toMatchObject({ erased: 0 })
  expect((await desk.watched()).returns).toEqual([])
})

test('a suppression that is lifted after somebody was found keeps them from being erased', async () => {
  const desk = await withoutAda('erase')
  await desk.arrive(ADA)
  let asked = 0
  const erase = () => Promise.reject(new Error(`away ${String((asked += 1))}`))
  await expect(desk.look({ erase })).rejects.toThrow('away 1')
  for (const { id } of await listSuppressions(desk.database.db, DESK)) {
    await liftSuppression(desk.database.db, DESK, id)
  }
  expect(await desk.look()).toMatchObject({ erased: 0 })
  expect(await erasures(desk)).toEqual([])
})

test('a customer who had the same address when the other was erased is not back', async () => {
  const desk = await open('erase')
  const shared = 'office@example.com'
  const colleague = await desk.arrive({ email: shared, name: 'Bob' })
  await desk.erase(await desk.arrive({ email: shared, name: 'Ada' }))
  expect(await desk.look()).toMatchObject({ found: 0, erased: 0, pass: 'ended' })
  // Of whom a new row comes with that address it can't be told.
  const newcomer = await desk.arrive({ email: shared, name: 'Cy' })
  expect(await desk.look()).toMatchObject({ found: 1 })
  expect(await erasures(desk)).toMatchObject([{ contacts: [newcomer] }])
  expect(newcomer).not.toBe(colleague)
})

test('an emptied row is back when an address is, not when a message is', async () => {
  const desk = await withoutAda('report')
  const [erased] = (await desk.customers()).match(/(?<=\()\d+(?=,1,erased-)/) ?? []
  await desk.run(`
    insert into replies (tenant, ticket_id, customer_id, body) values (1, 1, ${erased!}, 'me again');
    update customers set updated_at = now() where id = ${erased!}`)
  expect(await desk.look()).toMatchObject({ rows: expect.any(Number), found: 0 })
  await desk.run(`
    update customers set email = 'ada@example.com', updated_at = now() where id = ${erased!}`)
  expect(await desk.look()).toMatchObject({ found: 1 })
  expect((await desk.watched()).returns).toMatchObject([{ contact: erased, kind: 'email' }])
  await desk.run(`
    update customers set email = 'erased-${erased!}@erased.invalid', full_name = 'Ada M.',
           updated_at = now() where id = ${erased!}`)
  await desk.look()
  expect((await desk.watched()).returns).toMatchObject([{ contact: erased, kind: 'contact_id' }])
})

test('gives up a row that something of theirs writes anew after each erasure', async () => {
  const desk = await withoutAda('erase')
  await desk.run(`
    create function bring_back() returns trigger language plpgsql as $$
      begin
        new.full_name := 'Ada M.';
        return new;
      end $$;
    create trigger bring_back before update on customers
      for each row when (old.full_name = 'Ada M.') execute function bring_back()`)
  const back = await desk.arrive({ email: 'ada@example.com', name: 'Ada M.' })
  for (let round = 1; round <= 5; round += 1) {
    await desk.look()
    for (const { id } of await erasures(desk)) await desk.drive(id)
  }
  expect(await erasures(desk)).toHaveLength(3)
  expect((await desk.watched()).returns).toMatchObject([{ contact: back, tries: 3, due: false }])
})

test('does not ask again for an erasure that somebody has canceled', async () => {
  const desk = await withoutAda('erase')
  await desk.arrive(ADA)
  await desk.look()
  const [job] = await erasures(desk)
  await stopJob(desk.database.db, DESK, job!.id)
  await desk.run(`update customers set updated_at = now()`)
  expect(await desk.look()).toMatchObject({ found: 0, erased: 0 })
  expect(await erasures(desk)).toHaveLength(1)
})

test('who is being erased, by whomever, is not back meanwhile', async () => {
  const desk = await withoutAda('erase')
  const eve = await desk.arrive({ email: 'eve@example.com' })
  const job = await desk.ask(eve)
  expect(await desk.look()).toMatchObject({ found: 0, erased: 0 })
  const again = await desk.arrive({ email: 'eve@example.com' })
  expect(await desk.look()).toMatchObject({ found: 1, erased: 1 })
  await desk.drive(job)
  const [mine] = await erasures(desk)
  expect(mine).toMatchObject({ contacts: [again] })
  await desk.run(`update customers set updated_at = now() where email not like 'erased%'`)
  expect(await desk.look()).toMatchObject({ found: 0, erased: 0 })
  await desk.drive(mine!.id)
  expect(await desk.look()).toMatchObject({ found: 0, erased: 0 })
  expect(await erasures(desk)).toHaveLength(1)
})

test('goes on where a process stopped, and reads no row of the pass twice', async () => {
  const desk = await withoutAda('report')
  await desk.arrive({ ...ADA, id: 1_000_000 })
  await desk.look()
  await setWatch(desk.database.db, DESK, 'erase')
  let pages = 0
  const dying = { every: 3_600_000, goesOn: () => (pages += 1) <= 1 }
  const whole = (await desk.customers()).match(/^\(/gm)?.length ?? 0
  expect(await desk.lookOnce({ ...dying, most: 2 })).toMatchObject({ rows: 2, pass: 'goes_on' })
  const rest = await desk.look({ every: 3_600_000, most: 2 })
  expect(rest).toMatchObject({ rows: whole - 2, erased: 1, pass: 'ended' })
})

test('finds a row that was committed after one behind it was read', async () => {
  const desk = await withoutAda('report')
  const { admin } = desk.database
  await admin.connection().execute(async (late) => {
    await sql`begin`.execute(late)
    await sql`
      insert into public.customers (id, tenant, email) values (1000, 1, ${ADA.email})`.execute(late)
    await desk.arrive({ id: 1001, email: 'eve@example.com' })
    await desk.lookOnce({ hour: 3 })
    await sql`commit`.execute(late)
  })
  expect(await desk.lookOnce()).toMatchObject({ found: 1, pass: 'none' })
})

test('without a column that tells of changes, finds them by the full pass', async () => {
  const desk = await withoutAda('report', deskYaml({ touch: false }))
  await desk.run(`update customers set email = 'ada@example.com' where email like 'other-1@%'`)
  expect(await desk.look()).toMatchObject({ found: 0, pass: 'none' })
  await setWatch(desk.database.db, DESK, 'erase')
  expect(await desk.look()).toMatchObject({ found: 1, erased: 1, pass: 'ended' })
})

test('reads nothing where nobody was erased, or nobody watches', async () => {
  const desk = await open('report')
  await desk.arrive(ADA)
  expect(await desk.look()).toMatchObject({ rows: 0, pass: 'none' })
  await desk.erase(await desk.arrive({ email: 'eve@example.com' }))
  expect((await desk.look()).rows).toBeGreaterThan(0)
  await setWatch(desk.database.db, DESK, 'off')
  expect(await desk.look()).toMatchObject({ rows: 0, pass: 'none' })
})

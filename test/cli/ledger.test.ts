import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, onTestFinished } from 'vitest'
import { readConversation } from '../../src/redact/read-conversation.ts'
import { createTestDatabase, test, type TestDatabase } from '../database-test.ts'
import { tempFolder } from '../database/embedded/temp-folder.ts'
import { openApi } from '../http/api-test.ts'
import { storeConversation } from '../http/store-conversation.ts'
import { takeBackup } from '../ledger/backup.ts'
import { sealedLedger } from '../ledger/ledger-scene.ts'
import { environmentOf } from './database-environment.ts'
import { MANY_COMMANDS, runUnsaid, startUnsaid } from './run-unsaid.ts'
import { runLine } from './unsaid-on-path.ts'

async function ownScene() {
  const { database, close } = await createTestDatabase()
  onTestFinished(close)
  const folder = await tempFolder()
  const heads = join(folder, 'heads.ndjson')
  const env = { ...environmentOf(database), UNSAID_LEDGER_HEADS: heads }
  const run = (...args: string[]) => runUnsaid(args, { env })
  const ledger = (...args: string[]) => run('ledger', ...args, '--json')
  return { database, folder, heads, env, run, ledger }
}

const redactPart = ({ id, partId }: { id: string; partId: string }) => [
  ...['redact', '--conversation-id', id, '--part-id', partId],
]

const DELETED = 'This message was deleted'
const textOf = async ({ db }: TestDatabase, id: string) =>
  JSON.stringify(await readConversation(db, 'default', id))

test(
  'a restored backup is not ready until the ledger was replayed, and then everything is as it was',
  { timeout: MANY_COMMANDS },
  async () => {
    const { database, folder, heads, env, run, ledger } = await ownScene()
    const stored = await storeConversation(database)
    const restore = await takeBackup(database)
    expect((await run(...redactPart(stored))).code).toBe(0)
    const exported = await runLine('unsaid ledger export > ledger.ndjson', folder, { env })
    expect(exported).toEqual({ code: 0, stdout: '', stderr: '' })
    const api = await openApi(database, { ledgerHeads: heads })
    onTestFinished(() => api.close())
    expect((await api.call('GET', '/readyz')).status).toBe(200)

    await restore()
    expect(await textOf(database, stored.id)).not.toContain(DELETED)
    expect(await api.call('GET', '/readyz')).toMatchObject({
      ...{ status: 503, body: { status: 'not_ready', reasons: ['replay_needed'] } },
    })
    const file = join(folder, 'ledger.ndjson')
    const replayed = await ledger('replay', file)
    expect(JSON.parse(replayed.stdout)).toMatchObject({
      ...{ standing: 'ready', replayed: { redacted: 1, already_redacted: 0 } },
    })
    expect(replayed).toMatchObject({ code: 0, stderr: '' })
    expect((await api.call('GET', '/readyz')).status).toBe(200)
    expect(await textOf(database, stored.id)).toContain(DELETED)

    const again = await run('ledger', 'replay', file)
    expect(again.stdout).toBe(
      'already_redacted: 1\ndone: the database holds all that the heads file knows of\n',
    )
    await run(...redactPart(stored)) // takes part in the work, and seals what was replayed
    const verified = await ledger('verify')
    expect(JSON.parse(verified.stdout)).toMatchObject({
      ...{ verdict: 'clean', seals: 1, newestHead: 1, accepted_losses: 0 },
    })
    expect(verified.code).toBe(0)
  },
)

test(
  'an export that ends before the newest head is not enough, unless the loss is accepted',
  { timeout: MANY_COMMANDS },
  async () => {
    const { database, folder, heads, env, run, ledger } = await ownScene()
    const [first, second] = [await storeConversation(database), await storeConversation(database)]
    const restore = await takeBackup(database)
    await run(...redactPart(first))
    await runLine('unsaid ledger export > old.ndjson', folder, { env })
    await run(...redactPart(second))
    await restore()
    const api = await openApi(database, { ledgerHeads: heads })
    onTestFinished(() => api.close())

    const old = await ledger('replay', join(folder, 'old.ndjson'))
    expect(JSON.parse(old.stdout)).toMatchObject({
      ...{ standing: 'replay_needed', replayed: { redacted: 1 } },
    })
    expect(old.code).toBe(1)
    expect((await api.call('GET', '/readyz')).status).toBe(503)

    const accepted = await run('ledger', 'replay', '--accept-loss')
    expect(accepted.stdout).toContain('is accepted')
    expect(accepted).toMatchObject({ code: 0, stderr: '' })
    expect((await api.call('GET', '/readyz')).status).toBe(200)
    expect(await readFile(heads, 'utf8')).toContain('"loss_accepted":true')
    expect(await textOf(database, first.id)).toContain(DELETED)
  },
)

test('verify names the place, and ends with 1', { timeout: MANY_COMMANDS }, async () => {
  const { database, heads, ledger, run } = await ownScene()
  const { workspace, heads: known } = await sealedLedger(database, { entries: 3 })
  const lines = known.map(({ seq, entryId, hash }) =>
    JSON.stringify({ type: 'head', workspace, seq, entry_id: entryId, hash }),
  )
  await writeFile(heads, `${lines.join('\n')}\n`)
  const { entryId } = known[1]!
  await sql`update ledger_entry set records = '[]' where id = ${entryId}`.execute(database.admin)

  const [asJson, told] = await Promise.all([
    ledger('verify', '--workspace', workspace, '--heads', heads),
    run('ledger', 'verify', '--workspace', workspace),
  ])
  const place = { code: 'changed', seq: 2, entry_id: entryId }
  expect(JSON.parse(asJson.stdout).findings).toContainEqual(place)
  expect(asJson).toMatchObject({ code: 1, stderr: '' })
  expect(told.stdout).toContain(
    `\n  changed: the entry or its seal was changed: seq 2, entry ${entryId}\n`,
  )
  expect(told.code).toBe(1)
})

test(
  'an accepted loss is no clean ledger, and neither is a database that waits',
  {
    timeout: MANY_COMMANDS,
  },
  async () => {
    const { database, heads, run, ledger } = await ownScene()
    const stored = await storeConversation(database)
    const lost = {
      type: 'head',
      workspace: 'default',
      seq: 7,
      entry_id: 'e',
      hash: 'ab'.repeat(32),
    }
    await writeFile(heads, `${JSON.stringify(lost)}\n`)
    const doctor = await run('doctor', '--json')
    expect(JSON.parse(doctor.stdout).checks).toContainEqual(
      expect.objectContaining({ check: 'ledger', state: 'problem' }),
    )
    expect(doctor.code).toBe(3)
    const redacted = await run(...redactPart(stored), '--json')
    expect(JSON.parse(redacted.stdout)).toMatchObject({ state: 'succeeded', result: null })
    expect(redacted.stderr).toContain('`unsaid ledger replay`')

    const shown = await run('show', stored.id, '--text')
    expect({ code: shown.code, stdout: shown.stdout }).toEqual({
      ...{ code: 1, stdout: expect.stringMatching(/^service_unavailable: /) },
    })

    expect((await run('ledger', 'replay', '--accept-loss')).code).toBe(0)
    const verified = await ledger('verify')
    expect(JSON.parse(verified.stdout)).toMatchObject({ verdict: 'loss_accepted', found: 0 })
    expect(verified.code).toBe(6)
    expect((await run('doctor')).stdout).toContain(
      'ledger: records lost by a restore, and the loss accepted: 1, in default',
    )
  },
)

test('without heads verify says what is not checkable', async ({ database }) => {
  const { workspace } = await sealedLedger(database, { entries: 1 })
  const env = environmentOf(database)
  const { code, stdout } = await runUnsaid(['ledger', 'verify', '--workspace', workspace], { env })
  expect(stdout).toContain('not checkable')
  expect(stdout).not.toContain('clean')
  expect(code).toBe(5)
})

test(
  'tail shows the newest, or what comes after a cursor',
  { timeout: MANY_COMMANDS },
  async ({ database }) => {
    const { workspace } = await sealedLedger(database, { entries: 3, targets: 2 })
    const env = environmentOf(database)
    const tail = async (...args: string[]) => {
      const all = ['ledger', 'tail', '--workspace', workspace, ...args]
      return (await runUnsaid(all, { env })).stdout.split('\n').filter((line) => line !== '')
    }
    const [newest, after, none] = await Promise.all([
      tail('--lines', '3'),
      tail('--after', '3-1', '--json'),
      tail('--lines', '0'),
    ])
    expect(newest).toHaveLength(3)
    expect(newest[0]).toMatch(
      /^2 {2}\S+Z {2}redacted conversation_part 2 of conversation c2 \(job j1\)$/,
    )
    expect(after.map((line) => JSON.parse(line))).toMatchObject([
      { seq: 3, conversation_id: 'c3', conversation_part_id: '2' },
    ])
    expect(none).toEqual([])
  },
)

test('tail --follow goes on with what is sealed later', { timeout: MANY_COMMANDS }, async () => {
  const { database, env, run } = await ownScene()
  const stored = await storeConversation(database)
  const following = startUnsaid(['ledger', 'tail', '--follow'], { env })
  await run(...redactPart(stored))
  expect(await following.said(`of conversation ${stored.id}`)).toContain(stored.partId)
  following.child.kill('SIGINT')
  expect((await following.ended).code).toBe(130)
})

const WRONG_USAGE: [string[], string][] = [
  [['replay'], 'give an export, or --accept-loss'],
  [['replay', '--accept-loss'], 'set UNSAID_LEDGER_HEADS'],
  [['replay', 'nowhere.ndjson'], "nowhere.ndjson can't be read"],
  [['verify', '--heads', 'nowhere'], "nowhere can't be read"],
  [['tail', '--after', 'x'], '--after must be a cursor'],
  [['tail', '--lines', 'all'], 'must be a whole number'],
]

test('says what is wrong usage, and what is right', { timeout: MANY_COMMANDS }, async () => {
  // Found out before any database is asked.
  const env = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }
  await Promise.all(
    WRONG_USAGE.map(async ([args, hint]) => {
      const { code, stdout, stderr } = await runUnsaid(['ledger', ...args], { env })
      expect(stderr).toContain(hint)
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    }),
  )
})

test('refuses a file that does not prove itself, and replays nothing of it', async ({
  database,
}) => {
  const file = join(await tempFolder(), 'ledger.ndjson')
  await writeFile(file, '{"type":"entry"}\n')
  const { code, stdout } = await runUnsaid(['ledger', 'replay', file], {
    env: environmentOf(database),
  })
  expect(stdout).toBe('nothing was replayed: line 1 of the file is wrong: not_a_line\n')
  expect(code).toBe(1)
})

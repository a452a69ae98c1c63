import { join } from 'node:path'
import { expect, test as plain } from 'vitest'
import { environmentOf } from './cli/database-environment.ts'
import { MANY_COMMANDS, startUnsaid } from './cli/run-unsaid.ts'
import { runLine } from './cli/unsaid-on-path.ts'
import { test } from './database-test.ts'
import { tempFolder } from './database/embedded/temp-folder.ts'
import { documents, readDocument } from './docs-table.ts'

/** Documents with shell commands, in the order in which a reader types them. */
const SHOWN = ['README.md', 'docs/doors.md', 'docs/erasure.md']

/** An erasure asks for one; the embedded server would have its own. */
const UNSAID_PEPPER = 'a pepper for the examples of the README'

plain('no other document shows shell commands that nobody runs', () => {
  const showing = ['README.md', ...documents()].filter((path) =>
    readDocument(path).includes('```sh\n'),
  )

  expect(showing.sort()).toEqual([...SHOWN].sort())
})

test(
  'README, docs/doors.md and docs/erasure.md show shell commands that run, one after another',
  { timeout: MANY_COMMANDS },
  async ({ database }) => {
    const folder = await tempFolder()
    const UNSAID_LEDGER_HEADS = join(folder, 'ledger-heads.ndjson')
    const own = { UNSAID_DATA_DIR: folder, UNSAID_PEPPER, UNSAID_LEDGER_HEADS }
    const env = { ...environmentOf(database), ...own }
    const server = startUnsaid(['start'], { env: { ...env, PORT: '0', LOG_LEVEL: 'silent' } })
    const [, address = ''] =
      /listens at http:\/\/(\S+)/.exec(await server.said('for a token')) ?? []
    const shown = SHOWN.map(readDocument).join('')
    const blocks = [...shown.matchAll(/```sh\n(.*?)```/gs)].map(([, block]) => block)
    const script = blocks
      .join('\n')
      .replaceAll('npm run unsaid --', 'unsaid')
      .replaceAll('127.0.0.1:3000', address)
      .replaceAll('.unsaid/', `${folder}/`)
      // Last month is now.
      .replaceAll('--since 2030-01-01 --until 2030-01-31', '--since 2020-01-01')
      .replaceAll('curl -sS', 'curl -sS --fail-with-body')

    const ran = await runLine(`set -eu\n${script}`, folder, { env, cwd: process.cwd() })
    expect(ran.stderr).toBe('')
    expect(ran.stdout).toMatch(
      /imported 3 conversations[^]*HTTP\/1\.1 200 OK[^]*already_redacted: /,
    )
    expect(ran.stdout).toMatch(/"status":"(?:pending|success)"/)
    expect(ran.stdout).toContain('is unchanged: its digest is right')
    expect(ran.stdout).toMatch(
      /proof: (un)?sealed\n[^]*2 erasures: 0 not ended, 0 overdue[^]*clean/,
    )
    expect(ran.code).toBe(0)
    server.child.kill('SIGTERM')
    expect((await server.ended).code).toBe(0)
  },
)

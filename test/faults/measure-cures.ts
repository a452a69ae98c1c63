import { afterAll, expect, test } from 'vitest'
import { runUnsaid } from '../cli/run-unsaid.ts'
import { sampleConversation } from '../cli/sample-conversation.ts'
import { TROUBLES } from './broken-databases.ts'
import { BROKEN_JOBS, measureBroken } from './broken-jobs.ts'
import { measureCure } from './measured-cure.ts'
import { ENDURED, REFUSED, refusalOf } from './refused-setups.ts'

/*
 * Not part of CI. Breaks each set-up for real, looks at what is told, cures it, takes the time, and
 * prints the tables of `docs/operations.md`:
 * npx vitest run --config test/faults/measure-cures.config.ts
 */

const later: string[] = []
const refused: string[] = []
const endured: string[] = []
const broken: string[] = []

const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`

test.for(Object.entries(TROUBLES))('%s', async ([name, open], { skip }) => {
  const trouble = await open()
  if (typeof trouble === 'string') return skip(trouble)
  const { readyz, doctor, log, goesOn } = await measureCure(name, trouble)
  later.push(line([name, readyz, doctor, log, goesOn]))
})

test.for(Object.entries(REFUSED))('%s is refused', async ([name, open], { skip }) => {
  const env = await open()
  if (typeof env === 'string') return skip(env)
  const { code, sentence } = await refusalOf(env)
  refused.push(line([name, String(code), sentence]))
})

test.for(Object.entries(ENDURED))('%s is endured', async ([name, open], { skip }) => {
  const env = await open()
  if (typeof env === 'string') return skip(env)
  const { id, part, json } = sampleConversation()
  expect(await runUnsaid(['import', '-'], { env, input: json })).toMatchObject({ code: 0 })
  const target = ['--conversation-id', id, '--part-id', part]
  const { code } = await runUnsaid(['redact', ...target], { env })
  endured.push(line([name, `redacted, exit code ${String(code)}`]))
})

test.for(Object.entries(BROKEN_JOBS))('%s', async ([name, breaks], { skip }) => {
  const measured = await measureBroken(breaks)
  if (typeof measured === 'string') return skip(measured)
  broken.push(line([name, measured.doctor, `${measured.seconds.toFixed(1)} s`]))
})

afterAll(() => {
  const head = ['comes while it runs', '`/readyz`', '`unsaid doctor`', 'log', 'work goes on after']
  const tables = [
    [line(head), line(head.map(() => '---')), ...later],
    [line(['at start', 'exit code', 'sentence']), line(['---', '---', '---']), ...refused],
    [line(['at start', 'Unsaid']), line(['---', '---']), ...endured],
    [line(['in the queue', 'doctor', 'gone after']), line(['---', '---', '---']), ...broken],
  ]
  process.stdout.write(`${tables.map((lines) => lines.join('\n')).join('\n\n')}\n`)
})

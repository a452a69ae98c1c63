import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { certificateInShort } from './certificate-in-short.ts'
import { lookLines } from './look-lines.ts'
import type { MappedStage } from './mapped-stage.ts'
import type { ShownRow } from './mapped-system.ts'
import { StepFailed } from './step-failed.ts'

/** Takes one message back, and fails to reach one of the other tenant. @throws StepFailed */
export async function redactMapped(stage: MappedStage): Promise<void> {
  const { system, type, tell } = stage
  const { workspace, message, foreignMessage, otherTenant } = system.scene
  const named = ({ conversation, id }: typeof message) => [
    ...['redact', '--workspace', workspace],
    ...['--conversation-id', conversation, '--part-id', id],
  ]
  tell('')
  tell(`Redact message ${message.id}, with every copy of it`)
  await showing(stage, 'message', () => type({ words: named(message) }))
  tell('')
  tell(`Message ${foreignMessage.id} is of ${otherTenant}: this workspace can't reach it`)
  await type({ words: named(foreignMessage), ends: 1 })
}

/** @returns the id of the job @throws StepFailed */
export async function eraseMapped(stage: MappedStage): Promise<string> {
  const { system, type, tell } = stage
  tell('')
  tell('Erase the customer: everything she wrote, her own row, and what is about her')
  const words = ['erase', '--workspace', system.scene.workspace, '--email', '@email.txt', '--yes']
  const printed = await showing(stage, 'person', () => type({ words }))
  const job = /job ([0-9a-f-]{36})/.exec(printed)?.[1]
  if (job === undefined) throw new StepFailed('the erasure named no job')
  return job
}

/** @param job of the erasure @throws StepFailed */
export async function certifyMapped(stage: MappedStage, job: string): Promise<void> {
  const { system, folder, type, tell } = stage
  tell('')
  tell('Its certificate, which can be checked without server and database')
  const words = ['certificate', 'show', job, '--workspace', system.scene.workspace]
  const certificate = await type({ words, into: 'certificate.json', shows: certificateInShort })
  await writeFile(join(folder, 'certificate.json'), certificate, { mode: 0o600 })
  const heads = ['--heads', 'ledger-heads.ndjson']
  await type({ words: ['certificate', 'verify', 'certificate.json', ...heads] })
}

/** Tells what stands in the rows before and after. */
async function showing<T>(
  { system, owner, tell }: MappedStage,
  at: ShownRow['at'],
  work: () => Promise<T>,
): Promise<T> {
  const looks = system.scene.looks.filter((one) => one.at === at)
  for (const line of await lookLines(owner, looks)) tell(`  before  ${line}`)
  const done = await work()
  for (const line of await lookLines(owner, looks)) tell(`  after   ${line}`)
  return done
}

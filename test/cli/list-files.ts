import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { importRecords } from '../../src/conversation/import-records.ts'
import { readRecords } from '../../src/json-stream/read-records.ts'
import type { TestDatabase } from '../database-test.ts'
import { tempFolder } from '../database/embedded/temp-folder.ts'
import { environmentOf } from './database-environment.ts'
import { runUnsaid, type Ran } from './run-unsaid.ts'
import { sampleConversation } from './sample-conversation.ts'

/** An item of a list, as a caller writes it. */
export type ListItem = Readonly<Record<string, string>>

/** Stores conversations; each offers a part, and its source, to redact, and a part without a body. */
export async function storedItems({ db }: TestDatabase, conversations: number) {
  const samples = Array.from({ length: conversations }, sampleConversation)
  const json = Buffer.from(samples.map((one) => one.json).join('\n'))
  await importRecords(db, 'default', readRecords(Readable.from([json])), { onBad: () => undefined })
  const partOf = (conversation_id: string, conversation_part_id: string): ListItem => ({
    ...{ type: 'conversation_part', conversation_id, conversation_part_id },
  })
  return {
    parts: samples.map(({ id, part }) => partOf(id, part)),
    sources: samples.map(({ id, source }): ListItem => ({
      type: 'source',
      conversation_id: id,
      source_id: source,
    })),
    empty: samples.map(({ id, emptyPart }) => partOf(id, emptyPart)),
  }
}

/** @returns the path of a file that holds the items as NDJSON */
export function listFile(items: readonly ListItem[]): Promise<string> {
  return fileOf(items.map((item) => `${JSON.stringify(item)}\n`).join(''), 'list.ndjson')
}

/** @returns the path of a file that holds the text, or the bytes */
export async function fileOf(text: string | Uint8Array, name: string): Promise<string> {
  const path = join(await tempFolder(), `${randomUUID()}-${name}`)
  await writeFile(path, text)
  return path
}

/** Runs a command on a test's database. */
export function runOn(
  database: TestDatabase,
  args: readonly string[],
  input?: string,
): Promise<Ran> {
  const options = input === undefined ? {} : { input }
  return runUnsaid(args, { env: environmentOf(database), ...options })
}

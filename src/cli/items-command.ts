import type { OutcomeKind } from '../database/tables.ts'
import type { ItemView } from '../items/item-view.ts'
import { writeItems } from '../items/write-items.ts'
import { findJob } from '../jobs/find-jobs.ts'
import { itemPages } from '../status/item-pages.ts'
import { itemsRefusal } from '../status/step-refusals.ts'
import { EXIT } from './exit-code.ts'
import { refuseWith } from './refuse-with.ts'
import { openForCommand, withSession, type CommonOptions } from './session.ts'

export interface ItemsOptions extends CommonOptions {
  readonly outcome?: OutcomeKind
  readonly format: 'ndjson' | 'csv'
}

/** `unsaid items JOB`: writes a job's items so that `unsaid bulk` can read them again. */
export async function itemsCommand(job: string, options: ItemsOptions): Promise<number> {
  return withSession(options, async (session) => {
    const { db } = await openForCommand(session)
    const refusal = itemsRefusal(await findJob(db, session.workspace, job))
    if (refusal) return refuseWith(session, [refusal])
    const pages = itemPages(db, session.workspace, job, options.outcome)
    for await (const text of options.json ? jsonArray(pages) : written(pages, options.format)) {
      if (!(await writeOut(text))) break
    }
    return EXIT.done
  })
}

async function* written(
  pages: AsyncIterable<readonly ItemView[]>,
  format: 'ndjson' | 'csv',
): AsyncGenerator<string, void> {
  const writer = writeItems(format)
  yield writer.header()
  for await (const page of pages) yield page.map(writer.row).join('')
}

/** One JSON document, of any length, a page in memory at a time. */
async function* jsonArray(pages: AsyncIterable<readonly ItemView[]>): AsyncGenerator<string, void> {
  let before = '[\n'
  for await (const page of pages) {
    yield before + page.map((item) => JSON.stringify(item)).join(',\n')
    before = ',\n'
  }
  yield before === '[\n' ? '[]\n' : '\n]\n'
}

/**
 * Resolves when the reader has taken the text, so that no more is read than goes out.
 *
 * @returns false when the reader has gone, which is no error
 */
function writeOut(text: string): Promise<boolean> {
  return new Promise((resolve) => {
    process.stdout.write(text, (error) => {
      resolve(!error)
    })
  })
}

import { importRecords, type ImportCounts } from '../conversation/import-records.ts'
import { readRecords } from '../records/read-records.ts'
import { EXIT } from './exit-code.ts'
import { openInput } from './open-input.ts'
import { openForCommand, withSession, type CommonOptions, type Session } from './session.ts'

/** `unsaid import FILE|-` */
export async function importCommand(file: string, options: CommonOptions): Promise<number> {
  return withSession(options, async (session) => {
    const input = await openInput(file)
    const { db, pepper } = await openForCommand(session)
    const counts = await importRecords(db, session.workspace, readRecords(input), {
      onBad: (line, reason) => {
        session.say(`line ${String(line)}: ${reason}`)
      },
      onProgress: progressOf(),
      pepper,
    })
    return report(session, counts)
  })
}

function report(session: Session, counts: ImportCounts): number {
  const { conversations, parts, contacts, bad } = counts
  const nothing = conversations + contacts + bad === 0
  session.print(counts, [
    nothing
      ? 'nothing imported: the input holds no records'
      : `imported ${many(conversations, 'conversation')} with ${many(parts, 'part')}, ` +
        `${many(contacts, 'contact')}; ${many(bad, 'bad record')}`,
  ])
  return bad > 0 || nothing ? EXIT.refused : EXIT.done
}

function many(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** A line that is written over again, only where a person looks at it. */
function progressOf(): (counts: ImportCounts) => void {
  if (!process.stderr.isTTY) return () => undefined
  return ({ conversations, parts }) => {
    process.stderr.write(`\r${String(conversations)} conversations, ${String(parts)} parts\x1b[K\r`)
  }
}

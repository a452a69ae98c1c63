import { importRecords, type ImportCounts } from '../conversation/import-records.ts'
import { readRecords } from '../json-stream/read-records.ts'
import { EXIT } from './exit-code.ts'
import { openInput } from './open-input.ts'
import { refuseMapped } from './refuse-mapped.ts'
import { openForCommand, withSession, type CommonOptions, type Session } from './session.ts'

/** `unsaid import FILE|-` */
export async function importCommand(file: string, options: CommonOptions): Promise<number> {
  return withSession(options, async (session) => {
    const input = await openInput(file)
    const { db, pepper } = await openForCommand(session)
    await refuseMapped(db, session.workspace, 'its messages are where they are, and not imported')
    const counts = await importRecords(db, session.workspace, readRecords(input), {
      onBad: (line, reason) => {
        session.say(`line ${String(line)}: ${reason}`)
      },
      onWarning: (line, reason) => {
        session.say(`line ${String(line)}: ${reason}`)
      },
      onProgress: progressOf(),
      pepper,
    })
    return report(session, counts)
  })
}

function report(session: Session, counts: ImportCounts): number {
  const { conversations, contacts, bad, deletions } = counts
  const nothing = conversations + contacts + bad + deletions === 0
  const lines = nothing ? ['nothing imported: the input holds no records'] : linesOf(counts)
  session.print(counts, lines)
  return bad > 0 || nothing ? EXIT.refused : EXIT.done
}

/** What is nought is not said, but how many were bad always. */
function linesOf(counts: ImportCounts): string[] {
  const { conversations, parts, contacts, bad, warnings, deletions } = counts
  const { emptied, kept_out: keptOut } = counts
  const imported =
    `imported ${many(conversations, 'conversation')} with ${many(parts, 'part')}, ` +
    `${many(contacts, 'contact')}; ${many(bad, 'bad record')}`
  const about = (count: number, line: string) => (count === 0 ? [] : [line])
  return [
    imported,
    ...about(warnings, `${many(warnings, 'warning')}: see the lines above`),
    ...about(deletions, `${many(deletions, 'record')} of a deletion, which changed nothing`),
    ...about(
      emptied + keptOut,
      `of people who were erased: ${many(emptied, 'message')} stored without text, ` +
        `${many(keptOut, 'message')} kept out`,
    ),
  ]
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

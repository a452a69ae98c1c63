import { traceDatabase } from '../trace/trace-database.ts'
import { readSchemas } from '../trace/read-places.ts'
import { EXIT } from './exit-code.ts'
import { lookIntoDatabase, type LookIntoOptions } from './look-into-database.ts'
import { readTerms, type TermOptions } from './read-terms.ts'
import { withSession, type CommonOptions } from './session.ts'
import { isTraceComplete, traceLines, traceResult } from './trace-lines.ts'
import { UsageError } from './usage-error.ts'

export interface TraceCommandOptions extends CommonOptions, LookIntoOptions, TermOptions {
  readonly schema?: string
}

/** `unsaid trace`: searches a whole database for what a person is known by; changes nothing. */
export async function traceCommand(options: TraceCommandOptions): Promise<number> {
  return withSession(options, async (session) => {
    const terms = await readTerms(options)
    const { schema } = options
    const trace = await lookIntoDatabase(session, options, 'to search', async (trx) => {
      if (schema !== undefined && !(await readSchemas(trx)).includes(schema)) {
        throw new UsageError(`there is no schema ${schema}`)
      }
      return traceDatabase(trx, { terms, schema })
    })
    session.print(traceResult(trace), traceLines(trace))
    if (trace.found.length > 0) return EXIT.refused
    return isTraceComplete(trace) ? EXIT.done : EXIT.notCheckable
  })
}

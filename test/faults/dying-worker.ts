import pg from 'pg'
import { readConfig } from '../../src/config.ts'
import { runWorkerProcess } from '../../workers/main.ts'

/**
 * The worker as it is, but it dies of the parts that `UNSAID_TEST_KILLERS` names: at the statement
 * that locks one for its redaction, when the start is noted and nothing is done yet.
 */
const killers = (process.env.UNSAID_TEST_KILLERS ?? '').split(',')

const query = pg.Client.prototype.query as (...args: unknown[]) => unknown

pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
  const [statement] = args
  if (isLocking(statement)) {
    const ids = JSON.stringify(statement.values)
    if (killers.some((killer) => ids.includes(`"${killer}"`))) process.kill(process.pid, 'SIGKILL')
  }
  return query.apply(this, args)
} as typeof pg.Client.prototype.query

function isLocking(statement: unknown): statement is pg.QueryConfig {
  const { text } = statement as Partial<pg.QueryConfig>
  return text?.includes('for update of part') ?? false
}

await runWorkerProcess(readConfig())
process.exit()

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
  const [statement, values] = args
  if (typeof statement === 'string' && statement.includes('for update of part')) {
    const ids = JSON.stringify(values)
    if (killers.some((killer) => ids.includes(`"${killer}"`))) process.kill(process.pid, 'SIGKILL')
  }
  return query.apply(this, args)
} as typeof pg.Client.prototype.query

await runWorkerProcess(readConfig())
process.exit()

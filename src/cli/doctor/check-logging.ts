import { sql } from 'kysely'
import type { Db } from '../../database/connection.ts'
import { ok, warning, type Check } from './check.ts'

type Settings = ReadonlyMap<string, string>

interface Leak {
  readonly setting: string
  readonly leaks: (value: string, all: Settings) => boolean
  readonly what: string
  readonly cure: string
}

const STATEMENTS = 'writes statements with their parameters, so imported text, to the log'
const NO_PARAMETERS = 'or log_parameter_max_length = 0'

/** Text reaches the server by parameters alone; without them a logged statement holds none. */
const withParameters = (all: Settings) => all.get('log_parameter_max_length') !== '0'

const LEAKS: readonly Leak[] = [
  {
    setting: 'log_statement',
    leaks: (value, all) => (value === 'mod' || value === 'all') && withParameters(all),
    what: STATEMENTS,
    cure: `log_statement = none or ddl, ${NO_PARAMETERS}`,
  },
  ...['log_min_duration_statement', 'log_min_duration_sample'].map((setting) => ({
    setting,
    leaks: (value: string, all: Settings) => value !== '-1' && withParameters(all),
    what: STATEMENTS,
    cure: `${setting} = -1, ${NO_PARAMETERS}`,
  })),
  {
    setting: 'log_transaction_sample_rate',
    leaks: (value, all) => Number(value) > 0 && withParameters(all),
    what: STATEMENTS,
    cure: `log_transaction_sample_rate = 0, ${NO_PARAMETERS}`,
  },
  {
    setting: 'log_parameter_max_length_on_error',
    leaks: (value) => value !== '0',
    what: 'writes the parameters of a failed statement to the log',
    cure: 'log_parameter_max_length_on_error = 0',
  },
  {
    setting: 'log_error_verbosity',
    leaks: (value) => value !== 'terse',
    what: 'lets an error quote the row it is about in the log',
    cure: 'log_error_verbosity = terse',
  },
  {
    setting: 'log_min_error_statement',
    leaks: (value) => value !== 'panic',
    what: 'writes failed statements to the log',
    cure: 'log_min_error_statement = panic',
  },
]

/** Which of the server's settings can carry message text into its log. */
export async function checkLogging(db: Db): Promise<Check[]> {
  const names = [...LEAKS.map((leak) => leak.setting), 'log_parameter_max_length']
  const { rows } = await sql<{ name: string; setting: string }>`
    select name, setting from pg_catalog.pg_settings where name = any(${names})`.execute(db)
  return judgeLogging(new Map(rows.map((row) => [row.name, row.setting])))
}

export function judgeLogging(settings: Settings): Check[] {
  const warnings = LEAKS.flatMap(({ setting, leaks, what, cure }) => {
    const value = settings.get(setting)
    if (value === undefined || !leaks(value, settings)) return []
    return [warning(setting, `${value} ${what}`, `${cure} on the server`)]
  })
  return warnings.length > 0
    ? warnings
    : [ok('logging', "the settings looked at keep text out of the server's log")]
}

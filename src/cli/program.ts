import { Command } from 'commander'
import { packageVersion } from '../setup/package-version.ts'
import { addErasures } from './add-erasures.ts'
import { addLedger } from './add-ledger.ts'
import { addLists } from './add-lists.ts'
import { addMaps } from './add-maps.ts'
import { addMessages } from './add-messages.ts'
import { addProcesses } from './add-processes.ts'
import { addSuppressions } from './add-suppressions.ts'
import { addTenants } from './add-tenants.ts'
import { addTrace } from './add-trace.ts'
import { addUpkeep } from './add-upkeep.ts'
import type { Ended } from './define-command.ts'
import { EXIT_CODES_HELP } from './exit-code.ts'

const ENVIRONMENT_HELP = `
Environment (all optional; secrets also as NAME_FILE):
  DATABASE_URL                the database; absent: an embedded server in UNSAID_DATA_DIR
  UNSAID_DIRECT_DATABASE_URL  Postgres itself, where DATABASE_URL leads to a pooler; default
                              DATABASE_URL
  UNSAID_OWNER_DATABASE_URL   the schema's owner, for migrations; default the direct URL
  REDIS_URL                   the queue on Redis; absent: the queue on the same Postgres;
                              redis://, redis+cluster://HOST:PORT,HOST:PORT or
                              redis+sentinel://HOST:PORT,HOST:PORT/NAME; with TLS: rediss
  HOST, PORT                  where the API listens; 127.0.0.1 and 3000; port 0: any
  LOG_LEVEL                   trace, debug, info, warn, error, fatal or silent; default info for
                              start, api and worker, warn for the other commands
  UNSAID_DATA_DIR             the folder of the embedded server and of token files; default .unsaid
  UNSAID_APP_ROLE             the database role that every transaction works as; default unsaid_app
  UNSAID_BOOTSTRAP_TOKEN      a token with all scopes in workspace default, 32 characters or more
  UNSAID_PEPPER               secret key for hashing e-mails and ids, 32 characters or more; back it up;
                              default: the embedded server makes its own, else none
  UNSAID_PUBLIC_URL           the base of URLs in replies; default: the host that the request names
  UNSAID_RATE_LIMIT           requests that one token may send in ten seconds; 0: no limit; default 10000
  UNSAID_MAX_PENDING          the API accepts no more jobs while so many are pending; 0: no limit;
                              default 1000000
  UNSAID_MAX_STREAMS          streams that one workspace may have open at once; 0: no limit; default 100
  UNSAID_MAX_WAITS            requests of one workspace that may wait for an outcome at once; 0: no limit;
                              default 500
  UNSAID_MAX_BODY_BYTES       bytes of request bodies that one workspace may be sending at once; 0: no limit;
                              default 33554432
  UNSAID_MAX_LIST_ITEMS       items of streamed lists that one workspace may be sending at once; 0: no limit;
                              default 5000000
  UNSAID_MAX_LIST_BYTES       bytes of those lists, unpacked; 0: no limit; default 536870912
  UNSAID_UNKNOWN_TOKENS       unknown tokens that one IP address may send in ten seconds; 0: no limit;
                              default 100
  UNSAID_STREAM_SECONDS       seconds within which a streamed list must have arrived; default 3600
  UNSAID_RAW_WORKSPACES       workspaces that raw queue jobs may address, separated by commas;
                              default: the workspace default, while it is the only one
  UNSAID_LANES                parallel transactions per worker, 1 to 64: groups of single redactions (at
                              least 2), and chunks of jobs of many messages; default half of the cores
  UNSAID_RESULT_RETENTION_DAYS  days for which ended jobs and their items are kept; default 90
  UNSAID_WATCH_HOUR           hour of the day, in UTC, at which all people of watched workspaces are
                              looked at, 0 to 23; default 3
  UNSAID_METRICS_PORT         a port for /metrics alone, without a token; 0: any; default: none
  UNSAID_LEDGER_HEADS         the file, outside the database, to which workers append the heads of the
                              ledger; default: with DATABASE_URL none, else one in UNSAID_DATA_DIR
  UNSAID_SERVE_UNREPLAYED     true: the API gives conversations out although erased data is back after
                              a restore; default false
  OTEL_EXPORTER_OTLP_ENDPOINT  the collector that traces are sent to, http://HOST:4318; default: no traces
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT  the same for traces alone, as a whole URL
  OTEL_SDK_DISABLED           true: no traces, whatever else is set`

/**
 * The command line. What a command needs is loaded when it runs, so that `--help` is quick.
 *
 * @param ended told the exit code of the command that ran
 */
export function buildProgram(ended: Ended): Command {
  const program = new Command('unsaid')
    .description('Takes messages back: redaction on Postgres, driven by a BullMQ queue.')
    .version(packageVersion(), '--version', 'print the version')
    .addHelpText('after', `${ENVIRONMENT_HELP}\n${EXIT_CODES_HELP}`)
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'unsaid: ')) })
  addProcesses(program, ended)
  addUpkeep(program, ended)
  addMessages(program, ended)
  addSuppressions(program, ended)
  addLedger(program, ended)
  addLists(program, ended)
  addErasures(program, ended)
  addTenants(program, ended)
  addMaps(program, ended)
  addTrace(program, ended)
  return program
}

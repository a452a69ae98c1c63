import { createClosing, type Closing } from '../closing.ts'
import { readConfig, type Config } from '../config.ts'
import { createLogger, type Logger } from '../logger.ts'
import { exactJson } from '../json-stream/numeral.ts'
import { isWorkspaceId } from '../request/workspace-id.ts'
import { openApp, type App } from '../setup/open-app.ts'
import { listWorkspaces } from '../access/workspaces.ts'
import { watchInterruption } from '../setup/interruption.ts'
import { plainVoice } from '../setup/plain-voice.ts'
import { UsageError } from './usage-error.ts'

/** An import uses four at once, and reads beside them. */
const CONNECTIONS = 8

/** Options that every command takes. */
export interface CommonOptions {
  readonly workspace: string
  readonly json?: boolean
}

/** What a command works with. The result goes to stdout, everything else to stderr. */
export interface Session {
  readonly config: Config
  readonly closing: Closing
  readonly logger: Logger
  readonly workspace: string
  /** Prints the result: one JSON document with `--json`, else the lines for people. */
  readonly print: (result: unknown, lines: readonly string[]) => void
  /** Tells the user something beside the result. */
  readonly say: (line: string) => void
}

/** A session that a signal ends. */
export interface CommandSession extends Session {
  /** Lets a step end that opens something: cut short, it would leave a server behind. */
  readonly opening: <T>(step: Promise<T>) => Promise<T>
  /** What the user must know if the command does not get to its result. */
  readonly sayIfCutShort: (line: string) => void
}

/**
 * Runs a command in a session, and closes whatever it opened, also when a signal ends it. Logs
 * only warnings, so that they don't stand between results, unless LOG_LEVEL asks for more.
 *
 * @throws Interrupted
 */
export async function withSession<T>(
  options: CommonOptions,
  run: (session: CommandSession) => Promise<T>,
): Promise<T> {
  const { interrupted, ignore } = watchInterruption()
  let opened: Promise<unknown> = Promise.resolve()
  let lastWords: string | undefined
  const sayIfCutShort = (line: string) => {
    lastWords = line
  }
  const opening = <S>(step: Promise<S>) => {
    opened = step.catch(() => undefined)
    return step
  }
  const stopped = interrupted.catch(async (reason: unknown) => {
    await opened
    throw reason
  })
  try {
    return await withLongSession(options, { level: 'warn' }, (session) =>
      Promise.race([run({ ...session, opening, sayIfCutShort }), stopped]),
    )
  } catch (error) {
    if (lastWords !== undefined) process.stderr.write(`${lastWords}\n`)
    throw error
  } finally {
    ignore()
  }
}

interface Speech {
  readonly level: 'info' | 'warn'
  readonly say?: Session['say']
}

/**
 * A session of a command that answers signals itself.
 *
 * @param how it speaks, and how much it logs unless LOG_LEVEL is set
 */
export async function withLongSession<T>(
  options: CommonOptions,
  { level, say = plainVoice.say }: Speech,
  run: (session: Session) => Promise<T>,
): Promise<T> {
  if (!isWorkspaceId(options.workspace)) {
    throw new UsageError('--workspace must be 1 to 32 of a-z, 0-9 and -, and not begin with -')
  }
  const config = readConfig()
  const closing = createClosing()
  const print = (result: unknown, lines: readonly string[]) => {
    process.stdout.write(`${options.json ? exactJson(result, 2) : lines.join('\n')}\n`)
  }
  const logger = createLogger(process.env.LOG_LEVEL ? config.logLevel : level)
  try {
    return await run({ config, closing, logger, workspace: options.workspace, print, say })
  } finally {
    // What the command did stands, whatever its servers say to the good-bye.
    await closing.close().catch((err: unknown) => {
      logger.warn({ err }, 'closing was not clean')
    })
  }
}

/** Opens the database for a command, and makes sure that its workspace exists. */
export async function openForCommand(session: CommandSession): Promise<App> {
  const app = await openAnyWorkspace(session)
  assertExists(session.workspace, await listWorkspaces(app.db))
  return app
}

/** @throws UsageError that says how to make the workspace */
export function assertExists(workspace: string, workspaces: readonly string[]): void {
  if (workspaces.includes(workspace)) return
  throw new UsageError(
    `there is no workspace ${workspace}: make it with \`unsaid workspace create ${workspace}\``,
  )
}

/** Opens the database for a command that is not about one workspace. */
export function openAnyWorkspace({ config, closing, say, opening }: CommandSession): Promise<App> {
  return opening(openApp(config, { closing, say, max: CONNECTIONS }))
}

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Db } from '../database/connection.ts'
import { StartError } from '../failure.ts'
import { DEFAULT_WORKSPACE } from '../request/workspace-id.ts'
import { isScope, newToken, SCOPES, type Scope } from '../access/access-token.ts'
import { createAuthenticator, type Caller } from '../access/authenticate.ts'
import { listTokens, storeToken } from '../access/store-token.ts'
import { EXIT } from './exit-code.ts'
import { openForCommand, withSession, type CommonOptions } from './session.ts'
import { UsageError } from './usage-error.ts'

export interface TokenCreateOptions extends CommonOptions {
  readonly scopes?: string
  readonly expires?: string
}

/** `unsaid token create`: shows the token to a terminal, else keeps it in a file of mode 0600. */
export async function tokenCreateCommand(options: TokenCreateOptions): Promise<number> {
  const scopes = scopesOf(options.scopes)
  const expiresAt = expiryOf(options.expires)
  return withSession(options, async (session) => {
    const { db } = await openForCommand(session)
    const token = newToken()
    const shown = process.stdout.isTTY
    const file = shown ? undefined : join(session.config.dataDir, 'token')
    const replaced = file === undefined ? undefined : await callerKeptIn(file, db)
    // Kept before it is valid: a token that nobody has must not be.
    if (file !== undefined) await keepToken(file, token)
    const id = await storeToken(db, session.workspace, token, { scopes, expiresAt })
    const about = { type: 'token', id, workspace: session.workspace, scopes, expires_at: expiresAt }
    session.print(
      shown ? { ...about, token } : { ...about, file, replaced: idOf(replaced) },
      shown
        ? [token, `id ${id ?? ''}; it is shown only once`]
        : [`token ${id ?? ''} is in ${file ?? ''}`, ...aboutReplaced(replaced)],
    )
    return EXIT.done
  })
}

/** `unsaid token list` */
export async function tokenListCommand(options: CommonOptions): Promise<number> {
  return withSession(options, async (session) => {
    const { db } = await openForCommand(session)
    const tokens = await listTokens(db, session.workspace)
    session.print(
      { type: 'list', data: tokens },
      tokens.length === 0
        ? ['no tokens: make one with `unsaid token create`']
        : tokens.map((one) => `${one.id}  ${stateOf(one)}  ${one.scopes.join(',')}`),
    )
    return EXIT.done
  })
}

/** Whose valid token a file holds; 'unknown' when it is none here, undefined without a file. */
async function callerKeptIn(file: string, db: Db): Promise<Caller | 'unknown' | undefined> {
  const kept = await readFile(file, 'utf8').catch(() => '')
  if (kept.trim() === '') return undefined
  return (await createAuthenticator(db)(`Bearer ${kept.trim()}`)) ?? 'unknown'
}

function idOf(replaced: Caller | 'unknown' | undefined): string | null {
  return typeof replaced === 'object' ? replaced.tokenId : null
}

function aboutReplaced(replaced: Caller | 'unknown' | undefined): string[] {
  if (replaced === undefined) return []
  if (replaced === 'unknown')
    return ['what the file held before is gone; it was no valid token here']
  const { tokenId, workspace } = replaced
  const where = workspace === DEFAULT_WORKSPACE ? '' : ` --workspace ${workspace}`
  return [
    `it takes the place of token ${tokenId}, which stays valid until ` +
      `\`unsaid token revoke ${tokenId}${where}\``,
  ]
}

async function keepToken(file: string, token: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    // A file that is there already may be readable for others, or a link.
    await rm(file, { force: true })
    await writeFile(file, `${token}\n`, { mode: 0o600, flag: 'wx' })
  } catch {
    throw new StartError(`can't write the token to ${file}: set UNSAID_DATA_DIR to another folder`)
  }
}

function stateOf({ expires_at, revoked_at }: { expires_at: Date | null; revoked_at: Date | null }) {
  if (revoked_at) return 'revoked'
  if (!expires_at) return 'valid'
  return expires_at.getTime() > Date.now() ? `valid until ${expires_at.toISOString()}` : 'expired'
}

function scopesOf(list: string | undefined): readonly Scope[] {
  if (list === undefined) return SCOPES
  const names = list.split(',').map((name) => name.trim())
  const unknown = names.filter((name) => !isScope(name))
  if (unknown.length > 0) {
    throw new UsageError(`no such scope: ${unknown.join(', ')}; there are ${SCOPES.join(', ')}`)
  }
  return names.filter(isScope)
}

const UNIT = { h: 3_600_000, d: 86_400_000 } as const

function expiryOf(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined
  const [, count, unit] = /^(\d{1,5})([hd])$/.exec(text) ?? []
  const at = count
    ? new Date(Date.now() + Number(count) * UNIT[unit === 'h' ? 'h' : 'd'])
    : new Date(text)
  if (Number.isNaN(at.getTime()) || at.getTime() <= Date.now()) {
    throw new UsageError('--expires must be a time to come: 12h, 30d or a date like 2030-01-31')
  }
  return at
}

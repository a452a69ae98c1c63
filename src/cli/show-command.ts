import { unixSeconds } from '../conversation/unix-time.ts'
import type { MessageOutline, Outline } from '../conversation/read-outline.ts'
import { decide } from '../eligibility/decide.ts'
import type { Target } from '../eligibility/target.ts'
import { errorEntry } from '../error-list/error-list.ts'
import { readConversationOutline } from '../redact/read-conversation-outline.ts'
import { WITHHELD } from '../ledger/watch-unreplayed.ts'
import { EXIT } from './exit-code.ts'
import { isWithheld } from './is-withheld.ts'
import { outlineLines } from './outline-lines.ts'
import { refuseWith } from './refuse-with.ts'
import type { Shown, ShownMessage } from './shown.ts'
import { openForCommand, withSession, type CommonOptions } from './session.ts'

export interface ShowOptions extends CommonOptions {
  readonly text?: boolean
  readonly parts: number
}

/** `unsaid show CONVERSATION`: what can be redacted of it, and, only if it is asked for, its text. */
export async function showCommand(id: string, options: ShowOptions): Promise<number> {
  const { text = false, parts } = options
  return withSession(options, async (session) => {
    const { db } = await openForCommand(session)
    if (await isWithheld(session, db)) {
      return refuseWith(session, [errorEntry('service_unavailable', WITHHELD)])
    }
    const outline = await readConversationOutline(db, session.workspace, id, { text, parts })
    if (!outline) return refuseWith(session, [errorEntry('conversation_not_found')])
    const shown = shownOf(outline)
    session.print(shown, outlineLines(shown))
    return EXIT.done
  })
}

function shownOf({ source, parts, ...outline }: Outline): Shown {
  return {
    type: 'conversation_outline',
    ...outline,
    created_at: unixSeconds(outline.created_at) ?? null,
    updated_at: unixSeconds(outline.updated_at) ?? null,
    source: source && withDecision(source, sourceTarget(source)),
    parts: parts.map((part) => withDecision(part, partTarget(part))),
  }
}

function sourceTarget({ author_type: authorType, redacted }: MessageOutline): Target {
  return { type: 'source', redacted, authorType }
}

function partTarget({ has_body: hasBody, redacted }: MessageOutline): Target {
  return { type: 'conversation_part', redacted, hasBody }
}

/** An import takes whatever stands there; what is no word may be text. */
function wordOf(value: unknown): string | null {
  return typeof value === 'string' && /^[A-Za-z0-9_.:-]{1,64}$/.test(value) ? value : null
}

function withDecision(message: MessageOutline, target: Target): ShownMessage {
  const { kind } = decide(target)
  return {
    ...message,
    type: wordOf(message.type),
    author_type: wordOf(message.author_type),
    created_at: unixSeconds(message.created_at) ?? null,
    // Of a message that is there the rules never say that it is not.
    redaction: kind === 'not_found' ? 'not_redactable' : kind,
  }
}

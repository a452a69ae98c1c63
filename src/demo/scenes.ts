import { isObject } from '../conversation/json-object.ts'
import type { DemoCaller, Reply } from './demo-caller.ts'
import { objectIn, textMember } from './members.ts'
import type { Tell } from './tell.ts'

/** A request the demo made, and where its job is polled, if there is one. */
export interface Played {
  readonly title: string
  readonly location: string | null
}

const CONVERSATION = '1911149811'
const PART = '2202737123'
const SOURCE = '269650473'
const REDACT = '/conversations/redact'

/** Takes back a part and a source, and shows each before and after. */
export async function showRedactions(caller: DemoCaller, tell: Tell): Promise<Played[]> {
  const part = await showRedaction(caller, tell, {
    title: `part ${PART}: the customer pasted a card number`,
    body: { type: 'conversation_part', conversation_id: CONVERSATION, conversation_part_id: PART },
    linesOf: partLines,
  })
  const source = await showRedaction(caller, tell, {
    title: `source ${SOURCE}: the opening message did, too, and its subject is quoted in the title`,
    body: { type: 'source', conversation_id: CONVERSATION, source_id: SOURCE },
    linesOf: sourceLines,
  })
  return [part, source]
}

interface Redaction {
  readonly title: string
  readonly body: Record<string, string>
  readonly linesOf: (conversation: Record<string, unknown>) => string[]
}

async function showRedaction(
  caller: DemoCaller,
  tell: Tell,
  { title, body, linesOf }: Redaction,
): Promise<Played> {
  tell('')
  tell(`Redact ${title}`)
  const before = await caller.get(`/conversations/${CONVERSATION}`)
  for (const line of linesOf(before.body)) tell(`  before  ${line}`)
  const reply = await caller.post(REDACT, body)
  tell(`  POST ${REDACT} ${JSON.stringify(body)} -> ${String(reply.status)}`)
  for (const line of linesOf(reply.body)) tell(`  after   ${line}`)
  return { title: title.split(':')[0] ?? title, location: reply.location }
}

/** Asks for what can't be had, and shows each `error.list`. */
export async function showRefusals(caller: DemoCaller, tell: Tell): Promise<Played[]> {
  const part = { type: 'conversation_part', conversation_id: CONVERSATION }
  const asks: [string, Record<string, string>][] = [
    [
      "an admin's source",
      { type: 'source', conversation_id: '1911149812', source_id: '269650474' },
    ],
    ['a part without a body', { ...part, conversation_part_id: '2202737124' }],
    ['an unknown part', { ...part, conversation_part_id: '9999999999' }],
    ['a wrong type', { ...part, type: 'message', conversation_part_id: PART }],
    ['a missing conversation_id', { type: 'conversation_part', conversation_part_id: PART }],
  ]
  tell('')
  const played: Played[] = []
  for (const [title, body] of asks) {
    const reply = await caller.post(REDACT, body)
    tell(`Refused: ${title} -> ${String(reply.status)} ${errorsOf(reply)}`)
    played.push({ title, location: reply.location })
  }
  return played
}

/** Polls every job. A request that was refused at the door has none. */
export async function showStatuses(
  caller: DemoCaller,
  played: readonly Played[],
  tell: Tell,
): Promise<void> {
  tell('')
  for (const { title, location } of played) {
    if (location === null) {
      tell(`Status of ${title}: no job, it was refused before one was accepted`)
      continue
    }
    const { status, body } = await caller.get(location)
    const codes = isObject(body.result) ? codesOf(body.result) : ''
    tell(
      `Status of ${title}: GET ${location} -> ${String(status)} ${textMember(body.status)}${codes}`,
    )
  }
}

function partLines(conversation: Record<string, unknown>): string[] {
  const list = objectIn(conversation, 'conversation_parts').conversation_parts
  const part = (Array.isArray(list) ? list.filter(isObject) : []).find((one) => one.id === PART)
  if (!part) throw new Error('the demo conversation lacks its part')
  return [
    `body: ${textMember(part.body)}`,
    `email_message_metadata: ${textMember(part.email_message_metadata)}`,
    `redacted: ${textMember(part.redacted)}`,
  ]
}

function sourceLines(conversation: Record<string, unknown>): string[] {
  const source = objectIn(conversation, 'source')
  return [
    `title: ${textMember(conversation.title)}`,
    `subject: ${textMember(source.subject)}`,
    `body: ${textMember(source.body)}`,
    `redacted: ${textMember(source.redacted)}`,
  ]
}

function errorsOf({ body }: Reply): string {
  return JSON.stringify({ type: body.type, errors: body.errors })
}

function codesOf({ errors }: Record<string, unknown>): string {
  const codes = (Array.isArray(errors) ? errors.filter(isObject) : []).map((one) =>
    textMember(one.code),
  )
  return codes.length > 0 ? `: ${codes.join(', ')}` : ''
}

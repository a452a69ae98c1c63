import type { SceneRows } from '../scene-rows.ts'
import type { ChatwootPerson } from './chatwoot-people.ts'

export interface ChatwootConversation {
  readonly id: number
  readonly displayId: number
  readonly account: number
  readonly inbox: number
  readonly person: ChatwootPerson
  readonly agent: ChatwootPerson
  /** Whether the team wrote first. */
  readonly isOutbound: boolean
}

const SECOND_EVERY = 3
const OUTBOUND_EVERY = 7

/** One or two conversations of each person. Ids that callers say are the same in both accounts. */
export function planConversations(
  people: readonly ChatwootPerson[],
  agents: readonly ChatwootPerson[],
): ChatwootConversation[] {
  const shown = new Map<number, number>()
  const owners = people.flatMap((person, at) =>
    at % SECOND_EVERY === 0 ? [person, person] : [person],
  )
  return owners.map((person, at) => {
    const { account } = person
    const displayId = (shown.get(account) ?? 0) + 1
    shown.set(account, displayId)
    const team = agents.filter((one) => one.account === account)
    const agent = team[at % team.length]!
    const isOutbound = at % OUTBOUND_EVERY === 5
    return {
      id: 1001 + at,
      displayId,
      account,
      inbox: account * 10 + (at % 2),
      person,
      agent,
      isOutbound,
    }
  })
}

/** @param opening the marker of the message that opened it */
export function storeConversation(
  { add, next, words }: SceneRows,
  conversation: ChatwootConversation,
  opening: string,
): void {
  const { id, displayId, account, inbox, person, agent, isOutbound } = conversation
  const { key, own } = person
  const of = { account_id: account, conversation_id: id }
  const subject = isOutbound ? {} : { mail_subject: `${words()} ${opening}`, in_reply_to: opening }
  const visit = { referer: `https://example.com/?who=${own}`, browser: { name: own } }
  add('conversations', own, {
    ...{ id, account_id: account, inbox_id: inbox, display_id: displayId, contact_id: key },
    ...{ status: 0, assignee_id: agent.key, additional_attributes: { ...subject, ...visit } },
    cached_label_list: `urgent, ${own}`,
  })
  add('conversation_participants', null, { id: next('participant'), ...of, user_id: agent.key })
  const tagged = { taggable_type: 'Conversation', taggable_id: id, tag_id: 1, context: 'labels' }
  add('taggings', null, { id: next('taggings'), ...tagged })
  add('reporting_events', null, { id: next('reporting_events'), ...of, name: 'first_response' })
  if (!isOutbound) storeAboutOpening({ add, next, words }, conversation, opening)
  // Told as it came in: by nobody of the team.
  const told = { primary_actor_type: 'Conversation', primary_actor_id: id, user_id: agent.key }
  add('notifications', null, { id: next('notifications'), account_id: account, ...told })
  const title = `What does ${person.name} want?`
  const thread = { id: next('copilot_threads'), account_id: account, user_id: agent.key }
  if (id % 4 === 0) add('copilot_threads', own, { ...thread, title })
}

/** What others keep of the words that opened a conversation. */
function storeAboutOpening(
  { add, next, words }: Pick<SceneRows, 'add' | 'next' | 'words'>,
  { id, account, agent }: ChatwootConversation,
  opening: string,
): void {
  add('audits', opening, {
    ...{ id: next('audits'), auditable_type: 'Conversation', auditable_id: id, action: 'create' },
    ...{ associated_type: 'Account', associated_id: account, request_uuid: null, version: 1 },
    ...{ user_id: agent.key, user_type: 'User', username: agent.email, remote_address: null },
  })
  if (id % 3 > 0) return
  const document = {
    documentable_type: 'Conversation',
    documentable_id: id,
    assistant_id: 80 + account,
  }
  const said = { question: `${words()} ${opening}?`, answer: `${opening}: ${words()}`, status: 1 }
  const response = { id: next('captain_assistant_responses'), account_id: account }
  add('captain_assistant_responses', opening, { ...response, ...document, ...said })
}

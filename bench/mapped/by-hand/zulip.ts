import { statement, type ByHand } from './by-hand.ts'
import { zulipMessages } from './zulip-messages.ts'
import { zulipPeople } from './zulip-people.ts'

/**
 * What the map of Zulip says, by hand. What these statements do not find and the map does: words in
 * capitals, wrapped, quoted or escaped otherwise, or encoded; they compare texts letter by letter.
 */
export const ZULIP: ByHand = {
  redact: (tenant, messages) => [
    statement(`${GONE} and m.id = any($2)`, tenant, messages),
    ...zulipMessages(tenant),
  ],
  erase: (tenant, people) => [
    statement(`${GONE} and m.sender_id = any($2)`, tenant, people),
    ...zulipMessages(tenant),
    ...zulipPeople(tenant, people),
  ],
}

const GONE = `
  create temp table gone on commit drop as
    select m.id, m.recipient_id, m.subject, m.content as body,
           not exists (select from zerver_message e
             where e.realm_id = m.realm_id and e.recipient_id = m.recipient_id
               and e.subject = m.subject and (e.date_sent, e.id) < (m.date_sent, m.id)) as is_first
      from zerver_message m where m.realm_id = $1`

import type { ByHand } from './by-hand.ts'
import { chatwootMessages } from './chatwoot-messages.ts'
import { chatwootPeople } from './chatwoot-people.ts'
import { statement } from './by-hand.ts'

/**
 * What the map of Chatwoot says, by hand. What these statements do not find and the map does: words
 * in capitals, wrapped, quoted or escaped otherwise, or encoded; they compare texts letter by letter.
 */
export const CHATWOOT: ByHand = {
  redact: (tenant, messages) => [
    statement(
      `create temp table gone on commit drop as
         select id, conversation_id, content as body, source_id, false as opens
           from messages where account_id = $1 and id = any($2)`,
      tenant,
      messages,
    ),
    ...chatwootMessages(tenant),
  ],
  erase: (tenant, people) => [
    statement(
      `create temp table gone on commit drop as
         select m.id, m.conversation_id, m.content as body, m.source_id,
                not exists (select from messages e
                  where e.conversation_id = m.conversation_id and e.message_type in (0, 1, 3)
                    and (e.created_at, e.id) < (m.created_at, m.id)) as opens
           from messages m
          where m.account_id = $1 and m.sender_type = 'Contact' and m.sender_id = any($2)
            and m.message_type in (0, 1, 3)`,
      tenant,
      people,
    ),
    ...chatwootMessages(tenant),
    ...chatwootPeople(tenant, people),
  ],
}

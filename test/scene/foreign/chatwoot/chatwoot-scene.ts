import type { ForeignScene, SceneSize } from '../foreign-scene.ts'
import type { SceneRows } from '../scene-rows.ts'
import { foreignPerson } from '../scene-person.ts'
import { planConversations, storeConversation } from './chatwoot-conversations.ts'
import { storeMessages } from './chatwoot-messages.ts'
import {
  storeAccounts,
  storeAgents,
  storeContacts,
  storeSettings,
  TENANTS,
} from './chatwoot-people.ts'

/** Two accounts with agents, contacts and their conversations. */
export function chatwootScene(rows: SceneRows, { people, messages }: SceneSize): ForeignScene {
  storeAccounts(rows)
  storeSettings(rows)
  const agents = storeAgents(rows)
  const contacts = storeContacts(rows, people)
  const conversations = planConversations(contacts, agents)
  const stored = storeMessages(rows, conversations, messages)
  for (const one of conversations) {
    const opening = stored.openings.get(one.id)
    if (opening !== undefined) storeConversation(rows, one, opening)
  }
  return {
    tenants: TENANTS.map(String),
    people: contacts.map(foreignPerson),
    team: agents.map(foreignPerson),
    messages: stored.messages,
  }
}

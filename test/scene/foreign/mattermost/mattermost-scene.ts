import type { ForeignScene, SceneSize } from '../foreign-scene.ts'
import { foreignPerson } from '../scene-person.ts'
import type { SceneRows } from '../scene-rows.ts'
import { storeChannels } from './mattermost-channels.ts'
import { EVERYBODY, storeServer, storeUsers } from './mattermost-people.ts'
import { storePosts } from './mattermost-posts.ts'

const MEMBERS = 6

/** Guests and members of one server, with the channels they share. */
export function mattermostScene(rows: SceneRows, { people, messages }: SceneSize): ForeignScene {
  storeServer(rows)
  const team = storeUsers(rows, MEMBERS, 'member')
  const guests = storeUsers(rows, people, 'guest')
  const posts = storePosts(rows, storeChannels(rows, guests, team), messages)
  return {
    tenants: [EVERYBODY],
    people: guests.map(foreignPerson),
    team: team.map(foreignPerson),
    messages: posts,
  }
}

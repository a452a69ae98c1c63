import type { Row } from '../filled-row.ts'
import type { ForeignMessage } from '../foreign-scene.ts'
import { messageMarker } from '../marker.ts'
import type { ScenePerson } from '../scene-person.ts'
import type { SceneRows } from '../scene-rows.ts'
import type { MattermostChannel } from './mattermost-channels.ts'
import { BOT, EVERYBODY, idOf, LONG_AGO } from './mattermost-people.ts'
import { POST_SHAPES, type PostDraft } from './mattermost-shapes.ts'

const SHAPES = Object.keys(POST_SHAPES)

/** Posts of every shape, spread over the channels in turn. */
export function storePosts(
  rows: SceneRows,
  channels: readonly MattermostChannel[],
  count: number,
): ForeignMessage[] {
  const roots = new Map<string, PostDraft>()
  return Array.from({ length: count }, (_, at) => {
    const channel = channels[at % channels.length]!
    const root = roots.get(channel.id)
    const round = Math.floor(at / channels.length)
    // Moved on with each round: each channel gets every shape.
    const shape = root ? SHAPES[(at + round) % SHAPES.length]! : 'plain'
    const guest = channel.guests[round % channel.guests.length]!
    const author = authorOf(shape, channel, guest)
    const marker = messageMarker(author?.owner ?? 'x', at)
    const body = `${rows.words()} ${marker} ${rows.words()}`
    const draft: PostDraft = {
      id: idOf('post', at + 1),
      at,
      channel,
      guest,
      author,
      marker,
      body,
      root,
    }
    storePost(rows, draft, shape)
    if (shape === 'plain') roots.set(channel.id, { ...draft, root: undefined })
    author?.authored.push(marker)
    for (const one of channel.guests) if (one !== author) one.others.push(marker)
    const of = { conversationId: channel.id, tenant: EVERYBODY, author: author?.id ?? null }
    return { id: draft.id, ...of, marker, shape }
  })
}

function authorOf(
  shape: string,
  { member }: MattermostChannel,
  guest: ScenePerson,
): ScenePerson | undefined {
  const { by } = POST_SHAPES[shape]!
  if (by === 'guest') return guest
  return by === 'member' ? member : undefined
}

function storePost(rows: SceneRows, draft: PostDraft, shape: string): void {
  const { id, at, channel, author, root, marker, body } = draft
  const { row, beside, isReply } = POST_SHAPES[shape]!
  const createat = LONG_AGO + at * 60_000
  const post: Row = {
    ...{ id, userid: author?.id ?? BOT, channelid: channel.id, originalid: '', type: '' },
    ...{
      rootid: isReply ? (root?.id ?? '') : '',
      createat,
      updateat: createat,
      deleteat: 0,
      editat: 0,
    },
    ...{ message: body, hashtags: `#${marker}`, filenames: `["/a/${marker}.pdf"]`, fileids: '[]' },
    props: { attachments: [{ text: body }], card: marker },
    ...row(draft),
  }
  rows.add('posts', marker, post)
  beside?.(rows, draft, post)
}

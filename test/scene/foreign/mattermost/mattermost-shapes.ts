import type { Row } from '../filled-row.ts'
import type { ScenePerson } from '../scene-person.ts'
import type { SceneRows } from '../scene-rows.ts'
import type { MattermostChannel } from './mattermost-channels.ts'
import { idOf, LONG_AGO } from './mattermost-people.ts'

/** A post while it is made. */
export interface PostDraft {
  readonly id: string
  readonly at: number
  readonly channel: MattermostChannel
  /** Whose it is, or whom it is about. */
  readonly guest: ScenePerson
  readonly author: ScenePerson | undefined
  readonly marker: string
  readonly body: string
  /** What began the thread. */
  readonly root: PostDraft | undefined
}

interface PostShape {
  readonly by: 'guest' | 'member' | 'nobody'
  readonly isReply?: boolean
  row(draft: PostDraft): Row
  beside?(rows: SceneRows, draft: PostDraft, post: Row): void
}

const said = ({ root }: PostDraft) => `> ${root?.body ?? ''}`

/** Every shape of a post; those that quote do so where somebody began a thread. */
export const POST_SHAPES: Readonly<Record<string, PostShape>> = {
  plain: { by: 'guest', row: () => ({}), beside: storeThread },
  reply: { by: 'member', isReply: true, row: () => ({}) },
  edited: { by: 'guest', row: ({ at }) => ({ editat: LONG_AGO + at }), beside: storeHistory },
  quote: {
    by: 'member',
    isReply: true,
    row: (draft) => ({ message: `${said(draft)}\n\n${draft.body}`, props: {} }),
    beside: storeQuoting,
  },
  attachment: {
    by: 'guest',
    row: ({ at }) => ({ fileids: JSON.stringify([idOf('file', at)]) }),
    beside: storeFile,
  },
  mention: {
    by: 'member',
    row: ({ guest, body }) => ({ message: `@${guest.externalId ?? ''} ${body}`, props: {} }),
  },
  deleted: {
    by: 'guest',
    row: ({ at, guest }) => ({ deleteat: LONG_AGO + at, props: { deleteBy: guest.id } }),
  },
  notice: {
    by: 'nobody',
    row: ({ guest, marker }) => ({
      ...{
        type: 'system_add_to_channel',
        message: `${guest.externalId ?? ''} was added ${marker}`,
      },
      props: { addedUsername: guest.externalId, username: guest.externalId, addedUserId: guest.id },
    }),
  },
  answer: { by: 'guest', isReply: true, row: () => ({}), beside: storeAround },
  webhook: {
    by: 'nobody',
    row: () => ({
      type: 'slack_attachment',
      props: { from_webhook: 'true', override_username: 'deploys' },
    }),
  },
  burning: {
    by: 'guest',
    row: () => ({ type: 'burn_on_read', message: '', hashtags: '' }),
    beside: storeBurning,
  },
  permalink: { by: 'member', row: ({ root }) => ({ props: { previewed_post: root?.id } }) },
  translated: { by: 'guest', row: () => ({}), beside: storeTranslation },
  called: { by: 'guest', row: () => ({ type: 'custom_calls' }), beside: storeCall },
  flagged: { by: 'guest', row: () => ({}), beside: storeFlag },
  summed: { by: 'guest', row: () => ({}), beside: storeRecap },
}

function storeThread({ add }: SceneRows, { id, channel, guest }: PostDraft): void {
  const participants = [guest.id, channel.member.id]
  add('threads', null, { postid: id, channelid: channel.id, participants, replycount: 1 })
  add('threadmemberships', null, { postid: id, userid: guest.id, following: true })
}

/** What it was before is a row of its own. */
function storeHistory({ add }: SceneRows, { at, marker, id }: PostDraft, post: Row): void {
  const before = { id: idOf('old', at), originalid: id, deleteat: LONG_AGO + at }
  add('posts', marker, { ...post, ...before, message: `as it was: ${marker}`, editat: 0 })
  add('fileinfo', marker, { ...fileOf(marker), id: idOf('oldfile', at), postid: before.id })
}

function storeFile({ add }: SceneRows, { at, id, marker, guest, channel }: PostDraft): void {
  const of = { postid: id, creatorid: guest.id, channelid: channel.id }
  add('fileinfo', marker, { ...fileOf(marker), id: idOf('file', at), ...of })
}

function fileOf(marker: string): Row {
  const kind = { extension: 'pdf', mimetype: 'application/pdf' }
  return { ...kind, path: `2025/${marker}.pdf`, name: `${marker}.pdf`, postid: '' }
}

/** A draft that holds the words of another's post. */
function storeQuoting({ add }: SceneRows, draft: PostDraft): void {
  const { id, root, channel } = draft
  const of = { userid: channel.member.id, channelid: channel.id, rootid: id }
  const fixed = { fileids: '[]', priority: '{}', type: '' }
  const props = JSON.stringify({ quote: said(draft) })
  add('drafts', root?.marker ?? null, { ...of, ...fixed, message: said(draft), props })
}

function storeAround({ add }: SceneRows, { id, marker, guest, channel }: PostDraft): void {
  const of = { postid: id, channelid: channel.id }
  const { id: userid } = channel.member
  add('reactions', null, { ...of, userid, emojiname: 'thumbsup' })
  add('postacknowledgements', null, { ...of, userid })
  add('postreminders', null, { postid: id, userid })
  add('postspriority', marker, { ...of, priority: 'urgent' })
  add('persistentnotifications', null, { postid: id })
  add('readreceipts', null, { postid: id, userid, expireat: LONG_AGO })
  const conversation = { id: idOf('aichat', Number(id.slice(4))), userid, botid: 'helper' }
  add('llm_conversations', marker, {
    ...conversation,
    channelid: channel.id,
    rootpostid: id,
    operation: 'chat',
  })
  const turn = {
    id: idOf('aiturn', Number(id.slice(4))),
    conversationid: conversation.id,
    postid: id,
  }
  add('llm_turns', marker, { ...turn, role: 'user', content: [{ text: `${marker} ${guest.id}` }] })
}

function storeBurning({ add }: SceneRows, { id, body, marker }: PostDraft): void {
  add('temporaryposts', marker, { postid: id, type: 'burn_on_read', message: body, fileids: '[]' })
}

function storeTranslation({ add }: SceneRows, { id, marker, body, channel }: PostDraft): void {
  const to = {
    objectid: id,
    objecttype: 'post',
    dstlang: 'de',
    providerid: 'agents',
    state: 'ready',
  }
  add('translations', marker, { ...to, text: `auf Deutsch: ${body}`, channelid: channel.id })
}

function storeCall({ add }: SceneRows, { at, id, marker, guest, channel }: PostDraft): void {
  const of = { postid: id, channelid: channel.id, ownerid: channel.member.id }
  const call = { id: idOf('call', at), participants: [guest.id], stats: {} }
  add('calls', marker, { ...call, ...of })
}

function storeFlag({ add }: SceneRows, { at, id, marker, channel }: PostDraft): void {
  const field = { groupid: idOf('group', 1), fieldid: idOf('field', 2), deleteat: 0 }
  const target = { targetid: id, targettype: 'post' }
  add('propertyvalues', marker, { id: idOf('flag', at), ...target, ...field, value: marker })
  const saved = { userid: channel.member.id, category: 'flagged_post', name: id, value: 'true' }
  add('preferences', null, saved)
}

function storeRecap({ add }: SceneRows, { at, id, marker, channel }: PostDraft): void {
  const recap = { id: idOf('recap', at), userid: channel.member.id, status: 'completed' }
  add('recaps', marker, { ...recap, title: `About ${marker}` })
  const lists = { highlights: JSON.stringify([marker]), actionitems: JSON.stringify([marker]) }
  const of = { recapid: recap.id, channelid: channel.id, channelname: 'Room' }
  const sourcepostids = JSON.stringify([id])
  add('recapchannels', marker, { id: idOf('recapch', at), ...of, ...lists, sourcepostids })
}

import type { SceneRows } from '../scene-rows.ts'
import { storeFile } from './chatwoot-people.ts'
import type { MessageDraft } from './chatwoot-shapes.ts'

/** What is kept of a mail: whole, without what it quotes, and that alone, as HTML and as text. */
export function mailAttributes({ body, said, conversation: { person } }: MessageDraft): object {
  const quoted = said === undefined ? '' : `On Monday somebody wrote:\n> ${said}`
  const html = `<div>${body}</div><blockquote>${quoted}</blockquote>`
  const from = `${person.own}@example.com`
  return {
    email: {
      ...{ from: [from], to: ['desk@example.com'], cc: [from], bcc: null, subject: body },
      ...{ message_id: 'a@mail.example.com', in_reply_to: null, number_of_attachments: 0 },
      ...{
        multipart: true,
        date: '2025-03-01T09:00:00+00:00',
        content_type: 'multipart/alternative',
      },
      html_content: { full: html, reply: body, quoted },
      text_content: { full: `${body}\n\n${quoted}`, reply: body, quoted },
    },
    cc_email: [from],
    bcc_email: [],
  }
}

/** The raw source of a mail: a row, and a file outside the database. */
export function storeRawMail(rows: SceneRows, { marker }: MessageDraft, message_id: string): void {
  const id = rows.next('action_mailbox_inbound_emails')
  const mail = { id, status: 2, message_id, message_checksum: `${marker}sha` }
  rows.add('action_mailbox_inbound_emails', marker, mail)
  storeFile(rows, marker, {
    record_type: 'ActionMailbox::InboundEmail',
    record_id: id,
    name: 'raw_email',
  })
}

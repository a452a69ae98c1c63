/** A tool whose exports are taken for Intercom's, and members that only they have. */
export interface ForeignShape {
  readonly tool: string
  /** Each a set of members that are all there; `a.b` is the member b of the object, or list, a. */
  readonly signs: readonly (readonly string[])[]
}

/** In this order: a record of Freshdesk shows what one of Zendesk does, and more. */
export const FOREIGN_SHAPES: readonly ForeignShape[] = [
  {
    tool: 'Chatwoot',
    signs: [
      ['inbox_id', 'messages'],
      ['inbox_id', 'meta'],
      ['inbox_id', 'message_type'],
      ['account_id', 'inbox_id'],
    ],
  },
  {
    tool: 'Freshdesk',
    signs: [
      ['requester_id', 'responder_id'],
      ['requester_id', 'description_text'],
      ['fr_escalated'],
    ],
  },
  { tool: 'Freshchat', signs: [['messages.message_parts'], ['message_parts', 'actor_type']] },
  {
    tool: 'Zendesk',
    signs: [
      ['requester_id', 'comments'],
      ['requester_id', 'description'],
      ['requester_id', 'subject'],
      ['requester_id', 'submitter_id'],
      ['author_id', 'html_body', 'audit_id'],
      ['ticket.requester_id'],
      ['brand_id', 'ticket_form_id'],
      ['visitor', 'webpath'],
    ],
  },
  {
    tool: 'Help Scout',
    signs: [
      ['mailboxId', 'primaryCustomer'],
      ['mailboxId', 'threads'],
      ['mailbox', 'threads'],
      ['_embedded.threads'],
      ['threads', 'preview', 'number'],
    ],
  },
  {
    tool: 'Front',
    signs: [
      ['_links.related.messages'],
      ['_links.related.conversation'],
      ['recipients', 'is_inbound', 'body'],
      ['recipient', 'last_message', 'status'],
    ],
  },
  {
    tool: 'Gorgias',
    signs: [
      ['messages.from_agent'],
      ['messages.stripped_text'],
      ['ticket_id', 'from_agent'],
      ['assignee_user', 'customer'],
    ],
  },
  {
    tool: 'Crisp',
    signs: [
      ['session_id', 'website_id'],
      ['meta.nickname', 'session_id'],
    ],
  },
  {
    tool: 'Drift',
    signs: [
      ['contactId', 'inboxId'],
      ['contactId', 'orgId'],
      ['conversationId', 'orgId'],
    ],
  },
  {
    tool: 'HubSpot',
    signs: [
      ['properties.hs_object_id'],
      ['associatedContactId', 'latestMessageTimestamp'],
      ['conversationsThreadId'],
      ['originalChannelId', 'inboxId'],
    ],
  },
  { tool: 'Salesforce', signs: [['attributes.type', 'Id'], ['CaseNumber'], ['LiveChatVisitorId']] },
  {
    tool: 'Zoho',
    signs: [
      ['ticketNumber', 'departmentId'],
      ['threadCount', 'channelCode'],
    ],
  },
  {
    tool: 'LiveChat',
    signs: [
      ['thread.events'],
      ['threads.events'],
      ['chat.thread'],
      ['users', 'last_thread_summary'],
    ],
  },
  { tool: 'tawk.to', signs: [['chatStartedOn'], ['visitor', 'messageCount']] },
  {
    tool: 'Kustomer',
    signs: [
      ['attributes', 'relationships'],
      ['data.attributes', 'data.relationships'],
    ],
  },
  {
    tool: 'Gladly',
    signs: [
      ['customerId', 'conversationId', 'content'],
      ['conversationId', 'initiator'],
    ],
  },
  {
    tool: 'Re:amaze',
    signs: [
      ['slug', 'message.body'],
      ['slug', 'last_customer_message'],
    ],
  },
  { tool: 'Missive', signs: [['shared_label_names'], ['app_url', 'web_url', 'authors']] },
  {
    tool: 'HelpCrunch',
    signs: [
      ['lastMessageText', 'customer'],
      ['widgetId', 'customer'],
    ],
  },
  {
    tool: 'LivePerson',
    signs: [['messageRecords'], ['conversationHistoryRecords'], ['transfers', 'agentParticipants']],
  },
  { tool: 'Jira', signs: [['fields', 'key']] },
  {
    tool: 'Twilio',
    signs: [['chat_service_sid'], ['messaging_service_sid'], ['account_sid', 'sid']],
  },
  {
    tool: 'Sendbird',
    signs: [
      ['channel_url', 'members'],
      ['channel_url', 'message_id'],
      ['channel_url', 'channel'],
    ],
  },
  { tool: 'Slack', signs: [['ts', 'text'], ['client_msg_id']] },
  {
    tool: 'Dixa',
    signs: [
      ['csid', 'requester'],
      ['requesterId', 'initialChannel'],
      ['requester_email', 'csid'],
    ],
  },
]

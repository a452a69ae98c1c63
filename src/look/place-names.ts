/**
 * The members that places are named after. A name that is not ours is not repeated: it may be
 * somebody's.
 */
const NAMED = new Set([
  ...[
    'admin_assignee_id',
    'ai_agent',
    'app_package_code',
    'assigned_to',
    'assignee',
    'attachments',
  ],
  ...['author', 'avatar', 'body', 'company', 'contact', 'contacts', 'conversation_message'],
  ...['conversation_parts', 'conversation_rating', 'created_at', 'custom_attributes', 'customers'],
  ...['email', 'email_message_metadata', 'event_details', 'external_id', 'first_contact_reply'],
  ...[
    'last_message',
    'linked_objects',
    'location',
    'metadata',
    'monitor_evaluations',
    'ai_topics',
    'scorecards',
    'name',
    'owner_id',
  ],
  ...[
    'phone',
    'recipients',
    'reply_to',
    'sales_agent',
    'scorecard',
    'sla_applied',
    'social_profiles',
  ],
  ...[
    'source',
    'statistics',
    'subject',
    'tags',
    'team_assignee_id',
    'teammates',
    'ticket',
    'title',
  ],
  ...['topics', 'translations', 'updated_at', 'url', 'user', 'user_id', 'workflow_preview'],
])

export type Level = 'conversation' | 'source' | 'part' | 'contact'

/** Where something was found, as certificates count it: never a word of what was imported. */
export function placeName(level: Level, member: string): string {
  return `${level}.${NAMED.has(member) ? member : 'other'}`
}

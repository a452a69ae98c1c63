/* eslint-disable max-lines -- one table of decisions, nothing to split */
import { left, listOf, object, stays, type Members, type PersonRule, type Rule } from './rule.ts'

/*
 * What may stay, at every level of a conversation, and why. A member that is not named here goes:
 * nobody knows what it holds. Code, tests and docs/erasure.md read it here.
 */

const IDS = 'ids: to be counted, checked, erased again'
const KIND = 'words of the API'
const TIMES = 'times'
const STATE = 'state of work'
const TEAM = 'the team, by id'
const LABELS = 'labels of the workspace'
const NUMBERS = 'figures'
const QUOTES = 'quotes messages'
const UNKNOWN_TEXT = 'may hold what they wrote, or who they are'
const IDENTITY = 'tells who they are'
const CHOICE = 'what is to stay is named by the workspace: `unsaid workspace keep`'

/** Who is named beside the one who is erased keeps their name: it is not their erasure. */
const OWN_IDENTITY = 'their own identity: it is not their erasure'

const OUR_IDS = stays(IDS, 'type', 'id', 'unsaid_id')
const ATTRIBUTES = left('kept', CHOICE, 'custom_attributes')
const REFERENCE = object({ ...stays(KIND, 'type'), ...stays(TEAM, 'id') })

/** An author, an entry of `contacts`, or who rated. */
export const PERSON: PersonRule = {
  left: 'person',
  members: {
    ...OUR_IDS,
    ...stays(OWN_IDENTITY, 'name', 'email', 'external_id'),
    ...stays(KIND, 'from_ai_agent', 'is_ai_answer'),
    ...ATTRIBUTES,
  },
  erased: {
    ...OUR_IDS,
    ...left('null', IDENTITY, 'name', 'email', 'external_id'),
    ...stays(KIND, 'from_ai_agent', 'is_ai_answer'),
    ...ATTRIBUTES,
  },
}

/** Who takes part. */
export const CONTACTS: Rule = object({
  ...stays(KIND, 'type'),
  contacts: { left: 'each', each: PERSON },
})

const TAG = {
  ...stays(KIND, 'type'),
  ...stays(IDS, 'id'),
  ...stays(LABELS, 'name'),
}

const FILES = listOf(
  stays(
    'files of a message that stays',
    ...['type', 'name', 'url', 'content_type', 'filesize', 'width', 'height'],
  ),
)

const ANY_PART: Members = {
  ...stays(IDS, 'id', 'external_id'),
  ...stays(KIND, 'type', 'part_type', 'app_package_code'),
  ...stays(TIMES, 'created_at', 'updated_at', 'notified_at'),
  ...stays(STATE, 'state'),
  author: PERSON,
  assigned_to: REFERENCE,
  tags: listOf(TAG),
  ...left('null', UNKNOWN_TEXT, 'email_message_metadata', 'metadata', 'event_details'),
  ...left('removed', 'says the same in other languages', 'translations'),
}

/** A part that is redacted. `body`, `redacted`, `attachments` and `updated_at` are set anew. */
export const REDACTED_PART: Members = {
  ...ANY_PART,
  ...left('null_only', 'a part without a body gets none', 'body'),
  ...left('removed', 'set anew', 'redacted', 'attachments'),
}

/** Another part of a conversation where the one who is erased takes part. */
export const OTHER_PART: Members = {
  ...ANY_PART,
  ...stays('theirs; scope `conversations` takes it, too', 'body'),
  ...stays(KIND, 'redacted'),
  attachments: FILES,
}

const ANY_SOURCE: Members = {
  ...stays(IDS, 'id'),
  ...stays(KIND, 'type', 'delivered_as'),
  author: PERSON,
  ...left(
    'null',
    'addresses of people, and the page they were on',
    'recipients',
    'reply_to',
    'url',
  ),
  ...left('removed', UNKNOWN_TEXT, 'email_message_metadata'),
}

/** A source that is redacted. `body`, `subject`, `redacted` and `attachments` are set anew. */
export const REDACTED_SOURCE: Members = {
  ...ANY_SOURCE,
  ...left('empty', 'what they wrote', 'subject'),
  ...left('removed', 'set anew', 'body', 'redacted', 'attachments'),
}

/** The source of somebody else, in a conversation where the one who is erased takes part. */
export const OTHER_SOURCE: Members = {
  ...ANY_SOURCE,
  ...stays('theirs; scope `conversations` takes it, too', 'subject', 'body'),
  ...stays(KIND, 'redacted'),
  attachments: FILES,
}

export const FIRST_REPLY: Members = {
  ...stays(KIND, 'type'),
  ...stays(TIMES, 'created_at'),
  ...left('null', 'the page it was sent from', 'url'),
}

/**
 * Members of a conversation that quote its messages: they go with the first message that is
 * redacted, and with an erasure. Every other member stays after a single redaction.
 */
export const QUOTING: Members = {
  ...left('removed', QUOTES, 'conversation_message', 'last_message', 'translations'),
  first_contact_reply: object(FIRST_REPLY),
}

/** A conversation where the one who is erased takes part, beside its source and its parts. */
export const CONVERSATION: Members = {
  ...stays(IDS, 'id', 'type'),
  ...stays(TIMES, 'created_at', 'updated_at', 'waiting_since', 'snoozed_until'),
  ...stays(STATE, 'open', 'state', 'read', 'priority'),
  ...stays(TEAM, 'admin_assignee_id', 'team_assignee_id'),
  ...stays(KIND, 'ai_agent_participated', 'sales_agent_participated'),
  ...stays('quotes the subject: it goes unless somebody else wrote the source', 'title'),
  ...left('null', UNKNOWN_TEXT, 'source', 'ticket', 'company'),
  ...left('object', 'says what it was about', 'topics'),
  ...left('list', IDENTITY, 'external_references'),
  ...left('removed', QUOTES, 'conversation_message', 'last_message', 'translations'),
  ...ATTRIBUTES,
  first_contact_reply: object(FIRST_REPLY),
  contacts: CONTACTS,
  teammates: object({
    ...stays(KIND, 'type'),
    teammates: listOf({ ...stays(KIND, 'type'), ...stays(TEAM, 'id') }),
  }),
  tags: object({
    ...stays(KIND, 'type'),
    tags: listOf({ ...TAG, ...stays(TIMES, 'applied_at'), applied_by: REFERENCE }),
  }),
  conversation_parts: object({
    ...stays(KIND, 'type'),
    ...stays(NUMBERS, 'total_count'),
    ...left('list', 'parts have rows of their own', 'conversation_parts'),
  }),
  conversation_rating: object({
    ...stays(NUMBERS, 'rating'),
    ...stays(TIMES, 'created_at', 'updated_at'),
    ...left('null', 'what they remarked', 'remark'),
    contact: PERSON,
    teammate: REFERENCE,
  }),
  linked_objects: object({
    ...stays(KIND, 'type'),
    ...stays(NUMBERS, 'total_count', 'has_more'),
    data: listOf({ ...stays(KIND, 'type', 'category'), ...stays(IDS, 'id') }),
  }),
  sla_applied: object({ ...stays(KIND, 'type', 'sla_status'), ...stays(LABELS, 'sla_name') }),
  statistics: object(statistics()),
  channel: object(stays(KIND, 'initial', 'current')),
  ai_agent: object({
    ...stays(KIND, 'source_type', 'last_answer_type', 'resolution_state'),
    ...stays(NUMBERS, 'rating'),
    ...stays(TIMES, 'created_at', 'updated_at'),
    ...left('null', UNKNOWN_TEXT, 'source_title', 'rating_remark'),
    content_sources: object({
      ...stays(KIND, 'type'),
      ...stays(NUMBERS, 'total_count'),
      ...left('list', 'says what it was about', 'content_sources'),
    }),
  }),
  ai_topics: object({
    ...stays(KIND, 'type'),
    ...left('list', 'says what it was about', 'topics'),
  }),
  sales_agent: object({
    ...stays(KIND, 'outcome', 'routing_outcome'),
    ...left('null', IDENTITY, 'collected_data'),
  }),
  monitor_evaluations: listOf(
    stays(
      'quality texts of the team: each certificate says that they stay',
      ...['monitor_id', 'monitor_name', 'monitor_type', 'result', 'explanation', 'evaluated_at'],
    ),
  ),
  scorecards: listOf(scorecard()),
}

function statistics(): Members {
  const teams = listOf({
    ...stays(NUMBERS, 'response_time'),
    ...stays(TEAM, 'team_id', 'team_name'),
  })
  return {
    ...stays(KIND, 'type'),
    ...stays(TEAM, 'last_closed_by_id'),
    ...stays(
      TIMES,
      ...['first_contact_reply_at', 'first_assignment_at', 'first_admin_reply_at'],
      ...['first_close_at', 'last_assignment_at', 'last_assignment_admin_reply_at'],
      ...['last_contact_reply_at', 'last_admin_reply_at', 'last_close_at'],
    ),
    ...stays(
      NUMBERS,
      ...['time_to_assignment', 'time_to_admin_reply', 'time_to_first_close'],
      ...['time_to_last_close', 'median_time_to_reply', 'count_reopens', 'count_assignments'],
      ...['count_conversation_parts', 'handling_time', 'adjusted_handling_time'],
    ),
    assigned_team_first_response_time: teams,
    assigned_team_first_response_time_in_office_hours: teams,
  }
}

function scorecard(): Members {
  const texts = 'quality texts of the team: each certificate says that they stay'
  return {
    ...stays(IDS, 'scorecard_id', 'scorecard_version_id'),
    ...stays(texts, 'scorecard_type', 'name', 'passed', 'score', 'ai_score', 'evaluated_at'),
    reviewed_teammate: object({ ...stays(KIND, 'type'), ...stays(TEAM, 'admin_id') }),
    evaluators: listOf({
      ...stays(IDS, 'evaluator_id'),
      result: object({
        ...stays(texts, 'value', 'source', 'other_text', 'reasoning'),
        reason_ids: { left: 'each', each: { left: 'stays', why: IDS } },
      }),
    }),
  }
}

/** What a program may put into a queue by mistake, and the first code its poller reads. */
export type BrokenFields = readonly [data: unknown, code: string]

const good = { type: 'conversation_part', conversation_id: '1', conversation_part_id: '2' }
const but = (changed: Record<string, unknown>) => ({ ...good, ...changed })
const without = (...names: (keyof typeof good)[]) =>
  Object.fromEntries(Object.entries(good).filter(([name]) => !names.some((one) => one === name)))
const tooLong = 'x'.repeat(65)

/** Both backends take these. */
export const BROKEN: readonly BrokenFields[] = [
  ...['', 'text', 7, true, [], [good]].map((data): BrokenFields => [data, 'parameter_invalid']),
  ...[
    {},
    without('type'),
    without('conversation_id'),
    without('conversation_part_id'),
    but({ type: 'source' }),
    but({ type: null }),
    but({ conversation_id: null }),
    but({ conversation_part_id: null }),
    but({ type: '' }),
    but({ conversation_id: '' }),
  ].map((data): BrokenFields => [data, 'parameter_not_found']),
  ...['message', 'Source', 7, [], {}].map((type): BrokenFields => [but({ type }), 'type_mismatch']),
  ...[1.5, true, [], ['1'], {}, { id: 1 }, 1e300].flatMap((id): BrokenFields[] => [
    [but({ conversation_id: id }), 'parameter_invalid'],
    [but({ conversation_part_id: id }), 'parameter_invalid'],
  ]),
  ...[' ', tooLong, 'é', 'ada@example.org'].map((id): BrokenFields => [
    but({ conversation_part_id: id }),
    'conversation_part_or_message_not_found',
  ]),
  ...['She asked for it', tooLong, ['gdpr']].map((reason): BrokenFields => [
    but({ reason }),
    'parameter_invalid',
  ]),
  ...['with space', tooLong, ''].map((request_id): BrokenFields => [
    but({ request_id }),
    'parameter_invalid',
  ]),
]

/** Postgres can't store these, in a queue neither; a queue on Redis takes them. */
export const UNSTORABLE: readonly BrokenFields[] = ['\u0000', '\ud800', 'a\u0000b'].flatMap(
  (text): BrokenFields[] => [
    [but({ conversation_id: text }), 'conversation_part_or_message_not_found'],
    [but({ request_id: text }), 'parameter_invalid'],
    [but({ reason: text }), 'parameter_invalid'],
  ],
)

/** Names of workspaces that do not exist, some of which can't. */
export const UNKNOWN_WORKSPACES = ['acme', 'Default', '', 7, { id: 'default' }]

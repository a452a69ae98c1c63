import type { MapValue } from '../../../../src/maps/format/value-format.ts'
import type { Draft } from './draft.ts'

/** A column whose text a map takes away, in one of the ways that it may say. */
export interface ValueColumn {
  readonly name: string
  readonly type: string
  readonly value: MapValue
  /** What stands in it where the words are somebody's. */
  filled(words: string): unknown
}

const inJson = (words: string) => ({ kept: 1, text: words, deep: [{ text: words }] })

const COLUMNS: readonly ValueColumn[] = [
  column('attributes', 'jsonb', { drop: ['text', 'deep.*.text'] }, inJson),
  column('settings', 'jsonb not null', {}, inJson),
  column('extras', 'jsonb', { set: { deleted: true } }, inJson),
  column('raw', 'json', { drop: ['text', 'deep'], set: { gone: [1, null] } }, inJson),
  column('meta', 'text', { as: 'json_text', drop: ['text', 'deep'] }, (words) =>
    JSON.stringify(inJson(words)),
  ),
  column('boxed', 'jsonb', { as: 'json_in_json', drop: ['text', 'deep'] }, (words) =>
    JSON.stringify(inJson(words)),
  ),
  column('list', 'jsonb', [], (words) => [words, 1]),
  column('headers', 'text', { as: 'mail_headers', keep: ['Content-Type'] }, (words) =>
    [`Subject: ${words}`, 'Content-Type: text/plain; charset=utf-8', '', ''].join('\n'),
  ),
  column('tags', 'text[] not null', [], (words) => [words, 'a,"b', null]),
  column('names', 'varchar(90)[]', null, (words) => [words]),
  column('file', 'bytea', null, (words) => `\\x${Buffer.from(words).toString('hex')}`),
  column('doc', 'xml', null, (words) => `<a>${words}</a>`),
  column('vector', 'tsvector', null, (words) => words),
  column('caption', 'varchar(90)', '', (words) => words),
  column('heading', 'varchar(90)', 'no more', (words) => words),
  column('line', 'public.citext', { literal: 'now' }, (words) => words),
  column('fixed', 'char(90)', { placeholder: 'plain' }, (words) => words),
  column('token', 'varchar(90) unique', { random: 16 }, (words) => words),
  column('domained', 'public.short_text', null, (words) => words),
  column('pairs', 'public.hstore', {}, (words) => `a => "${words}"`),
]

function column(
  name: string,
  type: string,
  value: MapValue,
  filled: ValueColumn['filled'],
): ValueColumn {
  return { name, type, value, filled }
}

/** So many of them, each once. */
export function valueColumnsBy({ random }: Draft, count: number): readonly ValueColumn[] {
  const left = [...COLUMNS]
  return Array.from({ length: count }, () => left.splice(random.below(left.length), 1)).flat()
}

/** The columns with their types. */
export function typesOf(columns: readonly ValueColumn[]): Record<string, string> {
  return Object.fromEntries(columns.map(({ name, type }) => [name, type]))
}

/** What stands in them. */
export function filledBy(columns: readonly ValueColumn[], words: string): Record<string, unknown> {
  return Object.fromEntries(columns.map(({ name, filled }) => [name, filled(words)]))
}

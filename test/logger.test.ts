import { Writable } from 'node:stream'
import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { createLogger, type Logger } from '../src/logger.ts'
import { test } from './database-test.ts'

const TEXT = 'Dear Dr Smith, my card is 4111'

function recordLog(level = 'info') {
  const written: string[] = []
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written.push(chunk.toString())
      done()
    },
  })
  const logger = createLogger(level, destination)
  return {
    logger,
    text: () => written.join(''),
    lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>),
  }
}

/** As Postgres words it: the row in message, detail and where. */
function rowError(): Error {
  return Object.assign(new Error(TEXT, { cause: new Error(TEXT) }), {
    code: '23514',
    table: 'conversation_part',
    constraint: 'body_check',
    detail: `Failing row contains (${TEXT}).`,
    where: `COPY, line 1: "${TEXT}"`,
  })
}

test('a record is one JSON line with its level as a word', () => {
  const log = recordLog()
  log.logger.info({ job: 'j1' }, 'first\nsecond')
  log.logger.warn('alone')
  expect(log.text().split('\n')).toHaveLength(3)
  expect(log.lines()).toMatchObject([
    { level: 'info', job: 'j1', msg: 'first\nsecond', pid: process.pid },
    { level: 'warn', msg: 'alone' },
  ])
})

test('an error is logged by its codes and where it was thrown', () => {
  const log = recordLog()
  log.logger.error({ err: rowError() }, 'a job failed')
  const [{ err, msg }] = log.lines() as [{ err: Record<string, unknown>; msg: string }]
  expect(msg).toBe('a job failed')
  expect(err).toEqual({
    name: 'Error',
    code: '23514',
    table: 'conversation_part',
    constraint: 'body_check',
    frames: expect.any(Array),
  })
  expect((err['frames'] as string[]).join()).toContain('logger.test.ts')
})

test('what Postgres says of a refused row stays out of the log', async ({ database }) => {
  const log = recordLog()
  const insert = sql`
    insert into conversation_part (workspace_id, conversation_id, id, position, data)
    values ('default', 'c', 'p', null, ${JSON.stringify({ body: TEXT })})`
  const err: unknown = await insert.execute(database.admin).catch((error: unknown) => error)
  expect(JSON.stringify(err)).toContain(TEXT)
  log.logger.error({ err }, 'refused')
  expect(log.text()).toContain('23502')
  expect(log.text()).not.toContain('Smith')
})

describe('no way of logging an error shows its message, detail or cause', () => {
  test.for<[string, (logger: Logger) => void]>([
    ['as err', (logger) => logger.error({ err: rowError() }, 'failed')],
    ['as err without a message', (logger) => logger.error({ err: rowError() })],
    ['alone', (logger) => logger.error(rowError())],
    ['alone with a message', (logger) => logger.error(rowError(), 'failed')],
    ['under another key', (logger) => logger.error({ error: rowError() }, 'failed')],
    ['deep', (logger) => logger.error({ batch: { tries: [{ cause: rowError() }] } }, 'failed')],
    [
      'together',
      (logger) => logger.error({ err: new AggregateError([rowError()], TEXT) }, 'failed'),
    ],
    ['in the message', (logger) => logger.error('failed %o', rowError())],
    ['by a child', (logger) => logger.child({ cause: rowError() }).error('failed')],
    ['to a child', (logger) => logger.child({ job: 'j' }).error({ reason: rowError() }, 'failed')],
  ])('%s', ([, write]) => {
    const log = recordLog()
    write(log.logger)
    expect(log.lines()).toHaveLength(1)
    expect(log.text()).not.toContain('Smith')
  })
})

test('what is no error is logged as it is, and a circle ends', () => {
  const log = recordLog()
  const circle: Record<string, unknown> = { at: new Date(0), ids: ['a', 1, null] }
  log.logger.info({ plain: { ...circle } }, 'plain')
  circle['self'] = circle
  log.logger.info(circle, 'circle')
  const plain = { at: '1970-01-01T00:00:00.000Z', ids: ['a', 1, null] }
  expect(log.lines()).toMatchObject([
    { plain, msg: 'plain' },
    { ...plain, self: plain, msg: 'circle' },
  ])
})

test('below its level nothing is written', () => {
  const log = recordLog('silent')
  log.logger.fatal({ err: rowError() }, 'failed')
  expect(log.text()).toBe('')
})

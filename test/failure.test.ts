import { expect, test } from 'vitest'
import { describeFailure, failureKind, isDiskFull } from '../src/failure.ts'

const coded = (code: string) => Object.assign(new Error('secret text'), { code })

test.for([
  ['57P01', 'away'],
  ['57P03', 'away'],
  ['08006', 'away'],
  ['53300', 'away'],
  ['53100', 'away'],
  ['25006', 'away'],
  ['0A000', 'other'],
  // Refused at connect: nothing of the group was run.
  ['55000', 'away'],
  ['28P01', 'away'],
  ['28000', 'away'],
  ['3D000', 'away'],
  ['ECONNREFUSED', 'away'],
  ['ECONNRESET', 'away'],
  ['ENOTFOUND', 'away'],
  ['40P01', 'conflict'],
  ['40001', 'conflict'],
  ['55P03', 'locked'],
  ['57014', 'locked'],
  // Postgres ends a session that was too slow; the group is not wrong, but trying it as it is may be.
  ['25P03', 'locked'],
  ['25P04', 'locked'],
  ['23505', 'other'],
  ['P0001', 'other'],
  ['22021', 'other'],
] as const)('%s means %s', ([code, kind]) => {
  expect(failureKind(coded(code))).toBe(kind)
})

test.for([
  'Connection terminated unexpectedly',
  'Connection terminated due to connection timeout',
  'timeout exceeded when trying to connect',
  'Client has encountered a connection error and is not queryable',
])('a lost connection has no code: %s', (message) => {
  expect(failureKind(new Error(message))).toBe('away')
})

test.for([new Error('anything'), 'text', undefined, null, 7])(
  '%s is some other failure',
  (error) => {
    expect(failureKind(error)).toBe('other')
  },
)

test('a description has codes and our own lines, never the message or what Postgres quotes', () => {
  const error = Object.assign(coded('23505'), {
    table: 'job',
    constraint: 'job_pkey',
    detail: 'secret detail',
    where: 'secret where',
  })
  const described = describeFailure(error)
  expect(described).toMatchObject({ code: '23505', table: 'job', constraint: 'job_pkey' })
  expect(JSON.stringify(described)).not.toContain('secret')
})

test('a description shows no line of a message that looks like a frame', () => {
  const described = describeFailure(new Error('quoted\nat secret (text)\n  at secret'))
  expect(JSON.stringify(described)).not.toContain('secret')
})

test('a line of the message that looks like a frame is not logged as one', () => {
  const { frames } = describeFailure(new Error('bad row\nat Maren 555-0199:1:1')) as {
    frames: string[]
  }
  expect(frames.join()).toContain('failure.test.ts')
  expect(frames.join()).not.toContain('Maren')
})

test.for(['42P10', '55000'])('%s of a publication is for every group alike', (code) => {
  const refused = Object.assign(coded(code), { routine: 'CheckCmdReplicaIdentity' })
  expect(failureKind(refused)).toBe('unwritable')
  expect(describeFailure(refused)['why']).toContain('publication')
})

test.for(['53100', 'ENOSPC'])('%s is said to be a full disk', (code) => {
  expect(isDiskFull(coded(code))).toBe(true)
  expect(describeFailure(coded(code))['why']).toBe('the disk is full')
})

test('why is told of nothing else', () => {
  expect(isDiskFull(coded('53300'))).toBe(false)
  expect(describeFailure(coded('53300'))).not.toHaveProperty('why')
})

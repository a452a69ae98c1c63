import { expect, test } from 'vitest'
import { explainEnd } from '../../src/cli/explain-end.ts'

const failed = (code: string, routine?: string) =>
  Object.assign(new Error('secret'), { code, routine })

test.for([
  ['42703', undefined, 'a table or a column is gone: unsaid doctor'],
  ['42P01', undefined, 'a table or a column is gone: unsaid doctor'],
  ['42P10', 'CheckCmdReplicaIdentity', 'a publication keeps the table from being written'],
  ['53100', undefined, 'the disk is full'],
  ['08006', undefined, 'the connection was lost'],
] as const)('%s is told as what it is, with exit code 3', ([code, routine, told]) => {
  const { message, code: exitCode } = explainEnd(failed(code, routine))
  expect(message).toContain(told)
  expect(message).toContain('what was accepted or committed stays')
  expect(message).not.toContain('secret')
  expect(exitCode).toBe(3)
})

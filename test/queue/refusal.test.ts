import { expect, test } from 'vitest'
import { explainRefusal } from '../../src/queue/explain-refusal.ts'
import { refusalOf } from '../../src/queue/refusal.ts'

test.for([
  ["OOM command not allowed when used memory > 'maxmemory'.", 'OOM'],
  ["OOM command not allowed when used memory > 'maxmemory'. script: ab, on @user_script:1.", 'OOM'],
  ['ERR Error running script (call to f_ab): @user_script:1: -OOM command not allowed', 'OOM'],
  ["READONLY You can't write against a read only replica.", 'READONLY'],
  ['MOVED 1180 127.0.0.1:7002', 'MOVED'],
  ['CLUSTERDOWN Hash slot not served', 'CLUSTERDOWN'],
  [
    'Too many Cluster redirections. Last error: ReplyError: CLUSTERDOWN The cluster is down',
    'CLUSTERDOWN',
  ],
  ['NOAUTH Authentication required.', 'NOAUTH'],
  ["NOPERM User x has no permissions to run the 'eval' command", 'NOPERM'],
  ["ERR ACL failure in script: User x has no permissions to run the 'set' command", 'NOPERM'],
  ['MISCONF Redis is configured to save RDB snapshots, but', 'MISCONF'],
  ['LOADING Redis is loading the dataset in memory', 'LOADING'],
  ["ERR unknown command 'EVALSHA', with args beginning with: ", 'ERR'],
])('%j is a refusal: %s', ([message, word]) => {
  expect(refusalOf(new Error(message))).toBe(word)
  expect(explainRefusal(new Error(message))).toMatchObject({ cure: expect.any(String) })
})

test.for([
  'WRONGTYPE Operation against a key holding the wrong kind of value',
  'ERR hash value is not an integer',
  'Connection is closed.',
  'connect ECONNREFUSED 127.0.0.1:1',
])('%j is none', (message) => {
  expect(refusalOf(new Error(message))).toBeUndefined()
  expect(explainRefusal(new Error(message))).toBeUndefined()
})

test('what every node of a cluster answered is what the last one did', () => {
  const error = Object.assign(new Error('Failed to refresh slots cache.'), {
    lastNodeError: new Error('ERR This instance has cluster support disabled'),
  })
  expect(explainRefusal(error)).toMatchObject({ problem: 'this Redis is no cluster', lasts: true })
})

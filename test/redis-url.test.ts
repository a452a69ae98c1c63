import { expect, test } from 'vitest'
import { parseRedisUrl } from '../src/redis-url.ts'

const node = (host: string, port: number) => ({ host, port })

test.for(['redis://localhost', 'rediss://:secret@redis:6380/1', 'redis://u:p@[::1]:6379'])(
  'one server: %s',
  (url) => {
    expect(parseRedisUrl(url)).toEqual({ kind: 'single', url })
  },
)

test('nodes of a cluster, with the login and TLS for all of them', () => {
  expect(parseRedisUrl('redis+cluster://a:7000,b')).toEqual({
    ...{ kind: 'cluster', nodes: [node('a', 7_000), node('b', 6_379)] },
    access: { tls: false },
  })
  expect(parseRedisUrl('rediss+cluster://us%40er:p%2Cw@a.example:1,[::1]:2/')).toEqual({
    ...{ kind: 'cluster', nodes: [node('a.example', 1), node('::1', 2)] },
    access: { username: 'us@er', password: 'p,w', tls: true },
  })
})

test('sentinels, with the name of their master and a login of their own', () => {
  expect(parseRedisUrl('redis+sentinel://:pw@a:5,b/main?sentinel_password=other')).toEqual({
    ...{ kind: 'sentinel', sentinels: [node('a', 5), node('b', 26_379)], name: 'main' },
    ...{ access: { password: 'pw', tls: false }, watch: { password: 'other', tls: false } },
  })
})

test.for([
  ...[
    '',
    'localhost:6379',
    'http://a',
    'redis+other://a',
    'redis+cluster://',
    'redis+cluster://a,',
  ],
  ...[
    'redis+cluster://a:0',
    'redis+cluster://a:70000',
    'redis+cluster://a/1',
    'redis+cluster://a?b=c',
  ],
  ...[
    'redis+sentinel://a',
    'redis+sentinel://a/',
    'redis+sentinel://a/n/1',
    'redis+sentinel://a/n?x=1',
  ],
  ...['redis+cluster://%E0%A4%A@a'],
])('no Redis: %j', (url) => {
  expect(parseRedisUrl(url)).toBeUndefined()
})

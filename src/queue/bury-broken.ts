import type { createRedisBackend } from 'bullmq'

type RedisBackend = ReturnType<typeof createRedisBackend>

/**
 * Takes jobs out of a queue that BullMQ's scripts can neither hand out nor end: their key is no
 * hash, or a counter in it is no number. BullMQ's own scripts fail over each of them for ever.
 *
 * KEYS: active, stalled, buried. ARGV: the jobs' prefix, where buried ones go, and a job that could
 * not be ended, if there is one. Returns how many were buried.
 */
const BURY = `
local prefix, grave, unended, now = ARGV[1], ARGV[2], ARGV[3], redis.call('TIME')[1]
local function isBroken(key)
  local kind = redis.call('TYPE', key).ok
  if kind ~= 'hash' then return kind ~= 'none' end
  for _, value in ipairs(redis.call('HMGET', key, 'ats', 'atm', 'stc')) do
    if value and not string.match(value, '^%-?%d+$') then return true end
  end
  return false
end
local buried = 0
for _, id in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do
  if id == unended or isBroken(prefix .. id) then
    redis.call('LREM', KEYS[1], 0, id)
    redis.call('SREM', KEYS[2], id)
    redis.call('DEL', prefix .. id .. ':lock')
    if redis.call('EXISTS', prefix .. id) == 1 then redis.call('RENAME', prefix .. id, grave .. id) end
    redis.call('ZADD', KEYS[3], now, id)
    buried = buried + 1
  end
end
return buried`

const COMMAND = 'unsaid-bury'

/** The sorted set of the ids of a queue's buried jobs, and before an id the key of one. */
export function graveOf(prefix: string, queue: string): string {
  return `${prefix}:unreadable:${queue}`
}

/**
 * Buries what is broken among the jobs that are active.
 *
 * @param unended a job that BullMQ's script failed to end, to be buried whatever it looks like
 * @returns how many were buried
 */
export async function buryBroken(backend: RedisBackend, unended = ''): Promise<number> {
  const client = await backend.client
  client.defineCommand(COMMAND, { numberOfKeys: 3, lua: BURY })
  const { qualifiedName: queue } = backend
  const at = queue.lastIndexOf(':')
  const grave = graveOf(queue.slice(0, at), queue.slice(at + 1))
  const keys = [backend.toKey('active'), backend.toKey('stalled'), grave]
  const args = [backend.toKey(''), `${grave}:`, unended]
  return Number(await client.runCommand(COMMAND, [...keys, ...args]))
}

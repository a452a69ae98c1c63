import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'
import type { Scene } from './scene.ts'
import { Redis } from 'ioredis'

/** Where the figures were taken. */
export function describeMachine() {
  return {
    cores: availableParallelism(),
    cpu: cpus()[0]?.model ?? 'unknown',
    memory_gb: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
  }
}

const PACKAGES = ['bullmq', 'pg', 'kysely', 'fastify', 'ioredis', 'graphile-worker'] as const

/** Versions of what both sides run on, and the durability they run with. */
export async function describeVersions({
  admin,
  redisUrl,
}: Scene): Promise<Record<string, string>> {
  const { rows } = await admin.query<{ postgres: string; synchronous_commit: string }>(
    `select current_setting('server_version') as postgres,
            current_setting('synchronous_commit') as synchronous_commit`,
  )
  const packages = PACKAGES.map((name) => [name, versionOf(name)])
  return {
    node: process.versions.node,
    ...rows[0],
    ...(redisUrl !== undefined && (await describeRedis(redisUrl))),
    ...Object.fromEntries(packages),
  }
}

function versionOf(name: string): string {
  const file = new URL(`../node_modules/${name}/package.json`, import.meta.url)
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string }
  return version
}

async function describeRedis(url: string): Promise<Record<string, string>> {
  const redis = new Redis(url)
  try {
    const info = await redis.info('server')
    const [, appendfsync = ''] = await redis.config('GET', 'appendfsync')
    const version = /redis_version:(\S+)/.exec(info)?.[1] ?? 'unknown'
    return { redis: version, appendfsync }
  } finally {
    redis.disconnect()
  }
}

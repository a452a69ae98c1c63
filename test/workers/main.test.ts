import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { BUILT_WORKER } from '../build-unsaid.ts'
import { environmentOf } from '../cli/database-environment.ts'
import { test } from '../database-test.ts'
import { tempFolder } from '../database/embedded/temp-folder.ts'
import { startWorkerProcess } from '../scene/worker-process.ts'

test.for([
  ['through a link to its folder', 'main.js'],
  ['without `.js`', 'main'],
] as const)('a worker that is started %s works', async ([, file], { database }) => {
  const folder = join(await tempFolder(), 'current')
  await symlink(join(BUILT_WORKER, '..'), folder)
  const env = environmentOf(database)
  const script = join(folder, file)
  const worker = startWorkerProcess({ databaseUrl: database.url, script, env })
  await worker.ready
  worker.kill('SIGTERM')
  expect(await worker.exited).toEqual({ code: 0, signal: null })
})

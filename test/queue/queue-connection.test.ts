import { expect, onTestFinished } from 'vitest'
import { connectionOptions } from '../../src/database/server-settings.ts'
import { QueueConnection } from '../../src/queue/queue-connection.ts'
import { test } from '../database-test.ts'
import { partingProxy } from '../scene/raw-parting-proxy.ts'

test('a LISTEN client that the server ends as it is ready is replaced', async ({ database }) => {
  const address = new URL(database.url)
  const proxy = await partingProxy(Number(address.port))
  address.host = `127.0.0.1:${proxy.port}`
  const options = connectionOptions(database.appRole)
  const connection = new QueueConnection({ connectionString: address.href, options, max: 1 })
  onTestFinished(() => connection.close())

  proxy.part(1)
  await expect(connection.getListenClient()).rejects.toThrow('terminating connection')
  expect(proxy.parted).toBe(1)

  const client = await connection.getListenClient()
  expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }])
})

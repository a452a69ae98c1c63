import { expect, test } from 'vitest'
import { runUnsaid } from '../cli/run-unsaid.ts'
import { latinDatabase, standbyServer } from './unfit-servers.ts'

test('a database that can not hold every script is refused, with the statement for one that can', async () => {
  const env = await latinDatabase()
  const refusal = "the database's encoding is LATIN1"
  for (const command of ['migrate', 'start', 'doctor']) {
    const { code, stdout, stderr } = await runUnsaid([command], { env })
    expect(stdout + stderr, command).toContain(refusal)
    expect(stdout + stderr, command).toContain("create database … encoding 'UTF8'")
    expect(code, command).not.toBe(0)
  }
})

test('a standby is refused, and named as what it is', async () => {
  const env = await standbyServer()
  for (const command of ['migrate', 'start', 'doctor', 'worker']) {
    const { code, stdout, stderr } = await runUnsaid([command], { env })
    expect(stdout + stderr, command).toContain('is a standby and takes no writes')
    expect(code, command).not.toBe(0)
  }
})

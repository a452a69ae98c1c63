import { expect, test } from 'vitest'
import { createRest } from '../../src/queue/rest.ts'

test('after a refusal one call comes after the other, until one succeeds', async () => {
  const ask = createRest(() => true, 5)
  const log: string[] = []
  const call = (name: string, isRefused: boolean) => async () => {
    log.push(`${name} begins`)
    await Promise.resolve()
    log.push(`${name} ends`)
    if (isRefused) throw new Error(name)
  }
  await expect(ask(call('a', true))).rejects.toThrow('a')
  const rest = [ask(call('b', true)), ask(call('c', false)), ask(call('d', false))]
  await Promise.allSettled(rest)
  await Promise.all([ask(call('e', false)), ask(call('f', false))])

  expect(log.join()).toBe(
    'a begins,a ends,b begins,b ends,c begins,c ends,d begins,d ends,e begins,f begins,e ends,f ends',
  )
})

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setInterval } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'

/** Says when it watches, and when it was told to stop; `ignore` lets the signal go again. */
const SCRIPT = `
  const { watchInterruption } = await import('./src/setup/interruption.ts')
  setInterval(() => {}, 1000)
  const { interrupted, ignore } = watchInterruption()
  if (process.env.IGNORE) ignore()
  console.log('watching')
  await interrupted.catch((reason) => console.log(reason.message))
  setInterval(() => console.log('still here'), 100)
`

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('the first %s asks to stop, a later one ends the process', async (signal, code) => {
  const child = start()
  expect(await lineOf(child)).toBe('watching')
  child.kill(signal)
  expect(await lineOf(child)).toContain(`stopped by ${signal}`)
  await expect(signalUntilItEnds(child, signal)).resolves.toEqual([code, null])
})

test('the same signal passed on by a terminal, npm and tsx counts once', async () => {
  const child = start()
  expect(await lineOf(child)).toBe('watching')
  for (const _ of [1, 2, 3]) child.kill('SIGINT')
  expect(await lineOf(child)).toContain('stopped by SIGINT')
  expect(await lineOf(child)).toContain('still here')
})

test('after `ignore` a signal ends the process as before', async () => {
  const child = start({ IGNORE: '1' })
  expect(await lineOf(child)).toBe('watching')
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([null, 'SIGTERM'])
})

/** What comes within half a second of the first one is the same signal, so one is not enough. */
async function signalUntilItEnds(child: ReturnType<typeof start>, signal: NodeJS.Signals) {
  const ended = once(child, 'exit')
  const gone = new AbortController()
  void ended.then(() => gone.abort())
  const beats = setInterval(100, undefined, { signal: gone.signal })
  try {
    for await (const _ of beats) child.kill(signal)
  } catch {
    // Aborted: it has ended.
  }
  return ended
}

function start(env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', SCRIPT], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

async function lineOf(child: ReturnType<typeof start>): Promise<string> {
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer]
  return chunk.toString().trim()
}

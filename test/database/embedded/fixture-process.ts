import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { BUILT_FIXTURES } from '../../build-unsaid.ts'

export interface Opened {
  readonly url: string
  readonly ownerUrl: string
  readonly logFile: string
}

interface OsUser {
  readonly uid: number
  readonly gid: number
}

/** Runs a fixture script of this folder, as it was built, in a process that ends with the test. */
export function startFixture(script: string, folder: string, user?: OsUser) {
  const child = launch(script, folder, user)
  const exited = once(child, 'close')
  onTestFinished(() => void child.kill('SIGKILL'))
  const firstLine = firstLineOf(child, exited)

  return {
    firstLine,
    opened: async (): Promise<Opened> => JSON.parse(await firstLine),
    /** Lets it leave properly. @returns its exit code */
    async finish(): Promise<number> {
      child.stdin.end()
      return (await exited)[0]
    },
    async kill(): Promise<void> {
      child.kill('SIGKILL')
      await exited
    },
  }
}

function launch(script: string, folder: string, user: OsUser | undefined) {
  const path = join(BUILT_FIXTURES, script.replace(/\.ts$/, '.js'))
  const env = user ? { ...process.env, HOME: folder, TMPDIR: folder } : process.env
  const cwd = fileURLToPath(new URL('../../..', import.meta.url))
  const ids = user && { uid: user.uid, gid: user.gid }
  return spawn(process.execPath, [path, folder], { cwd, env, ...ids })
}

function firstLineOf(child: ReturnType<typeof launch>, exited: Promise<unknown>) {
  let complaints = ''
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()))
  const line = new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).once('line', resolve)
    void exited.then(() => reject(new Error(`ended without a line: ${complaints}`)))
  })
  line.catch(() => {}) // a test that kills it early does not ask for the line
  return line
}

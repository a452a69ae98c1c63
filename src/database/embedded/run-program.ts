import { spawn } from 'node:child_process'

export interface Finished {
  /** True when the program ran and exited with 0. */
  readonly ok: boolean
  /** What it printed, both streams in order; the system's error when it could not be run. */
  readonly output: string
}

export interface ProgramOptions {
  /** The OS user to run it as, which only root may ask for; without it the caller's own. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined
  readonly cwd?: string
  readonly input?: string
}

/**
 * Runs a program to its end, as another OS user if asked.
 * It has its own session, so that Ctrl-C reaches the caller and not the database.
 */
export function runProgram(file: string, args: readonly string[], options: ProgramOptions = {}) {
  const { user, cwd = '/', input = '' } = options
  return new Promise<Finished>((resolve) => {
    const child = spawn(file, args, {
      cwd,
      env: bareEnvironment(cwd),
      detached: process.platform !== 'win32',
      windowsHide: true,
      ...(user && { uid: user.uid, gid: user.gid }),
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk))
    }
    child.stdin.on('error', () => {}) // a program that ends without reading: its exit code tells
    child.on('error', (error) => resolve({ ok: false, output: error.message }))
    child.on('close', (code) => resolve({ ok: code === 0, output: output.trim() }))
    child.stdin.end(input)
  })
}

/** The caller's environment may hold secrets and PG* settings; the server inherits neither. */
function bareEnvironment(home: string): NodeJS.ProcessEnv {
  return { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', HOME: home, LC_ALL: 'C' }
}

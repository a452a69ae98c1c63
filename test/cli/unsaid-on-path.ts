import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { start, UNSAID, type Ran, type Running, type RunOptions } from './run-unsaid.ts'

/**
 * Runs a line as a user types it, in a shell that finds `unsaid` on its PATH.
 *
 * @param folder where it runs unless the options say; the command is put into its `bin`
 */
export async function runLine(line: string, folder: string, options: RunOptions): Promise<Ran> {
  const shell = await startShell(line, folder, options)
  return shell.ended
}

/** Starts a line that is one command, which then has the shell's place and gets its signals. */
export function startLine(line: string, folder: string, options: RunOptions): Promise<Running> {
  return startShell(line.replace(/unsaid /, 'exec unsaid '), folder, options)
}

async function startShell(line: string, folder: string, options: RunOptions): Promise<Running> {
  const bin = join(folder, 'bin')
  await mkdir(bin, { recursive: true })
  const command = UNSAID.map((word) => `'${word}'`).join(' ')
  const script = `#!/bin/sh\nexec ${command} "$@"\n`
  await writeFile(join(bin, 'unsaid'), script)
  await chmod(join(bin, 'unsaid'), 0o755)
  const PATH = `${bin}${delimiter}${process.env.PATH ?? ''}`
  const env = { ...options.env, PATH }
  // Its standard input is a socket: bash takes that for a remote login, and would read ~/.bashrc.
  return start('bash', ['--norc', '-o', 'pipefail', '-c', line], { cwd: folder, ...options, env })
}

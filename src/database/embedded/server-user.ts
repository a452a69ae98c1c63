import { stat } from 'node:fs/promises'
import { EmbeddedError } from './embedded-error.ts'
import { runProgram } from './run-program.ts'

/** The OS user that runs initdb and the server. */
export interface ServerUser {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

export type Say = (line: string) => void

/**
 * Postgres refuses to run as root, so root hands it to another OS user: the owner of the cluster
 * when there is one, else `postgres`, else `nobody`.
 * @returns undefined when this process is not root and runs the server itself
 */
export async function findServerUser(cluster: string, say: Say): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined

  const user = (await ownerOf(cluster)) ?? (await lookUp('postgres')) ?? (await lookUp('nobody'))
  if (!user) throw new EmbeddedError('root needs an OS user `postgres`: useradd --system postgres')
  if (user.name === 'nobody') say('no OS user postgres: the embedded server runs as nobody')
  return user
}

/** Whether this user can enter the folder: asked of the system, whose rules are not only modes. */
export async function canEnter(user: ServerUser, folder: string): Promise<boolean> {
  return (await runProgram('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { user })).ok
}

async function ownerOf(cluster: string): Promise<ServerUser | undefined> {
  const found = await stat(cluster).catch(() => undefined)
  if (!found || found.uid === 0) return undefined
  return { name: `user ${found.uid}`, uid: found.uid, gid: found.gid }
}

async function lookUp(name: string): Promise<ServerUser | undefined> {
  const [uid, gid] = await Promise.all([
    runProgram('id', ['-u', name]),
    runProgram('id', ['-g', name]),
  ])
  if (!uid.ok || !gid.ok) return undefined
  return { name, uid: Number(uid.output), gid: Number(gid.output) }
}

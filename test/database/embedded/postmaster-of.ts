import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readPostmaster } from '../../../src/database/embedded/postmaster-file.ts'

/** The folder of the cluster whose server writes this log. */
export function clusterOf(server: { readonly logFile: string }): string {
  return join(dirname(server.logFile), 'postgres')
}

/** The pid of the running postmaster; undefined when none runs. */
export async function postmasterOf(server: { readonly logFile: string }) {
  const postmaster = await readPostmaster(clusterOf(server))
  return postmaster?.genuine ? postmaster.pid : undefined
}

/** How many times a server was started on this cluster, whether or not it came up. */
export function startsOf(server: { readonly logFile: string }): number {
  return readFileSync(server.logFile, 'utf8').split('starting PostgreSQL').length - 1
}

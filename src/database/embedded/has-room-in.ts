import { statfs } from 'node:fs/promises'

/** A server that starts writes a segment of its log at once, of 16 MB, and some beside it. */
const BYTES_TO_START = 32 * 1024 * 1024

/** Whether a server that lies in this folder has room to start; true where the system does not tell. */
export async function hasRoomIn(folder: string): Promise<boolean> {
  const disk = await statfs(folder).catch(() => undefined)
  return disk === undefined || disk.bavail * disk.bsize >= BYTES_TO_START
}

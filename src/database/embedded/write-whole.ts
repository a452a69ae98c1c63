import { chmod, rename, writeFile } from 'node:fs/promises'

/** Replaces a file so that a reader, or a crash, sees the old text or the new one. */
export async function writeWhole(file: string, text: string, mode: number): Promise<void> {
  const draft = `${file}.new`
  await writeFile(draft, text, { mode, flush: true })
  await chmod(draft, mode) // the umask may have taken bits away
  await rename(draft, file)
}

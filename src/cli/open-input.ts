import { createReadStream } from 'node:fs'
import { access, constants, stat } from 'node:fs/promises'
import { UsageError } from './usage-error.ts'

/**
 * The bytes of a file, or with `-` of standard input.
 *
 * @throws UsageError when there is no such file to be read
 */
export async function openInput(file: string): Promise<AsyncIterable<Uint8Array>> {
  if (file === '-') return process.stdin
  const readable = await access(file, constants.R_OK).then(
    () => true,
    () => false,
  )
  if (!readable) throw new UsageError(`the file ${file} can't be read`)
  if ((await stat(file)).isDirectory()) throw new UsageError(`${file} is a folder, not a file`)
  return createReadStream(file)
}

import { open, type FileHandle } from 'node:fs/promises'
import { noteNewest } from './heads-in-force.ts'
import { headsLine, parseHeadsLine, type Head, type HeadsLine } from './head.ts'

/** The append-only file outside the database that heads are written to. */
export interface HeadsFile {
  /** Appends lines; they are on the disk when this resolves. */
  append(lines: readonly HeadsLine[]): Promise<void>
  /** Every line; of a file that is not there none. */
  all(): Promise<readonly HeadsLine[]>
  /** The newest head of each workspace, whoever wrote it. A file that is not there has none. */
  newest(): Promise<ReadonlyMap<string, Head>>
}

const NEWLINE = 0x0a
const CHUNK = 1024 * 1024

/** Opens nothing until it is asked; remembers how far it has read, since the file only grows. */
export function openHeadsFile(path: string): HeadsFile {
  const newest = new Map<string, Head>()
  let read = 0

  async function readOn(): Promise<ReadonlyMap<string, Head>> {
    const size = await eachLine(path, read, (line) => noteNewest(newest, line))
    if (size >= read) {
      read = size
      return newest
    }
    // Shorter than it was: another file has its place.
    newest.clear()
    read = 0
    return readOn()
  }
  let reading = Promise.resolve<unknown>(undefined)

  return {
    append: (lines) => appendLines(path, lines),
    all: () => readHeadsIfThere(path),
    newest() {
      const next = reading.then(readOn, readOn)
      reading = next
      return next
    },
  }
}

/** Every line of a heads file. @throws when it can't be read */
export async function readHeadsFile(path: string): Promise<HeadsLine[]> {
  const lines: HeadsLine[] = []
  const file = await open(path, 'r')
  await file.close()
  await eachLine(path, 0, (line) => lines.push(line))
  return lines
}

/** The same of a file that may not be there yet: it has none. */
export async function readHeadsIfThere(path: string): Promise<HeadsLine[]> {
  const lines: HeadsLine[] = []
  await eachLine(path, 0, (line) => lines.push(line))
  return lines
}

/** One write, so that lines of two processes do not mix. */
async function appendLines(path: string, lines: readonly HeadsLine[]): Promise<void> {
  if (lines.length === 0) return
  const file = await open(path, 'a+', 0o600)
  try {
    const now = new Date()
    const text = lines.map((line) => headsLine(line, now)).join('')
    await file.appendFile((await endsInALine(file)) ? text : `\n${text}`)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** A crash can leave half a line; the next must not be lost with it. */
async function endsInALine(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat()
  if (size === 0) return true
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1)
  return buffer[0] === NEWLINE
}

/** @returns how far whole lines were read; 0 for a file that is not there or has become shorter */
async function eachLine(
  path: string,
  from: number,
  onLine: (line: HeadsLine) => void,
): Promise<number> {
  const file = await openIfThere(path)
  if (!file) return 0
  try {
    if ((await file.stat()).size < from) return 0
    return await readLines(file, from, onLine)
  } finally {
    await file.close()
  }
}

async function readLines(file: FileHandle, from: number, onLine: (line: HeadsLine) => void) {
  let [at, rest] = [from, Buffer.alloc(0)]
  for (;;) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(CHUNK), 0, CHUNK, at + rest.length)
    if (bytesRead === 0) return at
    const text = Buffer.concat([rest, buffer.subarray(0, bytesRead)])
    const end = text.lastIndexOf(NEWLINE) + 1
    for (const line of text.subarray(0, end).toString().split('\n')) {
      const parsed = parseHeadsLine(line)
      if (parsed) onLine(parsed)
    }
    at += end
    rest = text.subarray(end)
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

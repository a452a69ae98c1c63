import { Writable } from 'node:stream'

/** A stream for a logger, and what was written to it. */
export function keptLog() {
  const chunks: string[] = []
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk.toString())
      done()
    },
  })
  return { stream, text: () => chunks.join('') }
}

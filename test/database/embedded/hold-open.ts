import { openEmbedded } from '../../../src/database/embedded/open-embedded.ts'

/* A process that uses the server of the data folder named in its first argument: it prints what it
 * got as one line, and leaves when its input ends. */

const server = await openEmbedded(process.argv[2] ?? '', { say: (line) => console.error(line) })
const { url, ownerUrl, logFile } = server
console.log(JSON.stringify({ url, ownerUrl, logFile }))

process.stdin.on('end', () => void server.close()).resume()

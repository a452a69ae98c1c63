import { bytesAsTexts } from './bytes-as-texts.ts'
import { longRuns } from './long-runs.ts'

/** A short value is decoded when there is nothing else in it. */
const WHOLE = /^\s*[A-Za-z0-9+/_-]{4,15}={0,2}\s*$/
const NO_TEXT = /[\0-\x08\uFFFD]/

/** What base64 in a text stands for. */
interface Base64Texts {
  /** What reads as text, and may be encoded once more. */
  readonly texts: readonly string[]
  /** Files and chance finds: words can be in them, but nothing else has to be decoded. */
  readonly bytes: readonly string[]
}

/**
 * Decodes each long run of base64 in a text, and a short one that is all of it. Where a run begins
 * is not always clear, as after a `/` or a word on the line above: each of the four places where its
 * groups of four can begin is tried.
 *
 * @param seen runs that were decoded in another reading of the value; takes down those that are now
 * @param fewest characters of what is searched for: what is shorter can't hold it
 */
export function base64Texts(text: string, seen: Set<string>, fewest: number): Base64Texts {
  const runs = WHOLE.test(text) ? [text.trim()] : longRuns(text)
  const decoded = runs
    .filter(({ length }) => length >= fewest)
    .flatMap((run) => {
      seen.add(run)
      const joined = run.replace(/[\r\n]/g, '')
      return [0, 1, 2, 3].flatMap((start) =>
        bytesAsTexts(Buffer.from(joined.slice(start), 'base64')),
      )
    })
  return {
    texts: decoded.filter((one) => !NO_TEXT.test(one)),
    bytes: decoded.filter((one) => NO_TEXT.test(one)),
  }
}

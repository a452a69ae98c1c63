import { foldReading } from './fold-reading.ts'
import { htmlReading } from './html-reading.ts'
import { plainReading } from './reading.ts'

/** What is looked for. */
export interface SoughtWords {
  /** As `foldReading` leaves it, without spaces around it. */
  readonly folded: string
  /** So short that it may be a part of other words. */
  readonly isShort: boolean
}

/** With fewer letters and digits it is in half of all texts. */
const FEWEST = 3
/** From this length on no other word has it in itself by chance. */
const LONG_ENOUGH = 12

/**
 * The forms in which a fragment is looked for: as it is and, where it is HTML, as it reads, which is
 * how mails without HTML quote it. None if it has fewer than three letters and digits.
 */
export function fragmentForms(fragment: string): SoughtWords[] {
  const asIs = plainReading(fragment)
  const asRead = htmlReading(asIs) ?? asIs
  if (!hasEnough(asRead.text)) return []
  return (asRead === asIs ? [asIs] : [asIs, asRead]).map((reading) => ({
    folded: foldReading(reading).text.trim(),
    isShort: isShort(reading.text),
  }))
}

function hasEnough(text: string): boolean {
  return new RegExp(`(?:[\\p{L}\\p{N}][^\\p{L}\\p{N}]*){${FEWEST}}`, 'u').test(
    text.normalize('NFC'),
  )
}

function isShort(text: string): boolean {
  return Array.from(text.normalize('NFC').trim().replace(/\s+/g, ' ')).length < LONG_ENOUGH
}

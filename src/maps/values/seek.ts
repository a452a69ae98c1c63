import { automatonOf, type OnEnd } from './automaton.ts'
import { foldPlain, foldReading } from './fold-reading.ts'
import type { SoughtWords } from './fragment-forms.ts'
import type { Span } from './html-reading.ts'
import { plainReading, type Reading } from './reading.ts'
import { isWordEdge } from './word-edge.ts'

/** Where words stand in a reading of a text. */
export interface Seek {
  isIn(reading: Reading): boolean
  /** The same of a text that reads as it is: where words stand need not be known. */
  isInPlain(text: string): boolean
  /** Places in the original, in their order; what overlaps is one. */
  spansIn(reading: Reading): Span[]
}

export function seekFor(sought: readonly SoughtWords[]): Seek {
  const automaton = automatonOf(sought.map(({ folded }) => folded))
  const scan = (folded: Reading, meet: (span: Span) => 'on' | 'stop') =>
    automaton.scan(folded.text, onEndIn(folded, sought, meet))
  return {
    isIn: (reading) => {
      let isMet = false
      scan(foldReading(reading), () => {
        isMet = true
        return 'stop'
      })
      return isMet
    },
    isInPlain: (text) => {
      let isMet = false
      const folded = plainReading(foldPlain(text))
      scan(folded, () => {
        isMet = true
        return 'stop'
      })
      return isMet
    },
    spansIn: (reading) => {
      const spans: Span[] = []
      scan(foldReading(reading), (span) => addSpan(spans, span))
      return spans
    },
  }
}

/** The longest that may end at a place is enough: shorter ones are parts of it. */
function onEndIn(
  folded: Reading,
  sought: readonly SoughtWords[],
  meet: (span: Span) => 'on' | 'stop',
): OnEnd {
  return (end, fragment) => {
    const words = sought[fragment]
    if (!words || isInCharacter(folded, end)) return 'on'
    const start = end - words.folded.length
    const isCut = words.isShort && !(isWordEdge(folded.text, start) && isWordEdge(folded.text, end))
    if (isCut || isInCharacter(folded, start)) return 'shorter'
    return meet({ from: folded.from(start), to: folded.to(end - 1) })
  }
}

/** Between a letter and its accent, or between the two letters that one was folded to. */
function isInCharacter({ text, from, to }: Reading, place: number): boolean {
  if (place === 0 || place === text.length) return false
  return from(place) < to(place - 1) || /[\u0300-\u036f]/.test(text.charAt(place))
}

/** They come in the order of their ends. */
function addSpan(spans: Span[], { from, to }: Span): 'on' {
  let first = from
  for (let last = spans.at(-1); last && last.to > first; last = spans.at(-1)) {
    first = Math.min(first, last.from)
    spans.pop()
  }
  spans.push({ from: first, to })
  return 'on'
}

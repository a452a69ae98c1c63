import { anchorsOf } from './anchors.ts'
import { base64Body } from './base64-body.ts'
import { encodedRuns, encodeRun } from './encoded-words.ts'
import { fragmentForms } from './fragment-forms.ts'
import { betweenTags, type Span } from './html-reading.ts'
import { textForms, type TextForm } from './text-forms.ts'
import { seekFor, type Seek } from './seek.ts'

/** Fragments of what is taken back, to be found in texts that no key leads to. */
export interface Words {
  /** Whether none is left that is looked for. */
  readonly isEmpty: boolean
  /** How many are not looked for: they have fewer than three letters and digits. */
  readonly tooShort: number
  occurIn(text: string): boolean
  /** Where fragments overlap, one placeholder stands for all. A text without any comes back as it was. */
  replaceIn(text: string, placeholder: string): string
}

/**
 * Small and capital letters are the same: addresses come in either, subjects and beginnings of
 * sentences change them, and what is missed stays readable while what is taken too much is a word.
 * Words under 12 characters need a word edge on both sides. A text is read in all forms that it may
 * be in: with the marks and line breaks of quoting, as HTML, with JSON's escapes, quoted-printable,
 * in encoded words of headers and as a whole in base64. Linear in the text, however many fragments there are.
 */
export function wordsOf(fragments: readonly string[]): Words {
  const forms = fragments.map(fragmentForms)
  const byFolded = new Map(forms.flat().map((form) => [form.folded, form]))
  const seek = seekFor([...byFolded.values()])
  const isEmpty = byFolded.size === 0
  const mayHold = anchorsOf([...byFolded.keys()])
  const sought = { seek, mayHold }
  return {
    isEmpty,
    tooShort: forms.filter(({ length }) => length === 0).length,
    occurIn: (text) => !isEmpty && occur(text, sought),
    replaceIn: (text, placeholder) => (isEmpty ? text : replace(text, placeholder, sought)),
  }
}

/** Tags, entities, escapes, quoted-printable, and letters that have more than one spelling. */
const NOT_PLAIN = /[^\0-\x7f]|[<&\\]|=(?:[0-9A-F]{2}|\r?\n|\?)/i

interface Sought {
  readonly seek: Seek
  readonly mayHold: (text: string) => boolean
}

function occur(text: string, sought: Sought): boolean {
  const { seek, mayHold } = sought
  const body = base64Body(text)
  if (body && occur(body.text, sought)) return true
  if (!mayHold(text)) return false
  // Most texts are plain: to know where each letter came from takes four times as long (measured).
  if (!NOT_PLAIN.test(text)) return seek.isInPlain(text)
  for (const { reading } of textForms(text)) {
    if (seek.isIn(reading)) return true
  }
  return encodedRuns(text).some((run) => occur(run.text, sought))
}

function replace(text: string, placeholder: string, sought: Sought): string {
  const { seek, mayHold } = sought
  const body = base64Body(text)
  const inside = body && replace(body.text, placeholder, sought)
  if (inside !== undefined && inside !== body?.text) return body?.encode(inside) ?? text
  if (!mayHold(text)) return text
  const edits: Edit[] = []
  // One by one: a reading takes several times the memory of the text.
  for (const form of textForms(text)) {
    for (const span of seek.spansIn(form.reading)) {
      edits.push(...editsOf(text, form, span, placeholder))
    }
  }
  edits.push(...editsInRuns(text, placeholder, sought))
  return edits.length === 0 ? text : edited(text, edits)
}

/** An encoded word can't be changed in part: what is left of it is encoded again. */
function editsInRuns(text: string, placeholder: string, sought: Sought): Edit[] {
  return encodedRuns(text).flatMap(({ from, to, text: said }) => {
    const left = replace(said, placeholder, sought)
    return left === said ? [] : [{ from, to, written: encodeRun(left) }]
  })
}

interface Edit extends Span {
  readonly written: string
}

/** The placeholder stands once, where the words begin; tags among them stay. */
function editsOf(text: string, form: TextForm, span: Span, placeholder: string): Edit[] {
  const pieces = form.isHtml ? betweenTags(text, span) : [span]
  return pieces.map((piece, place) => ({
    ...piece,
    written: place === 0 ? form.encode(placeholder) : '',
  }))
}

function edited(text: string, edits: Edit[]): string {
  const pieces: string[] = []
  let done = 0
  for (const { from, to, written } of withoutOverlaps(edits)) {
    pieces.push(text.slice(done, from), written)
    done = to
  }
  return pieces.join('') + text.slice(done)
}

/** The same words may have been found in several forms, wholly or in part. */
function withoutOverlaps(edits: Edit[]): Edit[] {
  const merged: Edit[] = []
  for (const edit of edits.sort((one, other) => one.from - other.from)) {
    const last = merged.at(-1)
    if (!last || last.to <= edit.from) {
      merged.push(edit)
    } else {
      const to = Math.max(last.to, edit.to)
      merged[merged.length - 1] = { from: last.from, to, written: last.written || edit.written }
    }
  }
  return merged
}

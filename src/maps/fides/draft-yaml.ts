import { Document, isCollection, isNode, isPair, visit, type Node } from 'yaml'
import type { DataMap } from '../format/map-format.ts'
import type { DraftGuess } from './draft-part.ts'

/** As wide as a short line of a map that somebody wrote. */
const SHORT = 70

/** A draft as a file: short things on one line, guesses marked, and on top where it comes from. */
export function draftYaml(map: DataMap, guesses: readonly DraftGuess[], header: string): string {
  const document = new Document(map)
  document.commentBefore = header.replaceAll(/^/gm, ' ')
  layOut(document)
  for (const { path, comment } of guesses) {
    const node = document.getIn(path, true)
    if (isNode(node)) node.comment = ` ${comment}`
  }
  return `${document.toString({ singleQuote: true, lineWidth: 120 }).trimEnd()}\n`
}

/** What holds more than one fact, or a fact each line, stays in blocks. */
const BLOCKS = new Set([
  'contact',
  'conversation',
  'message',
  'copies',
  'erase',
  'outside',
  'links',
])

function layOut(document: Document): void {
  visit(document, {
    Pair(key, pair, path) {
      if (path.length === 2 && key !== 0 && isNode(pair.key) && isBlock(pair.key)) {
        pair.key.spaceBefore = true
      }
    },
    Collection(_, node, path) {
      const parent = path.at(-1)
      const isRoot = path.length === 1
      const isCopy = node.has('name')
      const isPart = isPair(parent) && isNode(parent.key) && isBlock(parent.key)
      if (!isRoot && !isCopy && !isPart && JSON.stringify(node).length <= SHORT) node.flow = true
      return isCollection(node) && node.flow ? visit.SKIP : undefined
    },
  })
}

const isBlock = (key: Node) => BLOCKS.has(String(key))

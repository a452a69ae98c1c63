import { existsSync } from 'node:fs'
import { posix } from 'node:path'
import { expect, test } from 'vitest'
import { documents, readDocument } from './docs-table.ts'

const TOP = new URL('../', import.meta.url)
const DOCUMENTS = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...documents()]

test.for(DOCUMENTS)('every link of %s leads to a file and a heading that are there', (path) => {
  const lost = linksOf(readDocument(path)).filter((link) => !isThere(path, link))

  expect(lost).toEqual([])
})

test('a link that leads nowhere is found', () => {
  const text =
    'See [one](docs/none.md), [two](#nowhere), [three][ref].\n\n[ref]: docs/http.md#none\n'

  expect(linksOf(text).filter((link) => isThere('README.md', link))).toEqual([])
  expect(linksOf(text)).toHaveLength(3)
  expect(isThere('README.md', 'docs/http.md#routes')).toBe(true)
})

/** Where its links lead, those to other sites left out; what stands in code is no link. */
function linksOf(text: string): string[] {
  const prose = text.replaceAll(/^```.*?^```/gms, '').replaceAll(/`[^`\n]*`/g, '')
  const inline = [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
  const references = [...prose.matchAll(/^\[[^\]]+\]: (\S+)$/gm)]
  return [...inline, ...references]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
}

function isThere(from: string, link: string): boolean {
  const [file = '', anchor] = link.split('#')
  const path = file === '' ? from : posix.join(posix.dirname(from), file)
  if (!existsSync(new URL(path, TOP))) return false
  return anchor === undefined || anchorsOf(readDocument(path)).includes(anchor)
}

/** The anchors that GitHub makes of a document's headings. */
function anchorsOf(text: string): string[] {
  const prose = text.replaceAll(/^```.*?^```/gms, '')
  return [...prose.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_\- ]/gu, '')
      .replaceAll(' ', '-'),
  )
}

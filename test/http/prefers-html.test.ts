import { expect, test } from 'vitest'
import { prefersHtml } from '../../src/http/prefers-html.ts'

test.each<[boolean, string | undefined]>([
  [false, undefined],
  [false, '*/*'],
  [false, 'application/json'],
  [false, 'text/html, application/json'],
  [false, 'text/html;q=0.5, */*'],
  [false, 'text/html;q=x'],
  [false, 'image/png'],
  [true, 'text/html'],
  [true, 'Text/HTML;charset=utf-8'],
  [true, 'text/*'],
  [true, 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'],
  [true, 'application/json;q=0.5, text/html;q=0.9'],
])('%s for %s', (isPage, accept) => {
  expect(prefersHtml(accept)).toBe(isPage)
})

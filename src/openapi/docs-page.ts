import type { OpenApiDocument } from './openapi-document.ts'
import type { Operation } from './operation.ts'

const STYLE = `body { font: 1rem/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem }
  code, h2 { font-family: ui-monospace, monospace } h2 { font-size: 1rem; margin-top: 2.5rem }
  td { padding: 0.2rem 1rem 0.2rem 0; vertical-align: top; white-space: pre-line }`

/** The document as one page of HTML: no script, nothing loaded from elsewhere. */
export function docsPage({ info, paths }: OpenApiDocument): string {
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]) => section(`${method.toUpperCase()} ${path}`, one)),
  )
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(info.title)}</title>
<style>${STYLE}</style>
<h1>${escaped(info.title)} ${escaped(info.version)}</h1>
<p>${escaped(info.description)} For machines: <a href="openapi.json">openapi.json</a>.</p>
${routes.join('\n')}
</html>
`
}

function section(route: string, { summary, description, security, responses }: Operation): string {
  const scopes = security.flatMap(({ token = [] }) => token)
  const rows = Object.entries(responses).map(
    ([status, one]) => `<tr><td>${status}</td><td>${escaped(one.description)}</td></tr>`,
  )
  return `<h2>${escaped(route)}</h2>
<p>${escaped(summary)}. ${escaped(description ?? '')}</p>
<p>${scopes.length > 0 ? `Scopes: <code>${scopes.join('</code>, <code>')}</code>` : 'Needs no token.'}</p>
<table>${rows.join('')}</table>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

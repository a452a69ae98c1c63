'use strict'
const { readFileSync } = require('node:fs')
const { SourceMap } = require('node:module')
const { dirname, join } = require('node:path')

/** Has stacks name the places in the sources in the place of those in a build. Costs nothing until one is read. */
function nameSources(folder) {
  const maps = new Map()
  const mapOf = (file) => {
    if (!maps.has(file)) maps.set(file, readMap(file))
    return maps.get(file)
  }
  Error.prepareStackTrace = (error, sites) => {
    const frames = sites.map((site) => `\n    at ${named(site, folder, mapOf)}`)
    return `${Error.prototype.toString.call(error)}${frames.join('')}`
  }
}

function named(site, folder, mapOf) {
  const text = site.toString()
  const file = site.getFileName()
  if (!file?.startsWith(folder)) return text
  const [line, column] = [site.getLineNumber(), site.getColumnNumber()]
  const entry = mapOf(file)?.findEntry(line - 1, column - 1)
  if (entry?.originalSource === undefined) return text
  const source = join(dirname(file), entry.originalSource)
  const place = `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`
  return text.replace(`${file}:${line}:${column}`, () => place)
}

function readMap(file) {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')))
  } catch {
    return undefined // its build is gone: the place in the build must do
  }
}

module.exports = { nameSources }

'use strict'
const { readFileSync, renameSync, writeFileSync } = require('node:fs')
const { createRequire } = require('node:module')
const { basename, dirname, join } = require('node:path')
const { Script } = require('node:vm')
const { nameSources } = require('./name-sources.cjs')

/**
 * Runs a file of a build, and keeps beside it what V8 made of it: the next process neither parses
 * nor compiles it, which is most of what a start costs (measured). Node 20 has no such cache itself.
 */
function runBuilt(folder, entry) {
  nameSources(folder)
  const loaded = new Map()
  const compiled = new Map()

  function load(file) {
    const known = loaded.get(file)
    if (known) return known.exports
    const module = { exports: {} }
    loaded.set(file, module)
    const script = compile(file)
    if (script.cachedDataRejected !== false) compiled.set(file, script)
    const fromOutside = createRequire(file)
    const require = (name) =>
      name.startsWith('./') ? load(join(folder, basename(name))) : fromOutside(name)
    require.resolve = fromOutside.resolve
    script.runInThisContext()(module.exports, require, module, file, dirname(file))
    return module.exports
  }

  // At the end: functions that were compiled when they were first called are kept, too.
  process.once('exit', () => {
    keep(compiled)
  })
  load(join(folder, entry))
}

function compile(file) {
  const source = readFileSync(file, 'latin1') // it is ASCII, and read faster so
  const wrapped = `(function (exports, require, module, __filename, __dirname) {${source}\n})`
  return new Script(wrapped, { filename: file, cachedData: readKept(file) })
}

function readKept(file) {
  try {
    return readFileSync(keptFile(file))
  } catch {
    return undefined // the first run, or not for this user to read
  }
}

/** Whole or not at all; where nothing can be written, the next start takes as long as this one. */
function keep(compiled) {
  try {
    for (const [file, script] of compiled) {
      const unfinished = `${keptFile(file)}.${process.pid}`
      writeFileSync(unfinished, script.createCachedData(), { mode: 0o644 })
      renameSync(unfinished, keptFile(file))
    }
  } catch {
    // Nobody waits for it.
  }
}

/** V8 takes only what it made itself, in the same version. */
function keptFile(file) {
  return `${file}.${process.version}-${process.arch}`
}

module.exports = { runBuilt }

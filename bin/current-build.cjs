'use strict'
const { existsSync, readdirSync, readFileSync, statSync } = require('node:fs')
const { dirname, join } = require('node:path')

const ROOT = dirname(__dirname)

/** Goes with the packages that are built in: `npm ci` removes both. */
const BUILDS = join(ROOT, 'node_modules', '.cache', 'unsaid')

/** Names the build of the sources as they are listed in it. */
const CURRENT = join(BUILDS, 'current')

/** What a build is made of: the sources, the installed packages, and how it is made. */
const MADE_OF = ['package.json', 'node_modules/.package-lock.json', 'bin', 'src', 'workers']

/** @returns the folder of the build of the sources as they are now; undefined when there is none */
function currentBuild() {
  let current
  try {
    current = readFileSync(CURRENT, 'utf8')
  } catch {
    return undefined // never built, or not for this user to read
  }
  const end = current.indexOf('\n')
  if (current.slice(end + 1) !== listSources()) return undefined
  const folder = join(BUILDS, current.slice(0, end))
  return existsSync(folder) ? folder : undefined
}

/** Every source with its size and the time of its last change: a few milliseconds for all (measured). */
function listSources() {
  const lines = []
  for (const path of MADE_OF) list(`${ROOT}/${path}`, lines)
  return lines.join('\n')
}

function list(path, lines) {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return
  if (!stats.isDirectory()) lines.push(`${path} ${stats.size} ${stats.mtimeMs}`)
  else for (const name of readdirSync(path).sort()) list(`${path}/${name}`, lines)
}

module.exports = { BUILDS, CURRENT, ROOT, currentBuild, listSources }

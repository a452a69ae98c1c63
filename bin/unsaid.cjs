#!/usr/bin/env node
'use strict'
// Runs `unsaid` in a checkout, from what was built of the sources: compiling them at every start took
// most of a short command's time. What is older than the sources is built anew first.
const { currentBuild } = require('./current-build.cjs')
const { runBuilt } = require('./run-built.cjs')

const built = currentBuild()
if (built === undefined) void buildAndRun()
else runBuilt(built, 'main.js')

async function buildAndRun() {
  let folder
  try {
    const { buildCommand } = await import('./build-command.mjs')
    folder = await buildCommand()
  } catch (error) {
    return withoutBuild(error)
  }
  runBuilt(folder, 'main.js')
}

/** Where nothing can be written, as in another user's checkout, the sources themselves are run. */
async function withoutBuild(error) {
  if (['EACCES', 'EPERM', 'EROFS'].includes(error.code)) {
    const { register } = await import('tsx/esm/api')
    register()
    await import('../src/cli/main.ts')
    return
  }
  const isMissing = ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'].includes(error.code)
  const why = isMissing ? 'a package for it is missing, run npm ci' : error.message
  process.stderr.write(`unsaid: the command can't be built: ${why}\n`)
  process.exitCode = 3
}

// Imports go one way: reads the table in .dependency-cruiser.mjs and says, in a sentence, what breaks it.
import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { cruise } from 'dependency-cruiser'
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options'
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config'

const CONFIG = resolve('.dependency-cruiser.mjs')
const { rooms, leaves, configReaders, roomOf } = await import(pathToFileURL(CONFIG).href)

/** TypeScript sources as paths from the root; a missing folder holds none. */
function sourcesIn(folder) {
  let entries
  try {
    entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  } catch (error) {
    if (error.code === 'ENOENT') return []
    throw error
  }
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name).replaceAll('\\', '/'))
}

function unknownRooms(sources) {
  const known = new Set([...Object.keys(rooms), ...leaves, 'config'])
  return sources
    .filter((source) => !known.has(roomOf(source)))
    .map(
      (source) => `${source}: no room '${roomOf(source)}' in the table of .dependency-cruiser.mjs`,
    )
}

function directionSentence({ from, to }) {
  const room = roomOf(from)
  const allowed = [...(rooms[room] ?? []), ...(configReaders.includes(room) ? ['config'] : [])]
  const may = allowed.length > 0 ? `only ${allowed.join(', ')} and the leaves` : 'only the leaves'
  return `${from} imports ${to}: upward import, ${room} may not import ${roomOf(to)} (it may import ${may})`
}

function sentence(violation) {
  const { from, to, rule, cycle } = violation
  if (rule.name === 'cycle')
    return `${from} is in a cycle: ${cycle.map(({ name }) => name).join(' -> ')}`
  if (rule.name === 'unresolvable') return `${from} imports ${to}: there is no such module`
  if (rule.name === 'test') return `${from} imports ${to}: code never imports a test`
  if (rule.name === 'not-a-dependency')
    return `${from} imports ${to}: not in dependencies of package.json`
  return directionSentence(violation)
}

/** A checker that cannot read TypeScript sees nothing, and nothing breaks no rule. */
function blindness(sources, modules) {
  if (sources.length === 0) return ['no TypeScript files in src and workers: nothing was checked']
  const seen = new Set(modules.map(({ source }) => source))
  const unseen = sources.filter((source) => !seen.has(source))
  if (unseen.length > 0)
    return [`${unseen.length} of ${sources.length} files were not read, e.g. ${unseen[0]}`]
  const imports = modules.flatMap(({ dependencies }) => dependencies)
  return imports.length === 0
    ? [`no import found in ${sources.length} files: nothing was checked`]
    : []
}

async function check() {
  const folders = ['src', 'workers'].filter((folder) => sourcesIn(folder).length > 0)
  const sources = folders.flatMap(sourcesIn)
  if (sources.length === 0) return { complaints: blindness(sources, []), summary: '' }

  const tsConfig = extractTSConfig(resolve('tsconfig.json'))
  const { output } = await cruise(folders, await extractDepcruiseOptions(CONFIG), undefined, {
    tsConfig,
  })
  const { violations } = output.summary
  return {
    complaints: [
      ...blindness(sources, output.modules),
      ...unknownRooms(sources),
      ...violations.map(sentence),
    ],
    summary: `Imports go one way: ${sources.length} files, ${output.summary.totalDependenciesCruised} imports.`,
  }
}

const { complaints, summary } = await check()
if (complaints.length === 0) {
  console.log(summary)
} else {
  for (const complaint of complaints) console.error(complaint)
  console.error(`Imports: ${complaints.length} problem${complaints.length === 1 ? '' : 's'}.`)
  process.exitCode = 1
}

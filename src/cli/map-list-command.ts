import { readShippedMap, shippedNames } from '../maps/shipped-maps.ts'
import { EXIT } from './exit-code.ts'
import type { CommonOptions } from './session.ts'

/** `unsaid map list`: the maps that come with Unsaid; needs no database and no settings. */
export function mapListCommand({ json }: CommonOptions): number {
  const maps = shippedNames().flatMap((name) => {
    const read = readShippedMap(name)
    return read?.ok ? [{ type: 'map', name, format: read.map.format, system: read.map.system }] : []
  })
  const width = Math.max(...maps.map(({ name }) => name.length))
  const lines = maps.map(({ name, system }) => `${name.padEnd(width)}  ${system}`)
  const shown = json ? JSON.stringify({ type: 'list', data: maps }, null, 2) : lines.join('\n')
  process.stdout.write(`${shown}\n`)
  return EXIT.done
}

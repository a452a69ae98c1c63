import { readdirSync } from 'node:fs'

const FOLDER = new URL('./samples/', import.meta.url)

/** It describes the samples and holds none itself. */
const INDEX = 'index.json'

/**
 * The bundled sample data, sorted by name: conversations as single objects, arrays, a page or
 * NDJSON, and one file of contacts.
 */
export function sampleFiles(): URL[] {
  return readdirSync(FOLDER)
    .filter((name) => /\.(?:json|ndjson)$/.test(name) && name !== INDEX)
    .sort()
    .map((name) => new URL(name, FOLDER))
}

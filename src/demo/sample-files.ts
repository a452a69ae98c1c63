import { readdirSync } from 'node:fs'

const FOLDER = new URL('./samples/', import.meta.url)
const CONTACTS = 'contacts.json'

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

/** The sample files that hold conversations. */
export function sampleConversationFiles(): URL[] {
  return sampleFiles().filter((file) => file.href !== sampleContactsFile().href)
}

/** The sample file that holds the contacts, as one array. */
export function sampleContactsFile(): URL {
  return new URL(CONTACTS, FOLDER)
}

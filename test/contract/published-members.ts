import { readFileSync } from 'node:fs'

/** A member of a conversation in a published version of the API. */
export interface PublishedMember {
  /** As `a.b[].c`; `*` stands for any name. */
  readonly path: string
  readonly types: readonly string[]
  readonly versions: readonly string[]
}

/** Facts taken from the public OpenAPI documents by `extract-members.ts`. */
export function publishedMembers(): readonly PublishedMember[] {
  const file = new URL('published-members.json', import.meta.url)
  const { members } = JSON.parse(readFileSync(file, 'utf8')) as {
    members: [string, string, string][]
  }
  return members.map(([path, types, versions]) => ({
    ...{ path, types: types.split(' '), versions: versions.split(' ') },
  }))
}

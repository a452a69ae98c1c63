import type { CopyCounts } from '../redact/copy-count.ts'

/** What became of the copies that a map names, a line for each; nothing of our own tables. */
export function copyLines(copies: CopyCounts | undefined): string[] {
  return Object.entries(copies ?? {}).map(([name, count]) => {
    const { found, changed, deleted, reported, words_too_short: short } = count
    const did = [
      ...told(changed, 'changed'),
      ...told(deleted, 'deleted'),
      ...told(reported, 'only told of'),
      ...told(short, 'words too short to be looked for'),
    ]
    return `  copy ${name}: ${String(found)} found${did.map((one) => `, ${one}`).join('')}`
  })
}

const told = (count: number, what: string) => (count === 0 ? [] : [`${String(count)} ${what}`])

import { existsSync, readFileSync } from 'node:fs'

/** The version in package.json, which lies further up from `dist/src/setup` than from `src/setup`. */
export function packageVersion(): string {
  let file = new URL('../../package.json', import.meta.url)
  while (!existsSync(file)) file = new URL('../package.json', file)
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string }
  return version
}

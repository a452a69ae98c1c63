import { readFileSync } from 'node:fs'

/**
 * Reads secrets that are given by files: `NAME_FILE` is a path in place of NAME's value.
 *
 * @param problems is added to: a sentence for each that can't be read; none quotes a value
 */
export function withSecretFiles(
  env: NodeJS.ProcessEnv,
  secrets: readonly string[],
  problems: string[],
): NodeJS.ProcessEnv {
  const values = { ...env }
  for (const name of secrets) {
    const file = env[`${name}_FILE`]
    if (!file) continue
    if (env[name]) problems.push(`${name} and ${name}_FILE are both set: keep one`)
    else values[name] = readSecret(name, file, problems)
  }
  return values
}

function readSecret(name: string, file: string, problems: string[]): string | undefined {
  try {
    const secret = readFileSync(file, 'utf8').trim()
    if (secret === '') problems.push(`${name}_FILE names an empty file`)
    return secret
  } catch {
    problems.push(`${name}_FILE names a file that can't be read`)
    return undefined
  }
}

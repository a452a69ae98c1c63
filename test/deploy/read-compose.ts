import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

export interface Service {
  readonly image: string
  readonly command: readonly string[]
  readonly restart?: string
  readonly environment?: Readonly<Record<string, string>>
  readonly secrets?: readonly string[]
  readonly networks?: readonly string[]
  readonly ports?: readonly string[]
  readonly volumes?: readonly string[]
  readonly read_only?: boolean
  readonly user?: string
  readonly cap_drop?: readonly string[]
  readonly security_opt?: readonly string[]
  readonly depends_on?: Readonly<Record<string, { condition: string }>>
  readonly healthcheck?: { readonly test: readonly string[] }
  readonly configs?: readonly { source: string; target: string }[]
}

export interface Compose {
  readonly services: Readonly<Record<string, Service>>
  readonly secrets: Readonly<Record<string, { file: string }>>
  readonly configs: Readonly<Record<string, { content: string }>>
  readonly volumes: Readonly<Record<string, unknown>>
  readonly networks: Readonly<Record<string, { internal?: boolean } | null>>
}

/** A file of the project's top folder. */
export function readTop(name: string): string {
  return readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')
}

/** docker-compose.yml as Compose reads it: anchors followed, merges done. */
export function readCompose(): Compose {
  return parse(readTop('docker-compose.yml'), { merge: true }) as Compose
}

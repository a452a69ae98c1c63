import type { Config } from '../config.ts'

/** The base of URLs in results, without a slash at its end. */
export function apiUrlOf({ publicUrl, host, port }: Config): string {
  return publicUrl ?? `http://${host}:${String(port)}`
}

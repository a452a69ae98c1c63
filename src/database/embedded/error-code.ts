/** The code that the system or Postgres gave an error, such as `EEXIST`; empty without one. */
export function errorCode(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown }
  return typeof code === 'string' ? code : ''
}

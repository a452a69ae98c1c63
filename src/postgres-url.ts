import * as z from 'zod'

/** A URL may leave out its host, for a socket that `?host=` names; `URL` wants one beside a login. */
const WITHOUT_HOST = /^(postgres(?:ql)?:\/\/[^@/?#]*@)(?=[/?#]|$)/

/** `options` in the URL would replace ours, and behind a pooler be refused. */
export const postgresUrl = z
  .string()
  .refine(isPostgresUrl, { error: 'must be a postgres:// URL' })
  .regex(/^(?!.*[?&]options=)/i, { error: 'must not have the parameter `options`' })

function isPostgresUrl(given: string): boolean {
  const url = given.replace(WITHOUT_HOST, '$1localhost')
  return URL.canParse(url) && /^postgres(ql)?:$/.test(new URL(url).protocol)
}

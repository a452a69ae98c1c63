const BEARER = /^Bearer ([\x21-\x7e]{1,256})$/i
const BASIC = /^Basic ([A-Za-z0-9+/]{1,2048}={0,2})$/i
const USER_NAME = /^([\x21-\x39\x3b-\x7e]{1,256}):/

/**
 * The access token that an `Authorization` header bears: as `Bearer`, or as the user name of HTTP
 * Basic, as Intercom's SDKs for Node before 6 and for Go send it. Their password is empty; whatever
 * it is, it says nothing about the caller.
 *
 * @returns undefined when there is none
 */
export function tokenOfHeader(header: string | undefined): string | undefined {
  const bearer = BEARER.exec(header ?? '')?.[1]
  if (bearer !== undefined) return bearer
  const basic = BASIC.exec(header ?? '')?.[1]
  // Latin-1 keeps each byte apart, so that no two headers give one token.
  return basic === undefined ? undefined : USER_NAME.exec(decoded(basic))?.[1]
}

function decoded(base64: string): string {
  return Buffer.from(base64, 'base64').toString('latin1')
}

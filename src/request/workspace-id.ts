const SLUG = /^[a-z0-9][a-z0-9-]{0,31}$/

/** The workspace that exists from the start. */
export const DEFAULT_WORKSPACE = 'default'

/** Whether the text can name a workspace: a slug of 1 to 32 characters. */
export function isWorkspaceId(text: string): boolean {
  return SLUG.test(text)
}

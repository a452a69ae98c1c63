/** Every word Intercom's versions have used for a person outside the team. */
export const CONTACT_TYPES: ReadonlySet<unknown> = new Set(['user', 'lead', 'contact', 'visitor'])

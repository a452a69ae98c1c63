/** What of a contact is erased: what they wrote, or every body where they took part. */
export type ErasureScope = 'authored' | 'conversations'

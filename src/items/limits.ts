/** Bytes that one item may take in any format. */
export const LONGEST_ITEM = 64 * 1024

/** Items handed over at once. */
export const LARGEST_BATCH = 1000

/** Bytes of a JSON document that is read as a whole. */
export const LARGEST_PAGE = 5 * 1024 * 1024

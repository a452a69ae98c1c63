/**
 * Words that are nowhere else: letters and digits alone, so that no encoding of a text and no stem
 * changes them, and none is a part of another.
 */
export const ownMarker = (owner: string) => `zq${owner}ownzq`
export const authorship = (owner: string) => `zq${owner}n`
export const messageMarker = (owner: string, nth: number) => `${authorship(owner)}${nth}zq`

/** The bytes of what should be one record, unchecked; or why there are none to look at. */
export type RawRecord =
  | { readonly line: number; readonly bytes: Buffer }
  | { readonly line: number; readonly reason: string }

/** `small` in the suite and in CI; `npm run test:faults` asks for `full`. */
const SCALE = process.env.UNSAID_FAULT_SCALE === 'full' ? 'full' : 'small'

/** How much of something a fault happens to: more of it is a longer look at the same promise. */
export function atScale<T>(sizes: { readonly small: T; readonly full: T }): T {
  return sizes[SCALE]
}

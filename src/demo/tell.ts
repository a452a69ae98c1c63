/** Tells a line of the demo to whoever watches it. */
export type Tell = (line: string) => void

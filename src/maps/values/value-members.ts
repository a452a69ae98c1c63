import type { MapValue } from '../format/value-format.ts'

/** A value that is an object with members, such as `{ drop: [a] }`. */
export type ValueMembers = Exclude<Extract<MapValue, object>, readonly unknown[]>

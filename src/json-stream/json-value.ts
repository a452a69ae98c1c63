import type { Numeral } from './numeral.ts'

/** Anything JSON can say. */
export type JsonValue = string | number | Numeral | boolean | null | JsonValue[] | ExactJsonObject

/** A JSON object, as JSON.parse returns it. */
export type ExactJsonObject = { [key: string]: JsonValue }

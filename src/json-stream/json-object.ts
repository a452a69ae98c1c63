import type { Numeral } from './numeral.ts'

/** Anything JSON can say. */
export type JsonValue = string | number | Numeral | boolean | null | JsonValue[] | JsonObject

/** A JSON object, as JSON.parse returns it. */
export type JsonObject = { [key: string]: JsonValue }

import { sql } from 'kysely'

/**
 * How each transaction begins: a plan is made for the values it is for. One that is kept would
 * outlive the settings of the transaction that it was made in.
 */
export const PLANNED_EACH_TIME = { plan_cache_mode: 'force_custom_plan' } as const

/** Sets the contrary for a transaction where each plan could be no other. */
export const PLANNED_ONCE = sql`set_config('plan_cache_mode', 'auto', true)`

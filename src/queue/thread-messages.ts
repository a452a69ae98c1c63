import type { JobEnd, TakenJob } from './take-jobs.ts'

/** A number that tells a job in hand from all others. */
type Ticket = number

/** What the thread that takes jobs says. What happens at the same time goes in one message. */
export type FromThread =
  | { readonly kind: 'ready' }
  | { readonly kind: 'taken'; readonly jobs: readonly (readonly [Ticket, TakenJob])[] }
  | { readonly kind: 'error'; readonly error: Error }
  | { readonly kind: 'closed' }

/** What it is told. */
export type ToThread =
  | { readonly kind: 'ended'; readonly jobs: readonly (readonly [Ticket, JobEnd])[] }
  /** `deadline`: milliseconds it may wait for what runs. */
  | { readonly kind: 'close'; readonly deadline: number }

import type { ItemView, OutcomeWord } from '../items/item-view.ts'
import type { RedactionInput } from './redaction-input.ts'

/** One message of a list. */
export interface ItemInput extends RedactionInput {
  /** Your own name for it: 1 to 128 printable characters, or an integer. */
  readonly external_id?: string | number
}

export interface RedactManyOptions {
  readonly workspace?: string
  /** For the ledger: `[a-z0-9_.-]{1,64}`; capitals are taken as small letters. */
  readonly reason?: string
  /** Only plans: `run` then redacts, and until it does nothing is. */
  readonly dryRun?: boolean
  /** The same key with the same items and options gives the same job. */
  readonly idempotencyKey?: string
}

export interface WorkspaceOption {
  readonly workspace?: string
}

/** The calls about many messages at once. */
export interface ListCalls {
  /**
   * Accepts a list of any length, as its items come; a worker does it. An item that is no request
   * fails alone. If the source of the items throws, nothing was accepted.
   *
   * @returns the job's id, durable now
   * @throws RefusedRequest when there is no item, or the key belongs to another list;
   *   UnknownWorkspace
   */
  redactMany(
    items: Iterable<ItemInput> | AsyncIterable<ItemInput>,
    options?: RedactManyOptions,
  ): Promise<{ readonly id: string }>
  /**
   * Runs a planned job; again is harmless.
   *
   * @throws RefusedRequest with code `job_not_found`, or `conflict` when it is not planned, was
   *   canceled, or was planned more than 7 days ago
   */
  run(id: string, options?: WorkspaceOption): Promise<void>
  /**
   * Cancels a job: from now on nothing more of it is redacted; again is harmless.
   *
   * @throws RefusedRequest with code `job_not_found`, or `conflict` when it has ended
   */
  cancel(id: string, options?: WorkspaceOption): Promise<void>
  /**
   * The items of a job in the order they came, read as they are asked for.
   *
   * @throws RefusedRequest with code `job_not_found`, or `conflict` for a single redaction
   */
  items(
    id: string,
    options?: WorkspaceOption & { readonly outcome?: OutcomeWord },
  ): AsyncIterable<ItemView>
}

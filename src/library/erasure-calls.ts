import type { Certificate } from '../erasure/certificate.ts'
import type { WorkspaceOption } from './list-calls.ts'
import type { ErasureScope } from '../request/erasure-scope.ts'

/** Whom an erasure is about: one of the three. The value is used to find ids, and never stored. */
export type ContactInput =
  | { readonly id: string | number }
  | { readonly external_id: string | number }
  | { readonly email: string }

export interface EraseContactOptions extends WorkspaceOption {
  /** What they wrote (default), or every message of the conversations where they take part. */
  readonly scope?: ErasureScope
  /** Only plans: `run` then erases, and until it does nothing is. */
  readonly dryRun?: boolean
  /** By when it must be done; default: in a month. */
  readonly dueAt?: Date
  /** For the ledger: `[a-z0-9_.-]{1,64}`; capitals are taken as small letters. */
  readonly reason?: string
  /** The same key with the same contact and options gives the same job. */
  readonly idempotencyKey?: string
}

/** The calls about everything of one contact. */
export interface ErasureCalls {
  /**
   * Accepts the erasure of a contact; a worker does it. From now on no import brings back what they
   * had written, unless it is planned only.
   *
   * @returns the job's id, durable now
   * @throws RefusedRequest, with code `contact_not_found` when the workspace has no such contact,
   *   `conflict` when several have had that e-mail or external id, and one must be named by id;
   *   UnknownWorkspace; StartError without a pepper
   */
  eraseContact(
    contact: ContactInput,
    options?: EraseContactOptions,
  ): Promise<{ readonly id: string }>
  /**
   * What an erasure did, to be kept. It is there as long as the ledger, when the job is long gone.
   *
   * @throws RefusedRequest with code `job_not_found`, or `conflict` while there is none
   */
  certificate(id: string, options?: WorkspaceOption): Promise<Certificate>
}

/* One interface: all that is behind the seam stands in one place. */
import type { RawBuilder } from 'kysely'
import type { JsonObject } from '../conversation/json-object.ts'
import type { Outline, OutlineOptions } from '../conversation/read-outline.ts'
import type { StoredKey } from '../conversation/stored-keys.ts'
import type { Trx } from '../database/in-workspace.ts'
import type { Pepper } from '../database/pepper.ts'
import type { Target } from '../eligibility/target.ts'
import type { MapCoverage } from '../maps/stored/map-coverage.ts'
import type { LastLook, LookOptions } from '../look/last-look.ts'
import type { ContactSelector } from '../request/contact-selector.ts'
import type { ErasureScope } from '../request/erasure-scope.ts'
import type { RedactionRequest } from '../request/redaction-request.ts'
import type { CopyCounts } from './copy-count.ts'
import type { Erasing } from './erasing.ts'
import type { JobAhead } from './job-ahead.ts'
import type { WatchedPeople } from './watched-people.ts'

/** Messages as they were read, found again by request. No text is among what is told of them. */
export interface FoundMessages<Told> {
  /** @returns undefined where the workspace has no such message */
  of(request: RedactionRequest): Told | undefined
  /** How many files it names. */
  filesOf(request: RedactionRequest): number
}

/** Messages that a transaction has locked. */
export interface HeldMessages<Told> extends FoundMessages<Told> {
  /**
   * Takes the text of these away, wherever it is kept, and does what else they were locked for.
   *
   * @returns what became of the copies, where a map names any
   * @throws ConflictError when what is stored has changed beneath the locks; then nothing of the
   *   transaction may be kept
   */
  rewrite(requests: readonly RedactionRequest[]): Promise<CopyCounts>
}

/** What an erasure must know of a message: its rules ask for nothing else. */
export interface ErasedMessage {
  readonly redacted: boolean
}

/** People, as they are stored. */
export interface Whom {
  readonly contacts: readonly string[]
  readonly scope: ErasureScope
  /** What the workspace keeps of them, as paths. */
  readonly keeps: readonly string[]
}

export type ResolvedContact =
  /** Ids of one person, or of all that have what was asked for now; in order. */
  | { readonly kind: 'found'; readonly contacts: readonly string[] }
  | { readonly kind: 'contact_not_found' }
  /** Several had it, not all of them have it now: who is meant must be said by id. */
  | { readonly kind: 'contact_ambiguous'; readonly contacts: readonly string[] }

/**
 * Where the messages of a workspace are, and its people: all that rules, jobs, ledger, queue and
 * doors need of them, so that none of these knows the tables. Whatever is written is written in the
 * caller's transaction, and every statement names the workspace.
 */
export interface MessageStore {
  /** Undefined: our own tables. */
  readonly map?: MapCoverage

  /** Undefined: nobody else writes the rows of people, and an import is kept from it. */
  readonly people?: WatchedPeople

  /** Columns that can hold text and came after the map was added: nobody has answered for them. */
  unaccounted(trx: Trx): Promise<readonly string[]>

  /**
   * Locks what requests point at and reads what the rules need to know, conversations before parts
   * and each in order of id, so that no two transactions wait for each other.
   *
   * @param ahead where they are a piece of a job
   */
  lock(
    trx: Trx,
    workspace: string,
    requests: readonly RedactionRequest[],
    ahead?: JobAhead,
  ): Promise<HeldMessages<Target>>

  /** Reads the same for a plan, without a lock. */
  read(
    trx: Trx,
    workspace: string,
    requests: readonly RedactionRequest[],
  ): Promise<FoundMessages<Target>>

  /**
   * Locks in the same order what a piece of an erasure takes away: the messages, and the
   * conversations out of which the people are scrubbed when it is rewritten.
   */
  lockErased(
    trx: Trx,
    workspace: string,
    requests: readonly RedactionRequest[],
    erasing: Erasing,
  ): Promise<HeldMessages<ErasedMessage>>

  /** The conversation as it is now, as replies show it. @returns undefined when there is none */
  readConversation(trx: Trx, workspace: string, id: string): Promise<JsonObject | undefined>

  /** What it consists of. @returns undefined when there is none */
  readOutline(
    trx: Trx,
    workspace: string,
    id: string,
    options: OutlineOptions,
  ): Promise<Outline | undefined>

  /**
   * Finds the contacts that a selector means: by id at most one, by e-mail (whatever its case) or
   * external id all that have it now, or who had it once, if nobody else did. With each come the
   * ids that are theirs, too. An address that was given to somebody else erases neither.
   */
  resolveContact(
    trx: Trx,
    workspace: string,
    selector: ContactSelector,
    pepper: Pepper,
  ): Promise<ResolvedContact>

  /** All ids of the same people, in order, the given ones among them. */
  wholePerson(trx: Trx, workspace: string, contacts: readonly string[]): Promise<readonly string[]>

  /** Ids, in order, of who may be the same person as one of these: named, not erased. */
  findOthers(trx: Trx, workspace: string, contacts: readonly string[]): Promise<readonly string[]>

  /** Every name that the contacts bear, wherever it stands; each once. */
  namesOf(trx: Trx, workspace: string, contacts: readonly string[]): Promise<readonly string[]>

  /**
   * By what the contacts are known in their own rows, as keyed hashes, where these are not stored
   * already with everything that they ever had.
   */
  keysOf(
    trx: Trx,
    workspace: string,
    contacts: readonly string[],
    pepper: Pepper,
  ): Promise<readonly StoredKey[]>

  /** A query of all messages, redacted or not: type, conversation_id, target_id and redacted. */
  messagesOf(workspace: string): RawBuilder<unknown>

  /**
   * A query of what is left to erase: type, conversation_id, target_id and `nth`, which puts a
   * source before its conversation's parts. A source without an id has an empty one.
   */
  targetsOf(workspace: string, whom: Whom): RawBuilder<unknown>

  /** A query of the conversations where the contacts take part: conversation_id. */
  conversationsOf(workspace: string, contacts: readonly string[]): RawBuilder<unknown>

  /**
   * A query of those of conversations that still hold something that an erasure does not leave.
   *
   * @param among a query with conversation_id
   */
  unscrubbedOf(workspace: string, whom: Whom, among: RawBuilder<unknown>): RawBuilder<unknown>

  /** Ids, in order, of their conversations that began no later than that. */
  conversationsBefore(
    trx: Trx,
    workspace: string,
    contacts: readonly string[],
    until: Date,
  ): Promise<readonly string[]>

  /** Whether one of them has written since. */
  hasWrittenSince(
    trx: Trx,
    workspace: string,
    contacts: readonly string[],
    since: Date,
  ): Promise<boolean>

  /** How many files the messages of a job's items name. */
  countFiles(trx: Trx, workspace: string, job: string): Promise<number>

  /** Whether nothing is left of contacts in their own rows, but what the workspace keeps. */
  areEmptied(trx: Trx, workspace: string, whom: Omit<Whom, 'scope'>): Promise<boolean>

  /**
   * Takes all that is known of contacts out of their own rows, but what the workspace keeps.
   *
   * @returns what became of the copies, where a map names any
   */
  emptyContacts(
    trx: Trx,
    workspace: string,
    contacts: readonly string[],
    keeps: readonly string[],
  ): Promise<CopyCounts>

  /** Whether a conversation of theirs is a room of many: what others say there is not theirs. */
  areInRooms(trx: Trx, workspace: string, contacts: readonly string[]): Promise<boolean>

  /** A query of the sessions (`pid`) that wait for what this transaction has locked; undefined: of our own tables. */
  waiters?(): RawBuilder<unknown>

  /** Begins a look at everything that is stored of a person, which follows no rule. */
  openLook(trx: Trx, workspace: string, options: LookOptions): Promise<LastLook>
}

/** Systems whose databases are built and filled for tests. */
export type ForeignSystem = 'chatwoot' | 'mattermost' | 'zulip'

export interface SceneSize {
  readonly people: number
  readonly messages: number
  /** Chooses words and sizes; the same seed gives the same rows. */
  readonly seed?: string
}

/** What is in a filled database, as whoever erases somebody has to know it. */
export interface ForeignScene {
  /** Ids as a map's `workspace` compares them; one where the system has no tenants. */
  readonly tenants: readonly string[]
  readonly people: readonly ForeignPerson[]
  /** The same of those who answer them, where the system tells a team from its contacts. */
  readonly team: readonly ForeignPerson[]
  readonly messages: readonly ForeignMessage[]
}

export interface ForeignPerson {
  readonly id: string
  readonly tenant: string
  readonly email: string
  readonly externalId: string | null
  readonly markers: PersonMarkers
}

/** Words that stand in every column with text that belongs to their owner, and nowhere else. */
export interface PersonMarkers {
  /** On the person's own row and whatever is about them: gone when the person is erased. */
  readonly own: string
  /** One of each message they wrote, its copies and quotes included: gone when those are erased. */
  readonly authored: readonly string[]
  /** What all of `authored` begin with: one search finds any of them. */
  readonly authorship: string
  /** Of others' messages in their conversations: stay when only what they wrote is erased. */
  readonly others: readonly string[]
}

export interface ForeignMessage {
  readonly id: string
  readonly tenant: string
  /** As callers say it. */
  readonly conversationId: string
  /** The id of a person or of one of the team; null: of neither. */
  readonly author: string | null
  readonly marker: string
  /** What is special about it: `plain`, `mail`, `deleted`. */
  readonly shape: string
}

/** What is asked for, in the words of the HTTP API. */
export interface RedactionInput {
  readonly type: 'conversation_part' | 'source'
  readonly conversation_id: string | number
  readonly conversation_part_id?: string | number
  readonly source_id?: string | number
}

import { PLACEHOLDER } from '../../conversation/placeholder.ts'

/** The placeholder in each format that a body may have; the words are the same. */
export const BODY_PLACEHOLDERS = {
  html: PLACEHOLDER,
  markdown: '*This message was deleted*',
  plain: 'This message was deleted',
} as const

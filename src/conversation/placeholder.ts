/** What stands in place of a redacted body, in every version of the contract from 2.7 on. */
export const PLACEHOLDER = '<p><i>This message was deleted</i></p>'

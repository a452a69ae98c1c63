/** Of a column `body` as a pattern, so that one pass takes out all bodies. */
export const PATTERN = String.raw`regexp_replace(body, '([\\.*+?(){}|^$\[\]])', '\\\1', 'g')`

/** What quotes nobody: a body of fewer letters. */
export const IS_QUOTABLE = 'length(trim(body)) >= 12'

/**
 * Common table expressions: rows of `told` (id, text) that hold bodies of `gone`, as `found` (id,
 * pattern). Each text is split into words once and looked up by the longest inner word of a body, since
 * to compare each text with each body takes many times as long (measured). A body of one or two words
 * is not found.
 */
export const HOLDING_BODIES = `
  inner_word as materialized (
    select distinct on (body) body, word
      from gone, string_to_table(body, ' ') with ordinality as piece (word, nth)
     where ${IS_QUOTABLE} and nth > 1 and nth < array_length(string_to_array(body, ' '), 1)
     order by body, length(word) desc),
  found as materialized (
    select told.id, string_agg(distinct ${PATTERN}, '|') as pattern
      from told
     cross join lateral (select distinct word from string_to_table(told.text, ' ') word) piece
      join inner_word using (word)
     where strpos(told.text, body) > 0
     group by told.id)`

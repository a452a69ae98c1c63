/** Class names and numbers of kinds; anything longer or with spaces could be somebody's words. */
const IS_NAME = /^(?:[A-Za-z][\w:.-]{0,39}|-?\d{1,3}|)$/
const MOST = 10

/** Values of a kind: at most ten that look like names of classes, and how many others there are. */
export function shownValues(values: readonly (string | null)[]): string {
  const names = values.flatMap((value) => {
    if (value === null) return ['null']
    return IS_NAME.test(value) ? [value === '' ? "''" : value] : []
  })
  // So many kinds are none: they may be names of people.
  const shown = values.length > 50 ? [] : names.slice(0, MOST)
  const others = values.length - shown.length
  if (shown.length === 0) return countOf(others)
  return others === 0 ? shown.join(', ') : `${shown.join(', ')} and ${others} more`
}

export function countOf(values: number): string {
  return `${values} ${values === 1 ? 'value' : 'values'}`
}

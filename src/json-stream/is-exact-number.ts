const NUMBER = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/

// By hand, as a regular expression like /0+$/ takes quadratic time on runs of zeros.
function significant(digits: string): { readonly from: number; readonly to: number } {
  let from = 0
  let to = digits.length
  while (from < to && digits[from] === '0') from += 1
  while (to > from && digits[to - 1] === '0') to -= 1
  return { from, to }
}

/** One spelling for each decimal value, the sign left out: 1.10 and 11e-1 are both `11e-1`. */
function decimalValue(token: string): string | undefined {
  const [, whole = '', fraction = '', exponent = '0'] = NUMBER.exec(token) ?? []
  if (whole === '') return undefined
  const digits = whole + fraction
  const { from, to } = significant(digits)
  if (from === to) return '0'
  const power = Number(exponent) - fraction.length + (digits.length - to)
  return `${digits.slice(from, to)}e${String(power)}`
}

/**
 * Whether JavaScript reads a JSON number and writes it again with the same decimal value. The
 * spelling may differ (1.10 becomes 1.1) and so may the sign of zero.
 *
 * @param token a number as JSON spells it; for anything else the answer is false.
 */
export function isExactNumber(token: string): boolean {
  const value = decimalValue(token)
  return value !== undefined && value === decimalValue(String(Number(token)))
}

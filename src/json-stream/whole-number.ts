const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/

/**
 * The digits of a number that is whole, however it is spelled: 15e2 and 1500.0 are 1500.
 *
 * @param token a number as JSON spells it, with an exponent of three digits at most
 * @returns undefined when it is not whole
 */
export function wholeNumber(token: string): string | undefined {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = NUMBER.exec(token) ?? []
  const power = Number(exponent) - fraction.length
  const digits = whole + fraction
  const cut = power < 0 ? digits.slice(0, power) : digits + '0'.repeat(power)
  if (power < 0 && /[1-9]/.test(digits.slice(power))) return undefined
  return sign + cut.replace(/^0+(?=\d)/, '').padStart(1, '0')
}

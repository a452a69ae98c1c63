/** How fast something goes. */
export interface Pace {
  /** Items a second. */
  readonly rate: number
  /** Undefined while nothing has happened to tell it from. */
  readonly secondsLeft: number | undefined
}

/**
 * Measures a pace from the first look on: what was done before it says nothing about now.
 *
 * @param now milliseconds
 */
export function openPace(
  now: () => number = () => performance.now(),
): (done: number, total: number) => Pace {
  let first: { readonly at: number; readonly done: number } | undefined
  return (done, total) => {
    first ??= { at: now(), done }
    const seconds = (now() - first.at) / 1_000
    const rate = seconds > 0 ? (done - first.done) / seconds : 0
    return { rate, secondsLeft: rate > 0 ? (total - done) / rate : undefined }
  }
}

/** `120/s, 1m 5s left`. */
export function paceText({ rate, secondsLeft }: Pace): string {
  const perSecond = `${rate < 10 ? rate.toFixed(1) : String(Math.round(rate))}/s`
  return secondsLeft === undefined ? perSecond : `${perSecond}, ${durationText(secondsLeft)} left`
}

function durationText(seconds: number): string {
  const whole = Math.ceil(seconds)
  const units = [
    [Math.floor(whole / 3_600), 'h'],
    [Math.floor((whole % 3_600) / 60), 'm'],
    [whole % 60, 's'],
  ] as const
  const start = Math.max(
    0,
    units.findIndex(([count]) => count > 0),
  )
  const shown = whole === 0 ? units.slice(2) : units.slice(start, start + 2)
  return shown.map(([count, unit]) => `${String(count)}${unit}`).join(' ')
}

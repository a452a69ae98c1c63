import { context, createContextKey, ROOT_CONTEXT, trace, type Context } from '@opentelemetry/api'
import { isTracing } from './is-tracing.ts'

const TOGETHER = createContextKey('unsaid: several asked')

/** Who else asked for what is done in a context. What is inside of a span has one of its own. */
const others = new WeakMap<Context, readonly Context[]>()

/** Where somebody asks for something that is done later, with what others ask for. */
export function whereAsked(): Context | undefined {
  return isTracing() ? context.active() : undefined
}

/**
 * Does what several asked for, in the trace of the first of them; the spans that are begun in there
 * are linked with those of the others, and these with them.
 */
export function doneTogether<T>(askers: readonly (Context | undefined)[], work: () => T): T {
  if (!isTracing()) return work()
  const traced = askers.flatMap((one) => (one && trace.getSpan(one) ? [one, ...othersOf(one)] : []))
  const [first = ROOT_CONTEXT, ...rest] = traced
  // A context of its own, also since whoever let this run may be in the middle of something else.
  const together = first.setValue(TOGETHER, true)
  if (rest.length > 0) others.set(together, rest)
  return context.with(together, work)
}

/** Who else asked for what is done in this context, beside the one whose trace it is in. */
export function othersOf(where: Context): readonly Context[] {
  return others.get(where) ?? []
}

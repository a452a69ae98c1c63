/**
 * Called at each place where fragments end, the longest first, until it answers otherwise than
 * `shorter`. `stop` ends the scan.
 */
export type OnEnd = (end: number, fragment: number) => 'shorter' | 'on' | 'stop'

interface Automaton {
  /** @returns how many moves it took: no more than two for each unit of the text */
  scan(text: string, onEnd: OnEnd): number
}

/**
 * Finds all fragments in one pass over a text, after Aho and Corasick: the time doesn't depend on
 * how many there are, nor on what is in them. Most states have one successor, the next unit of a long
 * fragment: so a state takes 19 bytes, and only where fragments part there is an entry in a map.
 *
 * @param fragments none of them empty, none twice
 */
export function automatonOf(fragments: readonly string[]): Automaton {
  const states = growStates(fragments)
  linkStates(fragments, states)
  return { scan: (text, onEnd) => scan(text, states, onEnd) }
}

interface States {
  /** The unit that leads to a state from the one before. */
  readonly unit: Uint16Array
  /** The first successor; further ones stand in `others`, by state and unit. */
  readonly child: Uint32Array
  readonly others: Map<number, number>
  readonly hasOthers: Uint8Array
  /** The state of the longest proper suffix. */
  readonly fallback: Uint32Array
  /** Which fragment ends here, plus one. */
  readonly ending: Uint32Array
  /** The next suffix where a fragment ends. */
  readonly shorter: Uint32Array
}

const UNITS = 0x10000

function growStates(fragments: readonly string[]): States {
  const most = fragments.reduce((sum, { length }) => sum + length, 1)
  const states = emptyStates(most)
  let last = 0
  fragments.forEach((fragment, number) => {
    let state = 0
    for (let at = 0; at < fragment.length; at += 1) {
      const unit = fragment.charCodeAt(at)
      const known = successor(states, state, unit)
      if (known === 0) addSuccessor(states, state, unit, (last += 1))
      state = known === 0 ? last : known
    }
    states.ending[state] = number + 1
  })
  return states
}

function emptyStates(most: number): States {
  return {
    unit: new Uint16Array(most),
    child: new Uint32Array(most),
    others: new Map(),
    hasOthers: new Uint8Array(most),
    fallback: new Uint32Array(most),
    ending: new Uint32Array(most),
    shorter: new Uint32Array(most),
  }
}

/** 0 where there is none: nothing leads back to the beginning. */
function successor(states: States, state: number, unit: number): number {
  const child = states.child[state] ?? 0
  if (child !== 0 && states.unit[child] === unit) return child
  return states.hasOthers[state] === 1 ? (states.others.get(state * UNITS + unit) ?? 0) : 0
}

function addSuccessor(states: States, state: number, unit: number, added: number): void {
  states.unit[added] = unit
  if (states.child[state] === 0) {
    states.child[state] = added
  } else {
    states.hasOthers[state] = 1
    states.others.set(state * UNITS + unit, added)
  }
}

/** Level by level, as what a state falls back to is nearer to the beginning. */
function linkStates(fragments: readonly string[], states: States): void {
  let open = fragments.map((fragment) => ({ fragment, state: 0 }))
  for (let depth = 0; open.length > 0; depth += 1) {
    open = open.filter(({ fragment }) => depth < fragment.length)
    for (const one of open) {
      const unit = one.fragment.charCodeAt(depth)
      const state = successor(states, one.state, unit)
      if (depth > 0) linkState(states, state, states.fallback[one.state] ?? 0, unit)
      one.state = state
    }
  }
}

function linkState(states: States, state: number, from: number, unit: number): void {
  let suffix = from
  while (suffix !== 0 && successor(states, suffix, unit) === 0) {
    suffix = states.fallback[suffix] ?? 0
  }
  const fallback = successor(states, suffix, unit)
  states.fallback[state] = fallback
  states.shorter[state] = states.ending[fallback] ? fallback : (states.shorter[fallback] ?? 0)
}

function scan(text: string, states: States, onEnd: OnEnd): number {
  let moves = 0
  let state = 0
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    let next = successor(states, state, unit)
    for (; next === 0 && state !== 0; moves += 1) {
      state = states.fallback[state] ?? 0
      next = successor(states, state, unit)
    }
    state = next
    moves += 1
    if (tellEnds(states, state, at + 1, onEnd) === 'stop') return moves
  }
  return moves
}

function tellEnds(states: States, state: number, end: number, onEnd: OnEnd): 'on' | 'stop' {
  let at = states.ending[state] ? state : (states.shorter[state] ?? 0)
  while (at !== 0) {
    const answer = onEnd(end, (states.ending[at] ?? 1) - 1)
    if (answer !== 'shorter') return answer
    at = states.shorter[at] ?? 0
  }
  return 'on'
}

import type { MapPlaces } from './map-place.ts'

type Members = Record<string, unknown>

/**
 * A map that adds to another: its lists are appended, a copy of the same name is in the place of
 * the other's, and people or messages of the same table get its members beside those they have.
 */
export function extendMap(base: Members, own: Members, places: MapPlaces): Members {
  const merged = joined(base, own, places)
  for (const member of ['contact', 'message']) {
    if (member in base && member in own)
      put(merged, member, byTable(base[member], own[member], places))
  }
  if ('conversation' in base && 'conversation' in own) {
    put(merged, 'conversation', mergedObject(base.conversation, own.conversation, places))
  }
  if (Array.isArray(base.copies) && Array.isArray(own.copies)) {
    const names = new Set(own.copies.map((copy) => nameOf(copy, 'name')))
    const others = kept(base.copies, (copy) => !names.has(nameOf(copy, 'name')), places)
    put(merged, 'copies', appended(others, own.copies, places))
  }
  for (const member of ['rebuilt', 'kept', 'outside']) {
    const [before, after] = [base[member], own[member]]
    if (Array.isArray(before) && Array.isArray(after)) {
      put(merged, member, appended(before, after, places))
    }
  }
  if ('links' in base && 'links' in own)
    put(merged, 'links', mergedObject(base.links, own.links, places))
  return merged
}

function put(members: Members, name: string, value: unknown): void {
  members[name] = value
}

const nameOf = (given: unknown, member: string) => (isMembers(given) ? given[member] : undefined)

function byTable(base: unknown, own: unknown, places: MapPlaces): unknown {
  const before = Array.isArray(base) ? (base as unknown[]) : [base]
  const after = Array.isArray(own) ? (own as unknown[]) : [own]
  const merged = before.map((one) => {
    const addition = after.find((other) => nameOf(other, 'table') === nameOf(one, 'table'))
    return addition === undefined ? one : mergedObject(one, addition, places)
  })
  const tables = new Set(before.map((one) => nameOf(one, 'table')))
  return [...merged, ...after.filter((one) => !tables.has(nameOf(one, 'table')))]
}

/** One level deep: the columns of `erase` or `redact` are added one by one. */
function mergedObject(base: unknown, own: unknown, places: MapPlaces): unknown {
  if (!isMembers(base) || !isMembers(own)) return own
  const merged = joined(base, own, places)
  for (const [name, value] of Object.entries(own)) {
    const before = base[name]
    if (isMembers(before) && isMembers(value)) put(merged, name, joined(before, value, places))
  }
  return merged
}

function joined(base: Members, own: Members, places: MapPlaces): Members {
  const merged = { ...base, ...own }
  for (const name of Object.keys(merged)) {
    const place = places.of(name in own ? own : base, name)
    if (place) places.note(merged, name, place)
  }
  return merged
}

function appended(
  before: readonly unknown[],
  after: readonly unknown[],
  places: MapPlaces,
): unknown[] {
  const all = [...before, ...after]
  all.forEach((_, at) => {
    const isOwn = at >= before.length
    const place = places.of(isOwn ? after : before, isOwn ? at - before.length : at)
    if (place) places.note(all, at, place)
  })
  return all
}

function kept(list: readonly unknown[], takes: (one: unknown) => boolean, places: MapPlaces) {
  const left = list.filter((one) => takes(one))
  left.forEach((one, at) => {
    const place = places.of(list, list.indexOf(one))
    if (place) places.note(left, at, place)
  })
  return left
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

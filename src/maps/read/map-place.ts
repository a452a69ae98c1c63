/** Where something stands in a map: the file as it was named, and the line. */
export interface MapPlace {
  readonly file: string
  readonly line: number
}

/** Where the members of the objects and lists of a map stand. */
export interface MapPlaces {
  /** Of a member, or of an item of a list; undefined where nobody wrote it. */
  of(holder: object, member: string | number): MapPlace | undefined
  note(holder: object, member: string | number, place: MapPlace): void
}

export function newPlaces(): MapPlaces {
  const noted = new WeakMap<object, Map<string, MapPlace>>()
  return {
    of: (holder, member) => noted.get(holder)?.get(String(member)),
    note(holder, member, place) {
      const members = noted.get(holder) ?? new Map<string, MapPlace>()
      noted.set(holder, members.set(String(member), place))
    },
  }
}

/** The place of what a path leads to, or of the last on the way that was written. */
export function placeOfPath(
  root: object,
  path: readonly PropertyKey[],
  places: MapPlaces,
  start: MapPlace,
): MapPlace {
  let [holder, place]: [unknown, MapPlace] = [root, start]
  for (const member of path) {
    if (typeof holder !== 'object' || holder === null) return place
    place = places.of(holder, String(member)) ?? place
    holder = (holder as Record<PropertyKey, unknown>)[member]
  }
  return place
}

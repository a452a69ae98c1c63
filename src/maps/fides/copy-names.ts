/** What copies are of, and the copy that every draft has. */
const RESERVED = ['message', 'opening', 'contact', 'quotes']

/** Names for copies as they come: that of the table, with a column where there is one already. */
export function copyNames(): (table: string, by: Readonly<Record<string, string>>) => string {
  const taken = new Set(RESERVED)
  return (table, by) => {
    const plain = nameOf(table)
    const further = `${plain}_by_${nameOf(Object.keys(by).join('_'))}`
    let [name, count] = [taken.has(plain) ? further : plain, 1]
    while (taken.has(name)) name = `${further}_${++count}`
    taken.add(name)
    return name
  }
}

function nameOf(given: string): string {
  const plain = given
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[^a-z]+|_$/g, '')
  return plain === '' ? 'copy' : plain
}

import type { CheckedMap } from '../maps/check/check-map.ts'
import type { MapFinding } from '../maps/check/map-finding.ts'
import type { MapProblem } from '../maps/read/map-problem.ts'

/** A finding, or what is wrong with the file itself. */
type Told = Omit<MapFinding, 'kind' | 'table'> & {
  readonly kind: MapFinding['kind'] | 'format'
  readonly table?: string
}

type Checked = Pick<CheckedMap, 'textColumns' | 'tables' | 'answers'>
interface ToldMap extends Partial<Checked> {
  readonly findings: readonly Told[]
}

const LEVELS = ['problem', 'unchecked', 'note'] as const

export function isComplete({ findings }: { readonly findings: readonly Told[] }): boolean {
  return findings.every(({ level }) => level === 'note')
}

export function mapProblemFindings(problems: readonly MapProblem[]): Told[] {
  return problems.map(({ file, line, message }) => ({
    ...{ level: 'problem', kind: 'format', place: { file, line }, message },
  }))
}

/** What is worst comes first, and in the order of the map. */
function sorted(findings: readonly Told[]): Told[] {
  const rank = ({ level, place }: Told) => LEVELS.indexOf(level) * 1e9 + (place?.line ?? 1e8)
  return [...findings].sort((one, other) => rank(one) - rank(other))
}

/** A line for each finding: how bad, where in the map, what. */
export function checkedMapLines({ findings }: ToldMap): string[] {
  return sorted(findings).map(({ level, place, message }) => {
    const where = place ? `${place.file}:${place.line}: ` : ''
    return `${level.padEnd(9)}  ${where}${message}`
  })
}

/** What `unsaid map check --json` prints. */
export function checkedMapResult(map: string, schema: string, checked: ToldMap): object {
  const { findings, textColumns, tables, answers } = checked
  return {
    type: 'map_check',
    map,
    schema,
    complete: isComplete(checked),
    ...(answers && { tables, text_columns: textColumns, answers }),
    findings: sorted(findings).map(({ place, ...finding }) => ({ ...finding, ...place })),
  }
}

/** What a check came to, at a glance. */
export function summaryLines(checked: CheckedMap): string[] {
  const { textColumns, tables, answers, findings } = checked
  const { rewritten, deleted, rebuilt, kept, key } = answers
  const left = textColumns - rewritten - deleted - rebuilt - kept - key
  const count = (level: string) => findings.filter((one) => one.level === level).length
  return [
    `${textColumns} columns of ${tables} tables can hold text: ${rewritten} rewritten, ${deleted} in rows ` +
      `that are deleted, ${rebuilt} rebuilt, ${kept} kept, ${key} ids and kinds, ${left} left`,
    isComplete(checked)
      ? 'the map accounts for everything'
      : `the map does not account for everything: ${count('problem')} problems, ${count('unchecked')} not checked`,
  ]
}

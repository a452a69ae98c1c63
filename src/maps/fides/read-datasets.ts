import { isRecord } from '../../is-record.ts'
import { formatProblems } from '../read/format-problems.ts'
import { byLine, type MapProblem } from '../read/map-problem.ts'
import { newPlaces, type MapPlaces } from '../read/map-place.ts'
import { readYaml } from '../read/read-yaml.ts'
import { datasetsFormat, type GivenCollection, type GivenDataset } from './dataset-format.ts'
import type { FidesCollection, FidesDataset } from './fides-dataset.ts'
import { readColumn } from './read-column.ts'
import { unusableNames } from './unusable-names.ts'

export type ReadDatasets =
  | { readonly ok: true; readonly datasets: readonly FidesDataset[] }
  | { readonly ok: false; readonly problems: readonly MapProblem[] }

/**
 * Reads the datasets of a Fides file, YAML or JSON: under `dataset:`, or one by itself, as its API
 * takes it. Nothing of it is run.
 */
export function readDatasets(file: string, text: string): ReadDatasets {
  const places = newPlaces()
  const read = readYaml(file, text, places)
  if (!read.ok) return read
  const root = rootOf(read.value)
  if (root === undefined) return { ok: false, problems: [noDataset(file, read.value)] }
  const parsed = datasetsFormat.safeParse(root)
  const start = { file, line: 1 }
  if (!parsed.success) {
    return { ok: false, problems: formatProblems(root, parsed.error, places, start) }
  }
  // The format changes nothing, and the places know the objects that were read.
  const given = (root as unknown as { dataset: GivenDataset[] }).dataset
  const datasets = given.map((one, at) => readDataset(one, places.of(given, at)?.line ?? 1, places))
  const problems = datasets
    .flatMap((one) => unusableNames(one))
    .map((one) => ({ file, ...one }))
    .sort(byLine)
  return problems.length > 0 ? { ok: false, problems } : { ok: true, datasets }
}

function rootOf(value: unknown): Record<string, unknown> | undefined {
  if (Array.isArray(value)) return value.some(isDataset) ? { dataset: value } : undefined
  if (!isRecord(value)) return undefined
  if ('dataset' in value) return value
  return isDataset(value) ? { dataset: [value] } : undefined
}

const isDataset = (value: unknown) =>
  isRecord(value) && 'fides_key' in value && 'collections' in value

function noDataset(file: string, value: unknown): MapProblem {
  const isMap = isRecord(value) && 'map' in value && 'format' in value
  const why = isMap
    ? 'it is a map already: see unsaid map check'
    : 'it has neither a list `dataset` nor `fides_key` with `collections`'
  return { file, line: 1, message: `is no Fides dataset: ${why}` }
}

function readDataset(given: GivenDataset, line: number, places: MapPlaces): FidesDataset {
  const namespace = (given.fides_meta ?? given.fidesops_meta)?.namespace
  const { collections } = given
  return {
    key: given.fides_key,
    name: given.name ?? given.fides_key,
    line,
    connection: namespace?.connection_type ?? undefined,
    schema: namespace?.schema ?? undefined,
    collections: collections.map((one, at) => {
      const categories = [...(one.data_categories ?? []), ...(given.data_categories ?? [])]
      return readCollection(one, places.of(collections, at)?.line ?? line, { places, categories })
    }),
  }
}

function readCollection(
  given: GivenCollection,
  line: number,
  around: { readonly places: MapPlaces; readonly categories: readonly string[] },
): FidesCollection {
  const meta = given.fides_meta ?? given.fidesops_meta ?? {}
  const { fields } = given
  return {
    name: given.name,
    table: given.name.split('.').at(-1) ?? given.name,
    line,
    isDeleted: meta.masking_strategy_override?.strategy === 'delete',
    isOrdered: [...(meta.after ?? []), ...(meta.erase_after ?? [])].length > 0,
    columns: fields.map((field, at) =>
      readColumn(field, around.places.of(fields, at)?.line ?? line, around),
    ),
  }
}

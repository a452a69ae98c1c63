import type { MapPlaces } from '../read/map-place.ts'
import { isYes, type GivenField } from './dataset-format.ts'
import type { FidesColumn, FidesReference } from './fides-dataset.ts'

/** What fields of a list have in common. */
export interface AroundFields {
  readonly places: MapPlaces
  /** Of the collection or dataset, for a field that has none. */
  readonly categories: readonly string[]
}

/** A field with what stands within it drawn together: a column is rewritten as one. */
export function readColumn(
  field: GivenField,
  line: number,
  { places, categories }: AroundFields,
): FidesColumn {
  const meta = metaOf(field)
  const within = fieldsWithin(field, '')
  const own = [field, ...within.map((one) => one.field)].flatMap((one) => one.data_categories ?? [])
  const masking = meta.masking_strategy_override
  return {
    name: field.name,
    line,
    categories: own.length > 0 ? own : categories,
    isKey: isYes(meta.primary_key),
    isReadOnly: isYes(meta.read_only),
    identity: meta.identity ?? undefined,
    dataType: meta.data_type ?? undefined,
    length: meta.length ?? undefined,
    masking: masking
      ? { strategy: masking.strategy, configuration: masking.configuration ?? {} }
      : undefined,
    references: referencesOf(field, line, places),
    nested: within.map(({ path }) => path),
    nestedLinks: within.filter((one) => leadsSomewhere(one.field)).map(({ path }) => path),
  }
}

const metaOf = (field: GivenField) => field.fides_meta ?? field.fidesops_meta ?? {}

function referencesOf(field: GivenField, line: number, places: MapPlaces): FidesReference[] {
  return (metaOf(field).references ?? []).map((reference) => ({
    dataset: reference.dataset,
    field: reference.field,
    line: places.of(reference, 'field')?.line ?? line,
  }))
}

function leadsSomewhere(field: GivenField): boolean {
  const { identity, references } = metaOf(field)
  return Boolean(identity) || (references ?? []).length > 0
}

interface Within {
  readonly path: string
  readonly field: GivenField
}

function fieldsWithin({ fields }: GivenField, path: string): Within[] {
  return (fields ?? []).flatMap((field) => {
    const own = path === '' ? field.name : `${path}.${field.name}`
    return [{ path: own, field }, ...fieldsWithin(field, own)]
  })
}

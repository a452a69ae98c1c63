import * as z from 'zod'
import { says } from '../format/map-names.ts'

/** Names are printed: nothing in them may be taken for a command by a terminal. */
const name = z
  .string({ error: says('must be a name; in quotes where YAML takes it for something else') })
  .regex(/^[^\p{Cc}]{1,200}$/u, { error: 'must be 1 to 200 characters, on one line' })

const names = z.array(name, { error: 'must be a list of names' }).nullish()

/** What the YAML of Python, which Fides reads by, takes for true. */
export const isYes = (given: unknown): boolean =>
  given === true || (typeof given === 'string' && /^(?:true|yes|on|y|t|1)$/i.test(given))

const referenceFormat = z.object(
  {
    dataset: name,
    field: name,
    direction: z.enum(['from', 'to'], { error: 'must be from or to' }).nullish(),
  },
  { error: 'must have members dataset and field' },
)

const maskingFormat = z
  .object({ strategy: name, configuration: z.record(z.string(), z.unknown()).nullish() })
  .nullish()

const fieldMeta = z
  .object({
    references: z.array(referenceFormat, { error: 'must be a list' }).nullish(),
    identity: name.nullish(),
    primary_key: z.union([z.boolean(), z.string()]).nullish(),
    read_only: z.union([z.boolean(), z.string()]).nullish(),
    data_type: name.nullish(),
    length: z.number({ error: 'must be a number' }).nullish(),
    masking_strategy_override: maskingFormat,
  })
  .nullish()

const fieldFormat = z.object(
  {
    name,
    data_categories: names,
    fides_meta: fieldMeta,
    fidesops_meta: fieldMeta,
    get fields() {
      return z.array(fieldFormat, { error: says('must be a list of fields') }).nullish()
    },
  },
  { error: 'must be a field: members such as name and data_categories' },
)

export type GivenField = z.infer<typeof fieldFormat>

const collectionMeta = z
  .object({
    after: names,
    erase_after: names,
    masking_strategy_override: maskingFormat,
  })
  .nullish()

const collectionFormat = z.object(
  {
    name,
    data_categories: names,
    fides_meta: collectionMeta,
    fidesops_meta: collectionMeta,
    fields: z.array(fieldFormat, { error: says('must be a list of fields') }),
  },
  { error: 'must be a collection: members name and fields' },
)

export type GivenCollection = z.infer<typeof collectionFormat>

const datasetMeta = z
  .object({
    namespace: z.object({ connection_type: name.nullish(), schema: name.nullish() }).nullish(),
  })
  .nullish()

const datasetFormat = z.object(
  {
    fides_key: name,
    name: name.nullish(),
    data_categories: names,
    fides_meta: datasetMeta,
    fidesops_meta: datasetMeta,
    collections: z
      .array(collectionFormat, { error: says('must be a list of collections') })
      .min(1, { error: 'names no collection' }),
  },
  { error: 'must be a dataset: members fides_key and collections' },
)

export type GivenDataset = z.infer<typeof datasetFormat>

/** As far as a map is made of it; what else Fides knows is passed over, as Fides passes over what it doesn't. */
export const datasetsFormat = z.object({
  dataset: z
    .array(datasetFormat, { error: says('must be a list of datasets') })
    .min(1, { error: 'names no dataset' }),
})

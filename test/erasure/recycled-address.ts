import { randomUUID } from 'node:crypto'
import type { TestDatabase } from '../database-test.ts'
import { importWithPepper } from './pepper.ts'

/** An address that one contact had, and another has now. */
export interface RecycledAddress {
  readonly email: string
  /** Ids of both, in order. */
  readonly contacts: readonly [string, string]
}

export async function storeRecycledAddress({ db }: TestDatabase): Promise<RecycledAddress> {
  const own = randomUUID().slice(0, 8)
  const email = `desk-${own}@example.org`
  const contacts = [`first-${own}`, `second-${own}`] as const
  const record = (id: string, address: string, updated_at: number) => ({
    ...{ type: 'contact', id, email: address, updated_at },
  })
  await importWithPepper(
    db,
    'default',
    record(contacts[0], email, 1),
    record(contacts[0], `home-${own}@example.org`, 2),
    record(contacts[1], email, 3),
  )
  return { email, contacts }
}

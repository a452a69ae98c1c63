import { acceptErasure } from '../../src/erasure/accept-erasure.ts'
import type { TestDatabase } from '../database-test.ts'
import { conversationOf } from './adas-conversations.ts'
import { drive } from './drive.ts'
import { importWithPepper, PEPPER } from './pepper.ts'

/** Stores a conversation of Ada's and erases her; her job's id. */
export async function eraseOne(
  { db }: TestDatabase,
  workspace: string,
  index: number,
): Promise<string> {
  await importWithPepper(db, workspace, conversationOf(index))
  const accepted = await acceptErasure(
    db,
    workspace,
    {
      ...{ selector: { kind: 'id', value: 'ada' }, scope: 'authored', dryRun: false, lanes: 1 },
      ...{ dueAt: new Date('2099-01-31T00:00:00Z'), requestedBy: 'cli', reason: 'ticket-1' },
    },
    PEPPER,
  )
  if (accepted.kind !== 'accepted') throw new Error(accepted.kind)
  await drive(db, workspace, accepted.job)
  return accepted.job
}

import type { TestDatabase } from '../database-test.ts'

/** The settings with which a command works on a test's database, the queue included. */
export function environmentOf(database: TestDatabase): Record<string, string> {
  return {
    DATABASE_URL: database.url,
    UNSAID_OWNER_DATABASE_URL: database.ownerUrl,
    UNSAID_APP_ROLE: database.appRole,
  }
}

import { newPool } from './connection.ts'

/** The login that a URL leads to: a URL need not spell it out, and a proxy may map it. */
export async function loginOf(url: string): Promise<string> {
  const pool = newPool({ connectionString: url, max: 1 })
  try {
    const { rows } = await pool.query<{ login: string }>('select session_user as login')
    return rows[0]?.login ?? ''
  } finally {
    await pool.end()
  }
}

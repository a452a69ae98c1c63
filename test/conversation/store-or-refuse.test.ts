import { describe, expect, test } from 'vitest'
import { storeOrRefuse } from '../../src/conversation/store-or-refuse.ts'

const failure = (code: string) => Object.assign(new Error('failed'), { code })

/** A store that fails with these codes, one a call, whenever the row `bad` is among the rows. */
function storing(codes: Iterable<string>) {
  const left = codes[Symbol.iterator]()
  const calls: string[] = []
  const refused: string[] = []
  return {
    calls,
    refused,
    refuse: (row: string, reason: string) => void refused.push(`${row}: ${reason}`),
    store(rows: readonly string[]) {
      calls.push(rows.join(''))
      const code = rows.includes('x') ? left.next().value : undefined
      return code === undefined ? Promise.resolve() : Promise.reject(failure(code))
    },
  }
}

function* always(code: string): Generator<string> {
  for (;;) yield code
}

async function run(rows: string, codes: Iterable<string>) {
  const { store, refuse, calls, refused } = storing(codes)
  const stored = await storeOrRefuse(rows.split(/(?=.)/), { store, refused: refuse })
  return { stored: stored.join(''), calls, refused }
}

describe('a row', () => {
  test('that is refused is found by halves, and its neighbours are stored in order', async () => {
    expect(await run('abcxef', always('23514'))).toEqual({
      stored: 'abcef',
      calls: ['abcxef', 'abc', 'xef', 'xe', 'x', 'e', 'f'],
      refused: ['x: the database refused it'],
    })
  })

  test.for(['57014', '25P03', '25P04'])(
    'that takes too long (%s) is not tried again as it was, but with fewer beside it',
    async (code) => {
      expect(await run('axb', always(code))).toEqual({
        stored: 'ab',
        calls: ['axb', 'ax', 'a', 'x', 'b'],
        refused: ['x: the database took too long for it'],
      })
    },
  )
})

describe('rows', () => {
  test.for(['40P01', '40001', '55P03'])(
    'that lost against another transaction (%s) are tried again as they were',
    async (code) => {
      expect(await run('ax', [code, code])).toEqual({
        stored: 'ax',
        calls: ['ax', 'ax', 'ax'],
        refused: [],
      })
    },
  )

  test('that always lose are given up, with what they failed with', async () => {
    await expect(run('ax', always('55P03'))).rejects.toMatchObject({ code: '55P03' })
  })

  test('are left alone when Postgres is away', async () => {
    const { store, refuse, calls, refused } = storing(always('57P01'))
    const stored = storeOrRefuse(['a', 'x'], { store, refused: refuse })
    await expect(stored).rejects.toMatchObject({ code: '57P01' })
    expect({ calls, refused }).toEqual({ calls: ['ax'], refused: [] })
  })
})

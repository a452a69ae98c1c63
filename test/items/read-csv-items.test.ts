import { describe, expect, it } from 'vitest'
import { readCsvItems } from '../../src/items/read-csv-items.ts'
import { UnreadableList } from '../../src/items/unreadable-list.ts'
import { gathered, inChunks, outline } from './in-chunks.ts'

const HEADER = 'type,conversation_id,conversation_part_id,source_id,external_id'
const STRAY = 'parameter_invalid The line has a stray quotation mark -'
const NOT_CLOSED = 'parameter_invalid The line has a quotation mark that is not closed -'

async function read(input: string | Uint8Array, size?: number): Promise<string[]> {
  return (await gathered(readCsvItems(inChunks(input, size)))).map(outline)
}

const rows = (...lines: string[]) => [HEADER, ...lines].join('\n')
const row = (part: number) => `conversation_part,1,${String(part)},,`
const good = (at: number) => `${String(at)} conversation_part 1 ${String(at)} -`

describe('every row is an item', () => {
  it.each([1, 2, 3, 50, 65_536])('however the input is cut: %i bytes at a time', async (size) => {
    const text = rows('conversation_part,1,2,,żółw 🐢', '', '"source","1",,"3","say ""hi"", twice"')
    for (const input of [text, `\ufeff${text.replaceAll('\n', '\r\n')}\r\n`]) {
      expect(await read(input, size)).toEqual([
        '2 conversation_part 1 2 żółw 🐢',
        '4 source 1 3 say "hi", twice',
      ])
    }
  })

  it('with columns in any order, others ignored, whatever lines they span', async () => {
    const text = `note, external_id ,source_id,conversation_id,type\n"a\r\n\nb",mine,3,1,source\nc,,4,1,source`
    expect(await read(text, 7)).toEqual(['2 source 1 3 mine', '5 source 1 4 -'])
  })

  it('with fewer cells, or empty ones to spare', async () => {
    expect(await read(rows('conversation_part,1,2', 'conversation_part,1,3,,,,'))).toEqual([
      '2 conversation_part 1 2 -',
      good(3),
    ])
  })

  it('without the guard before what a spreadsheet would run', async () => {
    const ids = [`'=1+1`, `'+1`, `'-1`, `'@a`, `''=1`, `'a`, `'`]
    const text = rows(...ids.map((id) => `conversation_part,1,'-2,,${id}`))
    const kept = ['=1+1', '+1', '-1', '@a', `'=1`, `'a`, `'`]
    expect(await read(text)).toEqual(
      kept.map((id, index) => `${String(index + 2)} conversation_part 1 -2 ${id}`),
    )
  })

  it.each([
    ['blanks after commas', 'conversation_part, 1, 2, , mine'],
    ['blanks before commas', 'conversation_part ,1 ,2 , ,mine '],
    ['a blank before everything', '  conversation_part,1,2,,mine'],
    ['tabs', 'conversation_part,\t1,2\t,\t,\tmine\t'],
    ['several blanks, and CRLF', 'conversation_part,   1   ,  2  ,  ,  mine  \r'],
    ['blanks around quotes', 'conversation_part, "1" ,"2" , "" , "mine" '],
    ['blanks in the quotes of ids', '" conversation_part ","1 "," 2",,mine'],
    ['line ends in the quotes of ids', 'conversation_part,"1\n","\r\n2",,mine'],
    ['no-break spaces in the quotes of ids', 'conversation_part,"\u00a01\u00a0",2,,mine'],
    ['blank cells to spare', 'conversation_part,1,2,,mine, , '],
  ])('with %s', async (_, line) => {
    expect(await read(rows(line, row(9)))).toEqual([
      '2 conversation_part 1 2 mine',
      `${String(line.split('\n').length + 2)} conversation_part 1 9 -`,
    ])
  })

  it('with the blanks of an external id that has quotes around it', async () => {
    expect(await read(rows('conversation_part, 1, 2, , " mine "'))).toEqual([
      '2 conversation_part 1 2  mine ',
    ])
  })

  it('of case 09: a header and a row with a blank after each comma', async () => {
    const text = 'type, conversation_id, conversation_part_id\nconversation_part, 1911149900, 22\n'
    expect(await read(text)).toEqual(['2 conversation_part 1911149900 22 -'])
  })

  it('of a list that has none', async () => {
    expect(await read(`\n${HEADER}\n\n`)).toEqual([])
  })

  it('at most 1,000 at a time', async () => {
    const sizes: number[] = []
    const text = rows(...Array.from({ length: 2500 }, () => row(1)))
    for await (const items of readCsvItems(inChunks(text, 1024 * 1024))) sizes.push(items.length)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1000)
    expect(sizes.reduce((sum, size) => sum + size)).toBe(2500)
  })
})

describe('a row is held to the rules of a request', () => {
  it.each([
    [',1,2,,mine', 'parameter_not_found type mine'],
    [',1,,3,', 'parameter_not_found type -'],
    ['conversation_part,1,,3,', 'parameter_not_found conversation_part_id -'],
    [',,,,', 'parameter_not_found type; parameter_not_found conversation_id -'],
    ['note,1,2,,', 'type_mismatch type -'],
    ['conversation_part,1,2,,"a\nb"', 'parameter_invalid external_id -'],
    [
      'conversation_part,1,2,,"a, b",c',
      'parameter_invalid The line has more cells than the first line has columns -',
    ],
  ])('%j', async (line, problem) => {
    const items = await read(rows(line, row(9)))
    expect(items).toHaveLength(2)
    expect(items[0]).toBe(`2 ${problem}`)
    expect(items[1]).toContain(' conversation_part 1 9 -')
  })

  it('also without a column of types', async () => {
    expect(await read('conversation_id,source_id\n1,3')).toEqual(['2 parameter_not_found type -'])
  })
})

describe('a malformed row is its own problem and no other row’s', () => {
  it.each([
    ['text after a closing quote', 'conversation_part,"1"x,2,,', STRAY],
    ['a quoted word in a cell', 'conversation_part,1,2,,the "best" one', STRAY],
    ['a quote that is never closed', 'conversation_part,1,2,,"open', NOT_CLOSED],
    ['an inch', 'conversation_part,1,2,,5" screen', NOT_CLOSED],
  ])('%s', async (_, line, problem) => {
    for (const size of [3, 65_536]) {
      expect(await read(rows(row(2), line, row(4), row(5)), size)).toEqual([
        good(2),
        `3 ${problem}`,
        good(4),
        good(5),
      ])
    }
  })

  it('when two strays seem to be a pair around good rows', async () => {
    const inch = 'conversation_part,1,2,,5" screen'
    expect(await read(rows(inch, row(3), '', row(5), inch, row(7)))).toEqual([
      `2 ${STRAY}`,
      good(3),
      good(5),
      `6 ${STRAY}`,
      good(7),
    ])
  })

  it('when it is longer than 64 KiB, on one line or on several', async () => {
    const long = 'x'.repeat(65_537)
    const lines = 'x\n'.repeat(40_000)
    expect(await read(rows(long, row(3)))).toEqual([
      '2 parameter_invalid The line is longer than 64 KiB -',
      good(3),
    ])
    const items = await read(rows(row(2), `conversation_part,1,2,,"${lines}"`, row(40_004)))
    expect(items.slice(0, 2)).toEqual([good(2), `3 ${NOT_CLOSED}`])
    expect(items.at(-1)).toBe(good(40_004))
    expect(items).toHaveLength(40_003)
  })

  it('64 KiB and not a byte more, when it is on several lines', async () => {
    const start = 'conversation_part,1,2,,"'
    const long = 'x'.repeat(65_536 - start.length - 2)
    expect(await read(rows(`${start}${long}\n"`))).toEqual(['2 parameter_invalid external_id -'])
    expect(await read(rows(`${start}${long}x\n"`))).toEqual([`2 ${NOT_CLOSED}`, `3 ${STRAY}`])
  })

  it('when it is not UTF-8, also inside of a quoted cell', async () => {
    const bytes = Buffer.from(rows(row(2), 'conversation_part,1,2,,"\n?",', row(5)))
    bytes[bytes.indexOf('?')] = 0xff
    expect(await read(bytes)).toEqual([
      good(2),
      `3 ${NOT_CLOSED}`,
      '4 parameter_invalid The line is not UTF-8 -',
      good(5),
    ])
  })

  it('and nothing of it is quoted', async () => {
    const items = await gathered(readCsvItems(inChunks(rows('"a secret"x', 'a secret,"'))))
    expect(items).toHaveLength(2)
    expect(JSON.stringify(items)).not.toContain('secret')
  })
})

describe('a list is unreadable', () => {
  it.each([
    ['empty', ''],
    ['blank', '\n\n'],
    ['without a header', row(2)],
    ['without conversation_id', 'type,source_id\nsource,3'],
    ['with semicolons', HEADER.replaceAll(',', ';')],
    ['in UTF-16', Buffer.from(`\ufeff${rows(row(2))}`, 'utf16le')],
    ['with a broken header', `type,"conversation_id"x,source_id\n${row(2)}`],
    ['with a header of more than 64 KiB', `${HEADER},${'x'.repeat(65_536)}\n${row(2)}`],
  ])('when it is %s', async (_, input) => {
    const reading = read(input)
    await expect(reading).rejects.toThrow(UnreadableList)
    await expect(reading).rejects.toThrow('The first line must name the columns')
  })

  it('when a column comes twice', async () => {
    const reading = read(`${HEADER},source_id\n${row(2)}`)
    await expect(reading).rejects.toThrow('The first line names source_id twice')
  })
})

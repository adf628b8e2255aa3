import { Command } from 'commander'
import { expect, test } from 'vitest'
import type { Session } from './command.ts'
import { register } from './stats.ts'
import { type Column, renderTable } from './table.ts'

const row = (
  agency: string | null,
  direction: string,
  verdict: string,
  messages: number,
  sectorExempt = false,
) => ({
  day: null,
  agency,
  name: agency === null ? null : 'Sở Khoa học, Công nghệ',
  sectorExempt,
  direction,
  verdict,
  messages,
  bytes: messages * 1000,
  signed: 1,
  verified: messages - 1,
})

const rows = [
  row(null, 'inbound', 'flag', 2),
  row(null, 'outbound', 'block', 1),
  row('sokhcn', 'inbound', 'flag', 2),
  row('sokhcn', 'outbound', 'block', 1),
  row('thuetinh', 'outbound', 'allow', 4, true),
]

/** Runs `stats show` with the arguments; answers what went to stdout and to stderr. */
async function show(...args: string[]): Promise<{ out: string; notes: string[] }> {
  const notes: string[] = []
  let out = ''
  const session = {
    json: false,
    call: async () => ({ fromDay: '2026-01-01', toDay: '2026-12-31', rows }),
    print: <Row>(printed: readonly Row[], columns: readonly Column<Row>[]) => {
      out += renderTable(printed, columns)
    },
    write: async (text: string) => {
      out += text
    },
    note: (message: string) => {
      notes.push(message)
    },
  } as unknown as Session
  const stats = new Command('stats')
  register(stats, session)
  await stats.parseAsync(['show', ...args], { from: 'user' })
  return { out, notes }
}

test('the table has a line for each agency, sector-exempt ones marked', async () => {
  const { out, notes } = await show()
  const lines = out
    .trimEnd()
    .split('\n')
    .map(line => line.trim().split(/ {2,}/))
  expect(lines[1]).toEqual(['(province)', '2', '1', '0', '2', '0', '1', '0', '2', '1', '3000'])
  expect(lines[3]).toEqual([
    'thuetinh',
    'Sở Khoa học, Công nghệ *',
    '0',
    '4',
    '0',
    '0',
    '0',
    '0',
    '0',
    '1',
    '3',
    '4000',
  ])
  expect(notes).toEqual(['2026-01-01 to 2026-12-31', '* mail system of its own sector, counted apart'])
})

test('CSV keeps every dimension and quotes commas', async () => {
  const { out } = await show('--format', 'csv')
  const lines = out.split('\r\n')
  expect(lines[0]).toBe('day,agency,name,sector_exempt,direction,verdict,messages,bytes,signed,verified')
  expect(lines[3]).toBe(',sokhcn,"Sở Khoa học, Công nghệ",no,inbound,flag,2,2000,1,1')
  expect(lines).toHaveLength(rows.length + 2)
})

test('JSON is the bare rows', async () => {
  expect(JSON.parse((await show('--format', 'json')).out)).toEqual(rows)
})

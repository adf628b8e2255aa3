/** Queries that were made to break out: whatever is typed, nothing outside the scope is found, and nothing breaks. */
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseQuery } from '../../src/archive/query/parser.ts'
import { defaultLimits } from '../../src/base/limits.ts'
import { facets, type Scope, searchOrders, wholeProvince } from '../../src/ports/search.ts'
import { letter, provision } from '../conformance/letters.ts'
import { type Opened, openBoth } from './opened.ts'

const kinds = [{ abbreviation: 'CT', name: 'Chỉ thị' }]
let opened: Opened
let scope: Scope
let small: Scope
let own: readonly number[]

beforeAll(async () => {
  opened = await openBoth()
  const { agencyIds } = await provision(opened.store)
  const [mine, other] = agencyIds as [number, number]
  for (let number = 1; number <= 60; number++)
    await opened.store.write.commitMessage(
      letter({ number, to: [{ agencyId: number % 3 === 0 ? mine : other }] }),
    )
  await opened.search.caughtUp()
  // As many as an appointment can name.
  scope = { ...wholeProvince, agencies: [mine, ...Array.from({ length: 999 }, (_, i) => 1_000_000 + i)] }
  small = { ...wholeProvince, agencies: [mine] }
  own = Array.from({ length: 20 }, (_, i) => 3 * (i + 1))
})
afterAll(() => opened?.[Symbol.asyncDispose]())

async function ask(text: string, within = scope): Promise<'understood' | 'refused'> {
  const parsed = parseQuery(text, { limits: defaultLimits, kinds })
  if (!parsed.ok) return 'refused'
  for (const order of searchOrders) {
    const { ids, total } = await opened.search.find(parsed.value, within, { order, after: null, limit: 100 })
    expect(
      ids.filter(id => !own.includes(id)),
      text,
    ).toEqual([])
    expect(total, text).toBe(ids.length)
  }
  for (const by of facets)
    for (const { count } of await opened.search.facets(parsed.value, within, by))
      expect(count, text).toBeLessThanOrEqual(own.length)
  const { ids: entries } = await opened.search.entries(parsed.value, within, 0, 100)
  expect(
    entries.filter(id => !own.includes(id)),
    text,
  ).toEqual([])
  return 'understood'
}

const attempts = [
  '',
  'id:1..999999999999999',
  'NOT khongco',
  '-(-(-khongco))',
  '(id:1 OR NOT id:1) OR size:>=0B',
  'size:>0B OR (after:2000 before:2100) OR -agency:sokhcn',
  'from:a" OR "all:',
  'subject:"" OR 1=1 --"',
  '=all: OR =agency:1',
  '"=all:"',
  'subject:=all:',
  'NEAR(a b, 10)',
  'a NEAR b',
  'subject:NEAR',
  '{subject body} : a',
  '- a',
  'a*b*c*',
  '*',
  'a*',
  '"a* b*"*',
  '^thư',
  'message-id:"x\u0000" OR "=all:"',
  'from:x\u0000@y',
  'from:"a b@c"',
  `from:${'a'.repeat(1900)}@b`,
  `${'x'.repeat(1990)}*`,
  Array.from({ length: 100 }, (_, i) => `t${i}`).join(' OR '),
  Array.from({ length: 100 }, (_, i) => `${String.fromCharCode(97 + (i % 26))}*`).join(' OR '),
  Array.from({ length: 100 }, () => '-a*').join(' '),
  `${'(-'.repeat(20)}thư${')'.repeat(20)}`,
  `${'('.repeat(500)}a${')'.repeat(500)}`,
  'from:\ud800@x OR \udfff',
  'İSTANBUL OR ß OR ẞ OR ﬁ',
  'number:05/CT-TTg OR number:"5 / ct-ttg"',
  "agency:sokhcn' OR '1'='1",
  'direction:internal; DROP TABLE letters',
  '"thư") OR ("thư"',
]

test.each(attempts)('%j', async text => {
  await ask(text)
})

test('and at random', { timeout: 60_000 }, async () => {
  const piece = fc.oneof(
    fc.constantFrom(
      ...[
        '"',
        "'",
        '(',
        ')',
        '-',
        '*',
        ':',
        ' ',
        ' OR ',
        ' AND ',
        ' NOT ',
        'HOẶC',
        '“',
        '”',
        '\u0000',
        '=',
        '_',
        '|',
      ],
      ...[
        'subject:',
        'from:',
        'bcc:',
        'id:',
        'size:>0',
        'agency:sokhcn',
        'thư',
        'message-id:',
        '@',
        '{',
        '}',
        '^',
        'NEAR',
      ],
    ),
    fc.string({ unit: 'grapheme', maxLength: 3 }),
  )
  let understood = 0
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 14 }), async pieces => {
      if ((await ask(pieces.join(''), small)) === 'understood') understood++
    }),
    { numRuns: 600, seed: 5 },
  )
  expect(understood).toBeGreaterThan(100)
})

test.each(['x', '1:2:3', '-1', '1e9', '0x1', '9'.repeat(16), "1' OR 1", '1:1;2', 'NaN:1', '-:1', '1..2:3'])(
  'a page after %j is none, or shows nothing else',
  async after => {
    const all = parseQuery('', { limits: defaultLimits, kinds })
    if (!all.ok) throw new Error('not a query')
    for (const order of searchOrders) {
      const page = await opened.search
        .find(all.value, scope, { order, after, limit: 100 })
        .catch((error: { reason?: string }) => error.reason)
      if (typeof page === 'object') expect(page.ids.filter(id => !own.includes(id))).toEqual([])
      else expect(page).toBe('page')
    }
  },
)

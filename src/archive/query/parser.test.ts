import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaultLimits } from '../../base/limits.ts'
import { localInstant } from '../../base/local-time.ts'
import { syntax, syntaxHelp } from '../../base/texts-query-syntax.ts'
import type { Query } from '../../ports/search.ts'
import { fields } from './fields.ts'
import { formatQuery } from './format.ts'
import { parseQuery } from './parser.ts'
import { tellProblem } from './problem.ts'

const kinds = [
  { abbreviation: 'CT', name: 'Chỉ thị' },
  { abbreviation: 'QĐ', name: 'Quyết định' },
  { abbreviation: 'HD', name: 'Hướng dẫn' },
  { abbreviation: 'HĐ', name: 'Hợp đồng' },
  { abbreviation: '', name: 'Công văn' },
]
const options = { limits: defaultLimits, kinds }

function parsed(text: string): Query {
  const result = parseQuery(text, options)
  if (!result.ok) throw new Error(tellProblem(result.error, text))
  return result.value
}

function words(text: string, more: Partial<Extract<Query, { kind: 'words' }>> = {}): Query {
  return { kind: 'words', field: null, words: text.split(' '), exact: false, prefix: false, ...more }
}

const every: Query = { kind: 'and', of: [] }
const day = 86_400_000

describe('a query', () => {
  const cases: readonly (readonly [string, Query])[] = [
    ['', every],
    [' \t ', every],
    ['hop', words('hop')],
    ['HỌP', words('họp', { exact: true })],
    // NFD is the same word.
    ['họp'.normalize('NFD'), words('họp', { exact: true })],
    ['đông', words('đông', { exact: true })],
    ['dong', words('dong')],
    ['"Hợp Đồng"', words('hợp đồng', { exact: true })],
    ['“hợp đồng”', words('hợp đồng', { exact: true })],
    ['"hop dong"', words('hop dong')],
    // One marked word, and all are meant as they are spelled.
    ['"họp giao ban"', words('họp giao ban', { exact: true })],
    ['15/CT-UBND', words('15 ct ubnd')],
    ['15:30', words('15 30')],
    ['quyet*', words('quyet', { prefix: true })],
    ['"quyết đ*"', words('quyết đ', { exact: true, prefix: true })],
    ['co\u00adng', words('cong')],
    ['a b', { kind: 'and', of: [words('a'), words('b')] }],
    ['a AND b', { kind: 'and', of: [words('a'), words('b')] }],
    ['a - b', { kind: 'and', of: [words('a'), words('b')] }],
    ['a – b', { kind: 'and', of: [words('a'), words('b')] }],
    ['a -b', { kind: 'and', of: [words('a'), { kind: 'not', of: words('b') }] }],
    ['NOT a', { kind: 'not', of: words('a') }],
    ['NOT NOT a', words('a')],
    ['-(a b)', { kind: 'not', of: { kind: 'and', of: [words('a'), words('b')] } }],
    ['a OR b c', { kind: 'or', of: [words('a'), { kind: 'and', of: [words('b'), words('c')] }] }],
    ['a HOẶC b', { kind: 'or', of: [words('a'), words('b')] }],
    ['a or b', { kind: 'and', of: [words('a'), words('or'), words('b')] }],
    ['(a OR b) c', { kind: 'and', of: [{ kind: 'or', of: [words('a'), words('b')] }, words('c')] }],
    ['subject:họp', words('họp', { field: 'subject', exact: true })],
    ['SUBJECT:"giao ban"', words('giao ban', { field: 'subject' })],
    ['from:@Gmail.com', { kind: 'domain', side: 'from', domain: 'gmail.com' }],
    ['to:An@CaoBang.gov.vn', { kind: 'address', side: 'to', address: 'an@caobang.gov.vn' }],
    ['cc:<an@caobang.gov.vn>', { kind: 'address', side: 'cc', address: 'an@caobang.gov.vn' }],
    ['bcc:an', words('an', { field: 'bcc' })],
    ['from:"Nguyễn Văn An"', words('nguyễn văn an', { field: 'from', exact: true })],
    ['agency:SoKHCN', { kind: 'agency', code: 'sokhcn' }],
    ['direction:Inbound', { kind: 'direction', direction: 'inbound' }],
    ['verdict:refused', { kind: 'verdict', verdict: 'refused' }],
    ['rule:d1b-FREE', { kind: 'rule', rule: 'd1b-free' }],
    ['rule:free-mail-sender', { kind: 'rule', rule: 'free-mail-sender' }],
    ['signed:valid', { kind: 'signed', signed: 'valid' }],
    ['kind:ct', { kind: 'document-kind', abbreviation: 'CT' }],
    ['kind:"quyet dinh"', { kind: 'document-kind', abbreviation: 'QĐ' }],
    ['kind:qd', { kind: 'document-kind', abbreviation: 'QĐ' }],
    ['kind:HD', { kind: 'document-kind', abbreviation: 'HD' }],
    ['kind:HĐ', { kind: 'document-kind', abbreviation: 'HĐ' }],
    ['kind:"Công văn"', { kind: 'document-kind', abbreviation: '' }],
    ['kind:cv', { kind: 'document-kind', abbreviation: '' }],
    ['number:015/CT-UBND', { kind: 'document-number', number: '15', notation: 'ct-ubnd' }],
    ['number:"15 / QĐ - UBND"', { kind: 'document-number', number: '15', notation: 'qd-ubnd' }],
    ['number:0015', { kind: 'document-number', number: '15', notation: null }],
    ['number:CT-UBND', { kind: 'document-number', number: null, notation: 'ct-ubnd' }],
    ['after:2026-11-26', { kind: 'received', fromMs: localInstant('2026-11-26'), beforeMs: null }],
    ['before:26/11/2026', { kind: 'received', fromMs: null, beforeMs: localInstant('2026-11-26') }],
    ['after:2026-11', { kind: 'received', fromMs: localInstant('2026-11-01'), beforeMs: null }],
    ['after:11/2026', { kind: 'received', fromMs: localInstant('2026-11-01'), beforeMs: null }],
    ['before:2026', { kind: 'received', fromMs: null, beforeMs: localInstant('2026-01-01') }],
    [
      'date:12/2026',
      { kind: 'received', fromMs: localInstant('2026-12-01'), beforeMs: localInstant('2027-01-01') },
    ],
    [
      'date:29/2/2028',
      { kind: 'received', fromMs: localInstant('2028-02-29'), beforeMs: localInstant('2028-02-29') + day },
    ],
    [
      'after:2026-11-26T08:30',
      { kind: 'received', fromMs: localInstant('2026-11-26', 8) + 30 * 60_000, beforeMs: null },
    ],
    ['size:>5MB', { kind: 'size', leastBytes: 5 * 1024 ** 2 + 1, mostBytes: null }],
    ['size:>=10', { kind: 'size', leastBytes: 10, mostBytes: null }],
    ['size:<10KB', { kind: 'size', leastBytes: null, mostBytes: 10 * 1024 - 1 }],
    ['size:1MB..5MB', { kind: 'size', leastBytes: 1024 ** 2, mostBytes: 5 * 1024 ** 2 }],
    ['id:17', { kind: 'ids', first: 17, last: 17 }],
    ['id:10..20', { kind: 'ids', first: 10, last: 20 }],
    ['message-id:a@b.vn', { kind: 'message-id', messageId: '<a@b.vn>' }],
    [
      '-from:an -(b)',
      {
        kind: 'and',
        of: [
          { kind: 'not', of: words('an', { field: 'from' }) },
          { kind: 'not', of: words('b') },
        ],
      },
    ],
  ]
  test.each(cases)('%s', (text, query) => {
    expect(parsed(text)).toEqual(query)
  })
})

describe('a bad query', () => {
  const cases: readonly (readonly [text: string, at: number, vietnamese: RegExp])[] = [
    ['họp "giao ban', 4, /thiếu dấu ngoặc kép đóng/],
    ['(họp', 0, /thiếu dấu ngoặc đơn đóng/],
    ['họp (', 4, /thiếu dấu ngoặc đơn đóng/],
    ['họp)', 3, /thừa dấu ngoặc đơn đóng/],
    [')', 0, /thừa dấu ngoặc đơn đóng/],
    ['họp ()', 4, /trong ngoặc không có gì/],
    ['họp OR', 4, /sau OR phải có một điều kiện/],
    ['OR họp', 0, /trước OR phải có một điều kiện/],
    ['(họp AND)', 5, /sau AND phải có/],
    ['NOT', 0, /sau NOT phải có/],
    ['a HOẶC HOẶC b', 7, /trước OR phải có/],
    ['h*p', 1, /dấu \* chỉ đứng được ở cuối/],
    ['*', 0, /dấu \*/],
    ['"hợp đồng *"', 10, /dấu \*/],
    ['agency:so*', 7, /dấu \*/],
    ['subject:& họp', 8, /không có chữ hoặc số nào/],
    ['"..."', 0, /không có chữ hoặc số nào/],
    ['form:an', 0, /không có trường “form:”; có phải “from:”/],
    ['http://caobang.gov.vn', 0, /đặt trong ngoặc kép/],
    ['subject:', 0, /trường “subject:” cần một giá trị/],
    ['subject:(a b)', 0, /cần một giá trị/],
    ['họp after:31/4/2026', 10, /“31\/4\/2026” không dùng được cho “after:”; viết như after:2026-11-26/],
    ['before:2026-13', 7, /không dùng được/],
    ['before:hôm-qua', 7, /không dùng được/],
    ['size:5MB', 5, /viết như size:>5MB/],
    ['size:5MB..1MB', 5, /viết như/],
    ['id:x', 3, /viết như id:10\.\.20/],
    ['number:"/"', 7, /viết như number:15\/CT-UBND/],
    ['kind:xyz', 5, /Các giá trị: CT, QĐ, HD, HĐ, CV/],
    ['verdict:flagged', 8, /có phải “flag”/],
    ['rule:D1b-fre', 5, /có phải “D1b-free”/],
    ['x'.repeat(2001), 2000, /dài quá 2000 ký tự/],
    ['a '.repeat(101), 200, /hơn 100 điều kiện/],
    [`${'('.repeat(21)}a${')'.repeat(21)}`, 20, /quá 20 lớp/],
  ]
  test.each(cases)('%s', (text, at, vietnamese) => {
    const result = parseQuery(text, options)
    if (result.ok) throw new Error('it was understood')
    expect(result.error.at).toBe(at)
    expect(result.error.text.vi).toMatch(vietnamese)
    expect(result.error.text.en).not.toBe(result.error.text.vi)
  })

  test('is told by the character it is at, Vietnamese first', () => {
    const result = parseQuery('🙂 “họp', options)
    if (result.ok) throw new Error('it was understood')
    expect(tellProblem(result.error, '🙂 “họp')).toBe(
      'Ký tự thứ 3: thiếu dấu ngoặc kép đóng.\nCharacter 3: the closing quotation mark is missing.',
    )
  })

  test('never throws', () => {
    const piece = fc.constantFrom(
      '(',
      ')',
      '"',
      '-',
      '*',
      ' ',
      ':',
      'OR',
      'NOT',
      'from',
      'size',
      '>',
      '5',
      'họp',
      '“',
      '..',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece).map(pieces => pieces.join('')),
          fc.string({ unit: 'binary' }),
        ),
        text => {
          const result = parseQuery(text, options)
          if (!result.ok) expect(result.error.at).toBeLessThanOrEqual(text.length)
        },
      ),
      { numRuns: 3000 },
    )
  })
})

const word = fc.constantFrom(
  'hop',
  'họp',
  'hợp',
  'đồng',
  'dong',
  'quyet',
  '15',
  'ubnd',
  'and',
  'or',
  'not',
  'a',
)
const side = fc.constantFrom('from' as const, 'to' as const, 'cc' as const, 'bcc' as const)
const field = fc.constantFrom(null, 'subject', 'body', 'attachment', 'filename', 'from', 'bcc')
const ms = fc.integer({ min: localInstant('2020-01-01'), max: localInstant('2030-01-01') })
const bytes = fc.option(fc.nat({ max: 10 ** 9 }))
const term = fc.oneof(
  fc.record({ field, list: fc.array(word, { minLength: 1, maxLength: 4 }), prefix: fc.boolean() }).map(
    ({ field, list, prefix }) =>
      ({
        kind: 'words',
        field,
        words: list,
        exact: /[^\x00-\x7f]/.test(list.join()),
        prefix,
      }) as Query,
  ),
  fc.record({ kind: fc.constant('address' as const), side, address: fc.constantFrom('an@caobang.gov.vn') }),
  fc.record({
    kind: fc.constant('domain' as const),
    side,
    domain: fc.constantFrom('gmail.com', 'caobang.gov.vn'),
  }),
  fc.record({ kind: fc.constant('agency' as const), code: fc.constantFrom('sokhcn', 'so y te') }),
  fc.record({
    kind: fc.constant('verdict' as const),
    verdict: fc.constantFrom('flag' as const, 'refused' as const),
  }),
  fc.record({ kind: fc.constant('document-kind' as const), abbreviation: fc.constantFrom('CT', 'QĐ', '') }),
  fc.constantFrom<Query>(
    { kind: 'document-number', number: '15', notation: null },
    { kind: 'document-number', number: null, notation: 'ct-ubnd' },
    { kind: 'document-number', number: '15', notation: 'ct-ubnd' },
    { kind: 'message-id', messageId: '<a@b>' },
    { kind: 'rule', rule: 'd1b-free' },
    { kind: 'signed', signed: 'no' },
    { kind: 'direction', direction: 'internal' },
  ),
  ms.map(fromMs => ({ kind: 'received', fromMs, beforeMs: null }) as Query),
  ms.map(beforeMs => ({ kind: 'received', fromMs: null, beforeMs }) as Query),
  fc
    .tuple(bytes, bytes)
    .filter(([least, most]) => (least ?? most) !== null && (least === null || most === null || least <= most))
    .map(([leastBytes, mostBytes]) => ({ kind: 'size', leastBytes, mostBytes }) as Query),
  fc.nat().map(first => ({ kind: 'ids', first, last: first + 3 }) as Query),
)
const { query } = fc.letrec<{ query: Query }>(tie => ({
  query: fc.oneof(
    { maxDepth: 5 },
    term as fc.Arbitrary<Query>,
    fc.array(tie('query'), { minLength: 2, maxLength: 3 }).map(of => ({ kind: 'and', of }) as Query),
    fc.array(tie('query'), { minLength: 2, maxLength: 3 }).map(of => ({ kind: 'or', of }) as Query),
    tie('query').map(of => ({ kind: 'not', of }) as Query),
  ),
}))
const roomy = { kinds, limits: { ...defaultLimits, queryChars: 1e6, queryTerms: 1e5, queryDepth: 100 } }

describe('written as text', () => {
  test('a query is parsed to itself', () => {
    fc.assert(
      fc.property(query, given => {
        expect(parseQuery(formatQuery(given), roomy)).toEqual({ ok: true, value: given })
      }),
      { numRuns: 1000 },
    )
  })

  test('nothing asks for everything, wherever it stands', () => {
    expect(formatQuery(every)).toBe('')
    expect(formatQuery({ kind: 'and', of: [words('a'), every] })).toBe('"a"')
    const either: Query = { kind: 'or', of: [words('a'), every] }
    expect(parsed(formatQuery(either))).toEqual({
      kind: 'or',
      of: [words('a'), { kind: 'ids', first: 0, last: 10 ** 15 - 1 }],
    })
  })
})

describe('the help', () => {
  test.each(syntax.map(({ example }) => example))('has the example %s, which is understood', example => {
    expect(parsed(example)).toBeDefined()
  })

  test('tells every field', () => {
    for (const name of fields.keys()) expect(syntaxHelp()).toContain(`${name}:`)
  })

  test('has both languages, NFC', () => {
    for (const { meaning } of syntax) {
      expect(meaning.vi).toBe(meaning.vi.normalize('NFC'))
      expect(meaning.vi).not.toBe(meaning.en)
    }
  })
})

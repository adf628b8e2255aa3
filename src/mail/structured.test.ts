import { expect, test } from 'vitest'
import { encode } from '../../test/support/corpus/letters.ts'
import { threadMs } from '../../test/support/processor-time.ts'
import { parameterText, parseParameterized } from './structured.ts'

test('value and parameters', () => {
  expect(
    parseParameterized('text/plain (chu thich); Charset="UTF-8"; format=flowed (x); name="a;\\"b\\\\"'),
  ).toEqual({
    value: 'text/plain',
    params: [
      ['charset', 'UTF-8'],
      ['format', 'flowed'],
      ['name', 'a;"b\\'],
    ],
  })
})

test.each([
  ['', ''],
  [';;;', ''],
  ['text/plain;charset', 'text/plain'],
  ['text/plain; =x', 'text/plain'],
])('%j has no parameters', (text, value) => {
  expect(parseParameterized(text)).toEqual({ value, params: [] })
})

test('unquoted spaces and a missing end quote are borne', () => {
  expect(parseParameterized('attachment; filename=Cong van so 15.doc ; x="y').params).toEqual([
    ['filename', 'Cong van so 15.doc'],
    ['x', 'y'],
  ])
})

test('names such as __proto__ are names', () => {
  expect(parameterText(parseParameterized('a; __proto__=x').params, 'toString')).toBeUndefined()
  expect(parameterText(parseParameterized('a; __proto__=x').params, '__proto__')).toBe('x')
})

function fileName(parameters: string): string | undefined {
  return parameterText(parseParameterized(`attachment; ${parameters}`).params, 'filename')
}

test.each([
  ["filename*=UTF-8'vi'C%C3%B4ng%20v%C4%83n.pdf", 'Công văn.pdf'],
  ['filename*0*=UTF-8\'\'C%C3%B4ng; filename*1=" v%n"; filename*2*=%2Epdf', 'Công v%n.pdf'],
  ["filename*1*=%83n; filename*0*=utf-8''v%C4", 'văn'],
  ['filename*0=cong; filename*1=van.pdf', 'congvan.pdf'],
  ["filename=cu.pdf; filename*=utf-8''m%E1%BB%9Bi.pdf", 'mới.pdf'],
  ['filename="=?UTF-8?Q?m=E1=BB=9Bi.pdf?="', 'mới.pdf'],
  ['filename*=m%E1%BB%9Bi.pdf', 'mới.pdf'],
  ["filename*=UTF-8''100%25%zz", '100%%zz'],
  ['filename(ten)="moi.pdf"', 'moi.pdf'],
  ['(a; b="c" (d) \\) e) filename (ten)= (gia tri) (x)"moi.pdf"', 'moi.pdf'],
  ['filename=(1) moi.pdf', '(1) moi.pdf'],
  ['filename(="moi.pdf"', undefined],
])('%s', (parameters, name) => {
  expect(fileName(parameters)).toBe(name)
})

test.each(['utf-8', 'windows-1258', 'tcvn', 'viscii'] as const)('raw %s file name', charset => {
  expect(fileName(`filename="${encode('Quyết định.pdf', charset).toString('latin1')}"`)).toBe(
    'Quyết định.pdf',
  )
})

test('a field of comments that do not end takes no longer than another', () => {
  const quickest = (text: string) =>
    Math.min(
      ...[1, 2, 3].map(() => {
        const began = threadMs()
        parseParameterized(text)
        return threadMs() - began
      }),
    )
  for (const unended of ['(', '(a', 'a=(;']) {
    const of = (piece: string) => `text/plain; x${piece.repeat(Math.ceil(2 ** 20 / piece.length))}`
    expect(quickest(of(unended)), unended).toBeLessThan(10 * quickest(of(unended.replace('(', '['))) + 20)
  }
  // Those that do end are still seen after some that do not.
  expect(parseParameterized(`text/plain; ${'('.repeat(20)} (tên) name=a (x)`).params).toEqual([
    [`${'('.repeat(20)}  name`, 'a'],
  ])
})

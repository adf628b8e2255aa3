import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mailFragments } from '../../test/fuzz/mail-fragments.ts'
import { FieldPicker } from './field-picker.ts'
import { headerFields } from './header.ts'

/** By the fields that the rest of the program sees. */
function byFields(header: Buffer, names: readonly string[], wanted: boolean): string {
  const named = new Set(names.map(name => name.toLowerCase()))
  const picked = headerFields(header)
    .filter(({ name }) => name !== '' && named.has(name) === wanted)
    .map(({ start, end }) => header.toString('latin1', start, end))
  return `${picked.join('')}\r\n`
}

const picked = (header: Buffer, names: readonly string[], wanted: boolean) =>
  new FieldPicker(names, wanted).pick(header).toString('latin1')

describe('FieldPicker', () => {
  it.each([
    [
      'as they stand',
      'From: a\r\nSUBJECT:  b\r\n c\r\nTo: d\r\n\r\n',
      ['to', 'Subject'],
      'SUBJECT:  b\r\n c\r\nTo: d\r\n',
    ],
    ['each of a name', 'A: 1\r\nB: 2\r\nA: 3\r\n\r\n', ['A'], 'A: 1\r\nA: 3\r\n'],
    ['lines that end with LF alone', 'A: 1\n\tb\nB: 2\n\nA: body\n', ['a'], 'A: 1\n\tb\n'],
    ['white space before the colon', 'A \t: 1\r\nB: 2\r\n\r\n', ['A'], 'A \t: 1\r\n'],
    [
      'no name that begins or ends like another',
      'To: 1\r\nTopic: 2\r\nReply-To: 3\r\n\r\n',
      ['to'],
      'To: 1\r\n',
    ],
    ['a header without an end', 'A: 1\r\nB: 2', ['B'], 'B: 2'],
    ['octets that are no ASCII', 'A: \xe1\xba\xa3\xff\r\n\r\n', ['A'], 'A: \xe1\xba\xa3\xff\r\n'],
    ['a name of letters alone that case folds', '[A]: 1\r\n{a}: 2\r\n\r\n', ['[a]'], '[A]: 1\r\n'],
  ])('picks %s', (_, header, names, fields) => {
    expect(picked(Buffer.from(header, 'latin1'), names, true)).toBe(`${fields}\r\n`)
  })

  it('picks the others for HEADER.FIELDS.NOT, and no line that is no field', () => {
    const header = Buffer.from(' first\r\nA: 1\r\nno field\r\n goes on\r\n: no name\r\nB: 2\r\n\r\n')
    expect(picked(header, ['a'], false)).toBe('B: 2\r\n\r\n')
    expect(picked(header, ['x'], false)).toBe('A: 1\r\nB: 2\r\n\r\n')
    expect(picked(header, ['', 'no field', 'ả'], true)).toBe('\r\n')
  })

  it('goes through a long header in linear time', () => {
    const header = Buffer.from(`${'X-A: b\r\n'.repeat(200_000)}\r\n`)
    const began = performance.now()
    expect(picked(header, ['x-a'], true)).toHaveLength(header.length)
    expect(performance.now() - began).toBeLessThan(2000)
  })

  it('picks what the fields of the header are, whatever it is made of', () => {
    const names = [
      'From',
      'SUBJECT',
      'x',
      'X-Mailer',
      'a b',
      ...mailFragments.filter(each => /^[!-~]+$/.test(each)),
    ]
    const piece = fc.oneof(
      fc.constantFrom(...mailFragments, 'From: ', 'subject:', 'X-Mailer :', 'x', 'X'),
      fc.string({ unit: 'binary-ascii', maxLength: 3 }),
    )
    const header = fc.array(piece, { maxLength: 30 }).map(pieces => Buffer.from(pieces.join(''), 'latin1'))
    fc.assert(
      fc.property(header, fc.subarray(names), fc.boolean(), (octets, some, wanted) => {
        expect(picked(octets, some, wanted)).toBe(
          byFields(
            octets,
            some.filter(each => !/[: ]/.test(each)),
            wanted,
          ),
        )
      }),
      { numRuns: 3000 },
    )
  })
})

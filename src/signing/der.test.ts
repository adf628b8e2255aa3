import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  bitString,
  element,
  integer,
  namedBits,
  octetString,
  oid,
  oidText,
  readAll,
  sequence,
  setOf,
  tagged,
  time,
} from './der.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

describe('DER', () => {
  it.each([
    [integer(0), '020100'],
    [integer(127), '02017f'],
    [integer(128), '02020080'],
    [integer(0x1234n), '02021234'],
    [oid('1.2.840.113549.1.7.2'), '06092a864886f70d010702'],
    [oid('2.5.29.15'), '0603551d0f'],
    [oid('2.16.840.1.101.3.4.2.1'), '0609608648016503040201'],
    [namedBits(0, 1), '030206c0'],
    [namedBits(5, 6), '03020106'],
    [namedBits(7), '03020001'],
    [namedBits(8), '0303070080'],
    [bitString(Buffer.of(1)), '03020001'],
    [tagged(3, integer(1)), 'a303020101'],
    [setOf(Buffer.of(5, 0), Buffer.of(2, 1, 9)), '31050201090500'],
    [time(Date.UTC(2049, 11, 31, 23, 59, 59)), hex(element(0x17, Buffer.from('491231235959Z')))],
    [time(Date.UTC(2050, 0, 1)), hex(element(0x18, Buffer.from('20500101000000Z')))],
  ])('writes %#', (written, expected) => {
    expect(hex(written)).toBe(expected)
  })

  it('reads what it wrote, whatever its length', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 70_000, size: 'large' }), { maxLength: 4 }), parts => {
        const [outer, ...more] = readAll(sequence(...parts.map(octetString)))!
        expect(more).toEqual([])
        expect(readAll(outer!.content)!.map(({ content }) => hex(content))).toEqual(parts.map(hex))
      }),
      { numRuns: 50 },
    )
  })

  it('reads back the name of an object', () => {
    const arcs = fc.tuple(fc.constantFrom(0, 1, 2), fc.nat(39), fc.array(fc.nat(), { maxLength: 8 }))
    fc.assert(
      fc.property(arcs, ([top, second, rest]) => {
        const dotted = [top, second, ...rest].join('.')
        expect(oidText(readAll(oid(dotted))![0]!.content)).toBe(dotted)
      }),
    )
  })

  it('takes no part for a whole, and never throws', () => {
    const whole = sequence(integer(1), octetString(Buffer.alloc(300)))
    for (let end = 1; end < whole.length; end++) expect(readAll(whole.subarray(0, end))).toBeUndefined()
    expect(readAll(Buffer.from('30800000', 'hex'))).toBeUndefined()
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
        const read = readAll(Buffer.from(bytes))
        if (read !== undefined) expect(hex(Buffer.concat(read.map(one => one.whole)))).toBe(hex(bytes))
      }),
    )
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { UidRange } from '../../ports/mailboxes.ts'
import { formatRanges } from '../view/uid-ranges.ts'
import { Cursor, ParseError } from '../wire/cursor.ts'
import { selectParameters } from './parameters.ts'

function parse(text: string) {
  const cursor = new Cursor({ kind: 'command', line: Buffer.from(text), literals: [] })
  const parsed = selectParameters(cursor)
  cursor.end()
  return parsed
}

/** Ascending ranges, apart from each other. */
const ranges = fc
  .array(fc.tuple(fc.integer({ min: 2, max: 50 }), fc.nat(9)), { minLength: 1, maxLength: 6 })
  .map(steps => {
    let last = 0
    return steps.map(([gap, length]): UidRange => {
      const first = last + gap
      last = first + length
      return [first, last]
    })
  })
const setOf = (set: readonly UidRange[]) => set.map(([first, last]) => ({ first, last }))

describe('parameters of SELECT', () => {
  it('are none, CONDSTORE, or what a client knows', () => {
    expect(parse('')).toEqual({})
    expect(parse(' (condstore)')).toEqual({ condstore: true })
    const qresync = { uidValidity: 67890007, modseq: 20050715, knownUids: undefined, sample: undefined }
    expect(parse(' (CONDSTORE QRESYNC (67890007 20050715))')).toEqual({ condstore: true, qresync })
  })

  it('come back as they were written', () => {
    const numbers = fc.tuple(
      fc.integer({ min: 1, max: 0xffffffff }),
      fc.integer({ min: 1, max: 2 ** 53 - 1 }),
    )
    fc.assert(
      fc.property(numbers, fc.option(ranges), fc.option(ranges), ([uidValidity, modseq], known, sample) => {
        const words = [`${uidValidity} ${modseq}`]
        if (known !== null) words.push(formatRanges(known))
        if (sample !== null) words.push(`(${formatRanges(sample)} ${formatRanges(sample)})`)
        expect(parse(` (QRESYNC (${words.join(' ')}))`).qresync).toEqual({
          uidValidity,
          modseq,
          knownUids: known === null ? undefined : setOf(known),
          sample: sample === null ? undefined : { numbers: setOf(sample), uids: setOf(sample) },
        })
      }),
    )
  })

  it('of any other form are refused, and nothing else happens', () => {
    const piece = fc.constantFrom(
      ' ',
      '(',
      ')',
      '1',
      '0',
      '9'.repeat(25),
      ':',
      ',',
      '*',
      'QRESYNC',
      'CONDSTORE',
      '"',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), pieces => {
        try {
          parse(pieces.join(''))
        } catch (error) {
          expect(error).toBeInstanceOf(ParseError)
        }
      }),
    )
  })
})

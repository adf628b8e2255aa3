import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { flagBits } from '../../ports/mailboxes.ts'
import { allRights, rightBits } from '../../ports/shares.ts'
import { changeableFlags, formatRights, mayWrite, parseRights } from './rights.ts'

describe('rights on the wire', () => {
  it('are read as they are written, in any order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: allRights }), rights => {
        const { c, d } = { c: rightBits.k | rightBits.x, d: rightBits.t | rightBits.e }
        const letters = formatRights(rights)
        const plain = letters.replace(/[cd]/g, '')
        expect(parseRights([...plain].reverse().join(''))).toBe(rights)
        expect(letters.includes('c')).toBe((rights & c) !== 0)
        expect(letters.includes('d')).toBe((rights & d) !== 0)
      }),
    )
  })

  it.each([
    ['', 0],
    ['c', rightBits.k | rightBits.x],
    ['ld', rightBits.l | rightBits.t | rightBits.e],
    ['L', undefined],
    ['l1', undefined],
    ['lr ', undefined],
  ])('%j is %s', (text, rights) => expect(parseRights(text)).toBe(rights))

  it.each([
    ['s', flagBits.seen, false],
    ['lrs', flagBits.seen, false],
    ['t', flagBits.deleted, true],
    ['w', ~(flagBits.seen | flagBits.deleted) >>> 0, true],
    ['stw', 0xffff_ffff, true],
    ['i', 0, true],
    ['e', 0, true],
    ['lrkxap', 0, false],
  ] as const)('%s lets flags be changed, and anything be written', (text, flags, writes) => {
    expect(changeableFlags(parseRights(text)!)).toBe(flags)
    expect(mayWrite(parseRights(text))).toBe(writes)
  })
})

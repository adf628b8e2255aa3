import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { firstKeywordBit } from '../../ports/mailboxes.ts'
import type { LiveMessages } from '../backend.ts'
import type { View } from '../view/view.ts'
import { placesByFlags } from './flag-scan.ts'
import type { Key } from './keys.ts'
import { matcherOf } from './match.ts'
import type { Searched } from './scan.ts'

const keywords = Array.from({ length: 32 - firstKeywordBit }, (_, i) => `Việc${i}`)

function searchedOf(flags: readonly number[], isCurrent = true): Searched {
  const messages = {
    flags: Uint32Array.from(flags),
    keywords,
    count: flags.length,
  } as unknown as LiveMessages
  return { mailbox: { messages }, view: { isCurrent, exists: flags.length } } as unknown as Searched
}

function byMatcher(searched: Searched, key: Key): number[] {
  const { mailbox, view } = searched
  const matches = matcherOf(key, view as View, mailbox.messages, { nowMs: 0 })!
  return Array.from({ length: view.exists }, (_, i) => i).filter(i => matches({ place: i, row: i }) === true)
}

const flagKey = fc.record({
  kind: fc.constant('flag' as const),
  bit: fc.nat(firstKeywordBit - 1).map(bit => 1 << bit),
  on: fc.boolean(),
})
const keywordKey = fc.record({
  kind: fc.constant('keyword' as const),
  // Case counts for nothing; the last one has the highest bit, and one is not there.
  name: fc.constantFrom('việc0', 'Việc1', keywords.at(-1)!, 'Lạ'),
  on: fc.boolean(),
})
const key: fc.Arbitrary<Key> = fc.oneof(fc.constant<Key>({ kind: 'all' }), flagKey, keywordKey)

describe('a search by flags', () => {
  it('finds what the search at large finds, or leaves it to that', () => {
    let done = 0
    fc.assert(
      fc.property(
        fc.array(fc.nat(0xffff_ffff)),
        fc.array(key, { minLength: 1, maxLength: 3 }),
        (flags, keys) => {
          const asked: Key = keys.length === 1 ? keys[0]! : { kind: 'and', keys }
          const searched = searchedOf(flags)
          const places = placesByFlags(searched, asked)
          if (places === undefined) return
          done++
          expect([...places]).toEqual(byMatcher(searched, asked))
        },
      ),
    )
    expect(done).toBeGreaterThan(50)
  })

  it('leaves to that what asks for more, contradicts itself or names a keyword that is not there', () => {
    const seen: Key = { kind: 'flag', bit: 1, on: true }
    for (const asked of [
      { kind: 'recent', on: true },
      { kind: 'or', keys: [seen, seen] },
      { kind: 'and', keys: [seen, { kind: 'larger', bytes: 1 }] },
      { kind: 'and', keys: [seen, { ...seen, on: false }] },
      { kind: 'keyword', name: 'Lạ', on: true },
    ] satisfies Key[])
      expect(placesByFlags(searchedOf([1, 2, 3]), asked)).toBeUndefined()
    expect(placesByFlags(searchedOf([1, 2, 3]), seen)).toEqual(Uint32Array.of(0, 2))
  })

  it('leaves to that a view in which messages have left untold', () => {
    expect(placesByFlags(searchedOf([1, 2, 3], false), { kind: 'all' })).toBeUndefined()
  })
})

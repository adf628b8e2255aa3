/** Searches by flags alone, which clients repeat all day: one look at each of the flags, and nothing else. */
import { keywordBit } from '../wire/flags.ts'
import type { Key } from './keys.ts'
import type { Searched } from './scan.ts'

/** Flags of which these bits are to be so. */
interface FlagTest {
  readonly bits: number
  readonly set: number
}

/** The places that match, ascending; undefined where more is asked, or messages have left of which the client was not told. */
export function placesByFlags({ mailbox, view }: Searched, key: Key): Uint32Array | undefined {
  const { flags, keywords } = mailbox.messages
  if (!view.isCurrent) return undefined
  const test = testOf(key, keywords)
  if (test === undefined) return undefined
  const { bits, set } = test
  const { exists } = view
  let count = 0
  for (let place = 0; place < exists; place++) if ((flags[place]! & bits) === set) count++
  const places = new Uint32Array(count)
  for (let place = 0, at = 0; at < count; place++) if ((flags[place]! & bits) === set) places[at++] = place
  return places
}

function testOf(key: Key, keywords: readonly string[]): FlagTest | undefined {
  switch (key.kind) {
    case 'all':
      return { bits: 0, set: 0 }
    case 'flag':
      return { bits: key.bit, set: key.on ? key.bit : 0 }
    case 'keyword': {
      const bit = keywordBit(key.name, keywords)
      // A keyword that the mailbox does not know: no message has it.
      if (bit === 0 && key.on) return undefined
      return { bits: bit, set: key.on ? bit : 0 }
    }
    case 'and': {
      let bits = 0
      let set = 0
      for (const each of key.keys) {
        const test = testOf(each, keywords)
        // What contradicts itself is left to the search at large.
        if (test === undefined || ((set ^ test.set) & bits & test.bits) !== 0) return undefined
        bits |= test.bits
        set |= test.set
      }
      return { bits, set }
    }
    default:
      return undefined
  }
}

/** Rights of RFC 4314: bits inside the program, letters on the wire. */
import { flagBits } from '../../ports/mailboxes.ts'
import { allRights, rightBits } from '../../ports/shares.ts'
import { type Cursor, ParseError } from './cursor.ts'

type Right = keyof typeof rightBits

const letters = Object.keys(rightBits) as Right[]
const bitOf: ReadonlyMap<string, number> = new Map(Object.entries(rightBits))

/** RFC 4314 §2.1.1: the rights of RFC 2086 that were divided; each stands for several. */
const obsolete: ReadonlyMap<string, number> = new Map([
  ['c', rightBits.k | rightBits.x],
  ['d', rightBits.t | rightBits.e],
])

/** Whether all of `wanted` are among the rights. */
export function hasRights(rights: number, wanted: number): boolean {
  return (rights & wanted) === wanted
}

/** `rights = astring`, lower-case letters and digits; undefined when one is unknown, which must be told (RFC 4314 §3.1). */
export function parseRights(text: string): number | undefined {
  let rights = 0
  for (const letter of text) {
    const bits = bitOf.get(letter) ?? obsolete.get(letter)
    if (bits === undefined) return undefined
    rights |= bits
  }
  return rights
}

/** With `c` and `d` where one of theirs is there, for clients of RFC 2086 (RFC 4314 §2.1.1). */
export function formatRights(rights: number): string {
  const told = letters.filter(letter => rights & rightBits[letter])
  const old = [...obsolete].filter(([, bits]) => rights & bits).map(([letter]) => letter)
  return [...told, ...old].join('')
}

/**
 * `mod-rights = astring ;; "+" to add, "-" to remove, else to replace` (RFC 4314 §3.1).
 */
export function rightsChange(cursor: Cursor): { mode: 'replace' | 'add' | 'remove'; rights: number } {
  const text = cursor.astring()
  const mode = text.startsWith('+') ? 'add' : text.startsWith('-') ? 'remove' : 'replace'
  const rights = parseRights(mode === 'replace' ? text : text.slice(1))
  if (rights === undefined) throw new ParseError('Unknown right')
  return { mode, rights }
}

/** Rights of LISTRIGHTS that come and go each for itself, `c` and `d` beside what they stand for. */
export function separateRights(rights: number): readonly string[] {
  return [...letters, ...obsolete.keys()].filter(letter => {
    const bits = bitOf.get(letter) ?? obsolete.get(letter) ?? 0
    return (rights & bits) !== 0
  })
}

/** Bits of the flags that the rights let change: s \Seen, t \Deleted, w all others (RFC 4314 §5.1.1). */
export function changeableFlags(rights: number): number {
  const others = ~(flagBits.seen | flagBits.deleted)
  return (
    ((rights & rightBits.s ? flagBits.seen : 0) |
      (rights & rightBits.t ? flagBits.deleted : 0) |
      (rights & rightBits.w ? others : 0)) >>>
    0
  )
}

/** RFC 4314 §5.2: \Seen is each user's own, so that the right to it alone writes nothing that others see. */
const writing = rightBits.i | rightBits.e | rightBits.t | rightBits.w

export function mayWrite(rights: number = allRights): boolean {
  return (rights & writing) !== 0
}

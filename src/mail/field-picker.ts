/**
 * Picks fields out of a header for HEADER.FIELDS and HEADER.FIELDS.NOT (RFC 3501 §6.4.5): the list is prepared once for a
 * command, and each header is gone through once, without a string. Where a field begins and ends is `header.ts`'s rule;
 * what is no field, or has no name, is left out of either.
 */
import { asBuffer, COLON, CR, HTAB, LF, SPACE } from './bytes.ts'

/** From here on, names of every length share a list. */
const longestName = 64

const emptyLine = Buffer.from('\r\n')
const nothing = Buffer.alloc(0)

export class FieldPicker {
  /** Names in lower case, by their length. */
  readonly #names: (Buffer[] | undefined)[] = []
  readonly #wanted: boolean

  /** The fields of these names, or (not `wanted`) all the others. Names are ASCII: another one matches nothing. */
  constructor(names: Iterable<string>, wanted: boolean) {
    this.#wanted = wanted
    for (const name of names) {
      if (!/^[\x21-\x39\x3b-\x7e]+$/.test(name)) continue
      const octets = Buffer.from(name.toLowerCase(), 'latin1')
      const place = Math.min(octets.length, longestName)
      const same = this.#names[place]
      if (same === undefined) this.#names[place] = [octets]
      else same.push(octets)
    }
  }

  /** Whether it picks nothing but fields of these names, which are in lower case. */
  picksWithin(names: ReadonlySet<string>): boolean {
    const own = this.#names.flatMap(same => same ?? [])
    return this.#wanted && own.every(name => names.has(name.toString('latin1')))
  }

  /** The fields as they stand, one after the other, and an empty line. */
  pick(header: Uint8Array): Buffer {
    return this.#fields(header, emptyLine)
  }

  /** The fields alone: what is picked of them is what is picked of the header, also where its last line has no end. */
  fields(header: Uint8Array): Buffer {
    return this.#fields(header, nothing)
  }

  #fields(header: Uint8Array, end: Buffer): Buffer {
    const octets = asBuffer(header)
    const picked = Buffer.allocUnsafe(octets.length + end.length)
    let used = 0
    /** Of the octets up to here it is known whether they are picked. */
    let known = 0
    let isPicked = false
    let position = 0
    const settle = () => {
      if (isPicked) used += octets.copy(picked, used, known, position)
      known = position
    }
    while (position < octets.length) {
      const first = octets[position]!
      if (first === LF || (first === CR && octets[position + 1] === LF)) break
      // A line that goes on with the field before it, or with what was no field.
      if ((first !== SPACE && first !== HTAB) || position === 0) {
        const picks = this.#picks(octets, position)
        if (picks !== isPicked) {
          settle()
          isPicked = picks
        }
      }
      const newline = octets.indexOf(LF, position)
      position = newline < 0 ? octets.length : newline + 1
    }
    settle()
    used += end.copy(picked, used)
    return picked.subarray(0, used)
  }

  #picks(octets: Buffer, start: number): boolean {
    let end = start
    while (end < octets.length && octets[end]! > SPACE && octets[end] !== COLON) end++
    let colon = end
    while (octets[colon] === SPACE || octets[colon] === HTAB) colon++
    if (end === start || octets[colon] !== COLON) return false
    return this.#isNamed(octets, start, end) === this.#wanted
  }

  #isNamed(octets: Buffer, start: number, end: number): boolean {
    const length = end - start
    const names = this.#names[Math.min(length, longestName)]
    if (names === undefined) return false
    for (const name of names) if (name.length === length && isSame(octets, start, name)) return true
    return false
  }
}

/** Without regard to case, in ASCII. */
function isSame(octets: Buffer, start: number, lowerCase: Uint8Array): boolean {
  for (let i = 0; i < lowerCase.length; i++) {
    const octet = octets[start + i]!
    if ((octet >= 0x41 && octet <= 0x5a ? octet | 0x20 : octet) !== lowerCase[i]) return false
  }
  return true
}

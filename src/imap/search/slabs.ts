/**
 * Filters of many letters of one mailbox together (a slab), turned so that a bit of all of them lies in a row: a search
 * reads the rows of its grams alone, a few octets for each letter. What is put together is a copy: the filters stay.
 *
 *     slab   = *class, shortest filters first; each has the filters of one length, in the order of their UIDs
 *     class  = 2^log rows, of one bit a letter and padded to octets, the first letter's the lowest bit of the first
 *     record = of each class those rows that a gram can have whose hash begins with the record's number
 *     shape  = *(log, letters, *UID), numbers of 32 bits, little-endian
 *
 * A gram is looked up in one record, whatever classes there are.
 */
import { lowerBound } from '../../base/lower-bound.ts'
import { bitOf, logOf } from './grams.ts'

/** The most letters of a slab, and the most octets of their filters: it is written in one commit, for which letters wait. */
export const slabLetters = 1024
export const slabBytes = 768 * 1024
/** Of a record, at most about. */
const recordBytes = 512
/** Fewer of one length are told by longer filters, or where there are none by their own alone. */
const fewLetters = 16
const fewestLetters = 3
/** How much longer. */
const mostDoublings = 2

export interface LetterFilter {
  readonly uid: number
  readonly filter: Uint8Array
}

export interface PackedSlab {
  readonly shape: Uint8Array
  readonly records: readonly Uint8Array[]
}

interface SlabClass {
  readonly log: number
  readonly uids: Uint32Array
  readonly rowBytes: number
  /** Where its rows begin in each record, and two raised to how many bits they are. */
  readonly start: number
  readonly rowsLog: number
}

interface Layout {
  readonly classes: readonly SlabClass[]
  /** There are two records raised to this. */
  readonly log: number
  readonly recordBytes: number
}

/** Follows from the lengths and numbers of the filters. */
function layoutOf(of: readonly (readonly [log: number, uids: Uint32Array])[]): Layout {
  const rowBytes = of.map(([, uids]) => Math.ceil(uids.length / 8))
  const bytes = of.reduce((sum, [log], i) => sum + rowBytes[i]! * 2 ** log, 0)
  const log = Math.max(0, Math.ceil(Math.log2(bytes / recordBytes)))
  let start = 0
  const classes = of.map(([own, uids], i) => {
    const rowsLog = Math.max(0, own - log)
    const made = { log: own, uids, rowBytes: rowBytes[i]!, start, rowsLog }
    start += made.rowBytes << rowsLog
    return made
  })
  return { classes, log, recordBytes: start }
}

/** `letters` by ascending UID. Some of them can be left out. */
export function packSlab(letters: readonly LetterFilter[]): PackedSlab {
  const found = classesFor(letters)
  const layout = layoutOf(found.map(([log, ofClass]) => [log, Uint32Array.from(ofClass, ({ uid }) => uid)]))
  const words = layout.classes.flatMap(({ log, uids }) => [log, uids.length, ...uids])
  const shape = Buffer.alloc(4 * words.length)
  for (const [i, word] of words.entries()) shape.writeUInt32LE(word, 4 * i)
  const rows = layout.classes.map((of, i) =>
    turned(
      of,
      found[i]![1].map(({ filter }) => filter),
    ),
  )
  const records = Array.from({ length: found.length === 0 ? 0 : 2 ** layout.log }, (_, number) => {
    const record = new Uint8Array(layout.recordBytes)
    for (const [i, { log, rowBytes, start, rowsLog }] of layout.classes.entries()) {
      // One row of a short filter is that of several records.
      const first = log < layout.log ? number >>> (layout.log - log) : number << rowsLog
      record.set(rows[i]!.subarray(first * rowBytes, (first + 2 ** rowsLog) * rowBytes), start)
    }
    return record
  })
  return { shape, records }
}

type Classes = readonly (readonly [log: number, letters: readonly LetterFilter[]])[]

function classesFor(letters: readonly LetterFilter[]): Classes {
  const byLog = [...Map.groupBy(letters, ({ filter }) => logOf(filter))].toSorted(([a], [b]) => a - b)
  const classes: [number, LetterFilter[]][] = []
  let few: LetterFilter[] = []
  for (const [i, [log, ofLog]] of byLog.entries()) {
    const all = [...few, ...ofLog].toSorted((a, b) => a.uid - b.uid)
    const longer = byLog[i + 1]?.[0]
    const joins = all.length < fewLetters && longer !== undefined && longer - log <= mostDoublings
    few = joins ? all : []
    if (!joins && all.length >= fewestLetters) classes.push([log, all])
  }
  return classes
}

/** The rows of a class. */
function turned({ log, rowBytes }: SlabClass, filters: readonly Uint8Array[]): Uint8Array {
  const rows = new Uint8Array(rowBytes * 2 ** log)
  for (const [column, filter] of filters.entries()) {
    const octet = column >>> 3
    const mask = 1 << (column & 7)
    // A shorter filter has a bit for several rows.
    const repeated = log - logOf(filter)
    for (let at = 0; at < filter.length; at++)
      for (let bits = filter[at]!; bits !== 0; bits &= bits - 1) {
        const bit = (at << 3) | (31 - Math.clz32(bits & -bits))
        for (let row = bit << repeated; row < (bit + 1) << repeated; row++)
          rows[row * rowBytes + octet]! |= mask
      }
  }
  return rows
}

/** A slab as it is kept. */
export interface Slab {
  readonly shape: Uint8Array
  /** Its records by number; those are missing that cannot be read. */
  records(numbers: readonly number[]): Promise<ReadonlyMap<number, Uint8Array>>
}

/** What is asked of letters: those lack the text that do not have all of its grams. */
export interface Sought {
  readonly grams: Uint32Array
  /** By the number of the letter; set where the text is not in it. */
  readonly lacking: Uint8Array
}

/** Grams that are looked at together. */
const gramsAtATime = 8
/** Letters of a class that are looked into as fast as more grams are. */
const fewLeft = 4
/** More grams tell little where so many of these letters are left by the last ones: what has them all has the text. */
const leftPercent = 90

/**
 * Tells of the letters with these UIDs, which ascend, what a slab knows: sets `lacking` of each text, and `known` where a
 * letter is in the slab, unless there was a gram to look up and nothing of it could be read.
 */
export async function siftSlab(
  slab: Slab,
  uids: Uint32Array,
  sought: readonly Sought[],
  known: Uint8Array,
): Promise<void> {
  const layout = layoutOf(shapeOf(slab.shape))
  const asked = layout.classes
    .map(of => ({ of, letters: numbersOf(of.uids, uids) }))
    .filter(({ letters }) => letters.some(number => number >= 0))
  const sieves = asked.flatMap(({ of, letters }) =>
    sought.map(text => ({ of, letters, text, left: new Uint8Array(of.rowBytes).fill(255) })),
  )
  const isAsked = sought.some(({ grams }) => grams.length > 0)
  const told = new Set<SlabClass>()
  let open = sieves
  for (let first = 0; ; first += gramsAtATime) {
    open = open.filter(({ text }) => first < text.grams.length)
    if (open.length === 0) break
    const texts = new Set(open.map(({ text }) => text))
    const numbers = new Set<number>()
    for (const { grams } of texts)
      for (const hash of grams.subarray(first, first + gramsAtATime)) numbers.add(bitOf(hash, layout.log))
    const records = await slab.records([...numbers])
    open = open.filter(({ of, text: { grams }, left }) => {
      const before = onesOf(left)
      for (const hash of grams.subarray(first, first + gramsAtATime))
        if (intersect(left, layout, of, hash, records.get(bitOf(hash, layout.log)))) told.add(of)
      const ones = onesOf(left)
      return ones > fewLeft && ones < (before * leftPercent) / 100
    })
  }
  for (const { of, letters } of asked)
    if (told.has(of) || !isAsked) for (const number of letters) if (number >= 0) known[number] = 1
  for (const { letters, text, left } of sieves) {
    const { lacking } = text
    for (let column = 0; column < letters.length; column++) {
      const number = letters[column]!
      if (number >= 0 && (left[column >>> 3]! & (1 << (column & 7))) === 0) lacking[number] = 1
    }
  }
}

function onesOf(octets: Uint8Array): number {
  let count = 0
  for (let i = 0; i < octets.length; i++) for (let bits = octets[i]!; bits !== 0; bits &= bits - 1) count++
  return count
}

/** Answers whether the record could be read. */
function intersect(
  left: Uint8Array,
  layout: Layout,
  { log, rowBytes, start, rowsLog }: SlabClass,
  hash: number,
  record: Uint8Array | undefined,
): boolean {
  // What cannot be read tells nothing.
  if (record?.length !== layout.recordBytes) return false
  const row = start + rowBytes * (bitOf(hash, log) & (2 ** rowsLog - 1))
  for (let i = 0; i < rowBytes; i++) left[i]! &= record[row + i]!
  return true
}

function shapeOf(shape: Uint8Array): [log: number, uids: Uint32Array][] {
  // By itself: numbers are read where they are aligned.
  const words = new Uint32Array(new Uint8Array(shape).buffer)
  const classes: [number, Uint32Array][] = []
  for (let at = 0; at < words.length; at += 2 + words[at + 1]!)
    classes.push([words[at]!, words.subarray(at + 2, at + 2 + words[at + 1]!)])
  return classes
}

/** Where each of `wanted` stands in `uids`, or -1; both ascend. */
function numbersOf(wanted: Uint32Array, uids: Uint32Array): Int32Array {
  const numbers = new Int32Array(wanted.length)
  let at = lowerBound(uids, uids.length, wanted[0]!)
  for (let i = 0; i < wanted.length; i++) {
    while (at < uids.length && uids[at]! < wanted[i]!) at++
    numbers[i] = uids[at] === wanted[i] ? at : -1
  }
  return numbers
}

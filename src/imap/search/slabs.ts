/**
 * Filters of many letters of one mailbox together (a slab), turned so that a bit of all of them lies in a row: a search
 * reads the rows of its grams alone, a few octets for each letter. What is put together is a copy: the filters stay.
 *
 *     slab    = *class, shortest filters first; each has the filters of one length, in the order of their UIDs
 *     class   = 2^log rows, of one bit a letter and padded to octets, the first letter's the lowest bit of the first
 *     records = rows of a class that follow each other, a power of two of them, of about half a kilobyte together
 *     shape   = *(log, letters, *UID), numbers of 32 bits, little-endian
 *
 * Records are numbered through a slab.
 */
import { lowerBound } from '../../base/lower-bound.ts'
import { bitOf, logOf } from './grams.ts'

/** The most letters of a slab, and the most octets of their filters: it is written in one commit, for which letters wait. */
export const slabLetters = 1024
export const slabBytes = 768 * 1024
/** Of a record; one row may be less. */
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
  readonly firstRecord: number
  readonly rowBytes: number
  readonly rowsInRecord: number
}

function classOf(log: number, uids: Uint32Array, firstRecord: number): SlabClass {
  const rowBytes = Math.ceil(uids.length / 8)
  const fitting = Math.max(1, Math.floor(recordBytes / rowBytes))
  const rowsInRecord = Math.min(2 ** log, 2 ** Math.floor(Math.log2(fitting)))
  return { log, uids, firstRecord, rowBytes, rowsInRecord }
}

function recordsOf({ log, rowsInRecord }: SlabClass): number {
  return 2 ** log / rowsInRecord
}

/** `letters` by ascending UID. Some of them can be left out. */
export function packSlab(letters: readonly LetterFilter[]): PackedSlab {
  const records: Uint8Array[] = []
  const words: number[] = []
  for (const [log, ofClass] of classesFor(letters)) {
    const made = classOf(
      log,
      Uint32Array.from(ofClass, ({ uid }) => uid),
      records.length,
    )
    words.push(log, ofClass.length, ...made.uids)
    records.push(
      ...turned(
        made,
        ofClass.map(({ filter }) => filter),
      ),
    )
  }
  const shape = Buffer.alloc(4 * words.length)
  for (const [i, word] of words.entries()) shape.writeUInt32LE(word, 4 * i)
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

/** The records of a class. */
function turned(of: SlabClass, filters: readonly Uint8Array[]): Uint8Array[] {
  const { log, rowBytes, rowsInRecord } = of
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
  const length = rowBytes * rowsInRecord
  return Array.from({ length: recordsOf(of) }, (_, i) => rows.subarray(i * length, (i + 1) * length))
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
 * letter is in the slab.
 */
export async function siftSlab(
  slab: Slab,
  uids: Uint32Array,
  sought: readonly Sought[],
  known: Uint8Array,
): Promise<void> {
  const classes = classesOf(slab.shape)
  const letters = classes.map(({ uids: ofClass }) => numbersOf(ofClass, uids))
  const sieves = classes.flatMap((of, i) =>
    letters[i]!.some(number => number >= 0)
      ? sought.map(text => ({ of, letters: letters[i]!, text, left: new Uint8Array(of.rowBytes).fill(255) }))
      : [],
  )
  let open = sieves
  for (let first = 0; ; first += gramsAtATime) {
    open = open.filter(({ text }) => first < text.grams.length)
    if (open.length === 0) break
    const before = open.map(({ left }) => onesOf(left))
    const rows = open.map(({ of, text: { grams } }) =>
      Array.from(grams.subarray(first, first + gramsAtATime), hash => bitOf(hash, of.log)),
    )
    const numbers = open.flatMap(({ of }, i) => rows[i]!.map(row => recordOf(of, row)))
    const records = await slab.records([...new Set(numbers)])
    for (const [i, { of, left }] of open.entries())
      for (const row of rows[i]!) intersect(left, of, row, records.get(recordOf(of, row)))
    open = open.filter(({ left }, i) => {
      const ones = onesOf(left)
      return ones > fewLeft && ones < (before[i]! * leftPercent) / 100
    })
  }
  for (const numbers of letters) for (const number of numbers) if (number >= 0) known[number] = 1
  for (const { letters, text, left } of sieves)
    for (let column = 0; column < letters.length; column++)
      if (letters[column]! >= 0 && (left[column >>> 3]! & (1 << (column & 7))) === 0)
        text.lacking[letters[column]!] = 1
}

function onesOf(octets: Uint8Array): number {
  let count = 0
  for (let i = 0; i < octets.length; i++) for (let bits = octets[i]!; bits !== 0; bits &= bits - 1) count++
  return count
}

function recordOf({ firstRecord, rowsInRecord }: SlabClass, row: number): number {
  return firstRecord + Math.floor(row / rowsInRecord)
}

function intersect(
  left: Uint8Array,
  { rowBytes, rowsInRecord }: SlabClass,
  row: number,
  record: Uint8Array | undefined,
): void {
  // What cannot be read tells nothing.
  if (record?.length !== rowBytes * rowsInRecord) return
  const start = rowBytes * (row % rowsInRecord)
  for (let i = 0; i < rowBytes; i++) left[i]! &= record[start + i]!
}

function classesOf(shape: Uint8Array): readonly SlabClass[] {
  // By itself: numbers are read where they are aligned.
  const words = new Uint32Array(Uint8Array.from(shape).buffer)
  const classes: SlabClass[] = []
  let records = 0
  for (let at = 0; at < words.length; at += 2 + words[at + 1]!) {
    const read = classOf(words[at]!, words.subarray(at + 2, at + 2 + words[at + 1]!), records)
    records += recordsOf(read)
    classes.push(read)
  }
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

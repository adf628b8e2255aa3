import type { Cursor } from './cursor.ts'

/** Both ends included; Infinity is `*`, the largest number in use. `first` may be larger than `last`. */
export interface NumberRange {
  readonly first: number
  readonly last: number
}

export type SequenceSet = readonly NumberRange[]

/**
 * RFC 3501 §9:
 *
 *     sequence-set = (seq-number / seq-range) *("," sequence-set)
 *     seq-number   = nz-number / "*"
 *     seq-range    = seq-number ":" seq-number
 */
export function sequenceSet(cursor: Cursor): SequenceSet {
  const ranges: NumberRange[] = []
  do {
    const first = sequenceNumber(cursor)
    ranges.push({ first, last: cursor.takes(':') ? sequenceNumber(cursor) : first })
  } while (cursor.takes(','))
  return ranges
}

function sequenceNumber(cursor: Cursor): number {
  if (cursor.takes('*')) return Number.POSITIVE_INFINITY
  return cursor.positive()
}

/** Ascending numbers as text: `1:3,7,9:12`. */
export function formatSet(numbers: ArrayLike<number>): string {
  const parts: string[] = []
  for (let i = 0; i < numbers.length; ) {
    const first = numbers[i]!
    let last = first
    for (i++; i < numbers.length && numbers[i] === last + 1; i++) last++
    parts.push(first === last ? `${first}` : `${first}:${last}`)
  }
  return parts.join(',')
}

/**
 * Two parallel lists of UIDs as two sets whose orders agree pairwise (RFC 4315 §3): a run ends where either list
 * leaves the ascending sequence.
 */
export function formatPairs(sources: Uint32Array, targets: Uint32Array): { source: string; target: string } {
  const source: string[] = []
  const target: string[] = []
  for (let i = 0; i < sources.length; ) {
    const start = i++
    while (i < sources.length && sources[i] === sources[i - 1]! + 1 && targets[i] === targets[i - 1]! + 1) i++
    source.push(run(sources[start]!, sources[i - 1]!))
    target.push(run(targets[start]!, targets[i - 1]!))
  }
  return { source: source.join(','), target: target.join(',') }
}

function run(first: number, last: number): string {
  return first === last ? `${first}` : `${first}:${last}`
}

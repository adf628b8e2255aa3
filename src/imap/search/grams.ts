/**
 * Which texts are not in a letter, told by its pieces of three and of five code units in a row: a signature file, as the
 * literature calls it. Each piece sets the bit of its hash, and a text is in the letter only if the bits of all of its own
 * are set. A bit may be another piece's, and pieces may stand elsewhere: what a filter lets pass, the letter decides.
 *
 * The threes serve short texts; Vietnamese, whose syllables are few, is told apart by the fives, which reach over a space.
 * A filter has one and a half to three times as many bits as the letter has pieces, a power of two: half a kilobyte for a
 * letter of three.
 */

/** Two raised to this many bits; beyond the most, texts pass more and more. */
const leastLog = 9
const mostLog = 17
const scratch = new Uint32Array(2 ** (mostLog - 5))

/** Of texts of a letter, each by itself. */
export function filterOf(texts: Iterable<string>): Uint8Array {
  scratch.fill(0)
  let count = 0
  const set = (hash: number) => {
    const bit = bitOf(hash, mostLog)
    const mask = 1 << (bit & 31)
    if ((scratch[bit >>> 5]! & mask) !== 0) return
    scratch[bit >>> 5]! |= mask
    count++
  }
  for (const text of texts) eachGram(text, set)
  let log = leastLog
  while (log < mostLog && 2 ** log < 1.5 * count) log++
  return folded(log)
}

/**
 * The hashes of a text's pieces, those first that stand in the fewest letters: fives, spread over the text; of one that is
 * too short to have any, none.
 */
export function gramsOf(text: string): Uint32Array {
  const grams: Record<3 | 5, Set<number>> = { 3: new Set(), 5: new Set() }
  eachGram(text, (hash, length) => grams[length].add(hash >>> 0))
  return Uint32Array.from(new Set([...spread(grams[5]), ...spread(grams[3])]))
}

/** Neighbours, which share most of their letters, apart. */
function spread(hashes: Iterable<number>): number[] {
  const all = [...hashes]
  const step = 5
  return Array.from({ length: step }, (_, start) => all.filter((_, i) => i % step === start)).flat()
}

/** False: no text of the letter holds a text with these pieces. */
export function mayHold(filter: Uint8Array, grams: Uint32Array): boolean {
  const log = logOf(filter)
  for (let i = 0; i < grams.length; i++) {
    const bit = bitOf(grams[i]!, log)
    if ((filter[bit >>> 3]! & (1 << (bit & 7))) === 0) return false
  }
  return true
}

function eachGram(text: string, take: (hash: number, length: 3 | 5) => void): void {
  let first = text.charCodeAt(0)
  let second = text.charCodeAt(1)
  // Of the threes that ended one and two places before.
  let before = 0
  let earlier = 0
  for (let i = 2; i < text.length; i++) {
    const third = text.charCodeAt(i)
    const hash = mixed(Math.imul(mixed(Math.imul(first, 0x9e3779b1) ^ second), 0x85ebca6b) ^ third)
    take(hash, 3)
    if (i >= 4) take(mixed(Math.imul(earlier, 0x27d4eb2f) ^ hash), 5)
    earlier = before
    before = hash
    first = second
    second = third
  }
}

function mixed(hash: number): number {
  const half = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35)
  return half ^ (half >>> 13)
}

/** A filter has two raised to this many bits. */
export function logOf(filter: Uint8Array): number {
  return Math.round(Math.log2(8 * filter.length))
}

/**
 * Which bit of a filter is a gram's. The highest bits of a hash choose: a smaller filter is a larger one with its bits taken
 * together.
 */
export function bitOf(hash: number, log: number): number {
  // A shift by 32 is none.
  return log === 0 ? 0 : hash >>> (32 - log)
}

/** The bits of `scratch` in so many. */
function folded(log: number): Uint8Array {
  const filter = new Uint8Array(2 ** (log - 3))
  for (let word = 0; word < scratch.length; word++)
    for (let bits = scratch[word]!; bits !== 0; bits &= bits - 1) {
      const bit = ((word << 5) | (31 - Math.clz32(bits & -bits))) >>> (mostLog - log)
      filter[bit >>> 3]! |= 1 << (bit & 7)
    }
  return filter
}

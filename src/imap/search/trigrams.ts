/**
 * Which texts are not in a letter, told by its trigrams alone: a signature file, as the literature calls it. Each three code
 * units in a row set the bit of their hash, and a text is in the letter only if the bits of all of its own are set. A bit
 * may be another trigram's, and trigrams may stand elsewhere: what a filter lets pass, the letter decides.
 *
 * A filter has twice to four times as many bits as the letter has trigrams, a power of two: about half a kilobyte for a
 * letter of three.
 */

/** Two raised to this many bits; beyond the most, nearly every text passes. */
const leastLog = 9
const mostLog = 17
const scratch = new Uint32Array(2 ** (mostLog - 5))

/** Of texts of a letter, each by itself. */
export function filterOf(texts: Iterable<string>): Uint8Array {
  scratch.fill(0)
  let count = 0
  for (const text of texts) {
    let first = text.charCodeAt(0)
    let second = text.charCodeAt(1)
    for (let i = 2; i < text.length; i++) {
      const third = text.charCodeAt(i)
      const hash = hashOf(first, second, third)
      const word = hash >>> 5
      const bit = 1 << (hash & 31)
      if ((scratch[word]! & bit) === 0) {
        scratch[word]! |= bit
        count++
      }
      first = second
      second = third
    }
  }
  let log = leastLog
  while (log < mostLog && 2 ** log < 2 * count) log++
  return folded(log)
}

/** The hashes of a text's trigrams; undefined for one so short that it has none. */
export function trigramsOf(text: string): Uint32Array | undefined {
  if (text.length < 3) return undefined
  const hashes = new Set<number>()
  for (let i = 2; i < text.length; i++)
    hashes.add(hashOf(text.charCodeAt(i - 2), text.charCodeAt(i - 1), text.charCodeAt(i)))
  return Uint32Array.from(hashes)
}

/** False: no text of the letter holds a text with these trigrams. */
export function mayHold(filter: Uint8Array, trigrams: Uint32Array): boolean {
  const shift = mostLog - Math.round(Math.log2(8 * filter.length))
  for (let i = 0; i < trigrams.length; i++) {
    const bit = trigrams[i]! >>> shift
    if ((filter[bit >>> 3]! & (1 << (bit & 7))) === 0) return false
  }
  return true
}

/** Of `mostLog` bits, the highest of which choose the bit of a smaller filter. */
function hashOf(first: number, second: number, third: number): number {
  let hash = Math.imul(first, 0x9e3779b1) ^ second
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) ^ third
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> (32 - mostLog)
}

/** The bits of `scratch` in so many: each stands for a run of them. */
function folded(log: number): Uint8Array {
  const filter = new Uint8Array(2 ** (log - 3))
  const shift = mostLog - log
  for (let word = 0; word < scratch.length; word++) {
    let bits = scratch[word]!
    while (bits !== 0) {
      const bit = ((word << 5) | (31 - Math.clz32(bits & -bits))) >>> shift
      filter[bit >>> 3]! |= 1 << (bit & 7)
      bits &= bits - 1
    }
  }
  return filter
}

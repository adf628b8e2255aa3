/**
 * The Merkle tree of a transparency log. RFC 6962 §2.1, RFC 9162 §2.1.3.2.
 *
 * Pure: hashes live with the caller. `append` answers which node hashes a new leaf completes, so that one row a
 * leaf holds them: node (level, n) is completed by leaf `(n + 1) * 2^level - 1` and stands there at place `level`
 * (the idea is "stored hashes" of golang.org/x/mod/sumdb/tlog). Appending and proving cost O(log n).
 * Indexes may exceed 2^31, so arithmetic is by division, not by bit operators.
 */
import { hash } from 'node:crypto'

export const hashBytes = 32

/** The right edge of a tree: the roots of its complete subtrees, largest first. */
export interface Edge {
  readonly size: number
  readonly peaks: readonly Uint8Array[]
}

export const emptyEdge: Edge = { size: 0, peaks: [] }

/** Reads the hash of node `n` at `level` (0 is the leaves). */
export type ReadNode = (level: number, n: number) => Uint8Array

export function leafHash(data: Uint8Array): Uint8Array {
  const input = Buffer.allocUnsafe(1 + data.length)
  input[0] = 0x00
  input.set(data, 1)
  return hash('sha256', input, 'buffer')
}

export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  const input = Buffer.allocUnsafe(1 + 2 * hashBytes)
  input[0] = 0x01
  input.set(left, 1)
  input.set(right, 1 + hashBytes)
  return hash('sha256', input, 'buffer')
}

/** Adds a leaf; `completed[level]` is the node that the leaf completed at that level, the leaf itself first. */
export function append(edge: Edge, leaf: Uint8Array): { edge: Edge; completed: readonly Uint8Array[] } {
  const peaks = edge.peaks.slice()
  const completed = [leaf]
  let node = leaf
  for (let rest = edge.size; rest % 2 === 1; rest = (rest - 1) / 2) {
    node = nodeHash(peaks.pop()!, node)
    completed.push(node)
  }
  peaks.push(node)
  return { edge: { size: edge.size + 1, peaks }, completed }
}

/** The leaf whose stored hashes hold node `n` of `level`. */
export function storedAt(level: number, n: number): number {
  return (n + 1) * 2 ** level - 1
}

/** The edge of the first `size` leaves, from stored hashes. */
export function edgeAt(size: number, read: ReadNode): Edge {
  const peaks: Uint8Array[] = []
  let start = 0
  while (start < size) {
    const level = Math.floor(Math.log2(size - start))
    peaks.push(read(level, start / 2 ** level))
    start += 2 ** level
  }
  return { size, peaks }
}

/** The tree hash of an edge; the empty tree's is the hash of nothing. */
export function root(edge: Edge): Uint8Array {
  if (edge.peaks.length === 0) return hash('sha256', '', 'buffer')
  return edge.peaks.reduceRight((right, left) => nodeHash(left, right))
}

/** Largest power of two below `n`, for n > 1: where a range splits. */
function split(n: number): number {
  return 2 ** (Math.ceil(Math.log2(n)) - 1)
}

/** Hash of the leaves `[start, end)`, whose start is a multiple of the enclosing power of two. */
function rangeHash(start: number, end: number, read: ReadNode): Uint8Array {
  const width = end - start
  const level = Math.round(Math.log2(width))
  if (2 ** level === width) return read(level, start / width)
  const middle = start + split(width)
  return nodeHash(rangeHash(start, middle, read), rangeHash(middle, end, read))
}

/** The audit path of leaf `index` in the tree of the first `size` leaves, leaf side first. RFC 6962 §2.1.1. */
export function inclusionPath(index: number, size: number, read: ReadNode): readonly Uint8Array[] {
  if (index < 0 || index >= size) throw new RangeError(`leaf ${index} is not in a tree of ${size}`)
  const path: Uint8Array[] = []
  let start = 0
  let end = size
  while (end - start > 1) {
    const middle = start + split(end - start)
    if (index < middle) {
      path.push(rangeHash(middle, end, read))
      end = middle
    } else {
      path.push(rangeHash(start, middle, read))
      start = middle
    }
  }
  return path.reverse()
}

/** RFC 9162 §2.1.3.2. */
export function verifyInclusion(proof: {
  readonly leafHash: Uint8Array
  readonly leafIndex: number
  readonly treeSize: number
  readonly path: readonly Uint8Array[]
  readonly root: Uint8Array
}): boolean {
  if (proof.leafIndex < 0 || proof.leafIndex >= proof.treeSize) return false
  let position = proof.leafIndex
  let last = proof.treeSize - 1
  let node = proof.leafHash
  for (const sibling of proof.path) {
    if (last === 0) return false
    if (position % 2 === 1 || position === last) {
      node = nodeHash(sibling, node)
      while (position % 2 === 0 && position !== 0) {
        position = position / 2
        last = Math.floor(last / 2)
      }
    } else {
      node = nodeHash(node, sibling)
    }
    position = Math.floor(position / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 && Buffer.compare(node, proof.root) === 0
}

/**
 * The proof that the tree of `size` leaves begins with the one of `oldSize`, which must not be empty. RFC 6962 §2.1.2.
 */
export function consistencyPath(oldSize: number, size: number, read: ReadNode): readonly Uint8Array[] {
  if (oldSize < 1 || oldSize > size) throw new RangeError(`no tree of ${oldSize} within one of ${size}`)
  const path: Uint8Array[] = []
  let start = 0
  let end = size
  // The old tree's own root is what the verifier has already.
  let known = true
  while (end !== oldSize) {
    const middle = start + split(end - start)
    if (oldSize <= middle) {
      path.push(rangeHash(middle, end, read))
      end = middle
    } else {
      path.push(rangeHash(start, middle, read))
      start = middle
      known = false
    }
  }
  if (!known) path.push(rangeHash(start, end, read))
  return path.reverse()
}

/** RFC 9162 §2.1.4.2; equal sizes are consistent when their roots are equal and nothing is added. */
export function verifyConsistency(proof: {
  readonly oldSize: number
  readonly size: number
  readonly oldRoot: Uint8Array
  readonly root: Uint8Array
  readonly path: readonly Uint8Array[]
}): boolean {
  const { oldSize, size, oldRoot, root } = proof
  if (oldSize < 1 || oldSize > size) return false
  if (oldSize === size) return proof.path.length === 0 && Buffer.compare(oldRoot, root) === 0
  if (proof.path.length === 0) return false
  let position = oldSize - 1
  let last = size - 1
  while (position % 2 === 1) {
    position = (position - 1) / 2
    last = Math.floor(last / 2)
  }
  const [first, ...siblings] = position === 0 ? [oldRoot, ...proof.path] : proof.path
  let oldNode = first!
  let node = first!
  for (const sibling of siblings) {
    if (last === 0) return false
    if (position % 2 === 1 || position === last) {
      oldNode = nodeHash(sibling, oldNode)
      node = nodeHash(sibling, node)
      while (position % 2 === 0 && position !== 0) {
        position = position / 2
        last = Math.floor(last / 2)
      }
    } else {
      node = nodeHash(node, sibling)
    }
    position = Math.floor(position / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 && Buffer.compare(oldNode, oldRoot) === 0 && Buffer.compare(node, root) === 0
}

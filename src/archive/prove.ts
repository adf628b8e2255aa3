/**
 * Inclusion proofs an outsider can check with RFC 6962 §2.1.1 and nothing of ours: the leaf's data, its place, the
 * audit path and the root of the tree it was made for.
 */
import { leafHash, verifyInclusion } from '../base/merkle.ts'
import type { Entry, InclusionProof } from '../ports/archive.ts'
import { hex } from './search.ts'

export interface Proof {
  readonly entryId: number
  readonly leafIndex: number
  readonly treeSize: number
  readonly root: string
  readonly leafHash: string
  /** Siblings, leaf side first. */
  readonly path: readonly string[]
  /** What the leaf commits to: salt and statement, base64. */
  readonly leaf: string
  /** The statement of the leaf as text, after the salt. */
  readonly statement: string
  /** True when the path leads to the root, the hash is the leaf's, and the statement names the entry's bytes. */
  readonly verified: boolean
}

export function proofOf(entry: Entry, proof: InclusionProof): Proof {
  const { leafBytes } = proof
  const salt = entry.leaf.salt
  const salted = Buffer.compare(leafBytes.subarray(0, salt.length), salt) === 0
  const statement = Buffer.from(leafBytes.subarray(salt.length)).toString('utf8')
  return {
    entryId: entry.id,
    leafIndex: proof.leafIndex,
    treeSize: proof.treeSize,
    root: hex(proof.root),
    leafHash: hex(proof.leafHash),
    path: proof.path.map(hex),
    leaf: Buffer.from(leafBytes).toString('base64'),
    statement,
    verified:
      salted &&
      proof.leafIndex === entry.leaf.index &&
      Buffer.compare(leafHash(leafBytes), proof.leafHash) === 0 &&
      statesBytesOf(entry, statement) &&
      verifyInclusion(proof),
  }
}

function statesBytesOf(entry: Entry, statement: string): boolean {
  try {
    const stated: unknown = JSON.parse(statement)
    return (
      typeof stated === 'object' &&
      stated !== null &&
      'sha256' in stated &&
      stated.sha256 === hex(entry.sha256)
    )
  } catch {
    return false
  }
}

/** Proofs of one leaf that need nothing else of the log: `.tlog-proof` files. C2SP tlog-proof. */
import { hashBytes, leafHash, verifyInclusion } from '../base/merkle.ts'
import { fail, ok, type Result } from '../base/result.ts'
import { type Checkpoint, parseCheckpoint, parseTreeSize } from './checkpoint.ts'
import { decodeBase64 } from './note.ts'

export interface LogProof {
  /** What the leaf's hash was made of; C2SP has it as what nobody vouches for, so it is hashed before it is believed. */
  readonly extra: Uint8Array
  readonly index: number
  /** From the leaf's sibling up. */
  readonly path: readonly Uint8Array[]
  /** As it was published, with all signatures. */
  readonly checkpoint: string
}

const firstLine = 'c2sp.org/tlog-proof@v1'
const maxPath = 63

export function formatProof({ extra, index, path, checkpoint }: LogProof): string {
  const base64 = (octets: Uint8Array) => Buffer.from(octets).toString('base64')
  return [
    firstLine,
    ...(extra.length === 0 ? [] : [`extra ${base64(extra)}`]),
    `index ${index}`,
    ...path.map(base64),
    '',
    checkpoint,
  ].join('\n')
}

export function parseProof(text: string): Result<LogProof & { readonly head: Checkpoint }, string> {
  const blank = text.indexOf('\n\n')
  const [first, ...lines] = text.slice(0, Math.max(0, blank)).split('\n')
  if (first !== firstLine) return fail(`does not begin with ${firstLine}`)
  const extraLine = lines[0]?.startsWith('extra ') ? lines.shift() : undefined
  const extra = decodeBase64(extraLine?.slice('extra '.length) ?? '')
  const index = parseTreeSize(/^index (.*)$/.exec(lines.shift() ?? '')?.[1] ?? '')
  if (extra === undefined || index === undefined) return fail('no index')
  const path = lines.map(decodeBase64)
  if (path.length > maxPath || !path.every(hash => hash?.length === hashBytes))
    return fail('no path of hashes')
  const checkpoint = text.slice(blank + 2)
  const head = parseCheckpoint(checkpoint)
  if (!head.ok) return fail(`its checkpoint: ${head.error}`)
  return ok({ extra, index, path: path as Buffer[], checkpoint, head: head.value })
}

/** Whether the leaf that `extra` tells of is in the tree. The checkpoint's signatures are another matter. */
export function provesLeaf({ extra, index, path, head }: LogProof & { readonly head: Checkpoint }): boolean {
  const { size, root } = head
  return verifyInclusion({ leafHash: leafHash(extra), leafIndex: index, treeSize: size, path, root })
}

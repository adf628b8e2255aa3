/**
 * tlog/ — the transparency log in the eyes of those outside: who holds a signed head of its tree can check everything
 * below it, and that no later head takes anything back.
 *
 *     note.ts checkpoint.ts tiles.ts proof.ts   the formats of C2SP, pure
 *     signers.ts                                the keys, one Ed25519 (perhaps on a token) and one ML-DSA-44
 *     log-files.ts                              the published files: tiles first, then the checkpoint
 *     log.ts                                    signs, publishes, proves
 *     verify.ts leaves-in-order.ts findings.ts  computes the whole tree anew and compares
 *     checkpoint-check.ts tile-check.ts         with the stored checkpoints, and with the published tiles
 *     outside-checkpoints.ts                    with checkpoints that were kept elsewhere, too
 *     witness-client.ts                         asks other provinces' servers to cosign
 *     witness.ts witness-server.ts              cosigns other provinces' checkpoints
 *     daily-stamp.ts                            a time-stamping authority's word about the day's
 *     log-server.ts                             gives the published files out
 *
 * RFC 6962 for the tree (base/merkle.ts); C2SP signed-note, tlog-checkpoint, tlog-tiles, tlog-proof, tlog-cosignature,
 * tlog-witness. Leaves are written by the store, in the transaction of what they tell of (`store/sqlite/leaf.ts`).
 *
 * Invariants: no checkpoint is signed that takes back the newest one stored or published, so a database that was put
 * back from a copy signs nothing until its log is whole again; a checkpoint is stored before it is published, and
 * published after its tiles. Deliberately absent: entry bundles (what leaves are made of is not public), pruning.
 */

import { root as edgeRoot, emptyEdge } from '../base/merkle.ts'
import { fail, ok, type Result } from '../base/result.ts'
import type { EntryId } from '../ports/archive.ts'
import type { Clock } from '../ports/clock.ts'
import type { Store } from '../ports/store.ts'
import type { StoredCheckpoint } from '../ports/tlog.ts'
import { checkpointText, parseCheckpoint, signCheckpoint } from './checkpoint.ts'
import type { LogFiles } from './log-files.ts'
import { formatNote } from './note.ts'
import { formatProof } from './proof.ts'
import type { CheckpointSigners } from './signers.ts'

export interface LogOptions {
  readonly store: Store
  readonly clock: Clock
  readonly origin: string
  readonly signers: () => Promise<CheckpointSigners>
  readonly files: LogFiles
}

/** The tree is not what was signed: the database was changed, or put back from a copy. */
export class LogForked extends Error {
  override readonly name = 'LogForked'
}

export interface TransparencyLog {
  /** Signs and publishes the tree as it is now; resolves with the newest checkpoint. Rejects with LogForked, KeyFailure. */
  publish(): Promise<StoredCheckpoint>
  /** Puts what was published last to disk again, with the cosignatures that came since. */
  republish(): Promise<void>
  /** `.tlog-proof` of an entry. */
  proofOf(entry: EntryId): Promise<string | undefined>
  consistency(oldSize: number, size: number): Promise<Result<readonly Uint8Array[], string>>
}

/** A checkpoint with everything that was signed under it. */
export function wholeNote({ note, cosignatures }: StoredCheckpoint): string {
  return note + cosignatures.join('')
}

export function createTransparencyLog(options: LogOptions): TransparencyLog {
  const { store, clock, origin, signers, files } = options
  const reads = store.read.log
  let working: Promise<unknown> = Promise.resolve()

  /** One after another: two that sign at a time could each take the other's head for what was there before. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = working.then(work)
    working = turn.catch(() => undefined)
    return turn
  }

  async function publish(): Promise<StoredCheckpoint> {
    // First, as new keys are events that make the log grow.
    const signing = await signers()
    const before = await reads.checkpoint()
    const published = await publishedHead()
    const size = await reads.size()
    for (const head of [before, published]) if (head !== undefined) await checkExtends(head, size)
    if (before?.size !== size) await sign(signing, size, published?.size ?? 0)
    else if (published?.size !== size) await files.writeTiles(reads, published?.size ?? 0, size)
    const newest = (await reads.checkpoint())!
    if (published?.size !== size) await files.writeCheckpoint(wholeNote(newest))
    return newest
  }

  async function sign(
    { ed25519, mlDsa44 }: CheckpointSigners,
    size: number,
    tiledSize: number,
  ): Promise<void> {
    const root = size === 0 ? edgeRoot(emptyEdge) : await reads.root(size)
    await files.writeTiles(reads, tiledSize, size)
    const at = clock.now()
    const head = { origin, size, root }
    const lines = [await signCheckpoint(ed25519, head, at), await signCheckpoint(mlDsa44, head, at)]
    await store.write.addCheckpoint({ size, root, at, note: formatNote(checkpointText(head), lines) })
  }

  /** The head that is out in the world, by our own file. One of another origin is of a log that was here before. */
  async function publishedHead() {
    const text = await files.readCheckpoint()
    if (text === undefined) return undefined
    const head = parseCheckpoint(text)
    if (!head.ok) throw new LogForked(`the published checkpoint is damaged: ${head.error}`)
    return head.value.origin === origin ? head.value : undefined
  }

  async function checkExtends(head: { size: number; root: Uint8Array }, size: number): Promise<void> {
    if (head.size > size)
      throw new LogForked(`a checkpoint of ${head.size} leaves was signed, and the log has only ${size}`)
    if (head.size > 0 && Buffer.compare(await reads.root(head.size), head.root) !== 0)
      throw new LogForked(`the first ${head.size} leaves are not those that a checkpoint was signed over`)
  }

  async function republish(): Promise<void> {
    const newest = await reads.checkpoint()
    const published = await publishedHead()
    if (newest !== undefined && published?.size === newest.size)
      await files.writeCheckpoint(wholeNote(newest))
  }

  return {
    publish: () => inTurn(publish),
    republish: () => inTurn(republish),

    async proofOf(entry) {
      const leaf = await reads.leafOf(entry)
      if (leaf === undefined) return undefined
      const newest = await reads.checkpoint()
      const covering = newest !== undefined && newest.size > leaf.index ? newest : await inTurn(publish)
      const path = await reads.inclusion(leaf.index, covering.size)
      return formatProof({ extra: leaf.data, index: leaf.index, path, checkpoint: wholeNote(covering) })
    },

    async consistency(oldSize, size) {
      const now = await reads.size()
      if (oldSize > size) return fail(`a tree of ${oldSize} leaves comes after one of ${size}`)
      if (size > now) return fail(`the log has ${now} leaves`)
      return ok(oldSize === 0 ? [] : await reads.consistency(oldSize, size))
    },
  }
}

/**
 * The witness: signs the head of another's log only when that log takes nothing back that it was seen with before.
 * C2SP tlog-witness, add-checkpoint.
 *
 * Invariants: the head is durable before a signature over it exists, and the store takes it only in place of the one
 * that the proof began at, so that no two trees of one size are ever signed, whatever comes at the same time and whenever
 * the power goes; sizes only grow.
 */
import { root as edgeRoot, emptyEdge, hashBytes, verifyConsistency } from '../base/merkle.ts'
import { fail, ok, type Result } from '../base/result.ts'
import type { Clock } from '../ports/clock.ts'
import type { Store } from '../ports/store.ts'
import { type Checkpoint, parseCheckpoint, parseTreeSize, signedBy, signLine } from './checkpoint.ts'
import { decodeBase64, type VerifierKey } from './note.ts'
import type { CheckpointSigners } from './signers.ts'

export interface WitnessOptions {
  readonly store: Store
  readonly clock: Clock
  /** Keys of the logs that are witnessed; a key's name is its log's origin. */
  readonly logs: readonly VerifierKey[]
  readonly signers: () => Promise<CheckpointSigners>
}

/** Why no cosignature is given, with the status of HTTP that says so. */
export type WitnessRefusal =
  | { readonly status: 400 | 403 | 404 | 422; readonly detail: string }
  /** The newest head that was cosigned has `size` leaves. */
  | { readonly status: 409; readonly size: number; readonly detail: string }

export interface Witness {
  /** Takes the body of an `add-checkpoint`; resolves with whole signature lines. */
  addCheckpoint(body: string): Promise<Result<string, WitnessRefusal>>
}

interface AddCheckpoint {
  readonly oldSize: number
  readonly path: readonly Uint8Array[]
  readonly checkpoint: Checkpoint
  readonly note: string
}

const maxPath = 63

export function createWitness({ store, clock, logs, signers }: WitnessOptions): Witness {
  return {
    async addCheckpoint(body) {
      const request = parseRequest(body)
      if (!request.ok) return fail({ status: 400, detail: request.error })
      const { oldSize, checkpoint, note } = request.value
      const { origin, size, root } = checkpoint
      const keys = logs.filter(key => key.name === origin)
      if (keys.length === 0) return fail({ status: 404, detail: 'the log is not witnessed here' })
      if (!signedBy(keys, checkpoint)) return fail({ status: 403, detail: 'not signed by the log' })
      if (oldSize > size) return fail({ status: 400, detail: 'the old size is the larger one' })
      const before = await store.read.log.witnessed(origin)
      const known = before?.size ?? 0
      if (known !== oldSize) return conflict(known)
      const oldRoot = before?.root
      // Two trees of one size: this is what witnesses are for.
      if (oldRoot !== undefined && known === size && Buffer.compare(oldRoot, root) !== 0)
        return conflict(known)
      if (!extendsOld(request.value, oldRoot))
        return fail({ status: 422, detail: 'the proof of consistency does not hold' })
      const now = clock.now()
      const { ed25519, mlDsa44 } = await signers()
      const noted = await store.write.witnessHead(origin, oldSize, { size, root, note, at: now })
      if (!noted.ok) return conflict(noted.error.size)
      return ok((await signLine(ed25519, checkpoint, now)) + (await signLine(mlDsa44, checkpoint, now)))
    },
  }
}

function conflict(size: number) {
  return fail({ status: 409, size, detail: `the newest head seen has ${size} leaves` } as const)
}

function extendsOld({ oldSize, path, checkpoint }: AddCheckpoint, oldRoot: Uint8Array | undefined): boolean {
  const { size, root } = checkpoint
  if (size === 0 && Buffer.compare(root, edgeRoot(emptyEdge)) !== 0) return false
  if (oldSize === 0 || oldRoot === undefined) return path.length === 0
  return verifyConsistency({ oldSize, size, oldRoot, root, path })
}

/** `old N`, hashes in base64, an empty line, a checkpoint. */
function parseRequest(body: string): Result<AddCheckpoint, string> {
  const blank = body.indexOf('\n\n')
  if (blank === -1) return fail('no empty line before the checkpoint')
  const [first = '', ...lines] = body.slice(0, blank).split('\n')
  const oldSize = parseTreeSize(/^old (.*)$/.exec(first)?.[1] ?? '')
  if (oldSize === undefined) return fail('no old size')
  const path = lines.map(decodeBase64)
  if (path.length > maxPath) return fail(`more than ${maxPath} hashes`)
  if (!path.every(hash => hash?.length === hashBytes)) return fail('a line that is no hash')
  const note = body.slice(blank + 2)
  const checkpoint = parseCheckpoint(note)
  if (!checkpoint.ok) return fail(`the checkpoint: ${checkpoint.error}`)
  return ok({ oldSize, path: path as Buffer[], checkpoint: checkpoint.value, note })
}

/**
 * Checkpoints: notes about the head of a log's tree. C2SP tlog-checkpoint, tlog-cosignature.
 *
 * A log signs its own by Ed25519 (type 0x01) over the text, and beside it by ML-DSA-44 in the form of a cosignature
 * (type 0x06), as tlog-checkpoint asks for; a witness signs by Ed25519 (0x04) and ML-DSA-44 (0x06). A cosignature is a
 * time in seconds, 8 octets, and then the signature over what holds that time and the head.
 */
import { type KeyObject, verify } from 'node:crypto'
import { hashBytes } from '../base/merkle.ts'
import { fail, ok, type Result } from '../base/result.ts'
import type { SigningKey } from '../ports/keys.ts'
import {
  decodeBase64,
  type Note,
  type NoteSignature,
  parseNote,
  signatureLine,
  signatureTypes,
  type VerifierKey,
} from './note.ts'

export interface TreeHead {
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
}

export interface Checkpoint extends TreeHead, Note {}

/** A private key and what verifies it. */
export interface CheckpointSigner {
  readonly key: SigningKey
  readonly verifier: VerifierKey
}

export function checkpointText({ origin, size, root }: TreeHead): string {
  return `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`
}

/** What a checkpoint says. Its signatures are not verified: `signedBy` does. */
export function parseCheckpoint(text: string): Result<Checkpoint, string> {
  const note = parseNote(text)
  if (!note.ok) return note
  const [origin = '', size = '', base64 = '', ...rest] = note.value.text.split('\n')
  const root = decodeBase64(base64)
  if (origin === '' || parseTreeSize(size) === undefined) return fail('no origin and size')
  if (root?.length !== hashBytes) return fail('no root')
  // Extension lines: allowed, if none is empty.
  if (rest.pop() !== '' || rest.includes('')) return fail('an empty line in the text')
  return ok({ ...note.value, origin, size: Number(size), root })
}

/** A decimal without needless zeros; undefined when it is none, or beyond 2^53. */
export function parseTreeSize(text: string): number | undefined {
  const size = Number(text)
  return /^(0|[1-9]\d{0,15})$/.test(text) && Number.isSafeInteger(size) ? size : undefined
}

const timeBytes = 8

/** What a signature of a type is over. `time` in seconds; Ed25519 of a log's own has none. */
function signedOctets({ name, type }: VerifierKey, checkpoint: Checkpoint, time: bigint): Buffer {
  if (type === signatureTypes.ed25519) return Buffer.from(checkpoint.text)
  if (type === signatureTypes.cosignature)
    return Buffer.from(`cosignature/v1\ntime ${time}\n${checkpoint.text}`)
  const { origin, size, root } = checkpoint
  const [start, end] = [0n, BigInt(size)]
  return Buffer.concat([
    Buffer.from('subtree/v1\n\0'),
    counted(name),
    number64(time),
    counted(origin),
    number64(start),
    number64(end),
    root,
  ])
}

/** `opaque <1..2^8-1>` as TLS presents it: a length of one octet before the text. */
function counted(text: string): Buffer {
  const octets = Buffer.from(text)
  if (octets.length < 1 || octets.length > 255) throw new RangeError('a name of 1 to 255 octets is needed')
  return Buffer.concat([Buffer.of(octets.length), octets])
}

function number64(value: bigint): Buffer {
  const octets = Buffer.alloc(8)
  octets.writeBigUInt64BE(value)
  return octets
}

/** The signature line of a signer. `now` in milliseconds. */
export async function signCheckpoint(
  { key, verifier }: CheckpointSigner,
  head: TreeHead,
  now: number,
): Promise<string> {
  const checkpoint = { ...head, text: checkpointText(head), signatures: [] }
  return signLine({ key, verifier }, checkpoint, now)
}

/** The same over a checkpoint that came from elsewhere, whose text is signed as it stands. */
export async function signLine(
  { key, verifier }: CheckpointSigner,
  checkpoint: Checkpoint,
  now: number,
): Promise<string> {
  const time = BigInt(Math.floor(now / 1000))
  const signature = await key.sign(signedOctets(verifier, checkpoint, time))
  const timed = verifier.type === signatureTypes.ed25519 ? [signature] : [number64(time), signature]
  return signatureLine(verifier, Buffer.concat(timed))
}

/** Whether a signature line is a key's, and then whether it holds. */
export function checkSignature(
  key: VerifierKey,
  checkpoint: Checkpoint,
  line: NoteSignature,
): 'other' | 'valid' | 'invalid' {
  if (line.name !== key.name || line.keyId !== key.keyId) return 'other'
  const timed = key.type !== signatureTypes.ed25519
  if (timed && line.signature.length <= timeBytes) return 'invalid'
  const time = timed ? line.signature.readBigUInt64BE() : 0n
  const signature = timed ? line.signature.subarray(timeBytes) : line.signature
  if (time >= 2n ** 63n || checkpoint.origin.length > 255) return 'invalid'
  return holds(key.publicKey, signedOctets(key, checkpoint, time), signature) ? 'valid' : 'invalid'
}

function holds(publicKey: KeyObject, octets: Uint8Array, signature: Uint8Array): boolean {
  try {
    return verify(null, octets, publicKey, signature)
  } catch {
    return false
  }
}

/**
 * Whether one of the keys signed it. A signature that names one of them and does not hold spoils the whole checkpoint,
 * as signed-note asks for.
 */
export function signedBy(keys: readonly VerifierKey[], checkpoint: Checkpoint): boolean {
  const outcomes = checkpoint.signatures.flatMap(line =>
    keys.map(key => checkSignature(key, checkpoint, line)),
  )
  return outcomes.includes('valid') && !outcomes.includes('invalid')
}

/** When a cosignature was made, milliseconds. Of one that was checked. */
export function cosignedAt({ signature }: NoteSignature): number {
  return Number(signature.readBigUInt64BE()) * 1000
}

/**
 * Signed notes: a text, and lines that sign it. C2SP signed-note.
 *
 *     text, ending in a newline
 *     (an empty line)
 *     — <key name> base64(key ID ‖ signature)
 *
 * A verifier key (vkey) is `<key name>+<key ID in hex>+base64(signature type ‖ public key)`. Types: 0x01 is Ed25519 over
 * the text; 0x04 and 0x06 are cosignatures by Ed25519 and by ML-DSA-44 (C2SP tlog-cosignature). A type that is not
 * known here is no error: whoever verifies ignores what keys sign that it was not given.
 */
import { createPublicKey, hash, type KeyObject } from 'node:crypto'
import { fail, ok, type Result } from '../base/result.ts'

export const signatureTypes = { ed25519: 0x01, cosignature: 0x04, mlDsa44: 0x06 } as const
export type SignatureType = (typeof signatureTypes)[keyof typeof signatureTypes]

export interface NoteSignature {
  readonly name: string
  /** Eight hexadecimal digits. */
  readonly keyId: string
  readonly signature: Buffer
}

export interface Note {
  /** With its last newline: what is signed. */
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

/** Who signs, as a verifier knows it. */
export interface VerifierKey {
  readonly name: string
  readonly keyId: string
  readonly type: SignatureType
  readonly publicKey: KeyObject
}

const keyIdBytes = 4
/** Verifiers must accept 16; a log's own two and a dozen witnesses with two each fit as well. */
const maxSignatures = 64
const dash = '—'
/** Unicode spaces, controls and the plus that ends a name in a verifier key have no place in one. */
const namePattern = /^[^\s\p{Cc}\p{Z}+]{1,255}$/u

/** What precedes the octets of a public key in its SubjectPublicKeyInfo: id-Ed25519, id-ml-dsa-44 (FIPS 204). */
const spkiPrefixes: ReadonlyMap<SignatureType, { readonly prefix: Buffer; readonly bytes: number }> = new Map(
  [
    [signatureTypes.ed25519, { prefix: Buffer.from('302a300506032b6570032100', 'hex'), bytes: 32 }],
    [signatureTypes.cosignature, { prefix: Buffer.from('302a300506032b6570032100', 'hex'), bytes: 32 }],
    [
      signatureTypes.mlDsa44,
      { prefix: Buffer.from('30820532300b06096086480165030403110382052100', 'hex'), bytes: 1312 },
    ],
  ],
)

export function isKeyName(name: string): boolean {
  return namePattern.test(name)
}

/** The octets of a public key, as its type has them. */
function rawPublicKey(type: SignatureType, publicKey: KeyObject): Buffer {
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  const { prefix, bytes } = spkiPrefixes.get(type)!
  if (spki.length !== prefix.length + bytes || !spki.subarray(0, prefix.length).equals(prefix))
    throw new TypeError(`a key of the kind ${publicKey.asymmetricKeyType} makes no signature of type ${type}`)
  return spki.subarray(prefix.length)
}

/** Throws for a public key of another kind than the type's. */
export function verifierKey(name: string, type: SignatureType, publicKey: KeyObject): VerifierKey {
  return { name, type, publicKey, keyId: keyIdOf(name, type, rawPublicKey(type, publicKey)) }
}

function keyIdOf(name: string, type: number, raw: Uint8Array): string {
  const named = Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(type), raw])
  return hash('sha256', named, 'hex').slice(0, 2 * keyIdBytes)
}

export function formatVerifierKey({ name, keyId, type, publicKey }: VerifierKey): string {
  const octets = Buffer.concat([Buffer.of(type), rawPublicKey(type, publicKey)])
  return `${name}+${keyId}+${octets.toString('base64')}`
}

export function parseVerifierKey(text: string): Result<VerifierKey, string> {
  const [, name = '', keyId = '', base64 = ''] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/su.exec(text) ?? []
  if (!isKeyName(name)) return fail('is not "name+id+key"')
  const octets = decodeBase64(base64)
  const type = octets?.[0]
  const shape = spkiPrefixes.get(type as SignatureType)
  if (octets === undefined || shape === undefined) return fail('has a key of an unknown type')
  const raw = octets.subarray(1)
  if (raw.length !== shape.bytes) return fail('has a key of the wrong length')
  if (keyIdOf(name, octets[0]!, raw) !== keyId) return fail('has an id that is not its key’s')
  const spki = Buffer.concat([shape.prefix, raw])
  try {
    const publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' })
    return ok({ name, keyId, type: type as SignatureType, publicKey })
  } catch {
    return fail('has a key that is none')
  }
}

export function signatureLine({ name, keyId }: Pick<VerifierKey, 'name' | 'keyId'>, signature: Uint8Array) {
  const octets = Buffer.concat([Buffer.from(keyId, 'hex'), signature])
  return `${dash} ${name} ${octets.toString('base64')}\n`
}

/** `lines` as `signatureLine` makes them. */
export function formatNote(text: string, lines: readonly string[]): string {
  return `${text}\n${lines.join('')}`
}

/** The text must be UTF-8 that was decoded without loss. */
export function parseNote(note: string): Result<Note, string> {
  if (/[\x00-\x09\x0b-\x1f]/.test(note)) return fail('a control character')
  const blank = note.lastIndexOf('\n\n')
  if (blank === -1) return fail('no empty line before the signatures')
  const signatures = parseSignatureLines(note.slice(blank + 2))
  return signatures.ok ? ok({ text: note.slice(0, blank + 1), signatures: signatures.value }) : signatures
}

/** One or more whole lines. */
export function parseSignatureLines(text: string): Result<readonly NoteSignature[], string> {
  const lines = text.split('\n')
  if (lines.pop() !== '' || lines.length === 0) return fail('no whole signature line')
  if (lines.length > maxSignatures) return fail(`more than ${maxSignatures} signatures`)
  const signatures: NoteSignature[] = []
  for (const line of lines) {
    const [start, name = '', base64 = '', ...rest] = line.split(' ')
    const octets = decodeBase64(base64)
    if (start !== dash || rest.length > 0 || !isKeyName(name) || octets === undefined)
      return fail('a line that is no signature')
    if (octets.length <= keyIdBytes) return fail('an empty signature')
    const keyId = octets.toString('hex', 0, keyIdBytes)
    signatures.push({ name, keyId, signature: octets.subarray(keyIdBytes) })
  }
  return ok(signatures)
}

/** RFC 4648 §4, with its padding and nothing else. */
export function decodeBase64(text: string): Buffer | undefined {
  const octets = Buffer.from(text, 'base64')
  return octets.toString('base64') === text ? octets : undefined
}

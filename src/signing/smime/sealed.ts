/** Letters that the sender's own program signed or encrypted. */
import { asBuffer } from '../../mail/bytes.ts'
import type { Part } from '../../mail/structure.ts'
import { parameter } from '../../mail/structured.ts'
import { decodeTransfer } from '../../mail/transfer.ts'
import { oid } from '../der.ts'

const envelopes = new Set(['application/pkcs7-mime', 'application/x-pkcs7-mime'])
const signatures = new Set(['application/pkcs7-signature', 'application/x-pkcs7-signature'])

/** True for a letter that is an S/MIME signature as a whole, clear or opaque; whether it is valid is another question. */
export function isSigned({ type, subtype, params }: Part): boolean {
  const named = (name: string) => parameter(params, name)?.toLowerCase() ?? ''
  if (envelopes.has(`${type}/${subtype}`)) return named('smime-type') === 'signed-data'
  return type === 'multipart' && subtype === 'signed' && signatures.has(named('protocol'))
}

/** True for a letter that S/MIME has encrypted as a whole, and that no program can take for another. */
export function isEnvelope(form: Uint8Array, root: Part): boolean {
  const { type, subtype, params, otherReading } = root
  if (otherReading !== undefined || !envelopes.has(`${type}/${subtype}`)) return false
  const kind = parameter(params, 'smime-type')?.toLowerCase()
  if (kind === undefined) return beginsAsEnvelope(form, root)
  return kind === 'enveloped-data' || kind === 'authenveloped-data'
}

/** EnvelopedData and AuthEnvelopedData (RFC 5652 §6.1, RFC 5083 §2.1). */
const envelopeTypes = [oid('1.2.840.113549.1.7.3'), oid('1.2.840.113549.1.9.16.1.23')]
/** Octets within which a message has said what it is. */
const typeBytes = 32

/** What does not say in its header what of S/MIME it is says it with its first octets. */
function beginsAsEnvelope(form: Uint8Array, { bodyStart, bodyEnd, encoding }: Part): boolean {
  const head = form.subarray(bodyStart, Math.min(bodyEnd, bodyStart + 8 * typeBytes))
  const begin = asBuffer(decodeTransfer(head, encoding, typeBytes))
  return envelopeTypes.some(type => begin.includes(type))
}

/** True for a letter that the sender's program encrypted, by S/MIME or OpenPGP, armoured text included. */
export function isEncrypted(form: Uint8Array, root: Part): boolean {
  if (root.type === 'multipart' && root.subtype === 'encrypted') return true
  return isEnvelope(form, root) || armourOf(form, onlyText(root)).startsWith('-----BEGIN PGP MESSAGE-----')
}

const sealedTypes = new Set(['multipart/signed', 'multipart/encrypted', ...envelopes])

/** True for a letter that the sender's program signed or encrypted, by S/MIME or OpenPGP, armoured text included. */
export function isSealed(form: Uint8Array, root: Part): boolean {
  return (
    sealedTypes.has(`${root.type}/${root.subtype}`) ||
    /^-----BEGIN PGP (?:SIGNED )?MESSAGE-----/.test(armourOf(form, onlyText(root)))
  )
}

/** Of a sealed letter: it claims a signature that the server can verify, one of S/MIME and in the open. */
export function isVerifiable(form: Uint8Array, root: Part): boolean {
  const { type, subtype, params } = root
  if (!sealedTypes.has(`${type}/${subtype}`) || isEncrypted(form, root)) return false
  return parameter(params, 'protocol')?.toLowerCase() !== 'application/pgp-signature'
}

/** The text that is all of a letter; undefined where something stands beside it, which armour in it says nothing of. */
function onlyText(part: Part): Part | undefined {
  const [first, ...more] = part.children
  if (part.type === 'multipart' && first !== undefined && more.length === 0) return onlyText(first)
  return part.type === 'text' ? part : undefined
}

/** Octets within which a letter in armour shows it. */
const armourBytes = 1024

/** How a text begins. */
function armourOf(form: Uint8Array, text: Part | undefined): string {
  if (text === undefined) return ''
  const { bodyStart, bodyEnd, encoding } = text
  const head = form.subarray(bodyStart, Math.min(bodyEnd, bodyStart + 2 * armourBytes))
  return asBuffer(decodeTransfer(head, encoding, armourBytes))
    .toString('latin1')
    .trimStart()
}

/** Letters that the sender's own program signed or encrypted. */
import { asBuffer } from '../../mail/bytes.ts'
import type { Part } from '../../mail/structure.ts'
import { parameter } from '../../mail/structured.ts'
import { decodeTransfer } from '../../mail/transfer.ts'

const envelopes = new Set(['application/pkcs7-mime', 'application/x-pkcs7-mime'])
const signatures = new Set(['application/pkcs7-signature', 'application/x-pkcs7-signature'])

/** True for a letter that is an S/MIME signature as a whole, clear or opaque; whether it is valid is another question. */
export function isSigned({ type, subtype, params }: Part): boolean {
  const named = (name: string) => parameter(params, name)?.toLowerCase() ?? ''
  if (envelopes.has(`${type}/${subtype}`)) return named('smime-type') === 'signed-data'
  return type === 'multipart' && subtype === 'signed' && signatures.has(named('protocol'))
}

/**
 * True for a letter that S/MIME has encrypted as a whole, by its header, and that no program can take for another. One
 * that does not say what of S/MIME it is may be one.
 */
export function isEnvelope({ type, subtype, params, otherReading }: Part): boolean {
  if (otherReading !== undefined || !envelopes.has(`${type}/${subtype}`)) return false
  const kind = parameter(params, 'smime-type')?.toLowerCase()
  return kind === undefined || kind === 'enveloped-data' || kind === 'authenveloped-data'
}

/** True for a letter that the sender's program encrypted, by S/MIME or OpenPGP, armoured text included. */
export function isEncrypted(form: Uint8Array, root: Part): boolean {
  if (root.type === 'multipart' && root.subtype === 'encrypted') return true
  return isEnvelope(root) || armourOf(form, firstText(root)).startsWith('-----BEGIN PGP MESSAGE-----')
}

const sealedTypes = new Set(['multipart/signed', 'multipart/encrypted', ...envelopes])

/** True for a letter that the sender's program signed or encrypted, by S/MIME or OpenPGP, armoured text included. */
export function isSealed(form: Uint8Array, root: Part): boolean {
  return sealedTypes.has(`${root.type}/${root.subtype}`) || isArmoured(form, firstText(root))
}

function firstText(part: Part): Part {
  const [first] = part.children
  return part.type === 'multipart' && first !== undefined ? firstText(first) : part
}

/** Octets within which a letter in armour shows it. */
const armourBytes = 1024

function isArmoured(form: Uint8Array, part: Part): boolean {
  return armourOf(form, part).startsWith('-----BEGIN PGP ')
}

/** How a text begins. */
function armourOf(form: Uint8Array, { type, bodyStart, bodyEnd, encoding }: Part): string {
  if (type !== 'text') return ''
  const head = form.subarray(bodyStart, Math.min(bodyEnd, bodyStart + 2 * armourBytes))
  return asBuffer(decodeTransfer(head, encoding, armourBytes))
    .toString('latin1')
    .trimStart()
}

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

function isArmoured(form: Uint8Array, { type, bodyStart, bodyEnd, encoding }: Part): boolean {
  if (type !== 'text') return false
  const head = form.subarray(bodyStart, Math.min(bodyEnd, bodyStart + 2 * armourBytes))
  const text = asBuffer(decodeTransfer(head, encoding, armourBytes)).toString('latin1')
  return text.trimStart().startsWith('-----BEGIN PGP ')
}

/**
 * The signatures of a letter: clear ones (multipart/signed, RFC 8551 §3.5.3) and opaque ones (application/pkcs7-mime,
 * RFC 8551 §3.5.2), wherever they stand in it.
 *
 * A signature covers the whole letter when nothing that is shown stands outside of it: it is the letter's body, or the
 * body of a signature that is. Beside unsigned parts, or where programs disagree about what the letter is, it covers a
 * part. Header fields are never covered: the author's address is compared with the certificate's instead.
 */
import { mailboxesOf, normalizeAddress, parseAddressList } from '../../mail/address.ts'
import { asBuffer, LF } from '../../mail/bytes.ts'
import { fieldValue, type HeaderField, headerFields } from '../../mail/header.ts'
import type { Part } from '../../mail/structure.ts'
import { decodeTransfer } from '../../mail/transfer.ts'
import type { AuthorCertificate, SignatureFact, SignatureFacts, SignatureReason } from '../outcome.ts'
import { dataType, readSignedData, type SignedContent } from './cms.ts'
import { authorCertificate } from './encryption.ts'
import { settled, unverified, type Verified, type VerifyTools, verifySigners } from './verify.ts'

export interface SignedLetter {
  readonly bytes: Uint8Array
  /** Of `bytes`. */
  readonly root: Part
  /** `message`, or the attachment that it is. */
  readonly place: string
}

/** A signature as it stands in a letter. */
interface Found {
  readonly signature: Part
  /** Null for an opaque one. */
  readonly content: Part | null
  readonly covers: SignatureFact['covers']
}

export interface LetterSignatures {
  /** Of every S/MIME signature, in order; empty for an unsigned letter. */
  readonly facts: SignatureFacts
  /** Of the authors, where the signature proves them. */
  readonly certificates: readonly AuthorCertificate[]
}

export function verifySignatures(letter: SignedLetter, tools: VerifyTools): LetterSignatures {
  const authors = authorsOf(letter)
  const facts: SignatureFact[] = []
  const certificates: AuthorCertificate[] = []
  for (const found of signaturesIn(letter.root)) {
    if (facts.length >= tools.limits.signatures) {
      facts.push(unverified('smime', letter.place, 'over-limit', found.covers))
      break
    }
    for (const verified of verifyFound(letter, found, tools)) {
      const fact = settled(spoken(verified, authors))
      facts.push(fact)
      if (fact.result !== 'pass' || fact.speaksFor !== 'from' || verified.choices === undefined) continue
      const certificate = authorCertificate(verified.choices, authors.from, tools)
      if (certificate !== undefined) certificates.push(certificate)
    }
  }
  return { facts, certificates }
}

/** True for a letter in which a signature would be looked for. */
export function isSigned(root: Part): boolean {
  return !signaturesIn(root).next().done
}

function verifyFound({ bytes, place }: SignedLetter, found: Found, tools: VerifyTools): readonly Verified[] {
  const { signature, content, covers } = found
  const where = { kind: 'smime', place, covers } as const
  const without = (reason: SignatureReason) => [unverified('smime', place, reason, covers)]
  const body = bytes.subarray(signature.bodyStart, signature.bodyEnd)
  // An opaque signature is as large as its letter.
  const most = content === null ? body.length : tools.limits.signatureBytes
  const file = decodeTransfer(body, signature.encoding, most + 1)
  if (file.length > most) return without('over-limit')
  const read = readSignedData(file, tools.trust.read)
  if (!read.ok) return without(read.error)
  if (read.value === null) return content === null ? [] : without('malformed')
  const signed = read.value
  if (content === null) return verifyOpaque(signed, where, tools)
  if (signed.signers.length === 0 || signed.type !== dataType) return without('malformed')
  return verifyClear(bytes.subarray(content.headerStart, content.bodyEnd), signed, where, tools)
}

/** A bundle of certificates (RFC 8551 §3.8) has no signer and is no signature. */
function verifyOpaque(
  signed: SignedContent,
  where: Pick<SignatureFact, 'kind' | 'place' | 'covers'>,
  tools: VerifyTools,
): readonly Verified[] {
  if (signed.signers.length === 0) return []
  if (signed.content === null) return [unverified(where.kind, where.place, 'malformed', where.covers)]
  return verifySigners(signed, [signed.content], where, tools)
}

/** The content as it stands, or with the line ends it was signed with (RFC 8551 §3.1.1). */
function verifyClear(
  content: Uint8Array,
  signed: SignedContent,
  where: Pick<SignatureFact, 'kind' | 'place' | 'covers'>,
  tools: VerifyTools,
): readonly Verified[] {
  const facts = verifySigners(signed, [content], where, tools)
  const canonical = withCrlf(content)
  if (canonical === content || facts.every(({ reasons }) => !reasons.includes('bad-digest'))) return facts
  return verifySigners(signed, [canonical], where, tools)
}

/** The same octets when no line feed stands alone. */
function withCrlf(content: Uint8Array): Uint8Array {
  const bytes = asBuffer(content)
  if (!bytes.includes(LF)) return content
  const text = bytes.toString('latin1')
  return /(?<!\r)\n/.test(text) ? Buffer.from(text.replace(/(?<!\r)\n/g, '\r\n'), 'latin1') : content
}

const signatureTypes = /^(?:x-)?pkcs7-signature$/
const opaqueTypes = /^(?:x-)?pkcs7-mime$/

function* signaturesIn(root: Part): Generator<Found> {
  const certain = root.otherReading === undefined || alike(root, root.otherReading)
  yield* within(root, certain ? 'whole' : 'part')
}

/** `covers` is what a signature over all of `part` would cover. */
function* within(part: Part, covers: SignatureFact['covers']): Generator<Found> {
  const [content, signature, ...others] = part.children
  if (part.type === 'application' && opaqueTypes.test(part.subtype)) {
    if (!isEncrypted(part)) yield { signature: part, content: null, covers }
  } else if (isClear(part) && content !== undefined && signature !== undefined) {
    const all = others.length === 0 ? covers : 'part'
    yield { signature, content, covers: all }
    yield* within(content, all)
    for (const other of others) yield* within(other, 'part')
  } else {
    for (const child of part.children) yield* within(child, 'part')
  }
}

function isClear({ type, subtype, children }: Part): boolean {
  if (type !== 'multipart' || subtype !== 'signed') return false
  return children[1]?.type === 'application' && signatureTypes.test(children[1].subtype)
}

function isEncrypted({ params }: Part): boolean {
  return params.some(([name, value]) => name === 'smime-type' && /enveloped|compressed/i.test(value))
}

/** Two readings that see the same parts signed, whatever they see in them. */
function alike(one: Part, other: Part): boolean {
  const same = one.type === other.type && one.subtype === other.subtype
  const spans = ({ children }: Part) => children.map(({ headerStart, bodyEnd }) => [headerStart, bodyEnd])
  return same && one.bodyEnd === other.bodyEnd && JSON.stringify(spans(one)) === JSON.stringify(spans(other))
}

interface Authors {
  readonly from: readonly string[]
  readonly sender: readonly string[]
}

/**
 * Addresses of all From and Sender fields: of repeated ones programs show the first or the last. Beyond the limits stands
 * one that no certificate has: whoever is not looked at is not spoken for.
 */
function authorsOf({ bytes, root }: SignedLetter): Authors {
  const fields = headerFields(bytes, root.headerStart, root.headerEnd)
  const addresses = (name: string) => {
    const named = fields.filter(field => field.name === name)
    const found = named.slice(0, mostFields).flatMap(field => addressesIn(bytes, field))
    return named.length > mostFields ? [...found, nobody] : found
  }
  return { from: addresses('from'), sender: addresses('sender') }
}

function addressesIn(bytes: Uint8Array, field: HeaderField): readonly string[] {
  const list = parseAddressList(fieldValue(bytes, field, authorBytes), mostAuthors)
  const mailboxes = mailboxesOf(list)
  const groups = list.filter(({ kind }) => kind === 'group')
  const cut = mailboxes.length + groups.length >= mostAuthors || field.end - field.valueStart > authorBytes
  const found = mailboxes.map(
    ({ local, domain }) => normalizeAddress(`${local}@${domain}`)?.address ?? nobody,
  )
  return cut ? [...found, nobody] : found
}

const nobody = ''
const authorBytes = 64 * 1024
const mostFields = 10
const mostAuthors = 100

/** RFC 8550 §3: one of the certificate's addresses must be the author's or the sender's. */
function spoken(verified: Verified, { from, sender }: Authors): Verified {
  const { signer } = verified
  if (signer === null) return verified
  if (signer.addresses.length === 0) return { ...verified, reasons: [...verified.reasons, 'no-address'] }
  const names = (wanted: readonly string[]) =>
    wanted.length > 0 && wanted.every(address => signer.addresses.includes(address))
  if (names(from)) return { ...verified, speaksFor: 'from' }
  if (names(sender)) return { ...verified, speaksFor: 'sender' }
  return { ...verified, reasons: [...verified.reasons, 'wrong-address'] }
}

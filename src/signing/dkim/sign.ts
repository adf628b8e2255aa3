/**
 * DKIM signatures over a message that is about to leave: RFC 6376, RFC 8301, RFC 8463. One pass over the body serves
 * every key; the private operations run on libuv's pool, and a large body is hashed in turns.
 *
 * Fields that a letter has once are signed once more than they stand in it (RFC 6376 §8.15): nobody can add a second
 * From or Subject for a client to show. `l=` is never used (RFC 6376 §8.2).
 */
import { createHash, hash } from 'node:crypto'
import { breathe } from '../../base/breath.ts'
import { asBuffer, bytesOf } from '../../mail/bytes.ts'
import { type HeaderField, scanHeader } from '../../mail/header.ts'
import type { DkimAlgorithm } from '../../ports/dkim.ts'
import type { SigningKey } from '../../ports/keys.ts'
import { relaxedBody, relaxedField } from './canonical.ts'

export interface DkimSigner {
  readonly domain: string
  readonly selector: string
  readonly algorithm: DkimAlgorithm
  readonly key: SigningKey
}

export interface SignatureTimes {
  /** Milliseconds since 1970; a signature counts whole seconds. */
  readonly signedAt: number
  readonly expiresAt: number
}

/** RFC 5322 §3.6 and RFC 2045 have each of these once. */
const onceFields = [
  'from',
  'sender',
  'reply-to',
  'to',
  'cc',
  'subject',
  'date',
  'message-id',
  'in-reply-to',
  'references',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
  'content-disposition',
] as const

/** Signed where they stand: who forwards a letter by hand, or runs a list, adds some of his own (RFC 6376 §5.4.1). */
const repeatableFields = [
  'resent-date',
  'resent-from',
  'resent-sender',
  'resent-to',
  'resent-cc',
  'resent-message-id',
  'list-id',
  'list-help',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'list-subscribe',
  'list-post',
  'list-owner',
  'list-archive',
  'auto-submitted',
  'disposition-notification-to',
] as const

/** The DKIM-Signature fields to put before the message, one a signer, each with its line end. */
export async function signDkim(
  message: Uint8Array,
  signers: readonly DkimSigner[],
  times: SignatureTimes,
): Promise<Buffer> {
  const bytes = asBuffer(message)
  const { fields, end } = scanHeader(bytes, 0, bytes.length, Number.POSITIVE_INFINITY)
  const signed = signedFields(bytes, fields)
  const bodyHash = await bodyHashOf(bytes.subarray(end))
  const signatures = signers.map(async signer => {
    const field = unsignedField(signer, times, signed.names, bodyHash)
    const data = bytesOf(signed.canonical + relaxedField('dkim-signature', field))
    return `DKIM-Signature:${field}${folded((await signatureOf(signer, data)).toString('base64'))}\r\n`
  })
  return bytesOf((await Promise.all(signatures)).join(''))
}

interface SignedFields {
  /** As `h=` lists them. */
  readonly names: readonly string[]
  /** The listed fields in the relaxed form, each with its line end. */
  readonly canonical: string
}

/** Of several fields with one name `h=` counts from the last one up (RFC 6376 §5.4.2); what it lacks is empty. */
function signedFields(bytes: Buffer, fields: readonly HeaderField[]): SignedFields {
  const standing = new Map<string, string[]>([...onceFields, ...repeatableFields].map(name => [name, []]))
  for (const { name, valueStart, end } of fields)
    standing.get(name)?.push(`${relaxedField(name, bytes.toString('latin1', valueStart, end))}\r\n`)
  const names = [...standing].flatMap(([name, lines]) => lines.map(() => name))
  const canonical = [...standing.values()].flatMap(lines => lines.reverse())
  return { names: [...names, ...onceFields], canonical: canonical.join('') }
}

/** The `bh=` of a body. */
export async function bodyHashOf(body: Uint8Array): Promise<string> {
  const digest = createHash('sha256')
  let pieces = 0
  for (const piece of relaxedBody(body)) {
    if (pieces++ > 0) await breathe()
    digest.update(piece)
  }
  return digest.digest('base64')
}

/** Everything after the field's name, up to the empty `b=`; lines of the length that mail has. */
function unsignedField(
  { domain, selector, algorithm }: DkimSigner,
  { signedAt, expiresAt }: SignatureTimes,
  names: readonly string[],
  bodyHash: string,
): string {
  const seconds = (at: number) => Math.floor(at / 1000)
  const lines = [
    ` v=1; a=${algorithm}; c=relaxed/relaxed; d=${domain};`,
    `s=${selector}; t=${seconds(signedAt)}; x=${seconds(expiresAt)};`,
    `h=${foldedList(names)};`,
    `bh=${bodyHash};`,
    'b=',
  ]
  return lines.join(fold)
}

const fold = '\r\n\t'

function foldedList(names: readonly string[]): string {
  return (names.join(':').match(/.{1,72}$|.{1,72}(?<=:)/g) ?? []).join(fold)
}

function folded(base64: string): string {
  return (base64.match(/.{1,72}/g) ?? []).join(fold)
}

/** RFC 8463 §3: Ed25519 signs the SHA-256 of what RSA would hash itself. */
export function signatureOf(
  { algorithm, key }: Pick<DkimSigner, 'algorithm' | 'key'>,
  data: Uint8Array,
): Promise<Buffer> {
  return key.sign(algorithm === 'rsa-sha256' ? data : hash('sha256', data, 'buffer'))
}

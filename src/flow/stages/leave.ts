/**
 * What leaves of a submission, and what boxes of ours show of it: the `sent` form. First it is completed: a trace
 * line, Message-ID and Date where the client left them out (RFC 6409 §8), and no Bcc. Then it is signed. A letter
 * that needs none of this and stays inside has no such form. For recipients whose certificate is known there is
 * another one: the same, encrypted after it was signed.
 */
import { breathe } from '../../base/breath.ts'
import { joined, sha256 } from '../../base/large-bytes.ts'
import { type Reply, reply } from '../../base/reply.ts'
import { fail, ok, type Result } from '../../base/result.ts'
import { normalizeAddress } from '../../mail/address.ts'
import { formatDate } from '../../mail/date.ts'
import { needsPrefixGuard, prefixGuard } from '../../mail/stored.ts'
import { scanMessage } from '../../mail/structure.ts'
import type { Direction, FormKind, NewForm } from '../../ports/archive.ts'
import { signMessage } from '../../signing/smime/sign.ts'
import type { FlowContext } from '../context.ts'
import type { Judged } from '../stages.ts'
import { received } from '../trace-header.ts'
import type { EncryptedTo } from './encryption.ts'

const notSigned = reply(
  451,
  '4.7.5',
  'Chưa ký số được thư, xin gửi lại sau / The letter could not be signed, try again later',
  'not-signed',
)

const notEncrypted = reply(
  451,
  '4.7.5',
  'Chưa mã hóa được thư, xin gửi lại sau / The letter could not be encrypted, try again later',
  'not-encrypted',
)

/** What leaves; neither is there when the received bytes may stay as they are. */
export interface LeavingForms {
  /** For recipients without a certificate, and what boxes of ours show. */
  readonly sent?: NewForm
  /** For recipients with one. */
  readonly encrypted?: NewForm
}

/** A Reply when the letter cannot be signed or encrypted now: it must not go without. */
export async function leavingForms(
  context: FlowContext,
  message: Judged,
  direction: Direction,
  encryptedTo: EncryptedTo,
): Promise<Result<LeavingForms, Reply>> {
  const complete = await completed(context, message, direction)
  if (complete === undefined) return ok({})
  const signed = await attempt(context, message, notSigned, () => withSmime(context, message, complete))
  if (!signed.ok) return signed
  // A form that nobody outside gets needs no proof that it is ours.
  const readableLeaves = message.addressees.some(
    ({ local, address }) => local === null && !encryptedTo.has(address),
  )
  const readable = readableLeaves ? await proved(context, message, signed.value) : signed
  if (!readable.ok) return readable
  const sent = await formOf('sent', readable.value)
  if (encryptedTo.size === 0) return ok({ sent })
  const certificates = [...encryptedTo.values()]
  const sealed = await attempt(context, message, notEncrypted, () =>
    context.encryption.encrypt(signed.value, certificates),
  )
  if (!sealed.ok) return sealed
  const encrypted = await proved(context, message, sealed.value)
  return encrypted.ok ? ok({ sent, encrypted: await formOf('encrypted', encrypted.value) }) : encrypted
}

function proved(context: FlowContext, message: Judged, form: Uint8Array): Promise<Result<Uint8Array, Reply>> {
  return attempt(context, message, notSigned, () => withDkim(context, message, form))
}

async function attempt(
  { log }: FlowContext,
  { id }: Judged,
  failure: Reply,
  step: () => Promise<Uint8Array>,
): Promise<Result<Uint8Array, Reply>> {
  try {
    return ok(await step())
  } catch (error) {
    log.error({ err: error, id, reason: failure.reason }, 'a letter cannot leave')
    return fail(failure)
  }
}

async function formOf(kind: FormKind, bytes: Uint8Array): Promise<NewForm> {
  return { kind, bytes, sha256: await sha256([bytes]) }
}

export function traceLine({ hostname }: FlowContext, { peer, id, envelope, receivedAt }: Judged): string {
  return received(peer, hostname, id, envelope.parameters.smtpUtf8, receivedAt)
}

async function completed(
  context: FlowContext,
  message: Judged,
  direction: Direction,
): Promise<Uint8Array | undefined> {
  const { header, bytes, signer } = message
  const missing =
    (header.messageId === '' ? `Message-ID: <${message.id}@${context.hostname}>\r\n` : '') +
    (header.sentAt === null && message.root.envelope?.date === ''
      ? `Date: ${formatDate(message.receivedAt, '+0700')}\r\n`
      : '')
  const cuts = [...header.bcc, ...header.forged].sort((a, b) => a.start - b.start)
  const complete = missing === '' && header.bcc.length === 0 && signer === undefined
  if (direction === 'internal' && complete) return undefined
  const pieces: Uint8Array[] = [
    Buffer.from(traceLine(context, message) + missing + (needsPrefixGuard(bytes) ? prefixGuard : '')),
  ]
  let at = 0
  for (const cut of cuts) {
    pieces.push(bytes.subarray(at, cut.start))
    at = cut.end
  }
  pieces.push(bytes.subarray(at))
  return joined(pieces)
}

/** A held letter, too, is signed as of when it was written. */
async function withSmime(
  { random, limits }: FlowContext,
  { signer, receivedAt }: Judged,
  form: Uint8Array,
): Promise<Uint8Array> {
  if (signer === undefined) return form
  const root = scanMessage(form, limits)
  await breathe()
  return signMessage(form, root, signer, { signingTime: receivedAt, random })
}

const dayMs = 86_400_000

/** A held letter leaves as it was signed, at the latest in time. */
async function withDkim(
  { signDkim, policy }: FlowContext,
  { header, strictest }: Judged,
  form: Uint8Array,
): Promise<Uint8Array> {
  if (signDkim === null) return form
  const domain = normalizeAddress(header.from[0]?.address ?? '')?.domain ?? ''
  const waitMs = strictest.action === 'hold' ? policy.settings.threshold('heldDays') * dayMs : 0
  const signatures = await signDkim(form, { domain, waitMs })
  await breathe()
  return joined([signatures, form])
}

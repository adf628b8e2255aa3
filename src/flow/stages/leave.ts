/**
 * What leaves of a submission, and what boxes of ours show of it: the `sent` form. First it is completed: a trace
 * line, Message-ID and Date where the client left them out (RFC 6409 §8), and no Bcc. Then it is signed. A letter
 * that needs none of this and stays inside has no such form.
 */
import { breathe } from '../../base/breath.ts'
import { joined, sha256 } from '../../base/large-bytes.ts'
import { type Reply, reply } from '../../base/reply.ts'
import { fail, ok, type Result } from '../../base/result.ts'
import { normalizeAddress } from '../../mail/address.ts'
import { formatDate } from '../../mail/date.ts'
import { needsPrefixGuard, prefixGuard } from '../../mail/stored.ts'
import { scanMessage } from '../../mail/structure.ts'
import type { Direction, NewForm } from '../../ports/archive.ts'
import { signMessage } from '../../signing/smime/sign.ts'
import type { FlowContext } from '../context.ts'
import type { Judged } from '../stages.ts'
import { received } from '../trace-header.ts'

const notSigned = reply(
  451,
  '4.7.5',
  'Chưa ký số được thư, xin gửi lại sau / The letter could not be signed, try again later',
  'not-signed',
)

type SigningStep = (
  context: FlowContext,
  message: Judged,
  form: Uint8Array,
  direction: Direction,
) => Promise<Uint8Array>

/** Each signs what the one before it made; it rejects when the letter must not go without. */
const signingSteps: readonly SigningStep[] = [withSmime, withDkim]

/** Undefined when the received bytes may stay as they are; a Reply when the letter cannot be signed now. */
export async function sentForm(
  context: FlowContext,
  message: Judged,
  direction: Direction,
): Promise<Result<NewForm | undefined, Reply>> {
  let form = await completed(context, message, direction)
  if (form === undefined) return ok(undefined)
  try {
    for (const sign of signingSteps) form = await sign(context, message, form, direction)
  } catch (error) {
    context.log.error({ err: error, id: message.id }, 'a letter cannot be signed')
    return fail(notSigned)
  }
  return ok({ kind: 'sent', bytes: form, sha256: await sha256([form]) })
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

/** What stays inside needs no proof that it is ours. A held letter leaves as it was signed, at the latest in time. */
async function withDkim(
  { signDkim, policy }: FlowContext,
  { header, strictest }: Judged,
  form: Uint8Array,
  direction: Direction,
): Promise<Uint8Array> {
  if (signDkim === null || direction === 'internal') return form
  const domain = normalizeAddress(header.from[0]?.address ?? '')?.domain ?? ''
  const waitMs = strictest.action === 'hold' ? policy.settings.threshold('heldDays') * dayMs : 0
  const signatures = await signDkim(form, { domain, waitMs })
  await breathe()
  return joined([signatures, form])
}

/**
 * The road of an official's message: received → parsed → read → judged, From is theirs → made ready to leave → committed
 * with its local deliveries and its place in the queue. The strictest verdict binds every recipient, as DATA has
 * one reply.
 *
 * What leaves is the `sent` form (`stages/leave.ts`), signed, and for recipients whose certificate is known the
 * `encrypted` one. A letter that needs none and stays inside is stored once, as it was received.
 */
import { type Reply, reply } from '../base/reply.ts'
import { say, texts } from '../base/texts.ts'
import { normalizeAddress } from '../mail/address.ts'
import { needsPrefixGuard, prefixGuard } from '../mail/stored.ts'
import { scanMessage } from '../mail/structure.ts'
import { heldNotice, refusal } from '../policy/explain.ts'
import { policyHeader } from '../policy/header.ts'
import { decisive } from '../policy/verdict.ts'
import type { Direction, NewForm, Outcome } from '../ports/archive.ts'
import type { Box } from '../ports/directory.ts'
import type { NewView } from '../ports/mailboxes.ts'
import type { FlowContext } from './context.ts'
import { commit, type Decision, refused } from './stages/commit.ts'
import { type EncryptedTo, findEncryption } from './stages/encryption.ts'
import { deferred, examine } from './stages/examine.ts'
import { directionOf, judge } from './stages/judge.ts'
import { type LeavingForms, leavingForms, traceLine } from './stages/leave.ts'
import { parse } from './stages/parse.ts'
import { findSigner, signedFindings } from './stages/signer.ts'
import type { Judged, Parsed, Received } from './stages.ts'
import { sendNotice } from './system.ts'
import { returnPath } from './trace-header.ts'
import { makeView } from './view.ts'

const notOneFrom = reply(
  550,
  '5.7.1',
  'Thư phải có đúng một trường From / A letter must have exactly one From field',
  'from-not-single',
)

export async function receiveSubmission(context: FlowContext, box: Box, message: Received): Promise<Reply> {
  const parsed = parse(message, context.limits, context.hostname)
  const examined = await examine(context, parsed)
  const found = await findSigner(context, box, { ...parsed, ...examined })
  const signer = found.ok ? found.value : undefined
  const findings = signer === undefined ? examined.findings : signedFindings(examined.findings)
  const judged = await judge(context, { ...parsed, ...examined, findings, signer, authentication: null })
  const direction = overallDirection(judged)
  const encryption = await findEncryption(context, box, parsed)
  const refusalReply =
    deferred(judged) ??
    (await admitAuthor(context, box, parsed)) ??
    blocked(context, judged) ??
    (found.ok ? undefined : found.error) ??
    (encryption.ok ? undefined : encryption.error) ??
    (await context.outboundRate.admit(box.id, outsideOf(judged)))
  if (refusalReply !== undefined) return commit(context, judged, refused(judged, direction, refusalReply))
  const encryptedTo: EncryptedTo = encryption.ok ? encryption.value : new Map()
  const leaving = await leavingForms(context, judged, direction, encryptedTo)
  if (!leaving.ok) return commit(context, judged, refused(judged, direction, leaving.error))
  const accepted = acceptedSubmission(context, judged, direction, leaving.value, encryptedTo)
  const answer = await commit(context, judged, accepted)
  if (answer.reason === 'held') await tellHeld(context, box, judged)
  else if (answer.code < 400) await tellFlagged(context, box, judged)
  return answer
}

/** Like `tellHeld`, for a letter that went and is on record. */
async function tellFlagged(context: FlowContext, box: Box, message: Judged): Promise<void> {
  if (message.strictest.action !== 'flag') return
  const notice = context.flagNotices.due(box, {
    verdict: message.strictest,
    to: message.addressees.map(({ address }) => address).join(', '),
    ref: referenceOf(message),
  })
  if (notice === undefined) return
  await sendNotice(context, box.address, notice).catch(error =>
    context.log.error({ err: error, id: message.id }, 'the notice of a flagged letter failed'),
  )
}

/** The letter is safe and answered for; a notice that fails is only logged. */
async function tellHeld(context: FlowContext, box: Box, message: Judged): Promise<void> {
  const notice = heldNotice(message.strictest, {
    from: box.address,
    to: message.addressees.map(({ address }) => address).join(', '),
    ref: referenceOf(message),
    domain: context.domain,
  })
  await sendNotice(context, box.address, notice).catch(error =>
    context.log.error({ err: error, id: message.id }, 'the notice of a held letter failed'),
  )
}

/** A submission is bound as one, so one reference names it. */
function referenceOf(message: Judged): string {
  const [ref = ''] = message.ledger.refs.values()
  return ref
}

/**
 * A reverse path an official may use: empty, an own address or an alias that leads to the box. A box that was locked
 * since it logged in sends nothing more.
 */
export async function admitSender(
  context: FlowContext,
  box: Box,
  mailFrom: string,
): Promise<Reply | undefined> {
  const now = (await context.store.read.directory.recipient(box.address))?.boxes[0]
  if (now?.id !== box.id || now.status !== 'active') return notActive(box)
  if (mailFrom === '') return undefined
  return (await isOwn(context, box, [mailFrom])) ? undefined : notYours(box)
}

/** From must belong to the person, and Sender where it is given (RFC 6409 §6.1). */
async function admitAuthor(context: FlowContext, box: Box, message: Parsed): Promise<Reply | undefined> {
  const { fromFields, from, sender } = message.header
  if (fromFields !== 1 || from.length === 0) return notOneFrom
  const named = [...from, ...sender].map(({ address }) => address)
  return (await isOwn(context, box, named)) ? undefined : notYours(box)
}

async function isOwn(context: FlowContext, box: Box, addresses: readonly string[]): Promise<boolean> {
  if (addresses.every(address => address === box.address)) return true
  const own = new Set(await context.store.read.directory.addressesOf(box.id))
  return addresses.every(address => own.has(normalizeAddress(address)?.address ?? ''))
}

function notActive({ address }: Box): Reply {
  const { vi, en } = say(texts.boxNotActive, { address })
  return reply(550, '5.7.1', `${vi}\n${en}`, 'box-not-active')
}

function notYours(box: Box): Reply {
  const text =
    `Địa chỉ gửi không thuộc tài khoản ${box.address}\n` +
    `The sender address does not belong to the account ${box.address}`
  return reply(550, '5.7.1', text, 'sender-not-owned')
}

function blocked(context: FlowContext, message: Judged): Reply | undefined {
  if (message.strictest.action !== 'block') return undefined
  return refusal(message.strictest, referenceOf(message), context.policy.domain)
}

/** How many of a letter's recipients are outside. */
function outsideOf(message: Judged): number {
  return message.addressees.filter(({ local }) => local === null).length
}

function overallDirection(message: Judged): Direction {
  return message.addressees.some(addressee => directionOf(message, addressee) === 'outbound')
    ? 'outbound'
    : 'internal'
}

function acceptedSubmission(
  context: FlowContext,
  message: Judged,
  direction: Direction,
  { sent, encrypted }: LeavingForms,
  encryptedTo: EncryptedTo,
): Decision {
  const held = message.strictest.action === 'hold'
  const received: NewForm = { kind: 'received', bytes: message.bytes, sha256: message.sha256 }
  const shown = sent ?? received
  const stays = message.addressees.some(addressee => addressee.local !== null)
  return {
    reply: held ? heldReply(message) : reply(250, '2.0.0', `Đã nhận / Accepted ${message.id}`, 'accepted'),
    direction,
    verdict: message.strictest.action,
    dispositions: message.addressees.map(addressee => {
      const outcome: Outcome = held ? 'held' : addressee.local === null ? 'queued' : 'delivered'
      const form = encryptedTo.has(addressee.address) ? 'encrypted' : shown.kind
      return { addressee, outcome, reason: held ? 'policy' : '', role: 'inbox', view: () => 0, form }
    }),
    forms: [received, sent, encrypted].filter(form => form !== undefined),
    views: stays ? [{ ...shownView(context, message, shown), form: shown.kind }] : [],
    violations: message.ledger.violations,
  }
}

/** What boxes of ours show. The `sent` form brings its own trace line and has lost what must not be shown. */
function shownView(context: FlowContext, message: Judged, { kind, bytes }: NewForm): NewView {
  const isSent = kind === 'sent'
  const root = isSent ? scanMessage(bytes, context.limits) : message.root
  const lines =
    returnPath(message.envelope.mailFrom) +
    (isSent ? '' : traceLine(context, message)) +
    policyHeader(message.strictest, referenceOf(message)) +
    (needsPrefixGuard(bytes) ? prefixGuard : '')
  return makeView(bytes, root, Buffer.from(lines), isSent ? [] : message.header.forged)
}

function heldReply(message: Judged): Reply {
  const { vi, en } = say(texts.heldReply, { ref: referenceOf(message) })
  return reply(250, '2.0.0', `${vi}\n${en} ${message.id}`, 'held', decisive(message.strictest)?.rule)
}

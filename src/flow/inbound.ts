/**
 * The road of a message from another server: received → parsed → opened, if it came encrypted → authenticated and read →
 * judged → committed. It ends with the one reply that DATA has; 250 only after the commit is durable.
 *
 * Inbound mail splits by recipient: it is refused only when every recipient is blocked. Whatever the verdict, the
 * message leaves an archive entry; a refused one leaves no bytes.
 */
import { admissionOf } from '../auth/admission.ts'
import type { SenderAuthentication } from '../auth/outcome.ts'
import { authenticationResults } from '../auth/results.ts'
import { isTemporary, type Reply, reply } from '../base/reply.ts'
import { needsPrefixGuard, prefixGuard } from '../mail/stored.ts'
import { discreetRefusal, refusal } from '../policy/explain.ts'
import { policyHeader } from '../policy/header.ts'
import type { FormKind, Outcome } from '../ports/archive.ts'
import type { BoxId } from '../ports/directory.ts'
import type { MailboxRole, NewView } from '../ports/mailboxes.ts'
import { type SignatureFact, signaturesOfLetter } from '../signing/outcome.ts'
import { bannerHeader, bannerInsertions } from './banner.ts'
import type { FlowContext } from './context.ts'
import { commit, type Decision, refused } from './stages/commit.ts'
import { deferred, examine } from './stages/examine.ts'
import { judge } from './stages/judge.ts'
import { parse } from './stages/parse.ts'
import { encryptedHeader, unseal } from './stages/unseal.ts'
import type { Inbound, Judged, Received } from './stages.ts'
import { received, returnPath } from './trace-header.ts'
import { makeView, withInsertions } from './view.ts'

const looping = reply(554, '5.4.6', 'Thư đi vòng qua quá nhiều máy chủ / Too many hops', 'mail-loop')

export async function receiveInbound(context: FlowContext, message: Received): Promise<Reply> {
  const parsed = parse(message, context.limits, context.hostname)
  const { peer, envelope, bytes } = message
  const opening = await unseal(context, parsed)
  const [authentication, examined] = await Promise.all([
    context.verifySender({ peer, mailFrom: envelope.mailFrom, bytes }),
    examine(context, { ...parsed, ...opening?.unsealed }),
  ])
  const senderAgency = sectorSender(context, authentication)
  const judged = await judge(context, { ...parsed, ...examined, opening, authentication, senderAgency })
  const refusalReply = refusalOf(context, judged)
  const decision =
    refusalReply === undefined ? accepted(context, judged) : refused(judged, 'inbound', refusalReply)
  return commit(context, judged, decision)
}

/** The sector-exempt agency whose own system sent the letter, where DMARC proves it. */
function sectorSender({ policy }: FlowContext, { dmarc, headerFromDomain }: SenderAuthentication) {
  if (dmarc.result !== 'pass' || headerFromDomain === '') return null
  return policy.sectorAgencyOf(`@${headerFromDomain}`) ?? null
}

/** Why the letter goes to nobody. The regulation explains itself, so its word comes before the sender domain's. */
function refusalOf(context: FlowContext, message: Inbound): Reply | undefined {
  if (message.header.receivedFields > context.limits.receivedHops) return looping
  const waits = deferred(message)
  if (waits !== undefined) return waits
  const admission = admissionOf(message.authentication)
  if (admission !== undefined && isTemporary(admission)) return admission
  return blockedForAll(context, message) ?? admission
}

/** The explained refusal when the regulation blocks every recipient. */
function blockedForAll(context: FlowContext, message: Judged): Reply | undefined {
  if (message.verdicts.some(verdict => verdict.action !== 'block')) return undefined
  const ref = message.ledger.refs.get(message.addressees[0]?.address ?? '') ?? ''
  return message.opening?.unsealed
    ? discreetRefusal(message.strictest, ref, context.policy.domain)
    : refusal(message.strictest, ref, context.policy.domain)
}

/** Where a letter goes that was not refused as a whole: recipient by recipient. */
function accepted(context: FlowContext, message: Inbound): Decision {
  const views = new SharedViews(context, message)
  const role = roleOf(message)
  const dispositions = message.addressees.map((addressee, index) => {
    const verdict = message.verdicts[index]
    const action = verdict?.action ?? 'allow'
    const outcome: Outcome = action === 'block' ? 'refused' : action === 'hold' ? 'held' : 'delivered'
    const ref = message.ledger.refs.get(addressee.address) ?? ''
    const policyLines = verdict === undefined ? '' : policyHeader(verdict, ref)
    const reason = outcome === 'delivered' ? '' : 'policy'
    const shown = new Map((addressee.local?.boxes ?? []).map(({ id }) => [id, views.of(id, policyLines)]))
    return {
      addressee,
      outcome,
      reason,
      role,
      view: (box: BoxId) => shown.get(box) ?? 0,
      form: 'received' as const,
    }
  })
  const opened = message.opening?.unsealed
  return {
    reply: reply(250, '2.0.0', `Đã nhận / Accepted ${message.id}`, 'accepted'),
    direction: 'inbound',
    verdict: message.strictest.action,
    dispositions,
    forms: [
      { kind: 'received', bytes: message.bytes, sha256: message.sha256 },
      ...(opened ? [{ kind: 'decrypted' as const, bytes: opened.bytes, sha256: opened.sha256 }] : []),
    ],
    views: views.made,
    violations: message.ledger.violations,
  }
}

/** What boxes show: one view for all that are told the same, and are shown the same form. */
class SharedViews {
  readonly made: (NewView & { readonly form: FormKind })[] = []
  readonly #context: FlowContext
  readonly #message: Inbound
  readonly #known = new Map<string, number>()

  constructor(context: FlowContext, message: Inbound) {
    this.#context = context
    this.#message = message
  }

  /** The index of a box's view. */
  of(box: BoxId, policyLines: string): number {
    const { opening } = this.#message
    const form = opening?.letter?.by.has(box) ? 'decrypted' : 'received'
    // What is signed is inside: whoever is not shown it is not told of its signature.
    const signature = opening && form === 'received' ? undefined : letterSignature(this.#message)
    const lines =
      commonPrefix(this.#context, this.#message, signature) + policyLines + encryptedHeader(opening, box)
    const known = this.#known.get(lines)
    if (known !== undefined) return known
    const shown = (form === 'decrypted' && opening?.unsealed) || this.#message
    this.#known.set(lines, this.made.length)
    return this.made.push({ ...shownView(this.#context, shown, lines, form), form }) - 1
  }
}

/** A domain's owner who asks for quarantine gets it (RFC 7489 §6.3). */
function roleOf({ authentication }: Inbound): MailboxRole {
  const { result, policy } = authentication.dmarc
  const vouched = authentication.arc?.vouched === true
  return result === 'fail' && policy === 'quarantine' && !vouched ? 'junk' : 'inbox'
}

function commonPrefix(
  { hostname }: FlowContext,
  message: Inbound,
  signature: SignatureFact | undefined,
): string {
  const { peer, envelope, authentication } = message
  return (
    returnPath(envelope.mailFrom) +
    received(peer, hostname, message.id, envelope.parameters.smtpUtf8, message.receivedAt) +
    authenticationResults(hostname, authentication, signature) +
    bannerHeader
  )
}

/** Of several signatures over the letter the one that proves most. */
function letterSignature({ findings }: Judged): SignatureFact | undefined {
  const over = signaturesOfLetter(findings.signatures)
  return over.find(({ result }) => result === 'pass') ?? over[0]
}

/** What was decrypted is shown as it is, without a word of ours put into it. */
function shownView(
  { policy, limits }: FlowContext,
  { bytes, root, header }: Pick<Judged, 'bytes' | 'root' | 'header'>,
  lines: string,
  form: FormKind,
): NewView {
  const guard = needsPrefixGuard(bytes) ? prefixGuard : ''
  const view = makeView(bytes, root, Buffer.from(lines + guard), header.forged)
  if (form === 'decrypted' || policy.settings.threshold('outsideBanner') === 0) return view
  return withInsertions(view, bytes, bannerInsertions(bytes, root), limits)
}

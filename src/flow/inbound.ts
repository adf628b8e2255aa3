/**
 * The road of a message from another server: received → parsed → authenticated and read → judged → committed. It ends with
 * the one reply that DATA has; 250 only after the commit is durable.
 *
 * Inbound mail splits by recipient: it is refused only when every recipient is blocked. Whatever the verdict, the
 * message leaves an archive entry; a refused one leaves no bytes.
 */
import { admissionOf } from '../auth/admission.ts'
import type { SenderAuthentication } from '../auth/outcome.ts'
import { authenticationResults } from '../auth/results.ts'
import { isTemporary, type Reply, reply } from '../base/reply.ts'
import { needsPrefixGuard, prefixGuard } from '../mail/stored.ts'
import { refusal } from '../policy/explain.ts'
import { policyHeader } from '../policy/header.ts'
import type { Outcome } from '../ports/archive.ts'
import type { MailboxRole, NewView } from '../ports/mailboxes.ts'
import { type SignatureFact, signaturesOfLetter } from '../signing/outcome.ts'
import { bannerHeader, bannerInsertions } from './banner.ts'
import type { FlowContext } from './context.ts'
import { commit, type Decision, refused } from './stages/commit.ts'
import { deferred, examine } from './stages/examine.ts'
import { judge } from './stages/judge.ts'
import { parse } from './stages/parse.ts'
import type { Inbound, Judged, Received } from './stages.ts'
import { received, returnPath } from './trace-header.ts'
import { makeView, withInsertions } from './view.ts'

const looping = reply(554, '5.4.6', 'Thư đi vòng qua quá nhiều máy chủ / Too many hops', 'mail-loop')

export async function receiveInbound(context: FlowContext, message: Received): Promise<Reply> {
  const parsed = parse(message, context.limits, context.hostname)
  const { peer, envelope, bytes } = message
  const [authentication, examined] = await Promise.all([
    context.verifySender({ peer, mailFrom: envelope.mailFrom, bytes }),
    examine(context, parsed),
  ])
  const senderAgency = sectorSender(context, authentication)
  const judged = await judge(context, { ...parsed, ...examined, authentication, senderAgency })
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
  const first = message.addressees[0]?.address ?? ''
  return refusal(message.strictest, message.ledger.refs.get(first) ?? '', context.policy.domain)
}

/** Where a letter goes that was not refused as a whole: recipient by recipient. */
function accepted(context: FlowContext, message: Inbound): Decision {
  const shown = new Map<string, number>()
  const views: (NewView & { readonly form: 'received' })[] = []
  const common = commonPrefix(context, message)
  const role = roleOf(message)
  const dispositions = message.addressees.map((addressee, index) => {
    const verdict = message.verdicts[index]
    const action = verdict?.action ?? 'allow'
    const outcome: Outcome = action === 'block' ? 'refused' : action === 'hold' ? 'held' : 'delivered'
    const ref = message.ledger.refs.get(addressee.address) ?? ''
    const policyLines = verdict === undefined ? '' : policyHeader(verdict, ref)
    let view = shown.get(policyLines)
    if (view === undefined) {
      view = views.length
      shown.set(policyLines, view)
      views.push({ ...shownView(context, message, common + policyLines), form: 'received' })
    }
    const reason = outcome === 'delivered' ? '' : 'policy'
    return { addressee, outcome, reason, role, view }
  })
  return {
    reply: reply(250, '2.0.0', `Đã nhận / Accepted ${message.id}`, 'accepted'),
    direction: 'inbound',
    verdict: message.strictest.action,
    dispositions,
    forms: [{ kind: 'received', bytes: message.bytes, sha256: message.sha256 }],
    views,
    form: 'received',
    violations: message.ledger.violations,
  }
}

/** A domain's owner who asks for quarantine gets it (RFC 7489 §6.3). */
function roleOf({ authentication }: Inbound): MailboxRole {
  const { result, policy } = authentication.dmarc
  return result === 'fail' && policy === 'quarantine' ? 'junk' : 'inbox'
}

function commonPrefix({ hostname }: FlowContext, message: Inbound): string {
  const { peer, envelope, authentication } = message
  return (
    returnPath(envelope.mailFrom) +
    received(peer, hostname, message.id, envelope.parameters.smtpUtf8, message.receivedAt) +
    authenticationResults(hostname, authentication, letterSignature(message)) +
    bannerHeader
  )
}

/** Of several signatures over the letter the one that proves most. */
function letterSignature({ findings }: Judged): SignatureFact | undefined {
  const over = signaturesOfLetter(findings.signatures)
  return over.find(({ result }) => result === 'pass') ?? over[0]
}

function shownView({ policy, limits }: FlowContext, message: Judged, lines: string): NewView {
  const { bytes, root, header } = message
  const guard = needsPrefixGuard(bytes) ? prefixGuard : ''
  const view = makeView(bytes, root, Buffer.from(lines + guard), header.forged)
  if (policy.settings.threshold('outsideBanner') === 0) return view
  return withInsertions(view, bytes, bannerInsertions(bytes, root), limits)
}

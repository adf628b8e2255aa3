/** The last stage: everything a message changes, composed as the one job that the store commits. */
import { type Reply, reply } from '../../base/reply.ts'
import type { OfficialDocument } from '../../documents/facts.ts'
import { documentMetadata } from '../../documents/metadata.ts'
import { acknowledgeBy } from '../../policy/acknowledgement.ts'
import { decisive } from '../../policy/verdict.ts'
import type {
  CommitMessage,
  Delivery,
  Direction,
  EntryRecipient,
  FormKind,
  HeldLetter,
  NewDocument,
  NewForm,
  NewViolation,
  OutboxRecipient,
  Outcome,
} from '../../ports/archive.ts'
import type { Action, BoxId } from '../../ports/directory.ts'
import type { MailboxRole, NewView } from '../../ports/mailboxes.ts'
import { StoreError } from '../../ports/store.ts'
import { signaturesOfLetter } from '../../signing/outcome.ts'
import { countsOf, localDay, type Signing } from '../../statistics/counts.ts'
import type { FlowContext } from '../context.ts'
import { announceCases } from '../secret-case.ts'
import type { Addressee, Judged } from '../stages.ts'

const storageFull = reply(
  452,
  '4.3.1',
  'Hết chỗ lưu trữ, xin gửi lại sau / Insufficient storage, try again later',
  'store-full',
)
const storageFailed = reply(
  451,
  '4.3.0',
  'Lỗi tạm thời, xin gửi lại sau / Local error, try again later',
  'store-failed',
)

/** What the road decided for one addressee. */
export interface Disposition {
  readonly addressee: Addressee
  readonly outcome: Outcome
  /** Constant reason of a refusal or hold, empty otherwise. */
  readonly reason: string
  /** Where a local delivery goes. */
  readonly role: MailboxRole
  /** Index into `views` of what a box shows, for a local delivery. */
  readonly view: (box: BoxId) => number
  /** The form that leaves, for an outside recipient. */
  readonly form: FormKind
}

export interface Decision {
  readonly reply: Reply
  readonly direction: Direction
  readonly verdict: Action
  /** One an addressee, in the same order. */
  readonly dispositions: readonly Disposition[]
  readonly forms: readonly NewForm[]
  readonly views: readonly (NewView & { readonly form: FormKind })[]
  readonly violations: readonly NewViolation[]
}

/**
 * Commits a decision and resolves with its reply, once everything it says is durable. When the store cannot, the
 * client is told to try again and nothing of the message stays.
 */
export async function commit(context: FlowContext, message: Judged, decision: Decision): Promise<Reply> {
  const sizeBytes = message.bytes.length
  try {
    // From here on the bytes are the store's.
    const { entryId } = await context.store.write.commitMessage(composeCommit(context, message, decision))
    context.log.info(
      {
        id: message.id,
        entry: entryId,
        from: message.envelope.mailFrom,
        recipients: message.addressees.length,
        bytes: sizeBytes,
        verdict: decision.verdict,
        reply: decision.reply.code,
        reason: decision.reply.reason,
      },
      'message',
    )
    if (decision.direction === 'inbound' && decision.forms.length > 0)
      await context.encryption.remember(message.findings.certificates, entryId, message.receivedAt)
    if (decision.dispositions.some(({ outcome }) => outcome === 'held')) await context.held.announce(entryId)
    await announceCases(context, decision.violations)
    return decision.reply
  } catch (error) {
    context.log.error({ err: error, id: message.id }, 'message not committed')
    return error instanceof StoreError && error.reason === 'full' ? storageFull : storageFailed
  }
}

/** A refusal: the fact is kept with envelope, hash, verdict and reason, the bytes are not. */
export function refused(message: Judged, direction: Direction, refusal: Reply): Decision {
  return {
    reply: refusal,
    direction,
    verdict: message.strictest.action,
    dispositions: message.addressees.map(addressee => ({
      addressee,
      outcome: 'refused',
      reason: refusal.reason,
      role: 'inbox',
      view: () => 0,
      form: 'received',
    })),
    forms: [],
    views: [],
    // What another ground refused was not the regulation's case.
    violations: refusal.rule === undefined ? [] : message.ledger.violations,
  }
}

/** The job for a judged message. Nothing is decided here any more. */
export function composeCommit(
  { policy }: Pick<FlowContext, 'policy'>,
  message: Judged,
  decision: Decision,
): CommitMessage {
  const expiresAt = message.receivedAt + policy.settings.threshold('heldDays') * dayMs
  const entry = entryOf(message, decision)
  const documents = policy.documentsIn(message.findings)
  return {
    entry,
    forms: decision.forms,
    views: decision.views,
    deliveries: deliveriesOf(decision.dispositions),
    outbox: outboxOf(decision),
    held: heldOf(message, decision, expiresAt),
    violations: decision.violations,
    documents: documents.map(recordOf),
    acknowledgeBy: acknowledgeBy(documents, message.receivedAt, policy.settings),
    counts: countsOf(entry, localDay(message.receivedAt), signingOf(message)),
  }
}

function entryOf(message: Judged, decision: Decision): CommitMessage['entry'] {
  const { peer, header } = message
  const { reply } = decision
  return {
    receivedAt: message.receivedAt,
    channel: peer.channel,
    direction: decision.direction,
    verdict: decision.verdict,
    accepted: reply.code < 400,
    reply: { code: reply.code, enhanced: reply.enhanced, reason: reply.reason, text: reply.text },
    mailFrom: message.envelope.mailFrom,
    recipients: decision.dispositions.map(disposition => entryRecipient(message, disposition)),
    client: { address: peer.address, helo: peer.helo, tls: peer.tls },
    boxId: peer.box?.id ?? null,
    senderAgencyId: message.senderAgency?.id ?? null,
    messageId: header.messageId,
    headerFrom: header.from.map(from => from.address).join(', '),
    subject: withheld(message) ? '' : header.subject,
    sentAt: header.sentAt,
    sha256: message.sha256,
    sizeBytes: message.bytes.length,
    authentication: authenticationOf(message),
    judgements: JSON.stringify(message.strictest.judgements),
  }
}

/** What the server signs holds. */
function signingOf({ signer, findings }: Judged): Signing {
  if (signer !== undefined) return { signed: true, verified: true }
  const over = signaturesOfLetter(findings.signatures)
  return { signed: over.length > 0, verified: over.some(({ result }) => result === 'pass') }
}

/** Signatures that go on record: hardly a letter has more than two, and a hostile one has as many as it likes. */
const toldSignatures = 20

/** What proves, or fails to prove, whom the letter is from: of its sender's domain, and of its signers. */
function authenticationOf({ authentication, findings }: Judged): string {
  const signatures = findings.signatures.slice(0, toldSignatures)
  if (authentication === null && signatures.length === 0) return ''
  return JSON.stringify(signatures.length === 0 ? authentication : { ...authentication, signatures })
}

/** Of a suspected secret not even the subject is kept. */
function withheld({ findings }: Judged): boolean {
  return findings.stamps.length > 0
}

function entryRecipient(message: Judged, disposition: Disposition): EntryRecipient {
  const { addressee } = disposition
  const box = addressee.local?.boxes[0]
  return {
    address: addressee.address,
    boxId: box?.id ?? null,
    agencyId: box?.agencyId ?? null,
    outcome: disposition.outcome,
    reason: disposition.reason,
    blind: !message.header.visible.has(addressee.address),
  }
}

/** One reference a box, however many addresses of the envelope lead to it. */
function deliveriesOf(dispositions: readonly Disposition[]): Delivery[] {
  const byBox = new Map<BoxId, Delivery>()
  for (const disposition of dispositions) {
    if (disposition.outcome !== 'delivered') continue
    for (const delivery of boxDeliveries(disposition))
      if (!byBox.has(delivery.boxId)) byBox.set(delivery.boxId, delivery)
  }
  return [...byBox.values()]
}

function boxDeliveries({ addressee, role, view }: Disposition): Delivery[] {
  return (addressee.local?.boxes ?? []).map(box => ({ boxId: box.id, role, flags: 0, view: view(box.id) }))
}

function outboxItem({ addressee: { address, parameters }, form }: Disposition): OutboxRecipient {
  return { address, form, notify: parameters.notify, orcpt: parameters.orcpt }
}

function outboxOf({ dispositions }: Decision): OutboxRecipient[] {
  return dispositions.filter(({ outcome }) => outcome === 'queued').map(outboxItem)
}

const dayMs = 86_400_000

/** What the archive keeps of a document. */
function recordOf(document: OfficialDocument): NewDocument {
  const { place, number, notation, kind, issuer, issuedDate, abstract, signerName, urgency } = document
  const { signed, signature, confidence } = document
  return {
    place,
    number,
    notation,
    kind,
    issuer,
    issuedDate,
    abstract,
    signer: signerName,
    urgency,
    signed,
    signature,
    confidence,
    metadata: JSON.stringify(documentMetadata(document)),
  }
}

/**
 * A letter that comes in waits for the recipient's agency, one that an official writes for the sender's; once a box,
 * however many addresses of the envelope lead to it.
 */
function heldOf(message: Judged, decision: Decision, expiresAt: number): HeldLetter[] {
  const reached = new Set<BoxId>()
  return decision.dispositions.flatMap((disposition, index): HeldLetter[] => {
    if (disposition.outcome !== 'held') return []
    const { addressee } = disposition
    const verdict = message.verdicts[index] ?? message.strictest
    const agencyId = (message.peer.box === null ? addressee.agency : message.senderAgency)?.id ?? null
    const held = { address: addressee.address, rule: decisive(verdict)?.rule ?? '', agencyId, expiresAt }
    if (addressee.local === null)
      return [{ ...held, becomes: { kind: 'outbox', item: outboxItem(disposition) } }]
    const waiting = boxDeliveries(disposition).filter(({ boxId }) => !reached.has(boxId))
    for (const { boxId } of waiting) reached.add(boxId)
    return waiting.map(delivery => ({ ...held, becomes: { kind: 'delivery', delivery } }))
  })
}

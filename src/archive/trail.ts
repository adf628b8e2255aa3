/**
 * The custody of a letter: how it came and was judged, where it went and lies now, and who of the operators did what
 * about it. Times are as stored; of what has no stored time (the last attempt of a delivery, a letter that somebody
 * moved or expunged) the present state stands at the end, without one. Nothing of the letter's text is in it.
 */
import { localTime } from '../base/local-time.ts'
import type { Text } from '../base/texts.ts'
import { trailTexts } from '../base/texts-trail.ts'
import type { ApprovalReads } from '../ports/approval.ts'
import type { Entry, EntryRecipient } from '../ports/archive.ts'
import type {
  CustodyAcknowledgement,
  CustodyAct,
  CustodyHold,
  CustodyReads,
  CustodyReference,
  OfficeAct,
} from '../ports/custody.ts'
import { flagBits } from '../ports/mailboxes.ts'
import type { Held, QueueItem, QueueReads } from '../ports/queue.ts'
import type { LogReads } from '../ports/tlog.ts'
import { hex } from './search.ts'

export type TrailKind = keyof typeof trailTexts

export interface TrailEvent {
  /** null: as it stands now. */
  readonly at: string | null
  readonly kind: TrailKind
  readonly label: Text
  /** A box, a recipient or an operator; empty where nobody is meant. */
  readonly who: string
  /** Facts of the kind, all of them texts or numbers. */
  readonly detail: Readonly<Record<string, string | number>>
}

export interface Trail {
  readonly entryId: number
  readonly events: readonly TrailEvent[]
}

interface Reads {
  readonly approvals: Pick<ApprovalReads, 'approval'>
  readonly custody: CustodyReads
  readonly queue: Pick<QueueReads, 'list' | 'heldOf'>
  readonly log: Pick<LogReads, 'checkpoints'>
}

/** With the moment it is sorted by; what stands now comes last. */
interface Timed extends Omit<TrailEvent, 'at' | 'label'> {
  readonly ms: number | null
}

/** `holdsTold`: what holds are called and why; they may speak of other letters. */
export async function trailOf(reads: Reads, entry: Entry, maxActs: number, holdsTold = true): Promise<Trail> {
  const { custody, queue, log } = reads
  const [deliveries, references, acknowledgements, acts, officeActs, holds, items, held, checkpoints] =
    await Promise.all([
      custody.deliveries(entry.id),
      custody.references(entry.id),
      custody.acknowledgements(entry.id),
      custody.acts(entry.id, maxActs),
      custody.officeActs(entry.id, maxActs),
      custody.holds(entry.id),
      queue.list({ entryId: entry.id, limit: entry.recipients.length }),
      queue.heldOf(entry.id),
      log.checkpoints(entry.leaf.index, 1),
    ])
  const events: readonly Timed[] = [
    ...ofEntry(entry),
    ...deliveries.map(({ boxId, address, form, at }) => ({
      ms: at,
      kind: 'delivered' as const,
      who: address ?? `box ${boxId}`,
      detail: { form: form ?? 'erased' },
    })),
    ...checkpoints.map(({ size, at, cosignatures }) => ({
      ms: at,
      kind: 'checkpoint' as const,
      who: '',
      detail: { size, cosignatures: cosignatures.length },
    })),
    ...items.toSorted((a, b) => a.id - b.id).flatMap(ofQueue),
    ...held.flatMap(ofHeld),
    ...acknowledgements.flatMap(ofAcknowledgement),
    ...officeActs.map(ofOffice),
    ...holds.flatMap(hold => ofHold(hold, holdsTold)),
    ...(await Promise.all(acts.map(act => ofAct(reads.approvals, act)))),
    ...references.map(lies),
    ...deliveries
      .filter(({ boxId }) => !references.some(reference => reference.boxId === boxId))
      .map(({ boxId, address }) => ({
        ms: null,
        kind: 'nowGone' as const,
        who: address ?? `box ${boxId}`,
        detail: address === null ? { box: 'deleted' } : {},
      })),
  ]
  return { entryId: entry.id, events: inOrder(events).map(told) }
}

/** By time, those of the same moment as they were listed; the present state last. */
function inOrder(events: readonly Timed[]): readonly Timed[] {
  return events.toSorted((a, b) => (a.ms ?? Number.MAX_SAFE_INTEGER) - (b.ms ?? Number.MAX_SAFE_INTEGER))
}

function told({ ms, kind, who, detail }: Timed): TrailEvent {
  return { at: ms === null ? null : localTime(ms), kind, label: trailTexts[kind], who, detail }
}

function ofEntry(entry: Entry): readonly Timed[] {
  const { receivedAt: ms, client, channel, mailFrom, verdict, reply, leaf } = entry
  return [
    {
      ms,
      kind: 'received',
      who: mailFrom === '' ? '<>' : mailFrom,
      detail: {
        channel,
        client: client.address,
        helo: client.helo,
        tls: client.tls === '' ? 'none' : client.tls,
        bytes: entry.sizeBytes,
        sha256: hex(entry.sha256),
      },
    },
    {
      ms,
      kind: 'judged',
      who: '',
      detail: {
        verdict,
        reply: `${reply.code} ${reply.enhanced} ${reply.reason}`.trim(),
        ...rulesOf(entry),
      },
    },
    { ms, kind: 'logged', who: '', detail: { leaf: leaf.index, hash: hex(leaf.hash) } },
    ...entry.forms
      .filter(({ kind }) => kind !== 'received')
      .map(({ kind: form, sizeBytes: bytes, sha256 }) => ({
        ms,
        kind: 'form' as const,
        who: '',
        detail: { form, bytes, sha256: hex(sha256) },
      })),
    ...entry.recipients
      .filter(({ outcome }) => outcome === 'refused')
      .map(recipient => refusedFor(ms, recipient)),
  ]
}

function refusedFor(ms: number, { address, reason }: EntryRecipient): Timed {
  return { ms, kind: 'refused', who: address, detail: { reason } }
}

/** Rules that spoke, each once; the evidence is in `archive show`. */
function rulesOf({ judgements }: Entry): { readonly rules?: string } {
  const found: unknown = judgements === '' ? [] : JSON.parse(judgements)
  if (!Array.isArray(found)) return {}
  const rules = new Set(found.flatMap(each => (hasRule(each) ? [each.rule] : [])))
  return rules.size === 0 ? {} : { rules: [...rules].join(' ') }
}

function hasRule(value: unknown): value is { readonly rule: string } {
  return typeof value === 'object' && value !== null && 'rule' in value && typeof value.rule === 'string'
}

function ofQueue({ address: who, form, createdAt, ...item }: QueueItem): readonly Timed[] {
  const { state, attempts, nextAttemptAt, lastReply } = item
  const next = state === 'waiting' ? { next: localTime(nextAttemptAt) } : {}
  return [
    { ms: createdAt, kind: 'queued', who, detail: { form } },
    {
      ms: null,
      kind: 'nowQueue',
      who,
      detail: { state, attempts, ...next, ...whenSaid('reply', lastReply) },
    },
  ]
}

function ofHeld({
  address: who,
  rule,
  at,
  expiresAt,
  state,
  decidedBy,
  decidedAt,
  reason,
}: Held): readonly Timed[] {
  const held: Timed = { ms: at, kind: 'held', who, detail: { rule, until: localTime(expiresAt) } }
  if (state === 'held')
    return [held, { ms: null, kind: 'nowHeld', who, detail: { until: localTime(expiresAt) } }]
  const detail = { by: decidedBy ?? '-', ...whenSaid('reason', reason) }
  return [held, { ms: decidedAt, kind: state, who, detail }]
}

function ofAcknowledgement(row: CustodyAcknowledgement): readonly Timed[] {
  const who = row.address ?? `box ${row.boxId}`
  const detail = { due: localTime(row.dueAt) }
  const seen = { ...detail, ...whenSaid('by', row.seenBy ?? '') }
  return [
    ...(row.lateAt === null ? [] : [{ ms: row.lateAt, kind: 'overdue' as const, who, detail }]),
    ...(row.seenAt === null ? [] : [{ ms: row.seenAt, kind: 'acknowledged' as const, who, detail: seen }]),
  ]
}

const kindOfOfficeAct: Readonly<Record<OfficeAct['act'], TrailKind>> = {
  read: 'officeRead',
  flags: 'officeFlags',
  added: 'officeAdded',
  copied: 'officeCopied',
  moved: 'officeMoved',
  deleted: 'officeDeleted',
}

function ofOffice({ office, person, at, act, mailbox, detail }: OfficeAct): Timed {
  const name = act === 'flags' ? 'flags' : act === 'added' ? 'from' : 'to'
  const facts = { box: office ?? 'deleted', mailbox, ...whenSaid(name, detail) }
  return { ms: at, kind: kindOfOfficeAct[act], who: person, detail: facts }
}

function ofHold(
  { name, author, reason, addedAt, removedAt, removedBy }: CustodyHold,
  isTold: boolean,
): readonly Timed[] {
  return [
    { ms: addedAt, kind: 'hold', who: author, detail: isTold ? { name, reason } : {} },
    ...(removedAt === null
      ? []
      : [{ ms: removedAt, kind: 'unhold' as const, who: removedBy ?? '-', detail: isTold ? { name } : {} }]),
  ]
}

function lies({ address: who, mailbox, uid, flags, form }: CustodyReference): Timed {
  const set = Object.entries(flagBits).filter(([, bit]) => (flags & bit) !== 0)
  const read = (flags & flagBits.seen) === 0 ? 'unread' : 'read'
  const marks = set.map(([name]) => name).filter(name => name !== 'seen')
  const detail = { mailbox, uid, form, state: [read, ...marks].join(' ') }
  return { ms: null, kind: 'nowLies', who, detail }
}

const kindOfAct: ReadonlyMap<string, TrailKind> = new Map([
  ['archive.show', 'viewed'],
  ['archive.raw', 'read'],
  ['archive.mailbox.fetch', 'read'],
  ['archive.prove', 'proved'],
  ['log.proof', 'proved'],
  ['archive.trail', 'traced'],
  ['approval.request', 'approval'],
  ['archive.restore', 'restored'],
  ['export.begun', 'exported'],
  ['retention.erase', 'erased'],
])

/** Of what another auditor agreed to, that one's name is in it, too. */
async function ofAct(
  approvals: Reads['approvals'],
  { at, operator, operation, detail: text, leafIndex }: CustodyAct,
): Promise<Timed> {
  const detail = factsOf(text)
  const { approval: id } = detail
  const approval = typeof id === 'number' ? await approvals.approval(id) : undefined
  const agreed = whenSaid('agreed', approval?.approvedBy ?? '')
  // The act that begins an export goes out in the package, without the reason, which the approval has.
  const why = detail.reason === undefined ? whenSaid('reason', approval?.reason ?? '') : {}
  const leaf = leafIndex === null ? {} : { leaf: leafIndex }
  return {
    ms: at,
    kind: kindOfAct.get(operation) ?? 'act',
    who: operator,
    detail: { operation, ...detail, ...why, ...agreed, ...leaf },
  }
}

/** Of an act's parameters those that say something of it: why, by whose leave, whether it was refused. */
function factsOf(text: string): Readonly<Record<string, string | number>> {
  const given: unknown = JSON.parse(text)
  if (typeof given !== 'object' || given === null) return {}
  const facts = new Map(Object.entries(given))
  const kept = ['reason', 'approval', 'rule', 'form', 'to', 'mailbox', 'refused'].flatMap(name => {
    const value: unknown = facts.get(name)
    if (typeof value === 'string' || typeof value === 'number') return [[name, value] as const]
    return value === true ? [[name, 'yes'] as const] : []
  })
  return Object.fromEntries(kept)
}

function whenSaid(name: string, text: string): Readonly<Record<string, string>> {
  return text === '' ? {} : { [name]: text }
}

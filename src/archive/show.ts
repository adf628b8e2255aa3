/** One entry with everything the archive knows of it, except the letter's bytes. */
import { localTime } from '../base/local-time.ts'
import { countryCredit } from '../policy/country.ts'
import type { ArchiveReads, Entry, EntryId } from '../ports/archive.ts'
import type { AgencyId, DirectoryReads } from '../ports/directory.ts'
import type { NewView } from '../ports/mailboxes.ts'
import type { QueueReads } from '../ports/queue.ts'
import type { RetentionReads } from '../ports/retention.ts'
import { type Proof, proofOf } from './prove.ts'
import { type EntrySummary, hex, summaryOf } from './search.ts'

export interface ShownView {
  readonly form: string
  readonly sizeBytes: number
  /** Header lines the server put before the form. */
  readonly prefix: string
  readonly slices: readonly { readonly from: string; readonly start: number; readonly end: number }[]
  /** Bytes of the form that the view leaves out. */
  readonly cuts: readonly { readonly start: number; readonly end: number }[]
}

export interface ShownEntry extends Omit<EntrySummary, 'recipients'> {
  readonly channel: string
  readonly reply: Entry['reply']
  readonly headerFrom: string
  readonly sentAt: string | null
  readonly client: Entry['client']
  readonly senderAgency: string | null
  readonly recipients: readonly {
    readonly address: string
    readonly agency: string | null
    readonly outcome: string
    readonly reason: string
    readonly blind: boolean
    /** What left for an address outside; null for a box here, and where nothing left. */
    readonly form: string | null
  }[]
  /** Its bytes and texts are gone, by this act of the log; null for a letter that is there. */
  readonly erased: {
    readonly at: string
    readonly rule: string
    readonly operator: string
    readonly leafIndex: number
  } | null
  readonly forms: readonly { readonly kind: string; readonly sizeBytes: number; readonly sha256: string }[]
  readonly views: readonly ShownView[]
  readonly authentication: unknown
  readonly judgements: unknown
  readonly violations: readonly { readonly ref: string; readonly rule: string; readonly action: string }[]
  readonly proof: Omit<Proof, 'path' | 'leaf' | 'statement' | 'entryId'> | null
  /** For the countries in the evidence. */
  readonly credit: string
}

interface Reads {
  readonly archive: ArchiveReads
  readonly directory: Pick<DirectoryReads, 'agencies'>
  readonly queue: Pick<QueueReads, 'list'>
  readonly retention: Pick<RetentionReads, 'act'>
}

export async function showEntry(
  { archive, directory, queue, retention }: Reads,
  id: EntryId,
  maxViolations: number,
): Promise<ShownEntry | undefined> {
  const entry = await archive.entry(id)
  if (entry === undefined) return undefined
  const [views, proof, violations, agencies, queued] = await Promise.all([
    archive.viewsOf(id),
    archive.proof(id),
    archive.violations({ entryId: id, limit: maxViolations }),
    directory.agencies(),
    queue.list({ entryId: id, limit: entry.recipients.length }),
  ])
  const left = new Map(queued.map(({ address, form }) => [address, form]))
  const codes = new Map(agencies.map(agency => [agency.id, agency.code]))
  const codeOf = (agency: AgencyId | null) => (agency === null ? null : (codes.get(agency) ?? null))
  return {
    ...summaryOf(entry),
    channel: entry.channel,
    reply: entry.reply,
    headerFrom: entry.headerFrom,
    sentAt: entry.sentAt === null ? null : localTime(entry.sentAt),
    client: entry.client,
    senderAgency: codeOf(entry.senderAgencyId),
    recipients: entry.recipients.map(({ address, agencyId, outcome, reason, blind }) => ({
      address,
      agency: codeOf(agencyId),
      outcome,
      reason,
      blind,
      form: left.get(address) ?? null,
    })),
    erased: await erasureOf(retention, entry),
    forms: entry.forms.map(({ kind, sizeBytes, sha256 }) => ({ kind, sizeBytes, sha256: hex(sha256) })),
    views: views.map(view => showView(view, entry)),
    authentication: parsed(entry.authentication),
    judgements: parsed(entry.judgements),
    violations: violations.map(({ ref, rule, action }) => ({ ref, rule, action })),
    proof: proof === undefined ? null : summaryOfProof(proofOf(entry, proof)),
    credit: countryCredit,
  }
}

/** Which act erased the letter, and when its bytes went; null for one that is there. */
export async function erasureOf(
  retention: Pick<RetentionReads, 'act'>,
  { erasedAt, erasedBy }: Pick<Entry, 'erasedAt' | 'erasedBy'>,
): Promise<ShownEntry['erased']> {
  if (erasedAt === null || erasedBy === null) return null
  const act = await retention.act(erasedBy)
  return {
    at: localTime(erasedAt),
    rule: act?.rule ?? '',
    operator: act?.operator ?? '',
    leafIndex: erasedBy,
  }
}

function summaryOfProof({ leafIndex, treeSize, root, leafHash, verified }: Proof) {
  return { leafIndex, treeSize, root, leafHash, verified }
}

function showView(view: NewView & { readonly form: string }, entry: Entry): ShownView {
  const formBytes = entry.forms.find(form => form.kind === view.form)?.sizeBytes ?? 0
  return {
    form: view.form,
    sizeBytes: view.sizeBytes,
    prefix: Buffer.from(view.prefix).toString('utf8'),
    slices: view.slices.map(({ from, start, end }) => ({ from, start, end })),
    cuts: cutsOf(view, formBytes),
  }
}

/** The gaps between the slices of a form. */
export function cutsOf(view: Pick<NewView, 'slices'>, formBytes: number): ShownView['cuts'] {
  const cuts: { start: number; end: number }[] = []
  let at = 0
  for (const { from, start, end } of view.slices) {
    if (from !== 'form') continue
    if (start > at) cuts.push({ start: at, end: start })
    at = end
  }
  if (at < formBytes) cuts.push({ start: at, end: formBytes })
  return cuts
}

/** JSON text of the row as a value; the text itself should it be damaged. */
function parsed(text: string): unknown {
  if (text === '') return null
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

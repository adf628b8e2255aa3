/**
 * The archive judged once more, under the settings in force and those proposed: what would have been decided
 * differently, by agency. Nothing is changed, nothing of a letter is shown; network facts (addresses, authentication,
 * exchangers) are those on record, so that only the rules and settings make a difference.
 */
import type { SenderAuthentication } from '../auth/outcome.ts'
import { scanMessage } from '../mail/structure.ts'
import type { ExchangerFacts, LetterFacts } from '../policy/facts.ts'
import { PolicySettings } from '../policy/settings.ts'
import { bind, decisive, type Judgement, type Verdict } from '../policy/verdict.ts'
import type { Entry, FormKind } from '../ports/archive.ts'
import { BlobError, type ByteRange } from '../ports/blobs.ts'
import type { Action, Agency, AgencyId, Box } from '../ports/directory.ts'
import type { ActionSetting } from '../ports/policy.ts'
import type { Scope } from '../ports/search.ts'
import { isSigned } from '../signing/smime/sealed.ts'
import { type ContentContext, contentOf } from './content.ts'
import type { FlowContext } from './context.ts'
import { signedFindings } from './stages/signer.ts'

export type ReplayContext = ContentContext & Pick<FlowContext, 'store' | 'policy' | 'countryOf' | 'networkOf'>

export interface ReplayRequest {
  readonly sinceMs: number
  /** Laid over the settings in force. */
  readonly actions: readonly ActionSetting[]
  /** Only letters within it. */
  readonly scope?: Scope
}

export interface ReplayOutcome {
  readonly letters: number
  /** Refused then: their bytes were not kept. */
  readonly withoutBytes: number
  readonly unchanged: number
  /** By agency whose business the letter was, and by what changes; the most frequent first. */
  readonly agencies: readonly {
    readonly agencyId: AgencyId | null
    readonly was: Action
    readonly would: Action
    readonly letters: number
  }[]
  /** The newest entries that would change. */
  readonly samples: readonly {
    readonly entryId: number
    readonly was: Action
    readonly would: Action
    /** What decides it now. */
    readonly reason: string
  }[]
}

/** Entries read at a time, and examples shown. */
const pageRows = 200
const sampleRows = 20

export async function replay(context: ReplayContext, request: ReplayRequest): Promise<ReplayOutcome> {
  const state = await context.store.read.policy.state()
  // Of two settings for the same place the first one counts.
  const settings = new PolicySettings({ ...state, actions: [...request.actions, ...state.actions] })
  const tally = new Map<string, ReplayOutcome['agencies'][number] & { letters: number }>()
  const samples: ReplayOutcome['samples'][number][] = []
  const counted = { letters: 0, withoutBytes: 0, unchanged: 0 }
  for await (const entry of entriesSince(context, request)) {
    if (entry.channel === 'system' || entry.channel === 'append') continue
    counted.letters++
    // Of a letter that came encrypted the rules saw what was inside.
    const opened = entry.forms.some(({ kind }) => kind === 'decrypted')
    const bytes = await bytesOf(context, entry, opened ? 'decrypted' : 'received')
    if (bytes === undefined) {
      counted.withoutBytes++
      continue
    }
    const { verdict, agencyId } = await judgeAgain(context, entry, bytes, settings)
    if (verdict.action === entry.verdict) {
      counted.unchanged++
      continue
    }
    const change = { was: entry.verdict, would: verdict.action }
    const key = `${agencyId} ${change.was} ${change.would}`
    const row = tally.get(key) ?? { agencyId, ...change, letters: 0 }
    tally.set(key, { ...row, letters: row.letters + 1 })
    if (samples.length < sampleRows)
      samples.push({ entryId: entry.id, ...change, reason: decisive(verdict)?.reason ?? '' })
  }
  const agencies = [...tally.values()].sort((a, b) => b.letters - a.letters)
  return { ...counted, agencies, samples }
}

async function* entriesSince(
  { store }: ReplayContext,
  { sinceMs, scope }: ReplayRequest,
): AsyncGenerator<Entry> {
  let beforeId: number | undefined
  for (;;) {
    const page = await store.read.archive.search({
      sinceMs,
      limit: pageRows,
      ...(scope === undefined ? {} : { scope }),
      ...(beforeId === undefined ? {} : { beforeId }),
    })
    yield* page
    const last = page.at(-1)
    if (last === undefined || page.length < pageRows) return
    beforeId = last.id
  }
}

/** Undefined for a form that was not kept, or is damaged. */
async function bytesOf(
  { store }: ReplayContext,
  { forms }: Entry,
  kind: FormKind,
  range?: ByteRange,
): Promise<Uint8Array | undefined> {
  const form = forms.find(form => form.kind === kind)
  if (form === undefined) return undefined
  try {
    return await store.read.blobs.bytes(form.blob, range)
  } catch (error) {
    if (error instanceof BlobError) return undefined
    throw error
  }
}

async function judgeAgain(
  context: ReplayContext,
  entry: Entry,
  bytes: Uint8Array,
  settings: PolicySettings,
): Promise<{ readonly verdict: Verdict; readonly agencyId: AgencyId | null }> {
  const { directory } = context.store.read
  const box = entry.boxId === null ? null : ((await directory.boxById(entry.boxId)) ?? null)
  const agencyOf = async (id: AgencyId | null) =>
    id === null ? null : ((await directory.agencyById(id)) ?? null)
  const sender = entry.channel === 'mx' ? null : await agencyOf(entry.senderAgencyId)
  const letter = await letterOf(context, entry, bytes, box, sender)
  const verdicts = await Promise.all(
    entry.recipients.map(async ({ address, agencyId }) => {
      const direction =
        entry.channel === 'mx' ? 'inbound' : context.policy.isOwn(address) ? 'internal' : 'outbound'
      const recipient = { address, direction, agency: await agencyOf(agencyId) } as const
      return context.policy.judge({ letter, recipient }, settings)
    }),
  )
  const agencyId = sender?.id ?? entry.recipients[0]?.agencyId ?? null
  return { verdict: bind(verdicts), agencyId }
}

async function letterOf(
  context: ReplayContext,
  entry: Entry,
  bytes: Uint8Array,
  senderBox: Box | null,
  senderAgency: Agency | null,
): Promise<LetterFacts> {
  const { forwarded, to: _named, ...content } = await contentOf(context, bytes, entry.receivedAt)
  const signed = await wasSigned(context, entry, bytes)
  const { address, helo } = entry.client
  return {
    ...content,
    findings: signed ? signedFindings(content.findings) : content.findings,
    channel: entry.channel,
    at: entry.receivedAt,
    mailFrom: entry.mailFrom,
    peer: {
      address,
      helo,
      country: await context.countryOf(address),
      network: await context.networkOf(address),
    },
    authentication: authenticationOnRecord(entry),
    senderExchangers: exchangersOnRecord(entry),
    senderBox,
    senderAgency,
    automatic: forwarded,
  }
}

/** Octets of a form within which its header says what it is. */
const headBytes = 64 * 1024

/** True when the server signed the letter: the form that left says so, and the one that came does not. */
async function wasSigned(context: ReplayContext, entry: Entry, received: Uint8Array): Promise<boolean> {
  const sent = await bytesOf(context, entry, 'sent', { start: 0, end: headBytes })
  const says = (form: Uint8Array) => isSigned(scanMessage(form, context.limits))
  return sent !== undefined && says(sent) && !says(received.subarray(0, headBytes))
}

/** Of a submission there are signatures alone: the log-in was its authentication. */
function authenticationOnRecord({ channel, authentication }: Entry): SenderAuthentication | null {
  return channel === 'mx' && authentication !== ''
    ? (JSON.parse(authentication) as SenderAuthentication)
    : null
}

/** The exchangers that were looked up then, where they made a rule speak. */
function exchangersOnRecord({ judgements }: Entry): readonly ExchangerFacts[] {
  const recorded = JSON.parse(judgements) as readonly Judgement[]
  const hosting = recorded.find(({ reason }) => reason === 'foreign-host')?.evidence.exchangers
  if (!Array.isArray(hosting)) return []
  return hosting.map(each => {
    const [host = '', country = null] = String(each).split(' ')
    return { host, country }
  })
}

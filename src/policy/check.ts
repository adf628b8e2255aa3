/**
 * "What would happen, and why?" for a letter that does not exist: the same facts and rules as on the road, with
 * the outcome of authentication assumed from what the asker says, or unknown.
 */

import { fail, ok, type Result } from '../base/result.ts'
import type { Text } from '../base/texts.ts'
import { type LetterFindings, noFindings } from '../documents/facts.ts'
import type { Channel, Direction } from '../ports/archive.ts'
import type { Clock } from '../ports/clock.ts'
import type { Action, Agency, Box, DirectoryReads } from '../ports/directory.ts'
import type { ScanOutcome } from '../ports/scanner.ts'
import { countryCredit } from './country.ts'
import { isAtOrBelow } from './domains.ts'
import { explainJudgement, explainVerdict } from './explain.ts'
import type { ExchangerFacts, HeaderAddress, LetterFacts, PeerFacts } from './facts.ts'
import type { Policy } from './policy.ts'
import { decisive, type Judgement } from './verdict.ts'

export interface CheckRequest {
  readonly from: string
  readonly to: string
  /** By default: a submission when the sender is one of ours, else `mx`. */
  readonly channel?: Exclude<Channel, 'system'>
  /** Who would connect. */
  readonly peer?: PeerFacts
  /** Of the sender's domain. */
  readonly exchangers?: readonly ExchangerFacts[]
  /** A valid DKIM signature of this domain is assumed. */
  readonly signedBy?: string
}

export interface CheckAnswer {
  readonly from: string
  readonly to: string
  readonly channel: Channel
  readonly direction: Direction
  readonly senderAgency: string | null
  readonly recipientAgency: string | null
  readonly action: Action
  /** Rule of the decisive judgement; null when no rule spoke. */
  readonly rule: string | null
  readonly clause: string | null
  readonly judgements: readonly (Judgement & { readonly explanation: Text })[]
  readonly explanation: Text
  /** Present when a country was looked up. */
  readonly credit?: string
}

export interface CheckError {
  readonly reason: 'bad-address' | 'not-ours'
  readonly what: string
}

/** What of the letter itself is known: nothing when only addresses are asked about. */
export interface CheckedContent {
  readonly from: readonly HeaderAddress[]
  readonly sender: readonly HeaderAddress[]
  readonly replyTo: readonly HeaderAddress[]
  readonly returnPath: readonly HeaderAddress[]
  readonly subject: string
  readonly forwarded: boolean
  readonly findings: LetterFindings
  readonly scan: ScanOutcome
}

export interface CheckParts {
  readonly policy: Policy
  readonly directory: Pick<DirectoryReads, 'recipient' | 'agencyById'>
  readonly clock: Clock
}

export async function checkLetter(
  { policy, directory, clock }: CheckParts,
  request: CheckRequest,
  content?: CheckedContent,
): Promise<Result<CheckAnswer, CheckError>> {
  const { from, to, peer } = request
  for (const address of [from, to])
    if (!/^[^\s@<>]+@[^\s@<>]+$/.test(address)) return fail({ reason: 'bad-address', what: address })
  const [sender, recipient] = [await partyOf(directory, from), await partyOf(directory, to)]
  const channel = request.channel ?? (sender === null ? 'mx' : 'submission')
  if (channel === 'mx' && !policy.isOwn(to)) return fail({ reason: 'not-ours', what: to })
  if (channel !== 'mx' && !policy.isOwn(from)) return fail({ reason: 'not-ours', what: from })
  const direction = channel === 'mx' ? 'inbound' : policy.isOwn(to) ? 'internal' : 'outbound'
  const letter = letterFacts(request, channel, channel === 'mx' ? null : sender, clock.now(), content)
  const verdict = policy.judge({
    letter,
    recipient: { address: to, direction, agency: recipient?.agency ?? null },
  })
  const first = decisive(verdict)
  const sector = channel === 'mx' ? policy.sectorAgencyOf(from) : sender?.agency
  return ok({
    from,
    to,
    channel,
    direction,
    senderAgency: sector?.code ?? null,
    recipientAgency: recipient?.agency.code ?? null,
    action: verdict.action,
    rule: first?.rule ?? null,
    clause: first?.citation.clause ?? null,
    judgements: verdict.judgements.map(judgement => ({
      ...judgement,
      explanation: explainJudgement(judgement),
    })),
    explanation: explainVerdict(verdict, policy.domain),
    ...(peer?.country == null ? {} : { credit: countryCredit }),
  })
}

interface Party {
  readonly box: Box
  readonly agency: Agency
}

async function partyOf(directory: CheckParts['directory'], address: string): Promise<Party | null> {
  const box = (await directory.recipient(address.toLowerCase()))?.boxes[0]
  const agency = box === undefined ? undefined : await directory.agencyById(box.agencyId)
  return box === undefined || agency === undefined ? null : { box, agency }
}

function letterFacts(
  { from, peer, signedBy, exchangers = [] }: CheckRequest,
  channel: Exclude<Channel, 'system'>,
  sender: Party | null,
  at: number,
  content: CheckedContent | undefined,
): LetterFacts {
  const dkim = signedBy === undefined ? [] : [{ result: 'pass', domain: signedBy }]
  const { forwarded, ...known } = content ?? { ...noContent, from: [{ name: '', address: from }] }
  return {
    ...known,
    channel,
    at,
    mailFrom: from,
    peer: peer ?? null,
    authentication:
      channel === 'mx'
        ? {
            spf: { result: 'none', domain: '' },
            dkim,
            // An aligned signature is what DMARC asks for.
            dmarc: { result: isAligned(signedBy, from) ? 'pass' : 'none' },
          }
        : null,
    senderExchangers: exchangers,
    senderBox: sender?.box ?? null,
    senderAgency: sender?.agency ?? null,
    automatic: forwarded,
  }
}

const noContent: CheckedContent = {
  from: [],
  sender: [],
  replyTo: [],
  returnPath: [],
  subject: '',
  forwarded: false,
  findings: noFindings,
  scan: { kind: 'clean' },
}

/** RFC 7489 §3.1.1, relaxed: one of the domains is below the other, or they are the same. */
function isAligned(signer: string | undefined, from: string): boolean {
  const domain = from.slice(from.lastIndexOf('@') + 1).toLowerCase()
  return signer !== undefined && (isAtOrBelow(domain, signer) || isAtOrBelow(signer, domain))
}

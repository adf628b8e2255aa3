/**
 * "What would happen, and why?" for a letter that does not exist: the same facts and rules as on the road, with
 * the outcome of authentication assumed from what the asker says, or unknown.
 */

import { fail, ok, type Result } from '../base/result.ts'
import type { Text } from '../base/texts.ts'
import type { Channel, Direction } from '../ports/archive.ts'
import type { Action, Agency, DirectoryReads } from '../ports/directory.ts'
import { countryCredit } from './country.ts'
import { explainJudgement, explainVerdict } from './explain.ts'
import type { AgencyFacts, Facts } from './facts.ts'
import type { Policy } from './policy.ts'
import { decisive, type Judgement } from './verdict.ts'

export interface CheckRequest {
  readonly from: string
  readonly to: string
  /** By default: a submission when the sender is one of ours, else `mx`. */
  readonly channel?: Exclude<Channel, 'system'>
  /** Who would connect, and from which country. */
  readonly peer?: { readonly address: string; readonly helo?: string; readonly country: string | null }
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

export async function checkAddresses(
  policy: Policy,
  directory: Pick<DirectoryReads, 'recipient' | 'agencyById'>,
  request: CheckRequest,
): Promise<Result<CheckAnswer, CheckError>> {
  const { from, to, peer } = request
  for (const address of [from, to])
    if (!/^[^\s@<>]+@[^\s@<>]+$/.test(address)) return fail({ reason: 'bad-address', what: address })
  const senderAgency = await agencyOf(directory, from)
  const recipientAgency = await agencyOf(directory, to)
  const channel = request.channel ?? (senderAgency === null ? 'mx' : 'submission')
  if (channel === 'mx' && !policy.isOwn(to)) return fail({ reason: 'not-ours', what: to })
  if (channel !== 'mx' && !policy.isOwn(from)) return fail({ reason: 'not-ours', what: from })
  const direction = channel === 'mx' ? 'inbound' : policy.isOwn(to) ? 'internal' : 'outbound'
  const verdict = policy.judge(
    factsOf(request, channel, {
      direction,
      sender: channel === 'mx' ? null : senderAgency,
      recipient: recipientAgency,
    }),
  )
  const first = decisive(verdict)
  const sector = channel === 'mx' ? policy.sectorAgencyOf(from) : senderAgency
  return ok({
    from,
    to,
    channel,
    direction,
    senderAgency: sector?.code ?? null,
    recipientAgency: recipientAgency?.code ?? null,
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

async function agencyOf(
  directory: Pick<DirectoryReads, 'recipient' | 'agencyById'>,
  address: string,
): Promise<Agency | null> {
  const box = (await directory.recipient(address.toLowerCase()))?.boxes[0]
  return box === undefined ? null : ((await directory.agencyById(box.agencyId)) ?? null)
}

function factsOf(
  { from, to, peer, signedBy }: CheckRequest,
  channel: Exclude<Channel, 'system'>,
  parties: {
    readonly direction: Direction
    readonly sender: AgencyFacts | null
    readonly recipient: AgencyFacts | null
  },
): Facts {
  const dkim = signedBy === undefined ? [] : [{ result: 'pass', domain: signedBy }]
  return {
    letter: {
      channel,
      mailFrom: from,
      from: [{ name: '', address: from }],
      sender: [],
      replyTo: [],
      returnPath: [],
      peer:
        peer === undefined ? null : { address: peer.address, helo: peer.helo ?? '', country: peer.country },
      authentication:
        channel === 'mx' ? { spf: { result: 'none', domain: '' }, dkim, dmarc: { result: 'none' } } : null,
      senderExchangers: [],
      senderAgency: parties.sender,
      automatic: false,
    },
    recipient: { address: to, direction: parties.direction, agency: parties.recipient },
  }
}

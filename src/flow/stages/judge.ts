/** The regulation's word on a message: facts are gathered once, judged per recipient, bound for a submission. */
import type { SenderAuthentication } from '../../auth/outcome.ts'
import type { ExchangerFacts, Facts, LetterFacts, PeerFacts } from '../../policy/facts.ts'
import { bind, type Verdict } from '../../policy/verdict.ts'
import { ledgerOf } from '../../policy/violations.ts'
import type { Direction } from '../../ports/archive.ts'
import type { AgencyId } from '../../ports/directory.ts'
import type { Peer } from '../../smtp/backend.ts'
import { localDay } from '../../statistics/counts.ts'
import type { FlowContext } from '../context.ts'
import type { Addressee, Authenticated, Examined, Judged } from '../stages.ts'

export async function judge<A extends SenderAuthentication | null>(
  context: FlowContext,
  message: Examined<A>,
): Promise<Judged<A>> {
  const letter = await letterFacts(context, message)
  const facts = message.addressees.map(addressee => ({
    letter,
    recipient: recipientFacts(message, addressee),
  }))
  const single = verdictsOf(context, facts)
  const strictest = bind(single)
  // One DATA has one reply: a submission is bound by its strictest recipient, inbound mail splits.
  const verdicts: readonly Verdict[] = message.peer.box === null ? single : single.map(() => strictest)
  const ledger = ledgerOf(
    message.addressees.map((addressee, index) => ({
      facts: facts[index] as Facts,
      verdict: verdicts[index] as Verdict,
      boxId: addressee.local?.boxes[0]?.id ?? null,
    })),
    {
      random: context.random,
      year: Number(localDay(message.receivedAt).slice(0, 'yyyy'.length)),
      prefix: context.policy.referencePrefix,
      senderBoxId: message.peer.box?.id ?? null,
    },
  )
  return { ...message, verdicts, strictest, ledger }
}

/**
 * What comes in is judged once an agency, whose settings are all that it asks of a recipient; what goes out once a
 * recipient.
 */
function verdictsOf({ policy }: FlowContext, facts: readonly Facts[]): readonly Verdict[] {
  const byAgency = new Map<AgencyId | null, Verdict>()
  return facts.map(each => {
    if (each.recipient.direction !== 'inbound') return policy.judge(each)
    const agency = each.recipient.agency?.id ?? null
    const verdict = byAgency.get(agency) ?? policy.judge(each)
    byAgency.set(agency, verdict)
    return verdict
  })
}

/** `internal`: between boxes of the province; the other two cross its border. */
export function directionOf(message: { peer: Authenticated['peer'] }, addressee: Addressee): Direction {
  if (message.peer.box === null) return 'inbound'
  return addressee.local === null ? 'outbound' : 'internal'
}

function recipientFacts(message: Authenticated, addressee: Addressee): Facts['recipient'] {
  return {
    address: addressee.address,
    direction: directionOf(message, addressee),
    agency: addressee.agency,
  }
}

async function letterFacts(context: FlowContext, message: Examined): Promise<LetterFacts> {
  const { peer, header, authentication } = message
  return {
    channel: peer.channel,
    at: message.receivedAt,
    mailFrom: message.envelope.mailFrom,
    from: header.from,
    sender: header.sender,
    replyTo: header.replyTo,
    returnPath: header.returnPath,
    subject: header.subject,
    peer: await peerFacts(context, peer),
    authentication,
    senderExchangers: await senderExchangers(context, message),
    senderBox: peer.box,
    senderAgency: peer.box === null ? null : message.senderAgency,
    automatic: header.forwarded,
    findings: message.findings,
    scan: message.scan,
  }
}

async function peerFacts({ countryOf, networkOf }: FlowContext, { address, helo }: Peer): Promise<PeerFacts> {
  const [country, network] = await Promise.all([countryOf(address), networkOf(address)])
  return { address, helo, country, network }
}

/** Asked for Vietnamese names alone: where such a domain's mail is handled is the regulation's question. */
async function senderExchangers(
  { domain, exchangersOf }: FlowContext,
  { authentication }: Authenticated,
): Promise<readonly ExchangerFacts[]> {
  const author = authentication?.headerFromDomain ?? ''
  return author.endsWith('.vn') && author !== domain ? exchangersOf(author) : []
}

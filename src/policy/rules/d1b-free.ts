/**
 * D1b-free: no official mail on free services hosted abroad, and no pretending to be the province from there.
 * Directive 14/CT-UBND, clause 1.b, first dash; agencies with a mail system of their own sector are exempt.
 *
 * - An official writes to a foreign free-mail address, or asks for replies there: the agency's action (flag).
 * - Official mail forwarded by a rule to a box outside the state: block.
 * - A foreign free-mail address writes to an agency: the agency's action (flag). Citizens write from there.
 * - Our domain in From from outside: block; with an aligned DKIM signature flag, as an honest forward. In other
 *   fields alone: flag. A domain that only looks like ours: flag.
 * - A Vietnamese domain whose mail is handled abroad: flag with the evidence.
 * - The approved domain of a sector-exempt agency: allow, with a judgement of its own so that it can be counted.
 *
 * Deliberately absent: the case of an official document or a known official's name in a letter from free mail,
 * which needs the recognition of documents.
 */
import type { Action } from '../../ports/directory.ts'
import { type DomainFacts, isAtOrBelow } from '../domains.ts'
import type { Facts, HeaderAddress, LetterFacts } from '../facts.ts'
import type { FreeMailService } from '../free-mail.ts'
import { canonicalDomain } from '../look-alike.ts'
import type { Rule, RuleContext } from '../rules.ts'
import type { Citation, Evidence, Judgement, Reason } from '../verdict.ts'

const id = 'D1b-free'

const citation: Citation = {
  clause: '1.b',
  vi: 'Chỉ thị 14/CT-UBND ngày 23/8/2013 của UBND tỉnh Cao Bằng, mục 1.b',
  en: 'Directive 14/CT-UBND of 23 August 2013 of the People’s Committee of Cao Bằng, clause 1.b',
}

export const freeMailRule: Rule = {
  id,
  title: {
    vi: 'Không dùng thư điện tử miễn phí có máy chủ đặt ở nước ngoài',
    en: 'No free mail on systems hosted abroad',
  },
  citation,
  judge(facts, context) {
    const { channel } = facts.letter
    if (channel === 'system') return []
    return channel === 'mx' ? judgeInbound(facts, context) : judgeSubmission(facts, context)
  },
}

/** An address of the letter and where it stands. */
interface Named {
  readonly field: string
  readonly address: string
  readonly domain: DomainFacts
}

function judgement(
  context: RuleContext,
  action: Action,
  reason: Reason,
  named: Pick<Named, 'address' | 'field'>,
  evidence: Evidence = {},
): Judgement {
  return {
    rule: id,
    action,
    reason,
    citation: context.citation,
    address: harmless(named.address),
    evidence: { field: named.field, ...evidence },
  }
}

/** An address goes into replies and header fields: no controls, and no longer than an address may be. */
function harmless(address: string): string {
  return address.replace(/\p{Cc}/gu, '?').slice(0, addressLength)
}
// RFC 5321 §4.5.3.1: 64 octets of local part, the sign, 255 of domain.
const addressLength = 320

function judgeSubmission({ letter, recipient }: Facts, context: RuleContext): readonly Judgement[] {
  const found: Judgement[] = []
  const to = name(context, 'recipient', recipient.address)
  const agencyAction = letter.senderAgency?.freeMailOutbound ?? 'flag'
  if (to.domain.sector !== undefined) found.push(exemption(context, to, to.domain.sector.code))
  else if (letter.automatic && !to.domain.state)
    found.push(judgement(context, 'block', 'automatic-forward', to, { domain: to.domain.name }))
  else if (to.domain.foreignFreeMail) found.push(freeMail(context, agencyAction, 'free-mail-recipient', to))
  else if (to.domain.lookAlike !== undefined) found.push(lookAlike(context, to, to.domain.lookAlike))
  for (const replyTo of named(context, 'Reply-To', letter.replyTo))
    if (replyTo.domain.foreignFreeMail)
      found.push(freeMail(context, agencyAction, 'free-mail-reply-to', replyTo))
  return found
}

function judgeInbound({ letter, recipient }: Facts, context: RuleContext): readonly Judgement[] {
  const authors = named(context, 'From', letter.from)
  const others = [
    ...named(context, 'Sender', letter.sender),
    ...named(context, 'Reply-To', letter.replyTo),
    ...named(context, 'Return-Path', letter.returnPath),
    ...(letter.mailFrom === '' ? [] : [name(context, 'MAIL FROM', letter.mailFrom)]),
  ]
  const exempt = authors.find(author => author.domain.sector !== undefined && !refuted(letter))
  return [
    ...judgeIdentity(letter, authors, others, context),
    ...judgeFreeMail(recipient.agency?.freeMailInbound ?? 'flag', authors, others, context),
    ...(exempt?.domain.sector === undefined
      ? judgeHosting(letter, authors, context)
      : [exemption(context, exempt, exempt.domain.sector.code)]),
  ]
}

/** True when authentication says the author domain is forged, so that an exemption must not be borrowed. */
function refuted({ authentication }: LetterFacts): boolean {
  return authentication !== null && ['fail', 'no-author'].includes(authentication.dmarc.result)
}

/** Who the letter pretends to be. */
function judgeIdentity(
  letter: LetterFacts,
  authors: readonly Named[],
  others: readonly Named[],
  context: RuleContext,
): readonly Judgement[] {
  const found: Judgement[] = []
  const own = authors.find(author => author.domain.own !== null)
  if (own !== undefined) found.push(...judgeOwnAuthor(letter, own, context))
  else {
    const borrowed = others.find(other => other.domain.own !== null) ?? displayedOwn(context, letter.from)
    if (borrowed !== undefined)
      found.push(judgement(context, 'flag', 'own-domain-borrowed', borrowed, relayEvidence(letter)))
  }
  for (const alike of distinct([...authors, ...others]))
    if (alike.domain.lookAlike !== undefined) found.push(lookAlike(context, alike, alike.domain.lookAlike))
  return found
}

/** Our domain in From, through a relay that is not ours. */
function judgeOwnAuthor(letter: LetterFacts, own: Named, context: RuleContext): readonly Judgement[] {
  const { authentication } = letter
  // RFC 7489 §3.1.1, relaxed: the signer and the author share the province's domain.
  const signers = (authentication?.dkim ?? [])
    .filter(({ result, domain }) => result === 'pass' && context.domains.ofDomain(domain).own !== null)
    .map(({ domain }) => canonicalDomain(domain))
  // A name below ours that this server does not serve may have a relay of its own, named in DNS by the province.
  const spf = authentication?.spf
  if (
    own.domain.own === 'below' &&
    spf?.result === 'pass' &&
    isAtOrBelow(canonicalDomain(spf.domain), own.domain.name)
  )
    return []
  const evidence = { ...relayEvidence(letter), spf: spf?.result ?? 'none', dkim: signers }
  return signers.length > 0
    ? [judgement(context, 'flag', 'own-domain-forwarded', own, evidence)]
    : [judgement(context, 'block', 'own-domain-forged', own, evidence)]
}

/** An address of ours shown as a display name before a foreign one. */
function displayedOwn(context: RuleContext, from: readonly HeaderAddress[]): Named | undefined {
  for (const author of from) {
    const shown = /[^\s<>"'(),;:]+@[^\s<>"'(),;:]+/.exec(author.name.slice(0, addressLength))?.[0]
    if (shown === undefined) continue
    const candidate = name(context, 'From display name', shown)
    if (candidate.domain.own !== null) return candidate
  }
  return undefined
}

function judgeFreeMail(
  action: Action,
  authors: readonly Named[],
  others: readonly Named[],
  context: RuleContext,
): readonly Judgement[] {
  const senders = [...authors, ...others.filter(other => other.field !== 'Reply-To')]
  const sender = senders.find(candidate => candidate.domain.foreignFreeMail)
  if (sender !== undefined) return [freeMail(context, action, 'free-mail-sender', sender)]
  const replyTo = others.find(other => other.domain.foreignFreeMail)
  return replyTo === undefined ? [] : [freeMail(context, 'flag', 'free-mail-reply-to', replyTo)]
}

/** A Vietnamese name whose exchangers or relay belong to a foreign host, or whose relay stands abroad. */
function judgeHosting(
  letter: LetterFacts,
  authors: readonly Named[],
  context: RuleContext,
): readonly Judgement[] {
  const author = authors.find(candidate => candidate.domain.vietnamese && candidate.domain.own === null)
  if (author === undefined || author.domain.foreignFreeMail) return []
  const country = letter.peer?.country ?? null
  const host = foreignHost(letter, context)
  if (host === undefined && (country === null || country === 'VN')) return []
  return [
    judgement(context, 'flag', 'foreign-host', author, {
      host: host?.service ?? `${letter.peer?.address}, ${country}`,
      exchangers: letter.senderExchangers,
      ...relayEvidence(letter),
    }),
  ]
}

function foreignHost(letter: LetterFacts, { domains }: RuleContext): FreeMailService | undefined {
  const names =
    letter.peer === null ? letter.senderExchangers : [...letter.senderExchangers, letter.peer.helo]
  for (const host of names) {
    const service = domains.serviceOfHost(host)
    if (service?.hostedAbroad) return service
  }
  return undefined
}

function relayEvidence({ peer }: LetterFacts): Evidence {
  return peer === null ? {} : { relay: peer.address, helo: peer.helo, country: peer.country }
}

function freeMail(context: RuleContext, action: Action, reason: Reason, named: Named): Judgement {
  const { service } = named.domain
  return judgement(context, action, reason, named, {
    domain: named.domain.name,
    service: service?.service ?? '',
    country: service?.country ?? '',
    listed: service?.domain ?? '',
    source: service?.source ?? '',
  })
}

function lookAlike(context: RuleContext, named: Named, own: string): Judgement {
  return judgement(context, 'flag', 'look-alike', named, { domain: named.domain.name, of: own })
}

function exemption(context: RuleContext, named: Named, agency: string): Judgement {
  return judgement(context, 'allow', 'sector-exempt', named, { domain: named.domain.name, agency })
}

function name(context: RuleContext, field: string, address: string): Named {
  return { field, address, domain: context.domains.ofAddress(address) }
}

function named(context: RuleContext, field: string, addresses: readonly HeaderAddress[]): readonly Named[] {
  return addresses.map(({ address }) => name(context, field, address))
}

/** The first of each domain. */
function distinct(all: readonly Named[]): readonly Named[] {
  return [...new Map(all.toReversed().map(named => [named.domain.name, named])).values()].reverse()
}

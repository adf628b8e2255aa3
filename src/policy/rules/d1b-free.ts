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
 * - An official document, or a name that an official bears, in a letter from there: suspected, for a person to
 *   confirm. From an address that was confirmed to be an official's, or signed with the certificate of an official's
 *   address: a violation.
 */

import { directive } from '../citations.ts'
import { isAtOrBelow } from '../domains.ts'
import type { Facts, HeaderAddress, LetterFacts } from '../facts.ts'
import { canonicalDomain } from '../look-alike.ts'
import { foldName } from '../names.ts'
import type { Reason } from '../reasons.ts'
import type { Rule, RuleContext } from '../rules.ts'
import {
  addressLength,
  authorOf,
  documentEvidence,
  documentsOf,
  finding,
  type Named,
  name,
  named,
  provesAuthor,
  signersOf,
} from '../seen.ts'
import type { Evidence, Finding } from '../verdict.ts'

export const freeMailRule: Rule = {
  id: 'D1b-free',
  title: {
    vi: 'Không dùng thư điện tử miễn phí có máy chủ đặt ở nước ngoài',
    en: 'No free mail on systems hosted abroad',
  },
  citation: directive('1.b'),
  find(facts, context) {
    return facts.letter.channel === 'mx' ? findInbound(facts.letter, context) : findSubmission(facts, context)
  },
}

function findSubmission({ letter, recipient }: Facts, context: RuleContext): readonly Finding[] {
  const found: Finding[] = []
  const to = name(context, 'recipient', recipient.address)
  // A sector's own system is the agency's official mail.
  if (to.domain.sector === undefined) {
    if (letter.automatic && !to.domain.state)
      found.push(finding('automatic-forward', to, { domain: to.domain.name }))
    else if (to.domain.foreignFreeMail) found.push(freeMail('free-mail-recipient', to))
    else if (to.domain.lookAlike !== undefined) found.push(lookAlike(to, to.domain.lookAlike))
  }
  for (const replyTo of named(context, 'Reply-To', letter.replyTo))
    if (replyTo.domain.foreignFreeMail) found.push(freeMail('free-mail-reply-to', replyTo))
  return found
}

function findInbound(letter: LetterFacts, context: RuleContext): readonly Finding[] {
  const authors = named(context, 'From', letter.from)
  const others = [
    ...named(context, 'Sender', letter.sender),
    ...named(context, 'Reply-To', letter.replyTo),
    ...named(context, 'Return-Path', letter.returnPath),
    ...(letter.mailFrom === '' ? [] : [name(context, 'MAIL FROM', letter.mailFrom)]),
  ]
  return [
    ...findIdentity(letter, authors, others, context),
    ...findFreeMail(letter, authors, others, context),
    ...(exempt(letter, authors) ? [] : findHosting(letter, authors, context)),
  ]
}

/** An approved domain, unless authentication says that it is borrowed. */
function exempt({ authentication }: LetterFacts, authors: readonly Named[]): boolean {
  const refuted = authentication !== null && ['fail', 'no-author'].includes(authentication.dmarc.result)
  return !refuted && authors.some(author => author.domain.sector !== undefined)
}

/** Look-alikes of one letter that go on record: its evidence is for a person to read. */
const toldLookAlikes = 10

/** Who the letter pretends to be. */
function findIdentity(
  letter: LetterFacts,
  authors: readonly Named[],
  others: readonly Named[],
  context: RuleContext,
): readonly Finding[] {
  const found: Finding[] = []
  const own = authors.find(author => author.domain.own !== null)
  if (own !== undefined) found.push(...findOwnAuthor(letter, own, context))
  else {
    const borrowed = others.find(other => other.domain.own !== null) ?? displayedOwn(context, letter.from)
    if (borrowed !== undefined) found.push(finding('own-domain-borrowed', borrowed, relayEvidence(letter)))
  }
  const alike = distinct([...authors, ...others]).filter(({ domain }) => domain.lookAlike !== undefined)
  for (const written of alike.slice(0, toldLookAlikes))
    found.push(lookAlike(written, written.domain.lookAlike ?? ''))
  return found
}

/** Our domain in From, through a relay that is not ours. */
function findOwnAuthor(letter: LetterFacts, own: Named, context: RuleContext): readonly Finding[] {
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
    ? [finding('own-domain-forwarded', own, evidence)]
    : [finding('own-domain-forged', own, evidence)]
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

function findFreeMail(
  letter: LetterFacts,
  authors: readonly Named[],
  others: readonly Named[],
  context: RuleContext,
): readonly Finding[] {
  const senders = [...authors, ...others.filter(other => other.field !== 'Reply-To')]
  const sender = senders.find(candidate => candidate.domain.foreignFreeMail)
  if (sender !== undefined)
    return [freeMail('free-mail-sender', sender), ...findOfficial(letter, sender, context)]
  const replyTo = others.find(other => other.domain.foreignFreeMail)
  return replyTo === undefined ? [] : [freeMail('free-mail-reply-to', replyTo)]
}

/** Does an official write from there, or somebody who might be one? */
function findOfficial(letter: LetterFacts, sender: Named, context: RuleContext): readonly Finding[] {
  const [document] = documentsOf(letter, context)
  const signer = signersOf(letter).find(({ address }) => context.domains.ofAddress(address).own !== null)
  if (signer !== undefined) {
    const carried = document === undefined ? {} : documentEvidence(document)
    // A signature does not cover who sends the letter on: its time tells an old one from a new one.
    const signed = signer.at === null ? '' : new Date(signer.at).toISOString()
    return [finding('official-from-free-mail', sender, { box: signer.address, signed, ...carried })]
  }
  const official = context.settings.officialOf(sender.address)
  if (official !== undefined && provesAuthor(letter))
    return document === undefined
      ? []
      : [finding('official-from-free-mail', sender, { box: official, ...documentEvidence(document) })]
  if (document !== undefined) return [finding('document-from-free-mail', sender, documentEvidence(document))]
  const shown = authorOf(letter).name
  const known = shown === '' ? undefined : context.names.get(foldName(shown))
  return known === undefined ? [] : [finding('known-name-from-free-mail', sender, { known })]
}

/** A Vietnamese name whose exchangers or relay belong to a foreign host, or whose relay stands abroad. */
function findHosting(
  letter: LetterFacts,
  authors: readonly Named[],
  context: RuleContext,
): readonly Finding[] {
  const author = authors.find(candidate => candidate.domain.vietnamese && candidate.domain.own === null)
  if (author === undefined || author.domain.foreignFreeMail) return []
  const host = foreignHost(letter, context) ?? foreignPlace(letter)
  if (host === undefined) return []
  return [
    finding('foreign-host', author, {
      host,
      exchangers: letter.senderExchangers.map(({ host, country }) => `${host} ${country ?? ''}`.trimEnd()),
      ...relayEvidence(letter),
    }),
  ]
}

/** A service hosted abroad whose servers bear such names. */
function foreignHost({ senderExchangers, peer }: LetterFacts, { domains }: RuleContext): string | undefined {
  const names = [...senderExchangers.map(({ host }) => host), ...(peer === null ? [] : [peer.helo])]
  return names.map(name => domains.serviceOfHost(name)).find(service => service?.hostedAbroad)?.service
}

/** The best exchanger or the relay, where it stands abroad. */
function foreignPlace({ senderExchangers, peer }: LetterFacts): string | undefined {
  const [best] = senderExchangers
  const places = [
    ...(best === undefined ? [] : [{ name: best.host, country: best.country }]),
    ...(peer === null ? [] : [{ name: peer.address, country: peer.country }]),
  ]
  const abroad = places.find(({ country }) => country !== null && country !== 'VN')
  return abroad === undefined ? undefined : `${abroad.name}, ${abroad.country}`
}

function relayEvidence({ peer }: LetterFacts): Evidence {
  return peer === null
    ? {}
    : { relay: peer.address, helo: peer.helo, country: peer.country, network: peer.network ?? null }
}

function freeMail(reason: Reason, sender: Named): Finding {
  const { service } = sender.domain
  return finding(reason, sender, {
    domain: sender.domain.name,
    service: service?.service ?? '',
    country: service?.country ?? '',
    listed: service?.domain ?? '',
    source: service?.source ?? '',
  })
}

function lookAlike(written: Named, own: string): Finding {
  return finding('look-alike', written, { domain: written.domain.name, of: own })
}

/** The first of each domain. */
function distinct(all: readonly Named[]): readonly Named[] {
  return [...new Map(all.toReversed().map(each => [each.domain.name, each])).values()].reverse()
}

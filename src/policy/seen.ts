/** What rules share: addresses of a letter with what the lists say of them, and the documents that count. */
import type { OfficialDocument } from '../documents/facts.ts'
import type { DomainFacts } from './domains.ts'
import type { HeaderAddress, LetterFacts } from './facts.ts'
import { issuedBy } from './names.ts'
import type { Reason } from './reasons.ts'
import type { RuleContext } from './rules.ts'
import type { Evidence, Finding } from './verdict.ts'

/** An address of the letter and where it stands. */
export interface Named {
  readonly field: string
  readonly address: string
  readonly domain: DomainFacts
}

export function name({ domains }: RuleContext, field: string, address: string): Named {
  return { field, address, domain: domains.ofAddress(address) }
}

/** Addresses of one field that are looked at: no letter of people has more, and a hostile one has thousands. */
const fieldAddresses = 100

export function named(
  context: RuleContext,
  field: string,
  addresses: readonly HeaderAddress[],
): readonly Named[] {
  return addresses.slice(0, fieldAddresses).map(({ address }) => name(context, field, address))
}

export function finding(
  reason: Reason,
  seen: Pick<Named, 'address'> & { readonly field?: string },
  evidence: Evidence = {},
): Finding {
  const field = seen.field === undefined ? {} : { field: seen.field }
  return { reason, address: harmless(seen.address), evidence: { ...field, ...evidence } }
}

// RFC 5321 §4.5.3.1: 64 octets of local part, the sign, 255 of domain.
export const addressLength = 320

/** An address goes into replies and header fields: no controls, and no longer than an address may be. */
function harmless(address: string): string {
  return address.replace(/\p{Cc}/gu, '?').slice(0, addressLength)
}

const nobody: HeaderAddress = { name: '', address: '' }

/** Who wrote: the first author, or the reverse path when the letter names none. */
export function authorOf({ from, mailFrom }: LetterFacts): HeaderAddress {
  return from[0] ?? { ...nobody, address: mailFrom }
}

/** True when authentication ties the letter to the domain of its author, or a signature to the author. */
export function provesAuthor({ authentication, findings }: LetterFacts): boolean {
  if (authentication === null || authentication.dmarc.result === 'pass') return true
  return signaturesOfLetter(findings).some(
    ({ result, speaksFor }) => result === 'pass' && speaksFor === 'from',
  )
}

export interface Signer {
  readonly address: string
  /** As the signature says, milliseconds. */
  readonly at: number | null
}

/**
 * Whose signature is over the whole letter, wherever it was sent from: one that has nothing against it but that its
 * certificate names other addresses than the letter is its owner's all the same.
 */
export function signersOf({ findings }: Pick<LetterFacts, 'findings'>): readonly Signer[] {
  return signaturesOfLetter(findings)
    .filter(({ reasons }) => reasons.every(reason => reason === 'wrong-address'))
    .flatMap(({ signer, signedAt: at }) => (signer?.addresses ?? []).map(address => ({ address, at })))
}

function signaturesOfLetter({ signatures }: LetterFacts['findings']): LetterFacts['findings']['signatures'] {
  return signatures.filter(({ kind, place }) => kind === 'smime' && place === 'message')
}

/** The official documents in a letter: those recognised surely enough, the surest first. */
export function documentsOf(
  { findings }: Pick<LetterFacts, 'findings'>,
  { settings }: Pick<RuleContext, 'settings'>,
): readonly OfficialDocument[] {
  const least = settings.threshold('documentConfidence') / 100
  return findings.documents.filter(({ confidence }) => confidence >= least)
}

/** `15/CT-TTg`; empty when the document shows no number. */
export function codeOf({ number, notation }: OfficialDocument): string {
  return number === null ? (notation ?? '') : notation === null ? number : `${number}/${notation}`
}

/** What can be said of a document without quoting it. */
export function documentEvidence(document: OfficialDocument): Evidence {
  return {
    document: codeOf(document),
    kind: document.kindName ?? '',
    issuer: document.issuer ?? '',
    date: document.issuedDate ?? '',
    place: document.place,
    confidence: document.confidence,
    marks: document.marks,
  }
}

/** What the sender's agency issued, by letter: several rules ask, for each of its recipients, and the answer stays. */
type Issuing = Pick<LetterFacts, 'senderAgency' | 'findings'>
const issued = new WeakMap<Issuing, readonly OfficialDocument[]>()

/** Those that the sender's own agency issued: what it answers for. */
export function ownDocumentsOf(
  letter: Issuing,
  context: Pick<RuleContext, 'settings'>,
): readonly OfficialDocument[] {
  const { senderAgency, findings } = letter
  if (senderAgency === null) return []
  const known = issued.get(letter)
  const own = known ?? findings.documents.filter(document => issuedBy(document, senderAgency))
  if (known === undefined) issued.set(letter, own)
  return documentsOf({ findings: { ...findings, documents: own } }, context)
}

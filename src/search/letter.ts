/**
 * What the index keeps of a letter: its words, column by column, and its facts. Pure; the test's scan of the archive
 * reads the same letters on its own.
 */
import { localTime } from '../base/local-time.ts'
import { wordLines } from '../base/words.ts'
import { comparedNotation, comparedNumber } from '../documents/compared-number.ts'
import type { MailboxAddress } from '../mail/address.ts'
import { comparedAddress, mailboxesOf, parseAddressList } from '../mail/address.ts'
import { decodeHeaderText } from '../mail/encoded-word.ts'
import type { Envelope } from '../mail/envelope.ts'
import type { ArchivedDocument, Entry, Violation } from '../ports/archive.ts'
import type { Side, TextField } from '../ports/search.ts'
import { type SignatureFacts, signatureOfFile } from '../signing/outcome.ts'

export interface LetterRecord {
  readonly entry: Entry
  readonly violations: readonly Violation[]
  readonly documents: readonly ArchivedDocument[]
}

/** What the octets say; of a letter without them nothing. */
export interface LetterTexts {
  readonly people: Readonly<Record<'from' | 'to' | 'cc' | 'bcc', readonly Person[]>>
  readonly body: readonly string[]
  readonly attachments: readonly string[]
  readonly filenames: readonly string[]
  /** Something in it could not be read. */
  readonly partly: boolean
}

export interface Person {
  /** Decoded; may be empty. */
  readonly name: string
  readonly address: string
}

export const noTexts: LetterTexts = {
  people: { from: [], to: [], cc: [], bcc: [] },
  body: [],
  attachments: [],
  filenames: [],
  partly: false,
}

export interface IndexedLetter {
  readonly id: number
  readonly receivedAt: number
  readonly sizeBytes: number
  readonly month: number
  readonly verdict: string
  readonly agencies: string
  readonly kinds: string
  readonly partly: boolean
  /** Words as a column of the index holds them. */
  readonly texts: Readonly<Record<TextField, string>>
  readonly facts: string
}

/** The people whom a header names. */
export function peopleOf({ from, to, cc, bcc }: Envelope): LetterTexts['people'] {
  return { from: persons(from), to: persons(to), cc: persons(cc), bcc: persons(bcc) }
}

function persons(addresses: Envelope['from']): readonly Person[] {
  return mailboxesOf(addresses).map(person)
}

function person({ name, local, domain }: MailboxAddress): Person {
  return {
    name: decodeHeaderText(name),
    address: comparedAddress(decodeHeaderText(domain === '' ? local : `${local}@${domain}`)),
  }
}

/** At most `maxChars` of texts are kept; of the rest the letter is known to be indexed in part. */
export function indexedLetter(
  { entry, violations, documents }: LetterRecord,
  texts: LetterTexts,
  maxChars: number,
): IndexedLetter {
  const sides = sidesOf(entry, texts.people)
  const room = { chars: maxChars }
  const column = (parts: readonly string[]) => columnOf(clipped(parts, room))
  const agencies = [entry.senderAgencyId, ...entry.recipients.map(({ agencyId }) => agencyId)]
  const agencyIds = [...new Set(agencies.filter(id => id !== null))].toSorted((a, b) => a - b)
  // A công văn has no abbreviation but what the language of queries calls it.
  const kinds = [...new Set(documents.flatMap(({ kind }) => (kind === '' ? 'CV' : (kind ?? []))))].toSorted()
  const people = (side: Side) => column(sides[side].flatMap(({ name, address }) => [name, address]))
  const columns = {
    subject: column([entry.subject]),
    from: people('from'),
    to: people('to'),
    cc: people('cc'),
    bcc: people('bcc'),
    filename: column(texts.filenames),
    body: column(texts.body),
    attachment: column(texts.attachments),
  }
  const partly = texts.partly || room.chars < 0
  const facts = [...factsOf(entry, sides, agencyIds, violations, documents), ...(partly ? [partlyRead] : [])]
  return {
    id: entry.id,
    receivedAt: entry.receivedAt,
    sizeBytes: entry.sizeBytes,
    month: Number(localTime(entry.receivedAt).slice(0, 7).replace('-', '')),
    verdict: entry.verdict,
    agencies: agencyIds.join(','),
    kinds: kinds.join(','),
    texts: columns,
    facts: facts.map(factToken).join(' '),
    partly,
  }
}

function clipped(texts: readonly string[], room: { chars: number }): readonly string[] {
  return texts.map(text => {
    const kept = text.slice(0, Math.max(0, room.chars))
    room.chars -= text.length
    return kept
  })
}

/** Words of texts without marks, then as they are spelled, so that a phrase of either goes over no text's end. */
function columnOf(texts: readonly string[]): string {
  return texts
    .map(wordLines)
    .filter(({ spelled }) => spelled !== '')
    .map(({ spelled, plain }) => `${plain} | _${spelled.replaceAll(' ', ' _')}`)
    .join(' | ')
}

type Sides = Readonly<Record<Side, readonly Person[]>>

/**
 * Who took part. The envelope knows recipients whom the letter does not name: those that are blind, and those behind
 * a list, who stand with the ones it is addressed to.
 */
function sidesOf({ mailFrom, headerFrom, recipients }: Entry, people: LetterTexts['people']): Sides {
  const authors = people.from.length > 0 ? people.from : persons(parseAddressList(headerFrom))
  const named = new Set([...people.to, ...people.cc].map(({ address }) => address))
  const envelope = (blind: boolean) =>
    recipients
      .filter(recipient => recipient.blind === blind)
      .map(({ address }) => ({ name: '', address: comparedAddress(address) }))
  return {
    from: distinct([
      ...authors,
      ...(mailFrom === '' ? [] : [{ name: '', address: comparedAddress(mailFrom) }]),
    ]),
    to: distinct([...people.to, ...envelope(false).filter(({ address }) => !named.has(address))]),
    cc: people.cc,
    bcc: distinct([...people.bcc, ...envelope(true)]),
  }
}

/** Without those that only repeat an address. */
function distinct(people: readonly Person[]): readonly Person[] {
  const seen = new Set<string>()
  return people.filter(({ name, address }) => seen.size < seen.add(address).size || name !== '')
}

/** Name and value of something about a letter; the value is compared without the case of ASCII. */
export type Fact = readonly [name: string, value: string]

/** Every letter has it. */
export const everyLetter: Fact = ['all', '']
/** Those of which a part could not be read. */
export const partlyRead: Fact = ['partly', '']

/** A fact as one token of the index. */
export function factToken([name, value]: Fact): string {
  return `=${name}:${value.replace(/[\s%\p{Cc}]/gu, char => encodeURIComponent(char))}`
}

function factsOf(
  entry: Entry,
  sides: Sides,
  agencies: readonly number[],
  violations: readonly Violation[],
  documents: readonly ArchivedDocument[],
): readonly Fact[] {
  const facts: Fact[] = [
    everyLetter,
    ['direction', entry.direction],
    ['verdict', entry.verdict],
    ...(entry.accepted ? [] : [['verdict', 'refused'] as const]),
    ...(entry.messageId === '' ? [] : [['message-id', entry.messageId] as const]),
    ...agencies.map(id => ['agency', `${id}`] as const),
    ...violations.flatMap(({ rule, reason }) => [['rule', rule] as const, ['rule', reason] as const]),
    ...documents.flatMap(documentFacts),
    ...signatureFacts(entry, documents).map(signed => ['signed', signed] as const),
    ...Object.entries(sides).flatMap(([side, people]) =>
      people.flatMap(({ address }): readonly Fact[] => [
        [side, address],
        [side, address.slice(address.lastIndexOf('@'))],
      ]),
    ),
  ]
  return [...new Map(facts.map(fact => [factToken(fact), fact])).values()]
}

function documentFacts({ kind, number, notation }: ArchivedDocument): readonly Fact[] {
  return [...(kind === null ? [] : [kindFact(kind)]), ...numberFacts(number, notation)]
}

export function kindFact(abbreviation: string): Fact {
  return ['kind', abbreviation.normalize('NFC').toLowerCase()]
}

/** A number with its notation, and each alone. */
function numberFacts(number: string | null, notation: string | null): readonly Fact[] {
  const bare = number === null ? null : comparedNumber(number)
  const named = notation === null ? null : comparedNotation(notation)
  return [
    ...(bare === null ? [] : [numberFact(bare, null)]),
    ...(named === null ? [] : [numberFact(null, named)]),
    ...(bare === null || named === null ? [] : [numberFact(bare, named)]),
  ]
}

export function numberFact(number: string | null, notation: string | null): Fact {
  return ['number', `${number ?? ''}/${notation ?? ''}`]
}

/** What the letter's own signature and those of its files are worth, each by itself. */
function signatureFacts(
  { authentication }: Entry,
  documents: readonly ArchivedDocument[],
): readonly string[] {
  const onRecord = authentication === '' ? [] : signaturesOnRecord(authentication)
  const places = Map.groupBy(onRecord, ({ place }) => place)
  const worths = [
    ...[...places.values()].map(signatureOfFile),
    ...documents.map(({ signature }) => signature),
  ].filter(worth => worth !== null)
  return worths.length === 0 ? ['no'] : ['yes', ...new Set(worths)]
}

function signaturesOnRecord(authentication: string): SignatureFacts {
  const { signatures } = JSON.parse(authentication) as { readonly signatures?: SignatureFacts }
  return signatures ?? []
}

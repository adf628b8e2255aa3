/** Reading one letter: its texts at once, its attachments one after the other. */
import type { Part, ScanLimits } from '../mail/structure.ts'
import { isSigned, verifySignatures } from '../signing/verify/smime.ts'
import type { Trust } from '../signing/verify/trust.ts'
import type { VerifyLimits } from '../signing/verify/verify.ts'
import { enclosureFacts, enclosureOf } from './attachments/enclosure.ts'
import { readClosed, readEnclosure } from './attachments/open.ts'
import { Allowance, type DocumentLimits } from './attachments/unpack.ts'
import { type Contents, contentsOf, messageText, textBytes } from './contents.ts'
import type { AttachmentFacts, LetterFindings } from './facts.ts'
import { Gathering, joinFindings } from './findings.ts'
import type { TextReading } from './text-reading.ts'

export interface Letter {
  readonly bytes: Uint8Array
  /** Of `bytes`. */
  readonly root: Part
  /** Decoded. */
  readonly subject: string
  /** Address of the From field. */
  readonly from: string
  /** From another server: nothing is asked about where it goes. False when that is not known. */
  readonly inbound: boolean
  /** When it came, milliseconds: signatures are judged by it. */
  readonly at: number
}

/** Restricted papers are looked for in what may leave, registrations in what comes. */
function textsFor({ inbound }: Pick<Letter, 'inbound'>, texts: TextReading): TextReading {
  return inbound ? { ...texts, restrictedTopics: () => [] } : texts
}

export type ReadingLimits = DocumentLimits & ScanLimits & VerifyLimits

export interface ReadingTools {
  readonly texts: TextReading
  readonly limits: ReadingLimits
  readonly trust: Trust
  /** Lower case, without dots. */
  readonly runnableSuffixes: ReadonlySet<string>
}

/**
 * The pieces of a letter's findings: its own texts and signatures first, then one for each enclosure. Whoever stops
 * listening has what was found until then.
 */
export async function* readLetter(letter: Letter, given: ReadingTools): AsyncGenerator<LetterFindings> {
  const texts = textsFor(letter, given.texts)
  const tools = { ...given, texts }
  const { limits } = tools
  const contents = contentsOf(letter.root)
  const verify = { trust: tools.trust, limits, at: letter.at }
  const { facts: signatures, certificates } = verifySignatures({ ...letter, place: 'message' }, verify)
  yield { ...readOwnText(letter, contents, texts, limits.documentTextChars), signatures, certificates }
  const allowance = new Allowance(limits)
  for (const [index, part] of contents.enclosures.entries()) {
    const found = new Gathering(texts)
    const enclosure = enclosureOf(letter.bytes, part, `attachment ${index + 1}`, 0)
    if (allowance.entry()) await readEnclosure(enclosure, { ...tools, verify, allowance, found })
    else found.attachment(enclosureFacts(enclosure, tools.runnableSuffixes, { readability: 'over-limit' }))
    yield found.findings()
  }
}

/** What looking at an enclosure costs, as octets of text: so much for its names, and a part of its size. */
const glanceBytes = 512
const glanceShare = 1 / 4
/** Of a large one its ends alone are looked at. */
const mostGlanceBytes = 8 * 1024

/** What it costs to look at each of the enclosures, as octets of text. */
export function glancesBytes({ enclosures }: Contents): number {
  const costs = enclosures.map(({ bodyStart, bodyEnd }) =>
    Math.min(glanceBytes + (bodyEnd - bodyStart) * glanceShare, mostGlanceBytes),
  )
  return costs.reduce((sum, cost) => sum + cost, 0)
}

/**
 * The findings of a letter in which there is nothing to open: text alone, or pictures, signatures and whatever nobody
 * here can read. Null for a signed one, null for every other, and for one that costs more than `maxBytes` of text.
 */
export function readAtOnce(
  letter: Letter,
  contents: Contents,
  tools: Omit<ReadingTools, 'trust'>,
  maxBytes: number,
): LetterFindings | null {
  const texts = textsFor(letter, tools.texts)
  if (isSigned(letter.root)) return null
  if (textBytes(contents) + glancesBytes(contents) > maxBytes) return null
  const pieces: LetterFindings[] = []
  for (const [index, part] of contents.enclosures.entries()) {
    const found = new Gathering(texts)
    if (!readClosed(enclosureOf(letter.bytes, part, `attachment ${index + 1}`, 0), { ...tools, found }))
      return null
    pieces.push(found.findings())
  }
  return joinFindings([readOwnText(letter, contents, texts, maxBytes), ...pieces])
}

/** Subject and body, about `maxBytes` of it. What is beyond is reported as an unread part at the body's place. */
export function readOwnText(
  letter: Letter,
  contents: Contents,
  texts: TextReading,
  maxBytes: number,
): LetterFindings {
  const { subject, from, bytes } = letter
  const found = new Gathering(texts)
  const { body, others, whole } = messageText(bytes, contents, maxBytes)
  found.passage({ place: 'subject', text: subject })
  found.passage({ place: 'body', text: body })
  for (const text of others) found.marks({ place: 'body', text })
  if (!whole) found.attachment(unreadBody(contents))
  return found.findings(texts.signUpService({ subject, body, from }))
}

function unreadBody({ bodies, alternatives }: Contents): AttachmentFacts {
  const parts = [...bodies, ...alternatives]
  return {
    place: 'body',
    filename: '',
    declared: `${parts[0]?.type}/${parts[0]?.subtype}`,
    type: parts[0]?.subtype === 'html' ? 'html' : 'text',
    readability: 'over-limit',
    sizeBytes: parts.reduce((sum, part) => sum + part.bodyEnd - part.bodyStart, 0),
    disguised: false,
    runnableName: false,
    macros: false,
  }
}

/**
 * Reading an enclosure, whatever it is: what its octets say it is, its text read for what the letter's text is read
 * for, and what it holds opened in turn. Nothing is written anywhere and nothing is fetched; one allowance bounds
 * all that a letter unpacks to.
 */
import { decodeHeaderText } from '../../mail/encoded-word.ts'
import { readHtml, textOfHtml } from '../../mail/html.ts'
import { type Part, type ScanLimits, scanMessage } from '../../mail/structure.ts'
import { parameter } from '../../mail/structured.ts'
import { type DocumentSignature, type SignatureFacts, signatureOfFile } from '../../signing/outcome.ts'
import { verifyPdf } from '../../signing/verify/pdf.ts'
import { verifySignatures } from '../../signing/verify/smime.ts'
import type { VerifyTools } from '../../signing/verify/verify.ts'
import { asSubject, contentsOf, messageText } from '../contents.ts'
import type { AttachmentFacts, OfficialDocument, Place, Readability } from '../facts.ts'
import type { Found } from '../findings.ts'
import { textsOf } from '../octets.ts'
import { type ArchiveEntries, readRar, readTar } from './archives.ts'
import { textOfContentLines } from './content-lines.ts'
import { type Enclosure, enclosureFacts, enclosureOf, innerFile, tellingName } from './enclosure.ts'
import { type OutlookMessage, readLegacyOffice, readOutlookMessage } from './legacy-office.ts'
import { readOffice } from './office.ts'
import { readPdf } from './pdf.ts'
import { decodeText, readLegacyFont } from './plain-text.ts'
import { readRtf } from './rtf.ts'
import { type Content, sniff } from './sniff.ts'
import { TextSink } from './text-sink.ts'
import { readTnef } from './tnef.ts'
import { type Allowance, type DocumentLimits, gunzip, type Unpacked } from './unpack.ts'
import { decodeXml, textOfXml } from './xml.ts'
import { unpackEntry, type ZipEntry } from './zip.ts'

export interface OpenTools {
  readonly limits: DocumentLimits & ScanLimits
  /** Lower case, without dots. */
  readonly runnableSuffixes: ReadonlySet<string>
  readonly verify: VerifyTools
  readonly allowance: Allowance
  readonly found: Found
}

/** What opening gave, before anything inside is opened. */
interface Opened {
  readonly readability: Readability
  readonly text?: string
  /** Further forms of the text. */
  readonly others?: readonly string[]
  readonly sheet?: Pick<OfficialDocument, 'signed' | 'signature' | 'pages'>
  readonly signatures?: SignatureFacts
  readonly macros?: boolean
  readonly inner?: readonly Enclosure[]
}

/** What an enclosure is by its octets, before anything in it is read. */
interface Glance {
  /** Complete where there is nothing to open. */
  readonly facts: AttachmentFacts
  readonly opening: Opening | null
}

interface Opening {
  readonly bytes: Uint8Array
  readonly state: Unpacked['state']
  readonly content: Openable
}

function glanceAt(enclosure: Enclosure, tools: Pick<OpenTools, 'limits' | 'runnableSuffixes'>): Glance {
  const { limits, runnableSuffixes } = tools
  // The structure scan stopped at it: what is inside has not even been looked for.
  const opaque = enclosure.declared.startsWith('multipart/')
  const unpacked = opaque ? 'over-limit' : enclosure.open(limits.documentBytes)
  if (typeof unpacked === 'string')
    return { facts: enclosureFacts(enclosure, runnableSuffixes, { readability: unpacked }), opening: null }
  const { bytes, state } = unpacked
  const content = contentOf(enclosure, bytes, tools)
  // Of a part that was not read to its end only a lower bound is known.
  const sizeBytes = state === 'whole' ? bytes.length : Math.max(bytes.length, enclosure.sizeBytes)
  const unopened = isOpenable(content) ? null : unopenedReadability[content.format]
  const readability = afterCut(unopened ?? 'read', state)
  const outcome = { readability, type: content.type, sizeBytes }
  return {
    facts: enclosureFacts(enclosure, runnableSuffixes, outcome),
    opening: isOpenable(content) ? { bytes, state, content } : null,
  }
}

/**
 * The facts of a large enclosure with nothing to open, from its ends alone: a picture, a film, a program, octets that
 * are no file of a kind known here. Null where there may be something.
 */
function peekAt(
  enclosure: Enclosure,
  tools: Pick<OpenTools, 'limits' | 'runnableSuffixes'>,
): AttachmentFacts | null {
  if (enclosure.ends === null || enclosure.sizeBytes > tools.limits.documentBytes) return null
  const ends = enclosure.ends()
  const content = contentOf(enclosure, ends.head, tools)
  if (isOpenable(content) || !closedByItsHead.has(content.type)) return null
  // What unpacks itself, and what is two files at once, has its directory at the end.
  if (ends.isZip) return null
  const outcome = { readability: unopenedReadability[content.format], type: content.type }
  return enclosureFacts(enclosure, tools.runnableSuffixes, outcome)
}

const closedByItsHead = new Set<AttachmentFacts['type']>(['image', 'audio-video', 'executable', 'unknown'])

/**
 * Adds the names and facts of an enclosure with nothing to open, had cheaply, to what was found. False for any other, of
 * which nothing is added.
 */
export function readClosed(
  enclosure: Enclosure,
  tools: Pick<OpenTools, 'limits' | 'runnableSuffixes' | 'found'>,
): boolean {
  const facts = closedFacts(enclosure, tools)
  if (facts === null) return false
  readNames(enclosure, tools.found)
  tools.found.attachment(facts)
  return true
}

function closedFacts(
  enclosure: Enclosure,
  tools: Pick<OpenTools, 'limits' | 'runnableSuffixes'>,
): AttachmentFacts | null {
  if (enclosure.ends !== null) return peekAt(enclosure, tools)
  const { facts, opening } = glanceAt(enclosure, tools)
  return opening === null ? facts : null
}

/** Adds the facts of an enclosure, then those of everything inside it, to what was found. */
export async function readEnclosure(enclosure: Enclosure, tools: OpenTools): Promise<void> {
  const { found, runnableSuffixes } = tools
  const { place } = enclosure
  readNames(enclosure, found)
  const closed = peekAt(enclosure, tools)
  if (closed !== null) {
    found.attachment(closed)
    return
  }
  const { facts, opening } = glanceAt(enclosure, tools)
  if (opening === null) {
    found.attachment(facts)
    return
  }
  const opened = await openContent(enclosure, opening, tools)
  const { macros = false, text = '', others = [], inner = [], signatures = [], sheet } = opened
  found.attachment({ ...facts, readability: afterCut(opened.readability, opening.state), macros })
  found.passage({ place, text }, sheet)
  found.signatures(signatures)
  for (const other of others) found.marks({ place, text: other })
  for (const file of inner) {
    if (!tools.allowance.entry()) {
      found.attachment(enclosureFacts(file, runnableSuffixes, { readability: 'over-limit' }))
      return
    }
    await readEnclosure(file, tools)
  }
}

function readNames({ place, names }: Enclosure, found: Pick<Found, 'name'>): void {
  for (const name of names) found.name(place, name)
}

/** Text that was read is checked in any case; that there is more, or that it is broken, must be known, too. */
function afterCut(readability: Readability, state: Unpacked['state']): Readability {
  if (state === 'whole' || readability === 'encrypted') return readability
  return state === 'cut' ? 'over-limit' : 'damaged'
}

const unopenedReadability = {
  'no-text': 'no-text',
  closed: 'unsupported',
  encrypted: 'encrypted',
} as const

type Openable = Exclude<Content, { format: keyof typeof unopenedReadability }>

function isOpenable(content: Content): content is Openable {
  return !(content.format in unopenedReadability)
}

function contentOf(
  enclosure: Enclosure,
  bytes: Uint8Array,
  tools: Pick<OpenTools, 'limits' | 'runnableSuffixes'>,
): Content {
  const { declared, names } = enclosure
  // A fragment or a pointer: what the reader would see is not here.
  if (/^message\/(?:partial|external-body)$/.test(declared)) return { type: 'message', format: 'closed' }
  const { suffix } = tellingName(names, tools.runnableSuffixes)
  return sniff(bytes, { suffix, declared }, tools.limits.documentEntries)
}

async function openContent(
  enclosure: Enclosure,
  { bytes, content }: Opening,
  tools: OpenTools,
): Promise<Opened> {
  const { limits, allowance, verify } = tools
  switch (content.format) {
    case 'pdf': {
      const { text, aside, readability, pages, signed, macros, embedded } = await readPdf(bytes, limits)
      const signatures = verifyPdf(bytes, enclosure.place, verify)
      const inner = embedded.map((file, index) => wholeFile(enclosure, index + 1, file.name, file.bytes))
      return {
        text,
        others: [aside],
        macros,
        sheet: { pages, signed, signature: worthOf(signed, signatures) },
        signatures,
        ...unlessDeep(enclosure, readability, inner, limits),
      }
    }
    case 'office': {
      const { text, aside, readability, macros, signed, embedded } = readOffice(
        content.type,
        content.entries,
        allowance,
      )
      const inner = embedded.map((entry, index) => zippedFile(enclosure, index + 1, entry, allowance))
      return {
        text,
        others: [aside],
        macros,
        sheet: { signed, signature: worthOf(signed, []), pages: null },
        ...unlessDeep(enclosure, readability, inner, limits),
      }
    }
    case 'zip':
      return openZip(enclosure, content.entries, bytes, tools)
    case 'tar':
      return openArchive(enclosure, readTar(bytes, limits.documentEntries), limits)
    case 'rar':
      return openArchive(enclosure, readRar(bytes, limits.documentEntries), limits)
    case 'gzip':
      return openGzip(enclosure, bytes, tools)
    case 'message': {
      const root = scanMessage(bytes, limits)
      const { facts } = verifySignatures({ bytes, root, place: enclosure.place }, verify)
      return { ...openMessage(enclosure, bytes, root, limits), signatures: facts }
    }
    case 'signed':
      return openMessage(enclosure, content.message, scanMessage(content.message, limits), limits)
    case 'tnef': {
      const message = readTnef(bytes, limits.documentEntries)
      return openOutlook(enclosure, message, message.whole ? 'read' : 'unsupported', tools)
    }
    case 'compound':
      if (content.type === 'message') {
        const message = readOutlookMessage(content.file, limits.documentBytes)
        return openOutlook(enclosure, message, 'read', tools)
      }
      return readLegacyOffice(content.file, limits.documentBytes)
    default:
      return openText(enclosure, bytes, content, limits)
  }
}

/** Signatures that nobody here can read are worth nothing known. */
function worthOf(signed: boolean, facts: SignatureFacts): DocumentSignature | null {
  return signed ? (signatureOfFile(facts) ?? 'unknown') : null
}

function openText(enclosure: Enclosure, bytes: Uint8Array, content: Content, limits: DocumentLimits): Opened {
  if (content.format === 'rtf') {
    const { text, full, embedded } = readRtf(bytes, limits.documentTextChars)
    return { text, readability: full ? 'over-limit' : 'read', macros: embedded }
  }
  const { documentTextChars } = limits
  const sink = new TextSink(documentTextChars)
  if (content.format === 'xml') {
    textOfXml(decodeXml(bytes), piece => sink.add(piece))
    return { text: sink.text(), readability: sink.full ? 'over-limit' : 'read' }
  }
  const charset = parameter(enclosure.params, 'charset')
  const [text, ...others] = writtenTexts(textsOf(bytes, charset), content.format)
  sink.add(text)
  return {
    text: sink.text(),
    others: others.map(other => other.slice(0, documentTextChars)),
    readability: sink.full ? 'over-limit' : 'read',
  }
}

type Texts = readonly [likeliest: string, ...others: string[]]

/** What is shown of a file's texts. */
function writtenTexts([text, ...others]: Texts, format: Content['format']): Texts {
  switch (format) {
    case 'html': {
      const { shown, aside } = readHtml(text)
      return [shown, aside, ...others.map(textOfHtml)]
    }
    case 'content-lines':
      return [textOfContentLines(text), ...others.map(textOfContentLines)]
    case 'table':
      return [text, ...[text, ...others].map(cellsApart)]
    default:
      return [readLegacyFont(text), ...others]
  }
}

/** Comma-separated values (RFC 4180 §2), or separated as spreadsheets in Vietnam do it, between tabs. */
function cellsApart(text: string): string {
  return text.replace(/"?[,;]"?/g, '\t')
}

function openZip(
  enclosure: Enclosure,
  { entries, more }: { entries: readonly ZipEntry[]; more: boolean },
  bytes: Uint8Array,
  { limits, allowance }: OpenTools,
): Opened {
  const files = entries.filter(entry => !entry.name.endsWith('/'))
  const inner = files.map((entry, index) => zippedFile(enclosure, index + 1, entry, allowance))
  const encrypted = files.some(entry => entry.encrypted)
  // An empty archive is nothing but its end record.
  const damaged = entries.length === 0 && bytes.length > 22
  const readability = encrypted ? 'encrypted' : more ? 'over-limit' : damaged ? 'damaged' : 'read'
  return unlessDeep(enclosure, readability, inner, limits)
}

function openArchive(
  enclosure: Enclosure,
  { entries, state }: ArchiveEntries,
  limits: DocumentLimits,
): Opened {
  const inner = entries.map((entry, index) =>
    innerFile(enclosure, index + 1, entry.name, entry.sizeBytes, () => {
      if (entry.encrypted) return 'encrypted'
      if (entry.bytes === null) return 'unsupported'
      return { bytes: entry.bytes, state: entry.bytes.length < entry.sizeBytes ? 'damaged' : 'whole' }
    }),
  )
  const encrypted = state === 'encrypted' || entries.some(entry => entry.encrypted)
  const closed = entries.length === 0 || entries.some(entry => entry.bytes === null)
  const readability = encrypted
    ? 'encrypted'
    : state === 'more'
      ? 'over-limit'
      : closed
        ? 'unsupported'
        : 'read'
  return unlessDeep(enclosure, readability, inner, limits)
}

function openGzip(enclosure: Enclosure, bytes: Uint8Array, { limits, allowance }: OpenTools): Opened {
  const name =
    enclosure.names[0]?.replace(/\.t?gz$/i, match => (match.toLowerCase() === '.tgz' ? '.tar' : '')) ?? ''
  const inner = innerFile(enclosure, 1, name, bytes.length, () => gunzip(bytes, allowance))
  return unlessDeep(enclosure, 'read', [inner], limits)
}

function openMessage(enclosure: Enclosure, bytes: Uint8Array, root: Part, limits: DocumentLimits): Opened {
  const contents = contentsOf(root)
  const { body, others, whole } = messageText(bytes, contents, limits.documentTextChars)
  const subject = decodeHeaderText(root.envelope?.subject ?? '')
  const inner = contents.enclosures.map((part, index) =>
    enclosureOf(bytes, part, `${enclosure.place}/${index + 1}` as Place, enclosure.depth + 1),
  )
  const readability = whole ? 'read' : 'over-limit'
  return {
    text: body,
    others: [asSubject(subject), ...others],
    ...unlessDeep(enclosure, readability, inner, limits),
  }
}

function openOutlook(
  enclosure: Enclosure,
  { subject, body, html, files }: OutlookMessage,
  readability: Readability,
  { limits, allowance }: OpenTools,
): Opened {
  const shown = html === null ? '' : textOfHtml(decodeText(html))
  const inner = files.map(({ name, content }, index) =>
    innerFile(enclosure, index + 1, name, 0, () => {
      if (content === undefined) return 'unsupported'
      const room = allowance.roomFor(limits.documentBytes)
      const bytes = content.read(room + 1)
      allowance.spend(bytes.length)
      return { bytes: bytes.subarray(0, room), state: bytes.length > room ? 'cut' : 'whole' }
    }),
  )
  return {
    text: body === '' ? shown : body,
    others: [asSubject(subject), shown],
    ...unlessDeep(enclosure, readability, inner, limits),
  }
}

/** What is too deep inside is not opened. */
function unlessDeep(
  enclosure: Enclosure,
  readability: Readability,
  inner: readonly Enclosure[],
  limits: DocumentLimits,
): Pick<Opened, 'readability' | 'inner'> {
  if (inner.length === 0 || enclosure.depth < limits.documentDepth) return { readability, inner }
  return { readability: readability === 'encrypted' ? 'encrypted' : 'over-limit', inner: [] }
}

function zippedFile(outer: Enclosure, number: number, entry: ZipEntry, allowance: Allowance): Enclosure {
  return innerFile(outer, number, entry.name, entry.sizeBytes, () => unpackEntry(entry, allowance))
}

function wholeFile(outer: Enclosure, number: number, name: string, bytes: Uint8Array): Enclosure {
  return innerFile(outer, number, name, bytes.length, () => ({ bytes, state: 'whole' }))
}

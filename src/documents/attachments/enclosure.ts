/** What a letter, a message inside it or an archive encloses: its names, what is claimed of it, and how to have it. */
import { asBuffer } from '../../mail/bytes.ts'
import type { Part } from '../../mail/structure.ts'
import type { Parameter } from '../../mail/structured.ts'
import { decodeTransfer } from '../../mail/transfer.ts'
import { namesOf } from '../contents.ts'
import type { AttachmentFacts, AttachmentType, Place, Readability } from '../facts.ts'
import { type Family, type NameFacts, nameFacts, shownName, suffixFamily } from './names.ts'
import type { Unpacked } from './unpack.ts'

export interface Enclosure {
  readonly place: Place
  /** All that it is called, the usual one first. */
  readonly names: readonly string[]
  /** Media type, lower case; empty inside archives. */
  readonly declared: string
  /** Of the media type. */
  readonly params: readonly Parameter[]
  /** As far as it is known without opening. */
  readonly sizeBytes: number
  /** Archives and messages around it. */
  readonly depth: number
  /** Its octets, at most `maxBytes`, or why they cannot be had. */
  open(maxBytes: number): Unpacked | 'encrypted' | 'unsupported'
  /** Of a large one, whose ends tell more cheaply what it is than the whole does; null for any other. */
  readonly ends: (() => Ends) | null
}

export interface Ends {
  readonly head: Uint8Array
  /** The directory of a ZIP may end there. */
  readonly isZip: boolean
}

/** Encoded octets from which an enclosure is large, and of its ends: a signature, and the directory of a ZIP. */
const largeBytes = 128 * 1024
const headBytes = 12 * 1024
const tailBytes = 100 * 1024
const endOfZip = Buffer.from('PK\x05\x06')
/** What it alone decides of its letters in base64, at each place in a group of three octets. */
const endOfZipInBase64 = [0, 1, 2].map(place => {
  const letters = Buffer.concat([Buffer.alloc(place), endOfZip, Buffer.alloc(2)]).toString('base64')
  return letters.slice(Math.ceil((place * 8) / 6), Math.floor(((place + endOfZip.length) * 8) / 6))
})

function endsOf(body: Uint8Array, encoding: string): Ends {
  const head = decodeTransfer(body.subarray(0, headBytes), encoding, headBytes)
  const tail = asBuffer(body).subarray(body.length - tailBytes)
  if (encoding !== 'base64') return { head, isZip: decodesTo(endOfZip, tail, encoding) }
  const letters = tail.toString('latin1').replace(/[\r\n]+/g, '')
  const isPlain = !/[^A-Za-z0-9+/=]/.test(letters)
  // Whatever else stands between the letters could stand between these.
  return { head, isZip: !isPlain || endOfZipInBase64.some(place => letters.includes(place)) }
}

function decodesTo(octets: Buffer, body: Buffer, encoding: string): boolean {
  return asBuffer(decodeTransfer(body, encoding, body.length)).includes(octets)
}

/** A part of a message; nothing of it is decoded until somebody opens it. Offsets count in `form`. */
export function enclosureOf(form: Uint8Array, part: Part, place: Place, depth: number): Enclosure {
  const body = form.subarray(part.bodyStart, part.bodyEnd)
  return {
    place,
    names: namesOf(part),
    declared: `${part.type}/${part.subtype}`,
    params: part.params,
    // Base64, which nearly all attachments are in, takes 78 octets for 57.
    sizeBytes: part.encoding === 'base64' ? Math.floor((body.length * 57) / 78) : body.length,
    depth,
    open: maxBytes => {
      const bytes = decodeTransfer(body, part.encoding, maxBytes + 1)
      const whole = bytes.length <= maxBytes
      return { bytes: bytes.subarray(0, maxBytes), state: whole ? 'whole' : 'cut' }
    },
    ends: body.length < largeBytes ? null : () => endsOf(body, part.encoding),
  }
}

/** A file inside an archive or a document. */
export function innerFile(
  outer: Enclosure,
  number: number,
  name: string,
  sizeBytes: number,
  open: Enclosure['open'],
): Enclosure {
  const { place, depth } = outer
  return {
    place: `${place}/${number}` as Place,
    names: name === '' ? [] : [name],
    declared: '',
    params: [],
    sizeBytes,
    depth: depth + 1,
    open,
    ends: null,
  }
}

/** The name that counts: one that something runs before one that nothing does. */
export function tellingName(
  names: readonly string[],
  runnable: ReadonlySet<string>,
): NameFacts & { name: string } {
  const all = names.map(name => ({ ...nameFacts(name, runnable), name }))
  return (
    all.find(facts => facts.runnable) ?? all[0] ?? { suffix: '', runnable: false, tricked: false, name: '' }
  )
}

export interface Outcome {
  readonly readability: Readability
  readonly type?: AttachmentType
  readonly sizeBytes?: number
  readonly macros?: boolean
}

export function enclosureFacts(
  enclosure: Enclosure,
  runnable: ReadonlySet<string>,
  { readability, type = 'unknown', sizeBytes = enclosure.sizeBytes, macros = false }: Outcome,
): AttachmentFacts {
  const { name, suffix, runnable: runnableName, tricked } = tellingName(enclosure.names, runnable)
  return {
    place: enclosure.place,
    filename: shownName(name),
    declared: enclosure.declared,
    type,
    readability,
    sizeBytes,
    disguised: tricked || isDisguised(type, suffix, enclosure.declared),
    runnableName,
    macros,
  }
}

const familyOfType: Readonly<Record<AttachmentType, Family | undefined>> = {
  text: 'text',
  html: 'text',
  calendar: 'text',
  image: 'picture',
  'audio-video': 'picture',
  pdf: 'document',
  docx: 'document',
  xlsx: 'document',
  pptx: 'document',
  odt: 'document',
  ods: 'document',
  odp: 'document',
  rtf: 'document',
  ole: 'document',
  message: 'document',
  archive: 'container',
  executable: 'program',
  script: 'program',
  shortcut: 'program',
  signature: undefined,
  unknown: undefined,
}

function declaredFamily(declared: string): Family | undefined {
  if (/^(?:image|audio|video)\//.test(declared)) return 'picture'
  if (declared.startsWith('text/')) return 'text'
  if (/^application\/(?:pdf|msword|rtf|vnd\.(?:ms-(?:excel|powerpoint)|oasis|openxmlformats))/.test(declared))
    return 'document'
  return /^application\/(?:zip|x-(?:zip-compressed|7z-compressed|tar)|gzip|vnd\.rar)$/.test(declared)
    ? 'container'
    : undefined
}

/** Programs behind anything else, archives behind documents, documents behind pictures. */
function isDisguised(type: AttachmentType, suffix: string, declared: string): boolean {
  const content = familyOfType[type]
  const bySuffix = suffixFamily(suffix)
  const byDeclaration = declaredFamily(declared)
  // Scripts are text, and rightly declared so.
  const textual = type === 'script' || type === 'shortcut'
  return hides(bySuffix, content) || (!(textual && byDeclaration === 'text') && hides(byDeclaration, content))
}

function hides(claimed: Family | undefined, content: Family | undefined): boolean {
  if (claimed === undefined || claimed === content) return false
  if (content === 'program') return true
  if (content === 'container') return claimed !== 'program'
  return content === 'document' && claimed === 'picture'
}

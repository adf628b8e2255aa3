/**
 * What a file is, by its octets. Names and declared types decide only where octets cannot: a script is plain text,
 * and a DOS program has no signature.
 */
import { asBuffer } from '../../mail/bytes.ts'
import type { AttachmentType } from '../facts.ts'
import { cmsKind } from './cms.ts'
import { type CompoundFile, compoundSignature, readCompoundFile } from './compound-file.ts'
import { isText } from './plain-text.ts'
import { localSignature, readZip } from './zip.ts'

/** What can be opened, each by its own reader. */
export type Content =
  | { readonly type: 'text' | 'script' | 'html'; readonly format: 'text' }
  | { readonly type: 'text' | 'calendar'; readonly format: 'content-lines' }
  | { readonly type: 'text'; readonly format: 'table' }
  | { readonly type: 'text' | 'image'; readonly format: 'xml' }
  | { readonly type: 'html'; readonly format: 'html' }
  | { readonly type: 'pdf'; readonly format: 'pdf' }
  | { readonly type: 'rtf'; readonly format: 'rtf' }
  | { readonly type: 'message'; readonly format: 'message' }
  | { readonly type: 'message'; readonly format: 'signed'; readonly message: Uint8Array }
  | { readonly type: OfficeType; readonly format: 'office'; readonly entries: ZipEntries }
  | { readonly type: 'archive'; readonly format: 'zip'; readonly entries: ZipEntries }
  | { readonly type: 'archive'; readonly format: 'gzip' | 'tar' | 'rar' }
  | { readonly type: 'message'; readonly format: 'tnef' }
  | { readonly type: 'ole' | 'message'; readonly format: 'compound'; readonly file: CompoundFile }
  | { readonly type: AttachmentType; readonly format: 'closed' | 'encrypted' | 'no-text' }

export type OfficeType = 'docx' | 'xlsx' | 'pptx' | 'odt' | 'ods' | 'odp'
export type ZipEntries = ReturnType<typeof readZip>

export interface Claims {
  /** Lower case. */
  readonly suffix: string
  /** Declared media type, lower case. */
  readonly declared: string
}

export function sniff(file: Uint8Array, claims: Claims, maxEntries: number): Content {
  const bytes = asBuffer(file)
  if (startsWith(bytes, /^\s{0,64}%PDF-\d/)) return { type: 'pdf', format: 'pdf' }
  if (bytes.subarray(0, 4).equals(localSignature)) return zipContent(readZip(bytes, maxEntries))
  const compound = bytes.subarray(0, 8).equals(compoundSignature) ? compoundContent(bytes) : undefined
  const content = compound ?? signatureContent(bytes) ?? textContent(bytes, claims)
  if (content !== undefined && content.format !== 'no-text') return content
  // Readers of PDF look for its header within the first KiB, readers of ZIP for its directory at the end.
  if (bytes.subarray(0, 1024).includes('%PDF-')) return { type: 'pdf', format: 'pdf' }
  if (bytes.includes('PK\x05\x06', Math.max(0, bytes.length - 0xffff))) {
    const entries = readZip(bytes, maxEntries)
    if (entries.entries.length > 0 && content?.type !== 'executable') return zipContent(entries)
  }
  if (content !== undefined) return content
  if (claims.suffix === 'com') return { type: 'executable', format: 'no-text' }
  return { type: 'unknown', format: 'closed' }
}

function startsWith(bytes: Buffer, pattern: RegExp): boolean {
  return pattern.test(bytes.toString('latin1', 0, 128))
}

type Signature = readonly [at: number, octets: string, type: AttachmentType, format: 'closed' | 'no-text']

/** Octets as a byte string. */
const signatures: readonly Signature[] = [
  [0, '\x7fELF', 'executable', 'no-text'],
  [0, '\xfe\xed\xfa\xce', 'executable', 'no-text'],
  [0, '\xfe\xed\xfa\xcf', 'executable', 'no-text'],
  [0, '\xce\xfa\xed\xfe', 'executable', 'no-text'],
  [0, '\xcf\xfa\xed\xfe', 'executable', 'no-text'],
  [0, '\xca\xfe\xba\xbe', 'executable', 'no-text'],
  [0, 'dex\n', 'executable', 'no-text'],
  [0, '!<arch>\ndebian', 'executable', 'no-text'],
  [0, '\xed\xab\xee\xdb', 'executable', 'no-text'],
  [0, 'xar!', 'executable', 'no-text'],
  [0, 'L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F', 'shortcut', 'no-text'],
  [0, 'ITSF', 'executable', 'no-text'],
  [0, '\x89PNG\r\n\x1a\n', 'image', 'no-text'],
  [0, '\xff\xd8\xff', 'image', 'no-text'],
  [0, 'GIF87a', 'image', 'no-text'],
  [0, 'GIF89a', 'image', 'no-text'],
  [0, 'II*\0', 'image', 'no-text'],
  [0, 'MM\0*', 'image', 'no-text'],
  [0, '8BPS', 'image', 'no-text'],
  [0, '\0\0\x01\0', 'image', 'no-text'],
  [0, '\0\0\0\x0cjP  ', 'image', 'no-text'],
  [0, '\xd7\xcd\xc6\x9a', 'image', 'no-text'],
  [40, ' EMF', 'image', 'no-text'],
  [8, 'WEBP', 'image', 'no-text'],
  [4, 'ftyphei', 'image', 'no-text'],
  [4, 'ftypmif1', 'image', 'no-text'],
  [4, 'ftypavif', 'image', 'no-text'],
  [4, 'ftyp', 'audio-video', 'no-text'],
  [8, 'WAVE', 'audio-video', 'no-text'],
  [8, 'AVI ', 'audio-video', 'no-text'],
  [0, 'ID3', 'audio-video', 'no-text'],
  [0, '\xff\xfb', 'audio-video', 'no-text'],
  [0, 'OggS', 'audio-video', 'no-text'],
  [0, 'fLaC', 'audio-video', 'no-text'],
  [0, 'MThd', 'audio-video', 'no-text'],
  [0, '#!AMR', 'audio-video', 'no-text'],
  [0, '\x1aE\xdf\xa3', 'audio-video', 'no-text'],
  [0, '\x30\x26\xb2\x75\x8e\x66\xcf\x11', 'audio-video', 'no-text'],
  [0, 'AT&TFORM', 'image', 'closed'],
  [0, 'BZh', 'archive', 'closed'],
  [0, '\xfd7zXZ\0', 'archive', 'closed'],
  [0, '\x28\xb5\x2f\xfd', 'archive', 'closed'],
  [0, 'MSCF', 'archive', 'closed'],
  [0, '\x60\xea', 'archive', 'closed'],
  [2, '-lh', 'archive', 'closed'],
  [7, '**ACE**', 'archive', 'closed'],
  [0x8001, 'CD001', 'archive', 'closed'],
  [0, 'vhdxfile', 'archive', 'closed'],
  [0, 'conectix', 'archive', 'closed'],
]

/** 7zAES, where the header of the archive itself is encrypted. */
const sevenZipCipher = Buffer.from([0x06, 0xf1, 0x07, 0x01])

function signatureContent(bytes: Buffer): Content | undefined {
  if (bytes.toString('latin1', 0, 2) === 'MZ' && !isText(bytes))
    return { type: 'executable', format: 'no-text' }
  if (bytes.toString('latin1', 0, 5) === '{\\rtf') return { type: 'rtf', format: 'rtf' }
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return { type: 'archive', format: 'gzip' }
  if (bytes.toString('latin1', 0, 4) === '\x78\x9f\x3e\x22') return { type: 'message', format: 'tnef' }
  if (bytes.toString('latin1', 257, 262) === 'ustar') return { type: 'archive', format: 'tar' }
  if (bytes.toString('latin1', 0, 6) === 'Rar!\x1a\x07') return { type: 'archive', format: 'rar' }
  if (bytes.toString('latin1', 0, 6) === "7z\xbc\xaf'\x1c")
    return { type: 'archive', format: bytes.includes(sevenZipCipher, -512) ? 'encrypted' : 'closed' }
  if (bytes.toString('latin1', 0, 2) === 'BM' && bytes.length > 26 && bytes.readUInt32LE(6) === 0)
    return { type: 'image', format: 'no-text' }
  for (const [at, octets, type, format] of signatures) {
    if (bytes.toString('latin1', at, at + octets.length) === octets) return { type, format }
  }
  return cmsContent(bytes)
}

function cmsContent(bytes: Buffer): Content | undefined {
  const cms = cmsKind(bytes)
  switch (cms?.kind) {
    case 'signature':
      return { type: 'signature', format: 'no-text' }
    case 'signed':
      return { type: 'message', format: 'signed', message: cms.content }
    case 'encrypted':
      return { type: 'message', format: 'encrypted' }
    case 'compressed':
      return { type: 'message', format: 'closed' }
    default:
      return undefined
  }
}

/** Suffixes of plain text that some system runs. */
const scriptSuffix =
  /^(?:bat|cmd|jse?|mjs|vb[se]?|ws[cfh]|sct|ps[12]|ps[dm]1|ps[12]xml|hta|sh|bash|[ckz]sh|command|pyw?|pl|php|rb|reg|inf|desktop)$/

/** Field names that letters begin with. */
const letterStart =
  /^(?:[\w-]{2,40}:[^\n]*\n(?:[ \t][^\n]*\n)*){0,40}?(?:received|return-path|mime-version|message-id|dkim-signature):/i

function textContent(bytes: Buffer, { suffix, declared }: Claims): Content | undefined {
  if (!isText(bytes)) return undefined
  const start = bytes.toString('latin1', 0, 4096).replace(/^(?:\xef\xbb\xbf)?\s+|^\xef\xbb\xbf/, '')
  if (start.startsWith('#!') || scriptSuffix.test(suffix)) return { type: 'script', format: 'text' }
  if (/^\[(?:InternetShortcut|Desktop Entry|Shell)\]/i.test(start))
    return { type: 'shortcut', format: 'no-text' }
  if (/^-----BEGIN PGP MESSAGE-----/m.test(start)) return { type: 'message', format: 'encrypted' }
  if (/^-----BEGIN PGP SIGNATURE-----/.test(start)) return { type: 'signature', format: 'no-text' }
  if (/^\(This file must be converted with BinHex/.test(start)) return { type: 'archive', format: 'closed' }
  if (/^BEGIN:VCALENDAR/i.test(start) || /^(?:ics|ifb)$/.test(suffix) || declared === 'text/calendar')
    return { type: 'calendar', format: 'content-lines' }
  if (/^BEGIN:VCARD/i.test(start)) return { type: 'text', format: 'content-lines' }
  if (/<hta:application/i.test(start)) return { type: 'script', format: 'text' }
  if (
    /^(?:<!--[\s\S]{0,2048}?-->\s*)?<(?:!doctype\s+html|html|head|body|script|meta|table|div|style|p|a)\b/i.test(
      start,
    )
  )
    return { type: 'html', format: 'html' }
  if (start.startsWith('<?xml') || start.startsWith('<svg')) {
    if (/<html[\s>]/i.test(start)) return { type: 'html', format: 'html' }
    return { type: /<svg[\s>]/i.test(start) ? 'image' : 'text', format: 'xml' }
  }
  if (
    /^(?:message\/(?:rfc822|global|news)|text\/rfc822-headers)$/.test(declared) ||
    /^(?:eml|mht|mhtml)$/.test(suffix) ||
    letterStart.test(start)
  )
    return { type: 'message', format: 'message' }
  if (/^(?:x?html?|shtml)$/.test(suffix) || /^text\/(?:html|enriched|richtext)$/.test(declared))
    return { type: 'html', format: 'html' }
  if (/^(?:csv|tsv|tab)$/.test(suffix) || /^text\/(?:csv|tab-separated-values)$/.test(declared))
    return { type: 'text', format: 'table' }
  return { type: 'text', format: 'text' }
}

const openDocuments = new Map<string, OfficeType>([
  ['application/vnd.oasis.opendocument.text', 'odt'],
  ['application/vnd.oasis.opendocument.spreadsheet', 'ods'],
  ['application/vnd.oasis.opendocument.presentation', 'odp'],
])

function zipContent(entries: ZipEntries): Content {
  const names = new Set(entries.entries.map(entry => entry.name))
  const has = (pattern: RegExp) => entries.entries.some(entry => pattern.test(entry.name))
  if (names.has('META-INF/MANIFEST.MF') && has(/\.class$/)) return { type: 'executable', format: 'no-text' }
  if (names.has('AndroidManifest.xml') && has(/^classes\d*\.dex$/))
    return { type: 'executable', format: 'no-text' }
  if (names.has('AppxManifest.xml') || has(/^Payload\/[^/]+\.app\//))
    return { type: 'executable', format: 'no-text' }
  if (names.has('[Content_Types].xml')) {
    if (has(/^word\//i)) return { type: 'docx', format: 'office', entries }
    if (has(/^xl\//i)) return { type: 'xlsx', format: 'office', entries }
    if (has(/^ppt\//i)) return { type: 'pptx', format: 'office', entries }
  }
  const mimetype = entries.entries.find(entry => entry.name === 'mimetype')
  const open = mimetype && openDocuments.get(Buffer.from(mimetype.packed).toString('latin1').trim())
  if (open !== undefined) return { type: open, format: 'office', entries }
  // Templates and drawings, and packages whose type is packed.
  if (names.has('content.xml') && names.has('META-INF/manifest.xml'))
    return { type: 'odt', format: 'office', entries }
  return { type: 'archive', format: 'zip', entries }
}

/** {000C1084-0000-0000-C000-000000000046} and its kin: installer packages, patches and transforms. */
const installerClass = /^8(?:2|4|6)100c0000000000c000000000000046$/

function compoundContent(bytes: Buffer): Content {
  const file = readCompoundFile(bytes)
  if (file === null) return { type: 'ole', format: 'closed' }
  if (installerClass.test(file.classId)) return { type: 'executable', format: 'no-text' }
  const paths = new Set(file.streams.map(stream => stream.path))
  if (paths.has('EncryptedPackage') || paths.has('EncryptionInfo'))
    return { type: 'ole', format: 'encrypted' }
  const type = paths.has('__properties_version1.0') ? 'message' : 'ole'
  return { type, format: 'compound', file }
}

/**
 * Text of documents inside compound files: Word by its piece table ([MS-DOC] §2.8.35), the others by a sweep for runs
 * of letters, which keeps every word and loses only the layout; and messages of Outlook ([MS-OXMSG]).
 */
import { asBuffer } from '../../mail/bytes.ts'
import { decodeCharset } from '../../mail/charset.ts'
import type { Readability } from '../facts.ts'
import type { CompoundFile, StreamEntry } from './compound-file.ts'
import { readLegacyFont } from './plain-text.ts'

export interface LegacyText {
  readonly text: string
  readonly readability: Readability
  readonly macros: boolean
}

/** Storages of VBA, and streams of embedded programs. */
const macroPath = /(?:^|\/)(?:_?VBA(?:_PROJECT)?(?:_CUR)?|Macros)(?:\/|$)|\u0001Ole10Native$/i

export function readLegacyOffice(file: CompoundFile, maxBytes: number): LegacyText {
  const macros = [...file.storages, ...file.streams.map(stream => stream.path)].some(path =>
    macroPath.test(path),
  )
  const stream = (path: string) => file.streams.find(candidate => candidate.path === path)?.read(maxBytes)
  const word = stream('WordDocument')
  if (word !== undefined) {
    const tables = [stream('0Table') ?? empty, stream('1Table') ?? empty] as const
    return { ...readWord(asBuffer(word), tables), macros }
  }
  const swept = stream('Workbook') ?? stream('Book') ?? stream('PowerPoint Document')
  if (swept === undefined) return { text: '', readability: 'unsupported', macros }
  if (hasFilePass(asBuffer(swept))) return { text: '', readability: 'encrypted', macros }
  return { text: sweepText(swept), readability: 'read', macros }
}

const empty = new Uint8Array()

function readWord(
  word: Buffer,
  tables: readonly [Uint8Array, Uint8Array],
): Pick<LegacyText, 'text' | 'readability'> {
  if (word.length < 0x1aa) return { text: sweepText(word), readability: 'damaged' }
  const flags = word.readUInt16LE(10)
  if ((flags & 0x0100) !== 0) return { text: '', readability: 'encrypted' }
  const table = asBuffer(tables[(flags & 0x0200) === 0 ? 0 : 1])
  const start = word.readUInt32LE(0x1a2)
  const pieces = pieceTable(table.subarray(start, start + word.readUInt32LE(0x1a6)))
  if (pieces === undefined) return { text: sweepText(word), readability: 'read' }
  let text = ''
  for (const { chars, position } of pieces) {
    // Bit 30: one octet a character, at half the position.
    const compressed = (position & 0x40000000) !== 0
    const at = compressed ? (position & 0x3fffffff) >> 1 : position
    text += compressed
      ? decodeCharset(word.subarray(at, at + chars), 'windows-1252')
      : word.toString('utf16le', at, Math.min(at + chars * 2, word.length))
    if (text.length > word.length) break
  }
  // Paragraphs, cells and pages end with control characters of their own.
  return {
    text: readLegacyFont(text.replace(/[\x07\x0b-\x0d]/g, '\n').normalize('NFC')),
    readability: 'read',
  }
}

/** The piece table of a Clx: property modifiers first, then character positions and piece descriptors. */
function pieceTable(clx: Buffer): readonly { chars: number; position: number }[] | undefined {
  let at = 0
  while (at + 3 <= clx.length && clx[at] === 1) at += 3 + clx.readUInt16LE(at + 1)
  if (at + 5 > clx.length || clx[at] !== 2) return undefined
  const body = clx.subarray(at + 5, at + 5 + clx.readUInt32LE(at + 1))
  const count = Math.floor((body.length - 4) / 12)
  const pieces: { chars: number; position: number }[] = []
  for (let index = 0; index < count; index++) {
    const chars = body.readUInt32LE(index * 4 + 4) - body.readUInt32LE(index * 4)
    if (chars > 0) pieces.push({ chars, position: body.readUInt32LE((count + 1) * 4 + index * 8 + 2) })
  }
  return pieces.length === 0 ? undefined : pieces
}

/** A workbook whose second record is FILEPASS ([MS-XLS] §2.4.117). */
function hasFilePass(workbook: Buffer): boolean {
  if (workbook.length < 8) return false
  const second = 4 + workbook.readUInt16LE(2)
  return second + 2 <= workbook.length && workbook.readUInt16LE(second) === 0x2f
}

/** Letters, digits and signs of Vietnamese text in UTF-16LE, three and more. */
const wideRun =
  /(?:[\t\x20-\x7e\xa0-\xff]\0|[\x02\x03\x10\x11\x28\x29\x68\x69\xa0\xa1\xaf\xb0]\x01|[\0\x01\x03\x09\x23]\x03|[\xa0-\xf9]\x1e|[\x10-\x26]\x20){3,4096}/g
/** Longer than chance makes them: the octets of a program are full of three letters in a row. */
const narrowRun = /[\t\x20-\x7e\xa1-\xff]{8,4096}/g

/** Runs of text in octets of any kind, each in a line of its own. */
export function sweepText(bytes: Uint8Array): string {
  const octets = asBuffer(bytes).toString('latin1')
  const wide = octets.match(wideRun)?.map(run => Buffer.from(run, 'latin1').toString('utf16le')) ?? []
  const narrow = octets.match(narrowRun)?.map(readLegacyFont) ?? []
  return [...wide, ...narrow].join('\n').normalize('NFC')
}

export interface OutlookMessage {
  readonly subject: string
  readonly body: string
  readonly html: Uint8Array | null
  readonly files: readonly { readonly name: string; readonly content: StreamEntry | undefined }[]
}

/** Octets of a subject or a name. */
const wordsBytes = 4096

/** Properties as texts in UTF-16 (`001F`) or in the charset of the sender's machine (`001E`). */
export function readOutlookMessage(file: CompoundFile, maxBytes: number): OutlookMessage {
  const streams = new Map(file.streams.map(stream => [stream.path, stream]))
  const property = (prefix: string, id: string, limit: number): string => {
    const wide = streams.get(`${prefix}__substg1.0_${id}001F`)?.read(limit)
    if (wide !== undefined) return asBuffer(wide).toString('utf16le').normalize('NFC')
    return decodeCharset(streams.get(`${prefix}__substg1.0_${id}001E`)?.read(limit) ?? empty, '')
  }
  const files = file.storages
    .filter(path => /^__attach_version1\.0_#[0-9A-F]{8}$/i.test(path))
    .map(path => ({
      name: property(`${path}/`, '3707', wordsBytes) || property(`${path}/`, '3704', wordsBytes),
      content: streams.get(`${path}/__substg1.0_37010102`),
    }))
  return {
    subject: property('', '0037', wordsBytes),
    body: property('', '1000', maxBytes),
    html: streams.get('__substg1.0_10130102')?.read(maxBytes) ?? null,
    files,
  }
}

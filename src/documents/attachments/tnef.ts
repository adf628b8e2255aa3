/**
 * winmail.dat, in which Outlook wraps a letter for its own kind: a stream of attributes ([MS-OXTNEF] §2.1.3). Only
 * the plain ones are read; what is in none of them, such as a text in compressed RTF alone, says so.
 */
import { asBuffer } from '../../mail/bytes.ts'
import { decodeCharset } from '../../mail/charset.ts'
import type { OutlookMessage } from './legacy-office.ts'

export interface TnefMessage extends OutlookMessage {
  /** Everything that a reader would see was in plain attributes. */
  readonly whole: boolean
}

/** Level, identifier and length before the data of an attribute, and the sum behind it. */
const headBytes = 9
const sumBytes = 2

const attachmentLevel = 2
const subjectId = 0x00018004
const bodyId = 0x0002800c
const renderingId = 0x00069002
const titleId = 0x00018010
const dataId = 0x0006800f
const attributesId = 0x00069003

export function readTnef(file: Uint8Array, maxEntries: number): TnefMessage {
  const bytes = asBuffer(file)
  const files: { name: string; data: Buffer | undefined }[] = []
  const texts = new Map<number, Buffer>()
  let at = 6
  while (at + headBytes + sumBytes <= bytes.length && files.length <= maxEntries) {
    const id = bytes.readUInt32LE(at + 1)
    const start = at + headBytes
    const end = start + bytes.readUInt32LE(at + 5)
    const data = bytes.subarray(start, end)
    if (bytes[at] !== attachmentLevel) texts.set(id, data)
    else if (id === renderingId || files.length === 0) files.push({ name: '', data: undefined })
    const last = files.at(-1)
    if (last !== undefined && id === titleId) last.name = words(data)
    if (last !== undefined && id === dataId) last.data = data
    at = end + sumBytes
  }
  const body = words(texts.get(bodyId))
  return {
    subject: words(texts.get(subjectId)),
    body,
    html: null,
    files: files.slice(0, maxEntries).map(({ name, data }) => ({
      name,
      content: data && { path: name, read: maxBytes => data.subarray(0, maxBytes) },
    })),
    whole: at === bytes.length && files.length <= maxEntries && (body !== '' || !texts.has(attributesId)),
  }
}

function words(octets: Buffer = Buffer.alloc(0)): string {
  const end = octets.indexOf(0)
  return decodeCharset(end < 0 ? octets : octets.subarray(0, end), '')
}

/** Real bytes of a made letter: RFC 5322 and MIME as a usual client writes them, in the charset that is asked for. */
import iconv from 'iconv-lite'
import { formatDate } from '../../src/mail/date.ts'
import {
  makeDocx,
  makeEncryptedZip,
  makeExe,
  makeOdt,
  makePdf,
  makePng,
  makeScanPdf,
  makeXlsx,
  makeZip,
} from '../support/attachments.ts'
import type { MadeAttachment, MadeLetter } from './letter.ts'

export interface ComposeOptions {
  /** Milliseconds since 1970. */
  readonly date?: number
}

const defaultDate = Date.UTC(2026, 10, 23, 1, 15)

/** A letter with CRLF line ends; the same letter always gives the same bytes, but for what its PDFs contain. */
export async function composeLetter(letter: MadeLetter, options: ComposeOptions = {}): Promise<Buffer> {
  const charset = letter.charset ?? 'utf-8'
  const { attachments = [] } = letter
  const body = textPart(letter.body, charset)
  const header = [
    `From: ${correspondent(letter.from, charset)}`,
    `To: ${letter.to.join(', ')}`,
    ...(letter.cc === undefined || letter.cc.length === 0 ? [] : [`Cc: ${letter.cc.join(', ')}`]),
    ...(letter.replyTo === undefined ? [] : [`Reply-To: ${letter.replyTo}`]),
    `Subject: ${headerText(letter.subject, charset)}`,
    `Date: ${formatDate(options.date ?? defaultDate)}`,
    `Message-ID: <${letter.id}.made@${letter.from.address.split('@')[1]}>`,
    'MIME-Version: 1.0',
  ]
  if (attachments.length === 0) return Buffer.from([...header, body].join('\r\n'))
  const parts = [body, ...(await Promise.all(attachments.map(attachmentPart)))]
  const boundary = `=_made_${letter.id}`
  return Buffer.from(
    [
      ...header,
      `Content-Type: multipart/mixed; boundary="${boundary}"`,
      '',
      ...parts.flatMap(part => [`--${boundary}`, part]),
      `--${boundary}--`,
      '',
    ].join('\r\n'),
  )
}

type Charset = NonNullable<MadeLetter['charset']>

function textPart(text: string, charset: Charset): string {
  return [
    `Content-Type: text/plain; charset=${charset}`,
    'Content-Transfer-Encoding: base64',
    '',
    base64Lines(encode(text.replaceAll('\n', '\r\n'), charset)),
    '',
  ].join('\r\n')
}

/** windows-1258 writes a vowel with its shape, then its tone. */
function encode(text: string, charset: Charset): Buffer {
  if (charset === 'utf-8') return Buffer.from(text)
  if (charset !== 'windows-1258') return iconv.encode(text, charset)
  const decomposed = text
    .normalize('NFD')
    .replace(/([\p{L}])([\u0300\u0301\u0303\u0309\u0323])?([\u0302\u0306\u031b])/gu, '$1$3$2')
    .replace(/[AEIOUYaeiouy][\u0302\u0306\u031b]/gu, letter => letter.normalize('NFC'))
  return iconv.encode(decomposed, charset)
}

function base64Lines(bytes: Uint8Array): string {
  return (
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join('\r\n')
}

/** Encoded words of whole characters, short enough for any charset (RFC 2047). */
function headerText(text: string, charset: Charset): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text
  return (text.match(/.{1,12}/gsu) ?? [])
    .map(piece => `=?${charset}?B?${encode(piece, charset).toString('base64')}?=`)
    .join('\r\n ')
}

function correspondent({ name, address }: MadeLetter['from'], charset: Charset): string {
  if (name === '') return address
  return `${/^[\w .]+$/.test(name) ? name : headerText(name, charset)} <${address}>`
}

const mediaTypes: Readonly<Record<MadeAttachment['kind'], string>> = {
  pdf: 'application/pdf',
  scan: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  odt: 'application/vnd.oasis.opendocument.text',
  txt: 'text/plain; charset=utf-8',
  html: 'text/html; charset=utf-8',
  png: 'image/png',
  zip: 'application/zip',
  'encrypted-zip': 'application/zip',
  exe: 'application/octet-stream',
}

async function attachmentPart(attachment: MadeAttachment): Promise<string> {
  const { filename, kind } = attachment
  return [
    `Content-Type: ${mediaTypes[kind]}`,
    `Content-Disposition: attachment;\r\n ${filenameParameter(filename)}`,
    'Content-Transfer-Encoding: base64',
    '',
    base64Lines(await content(attachment)),
    '',
  ].join('\r\n')
}

/** RFC 2231 §3–4: encoded where it must be, continued where it is long. */
function filenameParameter(filename: string): string {
  if (/^[\w .()-]{1,60}$/.test(filename)) return `filename="${filename}"`
  const encoded = [...Buffer.from(filename)].map(octet =>
    /[A-Za-z0-9.-]/.test(String.fromCharCode(octet))
      ? String.fromCharCode(octet)
      : `%${octet.toString(16).toUpperCase().padStart(2, '0')}`,
  )
  const lines: string[] = []
  while (encoded.length > 0) lines.push(encoded.splice(0, 20).join(''))
  if (lines.length === 1) return `filename*=utf-8''${lines[0]}`
  return lines
    .map((line, index) => `filename*${index}*=${index === 0 ? "utf-8''" : ''}${line}`)
    .join(';\r\n ')
}

async function content({ kind, text, signed = false }: MadeAttachment): Promise<Uint8Array> {
  switch (kind) {
    case 'pdf':
      return makePdf(text, { signed })
    case 'scan':
      return makeScanPdf()
    case 'docx':
      return makeDocx(text)
    case 'xlsx':
      return makeXlsx(text)
    case 'odt':
      return makeOdt(text)
    case 'txt':
      return Buffer.from(text)
    case 'html':
      return Buffer.from(
        `<!doctype html><html><body>${text
          .split('\n')
          .map(line => `<p>${line.replace(/[<>&]/g, char => `&#${char.charCodeAt(0)};`)}</p>`)
          .join('\n')}</body></html>`,
      )
    case 'png':
      return makePng()
    case 'zip':
      return makeZip([{ name: 'noi-dung.txt', bytes: Buffer.from(text) }])
    case 'encrypted-zip':
      return makeEncryptedZip('noi-dung.txt', text)
    case 'exe':
      return makeExe()
  }
}

/** Letters written octet by octet, as no usual client writes them. */
import { domain } from './province.ts'

/** A string is written as UTF-8. */
export type Octets = string | Uint8Array

export interface Raw {
  readonly channel: 'mx' | 'submission'
  readonly from: { readonly name: string; readonly address: string }
  readonly to: readonly string[]
  readonly authentication?: 'pass' | 'none' | 'fail'
  readonly mailFrom?: string
  readonly bytes: Uint8Array
}

export function join(...pieces: readonly Octets[]): Buffer {
  return Buffer.concat(pieces.map(piece => Buffer.from(piece as string)))
}

export function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1')
}

export function base64(content: Octets): string {
  return (
    Buffer.from(content as string)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join('\r\n')
}

/** Header fields, an empty line, the content. */
export function part(fields: readonly Octets[], content: Octets): Buffer {
  return join(...fields.flatMap(field => [field, '\r\n']), '\r\n', content)
}

export function multipart(subtype: string, parts: readonly Octets[], boundary = 'ranh-gioi'): Buffer {
  return part(
    [`Content-Type: multipart/${subtype}; boundary="${boundary}"`],
    join(...parts.flatMap(each => [`--${boundary}\r\n`, each, '\r\n']), `--${boundary}--\r\n`),
  )
}

export function plainText(text: Octets, charset = 'utf-8', encoding = '8bit'): Buffer {
  const content = encoding === 'base64' ? base64(text) : text
  return part(
    [`Content-Type: text/plain; charset=${charset}`, `Content-Transfer-Encoding: ${encoding}`],
    content,
  )
}

export function html(text: string): Buffer {
  return part(['Content-Type: text/html; charset=utf-8', 'Content-Transfer-Encoding: 8bit'], text)
}

/** A file in base64 under the fields given: `Content-Type`, `Content-Disposition`. */
export function fileAs(fields: readonly Octets[], bytes: Octets): Buffer {
  return part([...fields, 'Content-Transfer-Encoding: base64'], base64(bytes))
}

export function file(name: string, bytes: Octets, type = 'application/octet-stream'): Buffer {
  return fileAs([`Content-Type: ${type}`, `Content-Disposition: attachment; filename="${name}"`], bytes)
}

interface Envelope {
  readonly channel?: Raw['channel']
  readonly from?: string
  /** The From field as written, where it is not the address alone. */
  readonly fromField?: Octets
  readonly to?: string
  /** null for a letter without the field. */
  readonly subject?: Octets | null
  readonly fields?: readonly Octets[]
  readonly authentication?: 'pass' | 'none' | 'fail'
  readonly mailFrom?: string
}

export const greeting = plainText('Kính gửi quý cơ quan, xin gửi tài liệu.\r\n')

/** A letter from a firm to the office of the People's Committee, unless the case says otherwise. */
export function letter(content: Octets, envelope: Envelope = {}): Raw {
  const {
    channel = 'mx',
    from = channel === 'mx' ? 'vanphong@xaydungbacha.com.vn' : `annv.sokhcn@${domain}`,
    fromField = from,
    to = `vpubnd@${domain}`,
    subject = 'Gửi tài liệu',
    fields = [],
    ...rest
  } = envelope
  const header = [
    join('From: ', fromField),
    `To: ${to}`,
    ...(subject === null ? [] : [join('Subject: ', subject)]),
    'Date: Mon, 23 Nov 2026 08:15:00 +0700',
    'Message-ID: <evasion@xaydungbacha.com.vn>',
    'MIME-Version: 1.0',
    ...fields,
  ]
  return {
    channel,
    from: { name: '', address: from },
    to: [to],
    ...rest,
    bytes: join(...header.flatMap(field => [field, '\r\n']), content),
  }
}

/** A letter with one file beside its greeting. */
export function enclosing(enclosure: Octets, envelope: Envelope = {}): Raw {
  return letter(multipart('mixed', [greeting, enclosure]), envelope)
}

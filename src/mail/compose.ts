/**
 * Letters that the server itself writes: samples, notices, reports. The MIME work is nodemailer's MailComposer; what
 * comes out is final, with CRLF line ends and 7-bit throughout.
 */

import MailComposer from 'nodemailer/lib/mail-composer'
import type { MimeNodeHeaders } from 'nodemailer/lib/mime-node'
import { formatDate } from './date.ts'

export interface Correspondent {
  readonly name?: string
  readonly address: string
}

export interface Attachment {
  readonly filename: string
  readonly content: Uint8Array
  /** MIME type, `application/pdf`. */
  readonly contentType: string
}

export interface Composition {
  readonly from: Correspondent
  readonly to: readonly Correspondent[]
  readonly cc?: readonly Correspondent[]
  readonly subject: string
  readonly text: string
  readonly html?: string
  readonly attachments?: readonly Attachment[]
  /** With its angle brackets. */
  readonly messageId: string
  /** Milliseconds since 1970. */
  readonly date: number
  /** Further header fields in order, ASCII names. */
  readonly headers?: readonly (readonly [name: string, value: string])[]
}

/** The bytes of a message, ready for the wire before dot-stuffing. */
export async function composeMessage(composition: Composition): Promise<Uint8Array> {
  const {
    from,
    to,
    cc = [],
    subject,
    text,
    html,
    attachments = [],
    messageId,
    date,
    headers = [],
  } = composition
  const composer = new MailComposer({
    from: correspondent(from),
    to: to.map(correspondent),
    cc: cc.map(correspondent),
    subject: subject.normalize('NFC'),
    text: text.normalize('NFC'),
    ...(html === undefined ? {} : { html: html.normalize('NFC') }),
    attachments: attachments.map(({ filename, content, contentType }) => ({
      filename: filename.normalize('NFC'),
      content: Buffer.from(content),
      contentType,
    })),
    messageId,
    headers: headersOf(date, headers),
    newline: 'windows',
    // Nothing that the server writes may make it read files or fetch addresses.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return composer.compile().build()
}

function headersOf(date: number, headers: Composition['headers']): MimeNodeHeaders {
  return [
    { key: 'Date', value: formatDate(date) },
    ...(headers ?? []).map(([key, value]) => ({ key, value })),
  ]
}

function correspondent({ name, address }: Correspondent): { name: string; address: string } {
  return { name: name?.normalize('NFC') ?? '', address }
}

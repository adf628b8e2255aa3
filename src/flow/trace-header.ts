/**
 * The header fields this server adds. They live in a view's prefix (or at the head of the `sent` form), so the
 * bytes a client sent are never changed.
 */
import { formatDate } from '../mail/date.ts'
import type { Peer } from '../smtp/backend.ts'

/** Free text from the wire, made safe inside a header field: no controls, no comment characters, bounded. */
function safe(text: string): string {
  return text.replace(/[^\x21-\x27\x2a-\x5b\x5d-\x7e]/g, '?').slice(0, 255)
}

/** A reverse path as it may stand in a header field: line breaks cannot occur, and are removed if they do. */
export function returnPath(mailFrom: string): string {
  return `Return-Path: <${mailFrom.replace(/[\r\n<>]/g, '')}>\r\n`
}

/** RFC 3848: the protocol word tells TLS and authentication. */
function protocol(peer: Peer, smtpUtf8: boolean): string {
  const base = smtpUtf8 ? 'UTF8SMTP' : 'ESMTP'
  return `${base}${peer.tls === '' ? '' : 'S'}${peer.box === null ? '' : 'A'}`
}

/** One Received field (RFC 5321 §4.4). The address of an authenticated official is not told to the world. */
export function received(
  peer: Peer,
  hostname: string,
  id: string,
  smtpUtf8: boolean,
  receivedAt: number,
): string {
  const literal = peer.address.includes(':') ? `IPv6:${peer.address}` : peer.address
  const from =
    peer.box === null
      ? `from ${safe(peer.helo) || 'unknown'} ([${literal}])`
      : `from authenticated-client (${hostname})`
  const tls = peer.tls === '' ? '' : `\r\n\t(${safe(peer.tls.replaceAll(' ', '_'))})`
  const at = formatDate(receivedAt, '+0700')
  return `Received: ${from}${tls}\r\n\tby ${hostname} with ${protocol(peer, smtpUtf8)} id ${id};\r\n\t${at}\r\n`
}

/**
 * What an SMTP server asks of the program behind it. `smtp/` knows sockets, framing, TLS, SASL and limits;
 * who may send what to whom is decided here. A returned Reply refuses; undefined accepts.
 */
import type { Reply } from '../base/reply.ts'
import type { Channel } from '../ports/archive.ts'
import type { Box } from '../ports/directory.ts'

export interface Peer {
  readonly channel: Exclude<Channel, 'system'>
  readonly address: string
  readonly port: number
  /** EHLO/HELO argument, empty before. */
  readonly helo: string
  /** Protocol and cipher, empty in clear. */
  readonly tls: string
  /** The box that logged in; null on `mx`. */
  readonly box: Box | null
  /** Constant for the connection, for log lines. */
  readonly id: string
}

export interface MailParameters {
  /** SIZE= in bytes, 0 when not given (RFC 1870). */
  readonly sizeBytes: number
  readonly body: '7bit' | '8bitmime'
  readonly smtpUtf8: boolean
  /** DSN RET and ENVID (RFC 3461), empty when absent. */
  readonly ret: string
  readonly envid: string
}

export interface RecipientParameters {
  readonly notify: string
  readonly orcpt: string
}

/** An envelope as it grew by MAIL and RCPT; addresses as given, without angle brackets. */
export interface Envelope {
  readonly mailFrom: string
  readonly parameters: MailParameters
  readonly recipients: readonly { readonly address: string; readonly parameters: RecipientParameters }[]
}

/** The bytes after dot-unstuffing, exactly as the wire carried them. */
export interface ReceivedData {
  readonly bytes: Uint8Array
  readonly receivedAt: number
}

export interface SmtpBackend {
  /** A connection was accepted; before the greeting. */
  connect(peer: Peer): Promise<Reply | undefined>
  mail(peer: Peer, mailFrom: string, parameters: MailParameters): Promise<Reply | undefined>
  recipient(
    peer: Peer,
    envelope: Envelope,
    address: string,
    parameters: RecipientParameters,
  ): Promise<Reply | undefined>
  /** The one reply of DATA, 250 included. Never rejects. */
  message(peer: Peer, envelope: Envelope, data: ReceivedData): Promise<Reply>
  /** DATA ended in a refusal before the backend saw the bytes (too large, timed out): for the log. */
  abandoned?(peer: Peer, envelope: Envelope, refusal: Reply): void
}

/** The way out of the machine, for one message. Every outcome says permanent or temporary; nothing is thrown. */

export interface RelayRecipient {
  readonly address: string
  /** DSN NOTIFY and ORCPT as given (RFC 3461), empty when absent. */
  readonly notify: string
  readonly orcpt: string
}

export interface RelayRequest {
  /** Reverse path, empty for the null sender. */
  readonly mailFrom: string
  /** All of one domain, unless a smarthost takes them. */
  readonly recipients: readonly RelayRecipient[]
  /** Opens the exact bytes, once for each host that is tried. */
  open(): AsyncIterable<Uint8Array>
  readonly sizeBytes: number
  /** An address of the envelope or a header field is not ASCII: the next host must know SMTPUTF8 (RFC 6531). */
  readonly smtpUtf8: boolean
  /** The body has octets above 127: the next host must know 8BITMIME (RFC 6152). */
  readonly eightBit: boolean
  /** DSN RET and ENVID (RFC 3461), empty when absent. */
  readonly ret: string
  readonly envid: string
}

export interface RelayOutcome {
  readonly address: string
  /** `parked`: nothing leaves this machine; neither an attempt nor a failure. */
  readonly state: 'delivered' | 'temporary' | 'permanent' | 'parked'
  /** Reply code of the other side, 0 when the failure is ours or the network's. */
  readonly code: number
  readonly enhanced: string
  readonly text: string
  /** The host that answered, empty when none did. */
  readonly host: string
}

export interface Relay {
  /** One outcome a recipient, in the request's order. */
  deliver(request: RelayRequest): Promise<readonly RelayOutcome[]>
}

/** Where mail for outside goes. */
export type RelayRoute =
  /** To each recipient's own mail exchanger. */
  | { readonly mode: 'direct' }
  | {
      readonly mode: 'smarthost'
      readonly host: string
      readonly port: number
      /** TLS from the first byte; otherwise STARTTLS is required. */
      readonly implicitTls: boolean
      readonly credentials: { readonly user: string; readonly passwordFile: string } | null
    }
  /** Nothing leaves this machine. */
  | { readonly mode: 'none' }

/** One host to speak to. */
export interface RelayHost {
  /** The name its certificate should carry. */
  readonly name: string
  readonly address: string
  readonly port: number
  /**
   * `opportunistic`: STARTTLS when offered, whoever's certificate it is (RFC 7435); `starttls` and `tls`: nothing is
   * said without TLS and a certificate that holds.
   */
  readonly security: 'opportunistic' | 'starttls' | 'tls'
  readonly credentials: { readonly user: string; readonly password: string } | null
}

export interface HostDelivery {
  /** False when no dialogue came about, so that the next host may be tried. */
  readonly reached: boolean
  /** One outcome a recipient, in the request's order. */
  readonly outcomes: readonly RelayOutcome[]
}

/** Speaks SMTP with one host. Never rejects. */
export type DeliverToHost = (host: RelayHost, request: RelayRequest) => Promise<HostDelivery>

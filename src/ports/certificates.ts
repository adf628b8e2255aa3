/** Certificates as rows, the lists of revoked ones, and what a box is to sign. Times are milliseconds. */
import type { BoxId } from './directory.ts'

export type CertificateId = number

/** `ca-root` and `ca-issuing` are the province's own; `ca-other` completes the chain of a certificate of elsewhere. */
export type CertificateKind = 'person' | 'office' | 'tls' | 'ca-root' | 'ca-issuing' | 'ca-other'

/** `superseded`: a newer one took its place; it still holds until it runs out. */
export type CertificateStatus = 'active' | 'superseded' | 'revoked'

/** RFC 5280 §5.3.1; those that a person here can mean. */
export type RevocationReason =
  | 'unspecified'
  | 'key-compromise'
  | 'affiliation-changed'
  | 'superseded'
  | 'cessation-of-operation'

export interface NewCertificate {
  readonly kind: CertificateKind
  /** The address, the host, or the name of the authority. */
  readonly subject: string
  /** Whose it is; null for a host's or an authority's, and when the box was deleted. */
  readonly boxId: BoxId | null
  /** Lower-case hex. */
  readonly serial: string
  /** Common name of the issuer. */
  readonly issuer: string
  /** The certificate that signed it; null for a root, and where the chain ends. */
  readonly issuerId: CertificateId | null
  readonly notBefore: number
  readonly notAfter: number
  /** Name of its key among the server's; null when the server does not hold it. */
  readonly keyName: string | null
  /** SHA-256 of `der`, lower-case hex. */
  readonly fingerprint: string
  readonly der: Uint8Array
}

export interface Certificate extends Omit<NewCertificate, 'der'> {
  readonly id: CertificateId
  readonly status: CertificateStatus
  readonly revokedAt: number | null
  readonly reason: RevocationReason | null
  /** The nearest end that was warned of, in days before it; null when it was not. */
  readonly warnedDays: number | null
  readonly der: Buffer
}

/** A list of revoked certificates as it was signed (RFC 5280 §5); a new one takes the place of the one before. */
export interface RevocationList {
  readonly issuerId: CertificateId
  /** Grows by one with each list of an issuer. */
  readonly number: number
  /** How many certificates stand in it. */
  readonly entries: number
  readonly thisUpdate: number
  readonly nextUpdate: number
  readonly der: Uint8Array
}

/** A certificate that was revoked here, whoever issued it. */
export interface Revoked {
  /** SHA-256 of the DER, lower-case hex. */
  readonly fingerprint: string
  readonly revokedAt: number
}

export interface CertificateReads {
  /** Newest first. */
  list(filter: {
    readonly boxId?: BoxId
    readonly kind?: CertificateKind
    readonly status?: CertificateStatus
    /** Only those that end before. */
    readonly endsBefore?: number
    readonly limit: number
  }): Promise<readonly Certificate[]>
  /** Active ones that end before a time and of whose end nobody was told yet; the nearest first. */
  ending(before: number, limit: number): Promise<readonly Certificate[]>
  certificate(id: CertificateId): Promise<Certificate | undefined>
  byFingerprint(fingerprint: string): Promise<Certificate | undefined>
  /** The active one of a box: there is at most one. */
  ofBox(box: BoxId): Promise<Certificate | undefined>
  /** Those of an issuer that were revoked, in the order of their ids. */
  revoked(issuer: CertificateId): Promise<readonly Certificate[]>
  /** All that were revoked, in the order of their ids. */
  revocations(): Promise<readonly Revoked[]>
  revocationList(issuer: CertificateId): Promise<RevocationList | undefined>
}

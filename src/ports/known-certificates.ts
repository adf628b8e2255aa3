/** Certificates of correspondents outside: what letters to them are encrypted with. Times are milliseconds. */
import type { EntryId } from './archive.ts'

/** `added` by an operator, who vouches for it; `harvested` from a signed letter that was verified. */
export type KnownCertificateSource = 'added' | 'harvested'

export interface NewKnownCertificate {
  /** Lower case, with an A-label domain. */
  readonly address: string
  /** SHA-256 of `der`, lower-case hex. */
  readonly fingerprint: string
  readonly source: KnownCertificateSource
  /** The letter that brought it; null for one that was added. */
  readonly entryId: EntryId | null
  /** Common names of the holder and of the issuer. */
  readonly subject: string
  readonly issuer: string
  /** Lower-case hex. */
  readonly serial: string
  readonly notBefore: number
  readonly notAfter: number
  /** When it was added, or the letter came. */
  readonly seenAt: number
  readonly der: Uint8Array
}

export interface KnownCertificate extends Omit<NewKnownCertificate, 'seenAt' | 'der'> {
  readonly firstSeen: number
  readonly lastSeen: number
  readonly der: Buffer
}

export interface KnownCertificateReads {
  /** Of one address: those that were added first, then the newest; of equals the one that was seen last. */
  of(address: string): Promise<readonly KnownCertificate[]>
  /** In the order of the addresses; `domain` narrows to one. */
  list(filter: { readonly domain?: string; readonly limit: number }): Promise<readonly KnownCertificate[]>
}

export interface HarvestedCertificate {
  /** The author's, as the letter and the certificate have it. */
  readonly address: string
  readonly der: Uint8Array
  readonly entryId: EntryId
  /** When the letter came. */
  readonly at: number
}

/** What there is to know of correspondents' certificates. */
export interface KnownCertificates {
  /** A certificate that a letter to the address may be encrypted with now; undefined when none is known. DER. */
  forAddress(address: string): Promise<Buffer | undefined>
  /**
   * Remembers the certificate of a letter's signer. For who has verified the signature and the chain: nothing of that
   * is looked at here, only whether letters can be encrypted with it. Resolves with whether it is kept.
   */
  harvest(found: HarvestedCertificate): Promise<boolean>
}

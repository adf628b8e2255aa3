/** Time stamps (RFC 3161): an authority's signed word that some octets existed at a moment. */
import type { Result } from '../base/result.ts'

/** What an authority vouched for, after everything about it was verified. */
export interface Timestamp {
  /** DER of the token: the CMS structure to keep. */
  readonly token: Buffer
  /** Milliseconds since 1970, as the authority says. */
  readonly at: number
  /** How far from the truth `at` may be, at most; null when the authority does not say. */
  readonly accuracyMs: number | null
  /** Of the token: lower-case hex. */
  readonly serial: string
  /** Object identifier of the policy that the authority worked under. */
  readonly policy: string
  /** Common name in its certificate. */
  readonly authority: string
}

export type TimestampReason =
  | 'not-configured'
  // The way to the authority and back.
  | 'unreachable'
  | 'timeout'
  | 'http-status'
  | 'too-large'
  // What it answered.
  | 'rejected'
  | 'malformed'
  | 'wrong-imprint'
  | 'wrong-nonce'
  | 'wrong-policy'
  // What its signature is worth.
  | 'bad-signature'
  | 'no-certificate'
  | 'wrong-purpose'
  | 'untrusted'
  | 'expired'
  | 'not-yet-valid'
  | 'weak-algorithm'
  | 'unsupported'

export interface TimestampFailure {
  readonly reason: TimestampReason
  /** False: the same request may do later. */
  readonly permanent: boolean
  /** For operators, one line; what the other side said is in it, cut. */
  readonly detail: string
}

export interface Timestamps {
  /** Asks the authority about a SHA-256. */
  stamp(sha256: Uint8Array): Promise<Result<Timestamp, TimestampFailure>>
  /** Whether a token is a trusted authority's word about a SHA-256. Asks nobody. */
  verify(token: Uint8Array, sha256: Uint8Array): Result<Timestamp, TimestampFailure>
}

/** Brings a request (DER of TimeStampReq) to the authority, and its reply back. RFC 3161 §3.4. */
export type AskTimestampAuthority = (request: Uint8Array) => Promise<Result<Buffer, TimestampFailure>>

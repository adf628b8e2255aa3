/** What the verification of signatures found: data, never an exception. It crosses a thread and a database. */

/** RFC 7281 §3 and RFC 8601 §2.7: `none` is said by the absence of facts. */
export type SignatureResult = 'pass' | 'fail' | 'policy' | 'neutral' | 'permerror'

/** What is not as it should be, worst first. Constants: reports and settings speak of them. */
export const signatureReasons = [
  /** The octets are not those that were signed. */
  'bad-digest',
  /** The key of the certificate did not make the signature. */
  'bad-signature',
  'revoked',
  /** No signature can be read there, or what it says of itself contradicts itself. */
  'malformed',
  /** The signature brings no certificate of its signer. */
  'no-certificate',
  /** An algorithm or a form that nobody here can verify. */
  'unsupported',
  /** There are more, or larger ones, than the limits allow; nobody verified it. */
  'over-limit',
  /** No chain leads to an authority that is trusted here. */
  'untrusted',
  'expired',
  'not-yet-valid',
  /** The certificate is not for this use. */
  'wrong-purpose',
  /** MD5, SHA-1, or a key that is too short, in the signature or in its chain. */
  'weak-algorithm',
  /** The certificate names other addresses than the letter. */
  'wrong-address',
  'no-address',
  /** More was appended to the file after it was signed. */
  'appended',
  /** It covers a part of what is shown. */
  'partial',
] as const
export type SignatureReason = (typeof signatureReasons)[number]

/** What the lists of revoked certificates say of a chain; `unknown` when one of its lists is missing or out of date. */
export type Revocation = 'good' | 'unknown' | 'revoked'

export interface SignerFacts {
  /** Common name, NFC; the whole subject where it has none. */
  readonly name: string
  /** Lower case, as certified. */
  readonly addresses: readonly string[]
  /** The issuer's common name. */
  readonly issuer: string
  /** Hexadecimal, upper case. */
  readonly serial: string
}

export interface SignatureFact {
  /** `timestamp`: an authority's word on when a PDF existed, and nobody's will. */
  readonly kind: 'smime' | 'pdf' | 'timestamp'
  /** `message`, or an attachment by its path. */
  readonly place: string
  readonly result: SignatureResult
  /** Empty for a pass. */
  readonly reasons: readonly SignatureReason[]
  readonly covers: 'whole' | 'part'
  /** Null when the signature cannot be read or brings no certificate. */
  readonly signer: SignerFacts | null
  /** Fields of the letter that the certificate's addresses stand in; null for a PDF and when there is none. */
  readonly speaksFor: 'from' | 'sender' | null
  /** `rsa-sha256`, `rsa-pss-sha256`, `ecdsa-sha384`, `ed25519`; empty when it cannot be read. */
  readonly algorithm: string
  /** Milliseconds: by the time stamp where there is one, else as the signer says. */
  readonly signedAt: number | null
  /** An authority vouches for `signedAt`. */
  readonly timestamped: boolean
  /** The trusted authority at the end of the chain. */
  readonly anchor: string | null
  readonly revocation: Revocation
}

export type SignatureFacts = readonly SignatureFact[]

/** A certificate of an author whose signature holds: an answer can be encrypted to it. */
export interface AuthorCertificate {
  /** The author's, lower case, as certified. */
  readonly address: string
  readonly der: Uint8Array
  /** Milliseconds. */
  readonly notAfter: number
  /** First octet of its key usage (RFC 5280 §4.2.1.3): 0x20 to encrypt keys, 0x08 to agree on them; null for any use. */
  readonly keyUsage: number | null
}

const failures: ReadonlySet<SignatureReason> = new Set(['bad-digest', 'bad-signature', 'revoked'])
const results = new Map<SignatureReason, SignatureResult>([
  ['malformed', 'neutral'],
  ['no-certificate', 'permerror'],
  ['unsupported', 'permerror'],
  ['over-limit', 'permerror'],
])

/** Those over a letter itself, not over a file or a letter in it. */
export function signaturesOfLetter(facts: SignatureFacts): SignatureFacts {
  return facts.filter(({ kind, place }) => kind === 'smime' && place === 'message')
}

/** The worst of the reasons decides; what was verified and still is not good enough is `policy`. */
export function resultOf(reasons: readonly SignatureReason[]): SignatureResult {
  if (reasons.length === 0) return 'pass'
  if (reasons.some(reason => failures.has(reason))) return 'fail'
  for (const reason of signatureReasons)
    if (reasons.includes(reason) && results.has(reason)) return results.get(reason)!
  return 'policy'
}

/** Once each, worst first. */
export function worstFirst(reasons: readonly SignatureReason[]): readonly SignatureReason[] {
  return signatureReasons.filter(reason => reasons.includes(reason))
}

export type DocumentSignature = 'valid' | 'invalid' | 'unknown'

/**
 * What the signatures of one file are worth together: `valid` when all of its octets are signed and every signature
 * in it holds, `invalid` when one of them is broken or revoked. A signature under which others were added is as good
 * as the last one, which covers it.
 */
export function signatureOfFile(facts: SignatureFacts): DocumentSignature | null {
  const signatures = facts.filter(({ kind }) => kind !== 'timestamp')
  if (signatures.length === 0) return null
  if (signatures.some(({ result }) => result === 'fail')) return 'invalid'
  const holds = signatures.every(({ reasons }) => reasons.every(reason => reason === 'appended'))
  return holds && signatures.some(({ result }) => result === 'pass') ? 'valid' : 'unknown'
}

/** What the sender verification of one message found: data, never an exception. */

/** RFC 7208 §2.6. */
export type SpfResult = 'pass' | 'fail' | 'softfail' | 'neutral' | 'none' | 'temperror' | 'permerror'
/** RFC 8601 §2.7.1. */
export type DkimResult = 'pass' | 'fail' | 'policy' | 'neutral' | 'temperror' | 'permerror'
/**
 * RFC 7489 §11.2, and `no-author`: the message has no author domain that could be evaluated, or several
 * (RFC 7489 §6.6.1), which an honest sender's never has.
 */
export type DmarcResult = 'pass' | 'fail' | 'none' | 'temperror' | 'permerror' | 'no-author'
export type DmarcPolicy = 'none' | 'quarantine' | 'reject'

export interface SpfOutcome {
  readonly result: SpfResult
  /** Which identity was checked (RFC 7208 §2.3, §2.4): a null sender has only its HELO name. */
  readonly identity: 'mailfrom' | 'helo'
  readonly domain: string
}

export interface DkimOutcome {
  readonly result: DkimResult
  /** d= of the signature. */
  readonly domain: string
  /** s= of the signature. */
  readonly selector: string
  /** a= of the signature, such as `rsa-sha256`. */
  readonly algorithm: string
  /** Why it is not `pass`, in a few words of ASCII; empty otherwise. */
  readonly comment: string
}

export interface DmarcOutcome {
  readonly result: DmarcResult
  /** What the domain's owner asks for when it fails; `none` without a record. */
  readonly policy: DmarcPolicy
  /** The organisational domain whose record applied, empty without one. */
  readonly domain: string
}

/** RFC 8617. */
export interface ArcOutcome {
  /** `neutral`: somebody sealed whom nobody here trusts, and it was not looked at. */
  readonly result: 'pass' | 'fail' | 'neutral'
  /** Domains that sealed, the first one first, lower case. */
  readonly sealers: readonly string[]
  /** All of them are trusted, and the first one saw the author's domain proved (DMARC). */
  readonly vouched: boolean
}

export interface SenderAuthentication {
  readonly spf: SpfOutcome
  readonly dkim: readonly DkimOutcome[]
  readonly dmarc: DmarcOutcome
  /** Of a letter that fails DMARC and came sealed; null for every other. */
  readonly arc: ArcOutcome | null
  /** The one author domain, lower case A-label; empty when there is none or several. */
  readonly headerFromDomain: string
  /** True when DNS gave no definite answer that the admission depends on: the sender is told to try again. */
  readonly temporary: boolean
}

/** The one signature over a letter that is told of (RFC 7281). */
export interface SmimeOutcome {
  readonly result: string
  /** Why it is not `pass`; constants. */
  readonly reasons: readonly string[]
  /** The certificate that it was made with; null when it brings none. */
  readonly signer: {
    readonly addresses: readonly string[]
    readonly issuer: string
    readonly serial: string
  } | null
}

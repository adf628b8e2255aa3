/**
 * Keys that sign letters for a domain (RFC 6376), as rows: the public half and the times at which a key's part
 * changes. Private halves are files of the signer's. No clock moves a key on: its times say what it is.
 */
import type { Result } from '../base/result.ts'

/** RFC 8301 §3.1, RFC 8463 §3. */
export const dkimAlgorithms = ['rsa-sha256', 'ed25519-sha256'] as const
export type DkimAlgorithm = (typeof dkimAlgorithms)[number]

export interface DkimKey {
  /** Lower case A-label. */
  readonly domain: string
  readonly selector: string
  readonly algorithm: DkimAlgorithm
  /** The `p=` of its record: base64. */
  readonly publicKey: string
  /** PKCS #11 URI of its private half; null for a key of the server's own. */
  readonly keyName: string | null
  readonly createdAt: number
  /** Signs from here on: its record is published before. */
  readonly activeFrom: number
  /** Signs no more from here on; null while nothing takes its place. */
  readonly retiredAt: number | null
}

/** Keys that a domain gets together, one an algorithm. */
export interface NewDkimKeys extends Pick<DkimKey, 'domain' | 'createdAt' | 'activeFrom'> {
  readonly keys: readonly Pick<DkimKey, 'selector' | 'algorithm' | 'publicKey' | 'keyName'>[]
}

export interface DkimReads {
  /** Oldest first, all that ever were. */
  keys(): Promise<readonly DkimKey[]>
}

/**
 * `waiting`: published, signs later. `active`: signs. `retired`: its record stays for letters that are under way.
 * `expired`: its record may go.
 */
export type DkimKeyState = 'waiting' | 'active' | 'retired' | 'expired'

export interface DkimKeyStatus extends DkimKey {
  readonly state: DkimKeyState
  /** The TXT record to publish: a name without its final dot, and the whole text. */
  readonly record: { readonly name: string; readonly text: string }
  /** The name that its private half is counted under. */
  readonly privateKey: string
}

/** Why a token's key is not taken: DKIM has no such signature, two have the same algorithm, or it signed before. */
export type DkimKeyProblem = 'wrong-kind' | 'same-kind' | 'used-before'

/** What operators do with keys; the private halves are never shown. */
export interface DkimKeys {
  list(): Promise<readonly DkimKeyStatus[]>
  /**
   * A domain's first keys, one an algorithm; they sign at once. Keys on tokens are named by their URIs, and then the
   * domain has those alone. Rejects with KeyFailure for one that does not sign.
   */
  generate(
    domain: string,
    onTokens?: readonly string[],
  ): Promise<Result<readonly DkimKeyStatus[], 'exists' | DkimKeyProblem>>
  /**
   * Keys that take the place of those in use once their records had time to spread, or at once where those in use
   * are no longer trusted; one change at a time.
   */
  rotate(
    domain: string,
    atOnce: boolean,
    onTokens?: readonly string[],
  ): Promise<Result<readonly DkimKeyStatus[], 'no-keys' | 'under-way' | DkimKeyProblem>>
}

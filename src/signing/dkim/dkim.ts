/**
 * DKIM: what leaves carries the signatures of its author's domain (RFC 6376).
 *
 *     keyring.ts    which keys sign now, rotation → DkimSigner
 *     sign.ts       DkimSigner × message → DKIM-Signature fields
 *     canonical.ts  the relaxed forms that are signed
 *     record.ts     what DNS publishes of a key
 *
 * Every active key signs: RSA, which everybody verifies, and Ed25519 beside it. Verifying is `auth/`'s.
 *
 * Deliberately absent: other canonicalisations, `l=` and signatures for third parties.
 */
import type { Limits } from '../../base/limits.ts'
import type { Clock } from '../../ports/clock.ts'
import type { DkimKeyring } from './keyring.ts'
import { signDkim } from './sign.ts'

export interface DkimSigningOptions {
  readonly keyring: Pick<DkimKeyring, 'signers'>
  readonly clock: Clock
  readonly limits: Pick<Limits, 'dkimExpiryMs'>
}

export interface SignedLetter {
  /** Of the author; lower case A-label. */
  readonly domain: string
  /** How long it may wait here before it leaves. */
  readonly waitMs: number
}

/** The fields to put before a letter; rejects when its domain has no key that signs, or one that cannot be read. */
export type SignDkim = (form: Uint8Array, letter: SignedLetter) => Promise<Uint8Array>

export function createDkimSigning({ keyring, clock, limits }: DkimSigningOptions): SignDkim {
  return async (form, { domain, waitMs }) => {
    const signers = await keyring.signers(domain)
    if (signers.length === 0)
      throw new Error(`no DKIM key of ${domain} signs; congvu dkim generate makes one`)
    const signedAt = clock.now()
    return signDkim(form, signers, { signedAt, expiresAt: signedAt + waitMs + limits.dkimExpiryMs })
  }
}

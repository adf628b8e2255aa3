/** What a box's letters are signed with. */
import type { CertificateId } from '../../ports/certificates.ts'
import type { BoxId } from '../../ports/directory.ts'
import type { SignerIdentity } from '../identity.ts'
import { type CertificateParts, chainOf } from './certificates.ts'

/** The box's active certificate with its key and chain; null when there is none that holds now. */
export type IdentityFor = (box: { readonly id: BoxId }) => Promise<SignerIdentity | null>

/** Identities remembered before the memory starts anew. */
const remembered = 5000

export function createIdentities(parts: Pick<CertificateParts, 'store' | 'keys' | 'clock'>): IdentityFor {
  // By certificate: which one is a box's is asked each time, so that a revoked one signs nothing more.
  const identities = new Map<CertificateId, SignerIdentity>()
  return async box => {
    const certificate = await parts.store.read.certificates.ofBox(box.id)
    if (certificate === undefined || certificate.keyName === null) return null
    const now = parts.clock.now()
    if (now < certificate.notBefore || now >= certificate.notAfter) return null
    const known = identities.get(certificate.id)
    if (known !== undefined) return known
    const key = await parts.keys.get(certificate.keyName)
    if (key === undefined) return null
    const chain = (await chainOf(parts, certificate)).map(({ der }) => der)
    const identity = { key, certificate: certificate.der, chain }
    if (identities.size >= remembered) identities.clear()
    identities.set(certificate.id, identity)
    return identity
  }
}

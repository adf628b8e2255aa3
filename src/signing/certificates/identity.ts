/** What a box's letters are signed with, and what is opened with its keys. */
import type { CertificateId } from '../../ports/certificates.ts'
import type { BoxId } from '../../ports/directory.ts'
import type { RecipientIdentity } from '../cms/open-enveloped.ts'
import type { SignerIdentity } from '../identity.ts'
import { isOnToken } from '../keys/keys.ts'
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

/** What letters to a box may have been encrypted with, newest first: certificates that ran out or were revoked, too. */
export type RecipientIdentitiesOf = (box: {
  readonly id: BoxId
}) => Promise<readonly (RecipientIdentity & { readonly serial: string })[]>

/** Certificates of one box whose keys are tried: more is a box that gets a new one every month for years. */
const triedOfBox = 50

/** Rejects when a key is out of reach. */
export function createRecipientIdentities({
  store,
  keys,
}: Pick<CertificateParts, 'store' | 'keys'>): RecipientIdentitiesOf {
  return async box => {
    const certificates = await store.read.certificates.list({ boxId: box.id, limit: triedOfBox })
    const found = certificates.map(async ({ der, keyName, serial }) => {
      // Keys on tokens open nothing.
      const key = keyName === null || isOnToken(keyName) ? undefined : await keys.get(keyName)
      return key === undefined ? [] : [{ certificate: der, key, serial }]
    })
    return (await Promise.all(found)).flat()
  }
}

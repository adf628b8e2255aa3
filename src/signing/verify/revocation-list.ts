/** Lists of revoked certificates (RFC 5280 §5), whole ones that an issuer signs for itself. */
import { fromBER } from 'asn1js'
import { CertificateRevocationList } from 'pkijs'
import { digestOf, holds, schemeOf } from './algorithms.ts'
import { type Certified, keyUses, serialOf } from './certificate.ts'
import type { RevocationStatement } from './revocation.ts'

/** Octets of one list, and nodes of its tree: a serial and a date of each of 100,000 certificates. */
export const listBytes = 32 * 1024 * 1024
const listNodes = 1_000_000

/** Throws for what is none. */
export function readRevocationList(der: Uint8Array): RevocationStatement | undefined {
  const { result } = fromBER(der, { maxNodes: listNodes, maxContentLength: listBytes })
  return listStatement(new CertificateRevocationList({ schema: result }))
}

/** Undefined for a list that does not speak for itself alone: a part of one, changes to one, one for other issuers. */
export function listStatement(list: CertificateRevocationList): RevocationStatement | undefined {
  if (list.crlExtensions?.extensions.some(({ critical }) => critical)) return undefined
  const entries = list.revokedCertificates ?? []
  const revoked = new Map(
    entries.map(({ userCertificate, revocationDate }) => [
      serialOf(userCertificate.valueBlock.valueHexView),
      revocationDate.value.getTime(),
    ]),
  )
  const nextUpdate = list.nextUpdate?.value.getTime() ?? Number.NEGATIVE_INFINITY
  const proved = new Map<string, boolean>()

  function isBy(issuer: Certified): boolean {
    const print = issuer.x509.fingerprint256
    const known = proved.get(print) ?? isSignedBy(list, issuer)
    proved.set(print, known)
    return known
  }

  return {
    revocationOf({ facts }, issuer, at) {
      if (!isBy(issuer)) return null
      const since = revoked.get(facts.serial)
      if (since !== undefined && since <= at) return 'revoked'
      return nextUpdate >= at ? 'good' : 'unknown'
    },
  }
}

function isSignedBy(list: CertificateRevocationList, { x509, keyUsage }: Certified): boolean {
  if (keyUsage !== null && (keyUsage & keyUses.crlSign) === 0) return false
  const scheme = schemeOf(list.signatureAlgorithm, digestOf(list.signatureAlgorithm) ?? 'sha256')
  if (scheme === undefined) return false
  const signature = new Uint8Array(list.signatureValue.valueBlock.valueHexView)
  return holds(scheme, x509.publicKey, new Uint8Array(list.tbs), signature)
}

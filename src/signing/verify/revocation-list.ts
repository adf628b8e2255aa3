/**
 * Lists of revoked certificates (RFC 5280 §5), whole ones that an issuer signs for itself. A large authority's names a
 * hundred thousand: they are read one after another, and nothing is kept of them but number and date.
 */
import { AlgorithmIdentifier } from 'pkijs'
import { asBuffer } from '../../mail/bytes.ts'
import { childrenOf, type Element, readAll, readTime, tags, valuesOf } from '../der.ts'
import { digestOf, holds, schemeOf } from './algorithms.ts'
import { type Certified, keyUses, serialOf } from './certificate.ts'
import type { RevocationStatement } from './revocation.ts'
import { readTree } from './tree.ts'

/** Octets of one list. */
export const listBytes = 32 * 1024 * 1024

/**
 * Undefined for a list that does not speak for itself alone: a part of one, changes to one, one for other issuers.
 * Throws for what is none.
 */
export function readRevocationList(octets: Uint8Array): RevocationStatement | undefined {
  const der = asBuffer(octets)
  if (der.length > listBytes) throw new RangeError('a list that is too long')
  const [content, algorithm, signature] = childrenOf(readAll(der)?.[0]) ?? []
  const fields = childrenOf(content) ?? []
  // The version is left out of a list of the first.
  const [, , thisUpdate, ...rest] = fields[0]?.tag === tags.integer ? fields.slice(1) : fields
  if (thisUpdate === undefined || algorithm === undefined || signature?.tag !== tags.bitString)
    throw new TypeError('not a list of revoked certificates')
  if (rest.filter(({ tag }) => tag === 0xa0).some(hasCritical)) return undefined
  const nextUpdate = rest[0] === undefined ? undefined : readTime(rest[0])
  const entries = rest.find(({ tag }) => tag === tags.sequence)
  const revoked = new Map(entries === undefined ? [] : revokedIn(entries))
  const proved = new Map<string, boolean>()

  function isBy(issuer: Certified): boolean {
    const print = issuer.x509.fingerprint256
    const known = proved.get(print) ?? isSignedBy(issuer, content!.whole, algorithm!, signature!)
    proved.set(print, known)
    return known
  }

  return {
    revocationOf({ facts }, issuer, at) {
      if (!isBy(issuer)) return null
      const since = revoked.get(facts.serial)
      if (since !== undefined && since <= at) return 'revoked'
      return nextUpdate !== undefined && nextUpdate >= at ? 'good' : 'unknown'
    },
  }
}

/** `[0]` with the extensions of a list: one that nobody may overlook says that it is not a whole one. */
function hasCritical(wrapped: Element): boolean {
  const extensions = childrenOf(childrenOf(wrapped)?.[0]) ?? []
  return extensions.some(extension => {
    const flag = childrenOf(extension)?.[1]
    return flag?.tag === tags.boolean && flag.content[0] !== 0
  })
}

/** Serial numbers, and since when. */
function* revokedIn(entries: Element): Generator<readonly [string, number]> {
  for (const entry of valuesOf(entries.content)) {
    const [serial, date] = childrenOf(entry) ?? []
    const since = date === undefined ? undefined : readTime(date)
    if (serial?.tag !== tags.integer || since === undefined) throw new TypeError('no revoked certificate')
    yield [serialOf(serial.content), since]
  }
}

function isSignedBy(
  { x509, keyUsage }: Certified,
  content: Buffer,
  { whole }: Element,
  signature: Element,
): boolean {
  if (keyUsage !== null && (keyUsage & keyUses.crlSign) === 0) return false
  const algorithm = new AlgorithmIdentifier({ schema: readTree(whole, 50) })
  const scheme = schemeOf(algorithm, digestOf(algorithm) ?? 'sha256')
  if (scheme === undefined) return false
  return holds(scheme, x509.publicKey, content, signature.content.subarray(1))
}

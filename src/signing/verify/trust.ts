/**
 * Whom this server trusts: the authorities of a PEM file, first those that stand first, and after them the province's
 * own. Who is revoked: by the lists of each authority, and at once whoever was revoked here.
 */
import { readFileSync } from 'node:fs'
import { fail, ok, type Result } from '../../base/result.ts'
import type { Revocation } from '../outcome.ts'
import { type Certified, type ReadCertificate, readCertificate, rememberCertificates } from './certificate.ts'
import { openRevocationFolder, type RevocationStatement, revocationBy } from './revocation.ts'

export interface Trust {
  /** First those that count first. */
  readonly anchors: readonly Certified[]
  /** Authorities that complete a chain where a signature does not bring them. */
  readonly known: readonly Certified[]
  readonly read: ReadCertificate
  /** Place among the anchors, from 0; undefined for what is none. */
  rankOf(certificate: Certified): number | undefined
  /** `brought` is what a signature brings along of it. */
  revocationOf(
    certificate: Certified,
    issuer: Certified,
    at: number,
    brought: readonly RevocationStatement[],
  ): Revocation
}

/** What a thread needs to trust as another one does. */
export interface TrustData {
  /** DER. */
  readonly anchors: readonly Uint8Array[]
  /** Where lists of revoked certificates and OCSP responses are put; null for nowhere. */
  readonly crlFolder: string | null
}

/** What the server's own store says; it changes while the server runs. */
export interface OwnAuthorities {
  /** DER. */
  readonly roots: readonly Uint8Array[]
  readonly issuing: readonly Uint8Array[]
  /** When each was revoked, milliseconds, by the SHA-256 of its DER in lower-case hexadecimal. */
  readonly revoked: ReadonlyMap<string, number>
}

export const noTrust: TrustData = { anchors: [], crlFolder: null }
const noAuthorities: OwnAuthorities = { roots: [], issuing: [], revoked: new Map() }

const pemCertificate = /-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----/g

/** The certificates of a PEM file; every one of them is an anchor. */
export function readAnchors(file: string): Result<readonly Uint8Array[], readonly string[]> {
  const blocks = [...readFileSync(file, 'latin1').matchAll(pemCertificate)]
  const anchors = blocks.map(([, base64 = '']) => Buffer.from(base64, 'base64'))
  if (anchors.length === 0) return fail([`${file}: there is no certificate in it`])
  const bad = anchors.findIndex(der => readCertificate(der) === undefined)
  return bad === -1 ? ok(anchors) : fail([`${file}: certificate ${bad + 1} cannot be read`])
}

/** Certificates that are kept read. */
const remembered = 1000

/** Opens the trust of a configuration; `own` takes the place of what was known of the province's own before. */
export function openTrust(data: TrustData): (own?: OwnAuthorities) => Trust {
  const read = rememberCertificates(remembered)
  const readAll = (ders: readonly Uint8Array[]) => ders.flatMap(der => read(der) ?? [])
  const configured = readAll(data.anchors)
  const lists = openRevocationFolder(data.crlFolder)
  return (own = noAuthorities) => {
    const [roots, issuing] = [readAll(own.roots), readAll(own.issuing)]
    const anchors = [...configured, ...roots]
    const ranks = new Map(anchors.map((anchor, rank) => [printOf(anchor), rank] as const).toReversed())
    const ownPrints = new Set([...roots, ...issuing].map(printOf))
    return {
      anchors,
      known: issuing,
      read,
      rankOf: certificate => ranks.get(printOf(certificate)),
      revocationOf(certificate, issuer, at, brought) {
        const since = own.revoked.get(printOf(certificate))
        if (since !== undefined && since <= at) return 'revoked'
        // What its own authorities revoked, the server knows best.
        if (ownPrints.has(printOf(issuer))) return 'good'
        return revocationBy([...lists(), ...brought], certificate, issuer, at)
      },
    }
  }
}

/** As the store has it. */
function printOf({ x509 }: Certified): string {
  return x509.fingerprint256.replaceAll(':', '').toLowerCase()
}

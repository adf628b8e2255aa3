/** Whom this server trusts: the authorities of a PEM file, and lists of what they revoked. */
import { readFileSync } from 'node:fs'
import { fail, ok, type Result } from '../../base/result.ts'
import type { Revocation } from '../outcome.ts'
import { type Certified, readCertificate } from './certificate.ts'
import { openRevocationLists } from './revocation.ts'

export interface Trust {
  readonly anchors: readonly Certified[]
  isAnchor(certificate: Certified): boolean
  revocationOf(certificate: Certified, issuer: Certified, at: number): Revocation
}

/** What a thread needs to trust as another one does. */
export interface TrustData {
  /** DER. */
  readonly anchors: readonly Uint8Array[]
  /** Where the lists of revoked certificates are put, PEM or DER, `*.crl`; null for nowhere. */
  readonly crlFolder: string | null
}

export const noTrust: TrustData = { anchors: [], crlFolder: null }

const pemCertificate = /-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----/g

/** The certificates of a PEM file; every one of them is an anchor. */
export function readAnchors(file: string): Result<readonly Uint8Array[], readonly string[]> {
  const blocks = [...readFileSync(file, 'latin1').matchAll(pemCertificate)]
  const anchors = blocks.map(([, base64 = '']) => Buffer.from(base64, 'base64'))
  if (anchors.length === 0) return fail([`${file}: there is no certificate in it`])
  const bad = anchors.findIndex(der => readCertificate(der) === undefined)
  return bad === -1 ? ok(anchors) : fail([`${file}: certificate ${bad + 1} cannot be read`])
}

export function openTrust({ anchors: ders, crlFolder }: TrustData): Trust {
  const anchors = ders.flatMap(der => readCertificate(der) ?? [])
  const prints = new Set(anchors.map(({ x509 }) => x509.fingerprint256))
  const lists = openRevocationLists(crlFolder)
  return {
    anchors,
    isAnchor: ({ x509 }) => prints.has(x509.fingerprint256),
    revocationOf: (certificate, issuer, at) => lists.revocationOf(certificate, issuer, at),
  }
}

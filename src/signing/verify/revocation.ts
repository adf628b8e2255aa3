/**
 * Lists of revoked certificates (RFC 5280 §5) from a folder that somebody else fills: a job that fetches them, or an
 * administrator where there is no way out. Judging a letter never waits for a network.
 *
 * What is not known is told and stops nothing: without a list of the issuer, or with one whose next update is over,
 * the revocation is `unknown`. An entry of an old list still revokes. Lists with a critical extension (parts of a
 * list, changes to one, lists for other issuers) are passed over.
 *
 * Deliberately absent: OCSP.
 */
import { readdirSync, readFileSync, type Stats, statSync } from 'node:fs'
import { join } from 'node:path'
import { fromBER } from 'asn1js'
import { CertificateRevocationList } from 'pkijs'
import type { Revocation } from '../outcome.ts'
import { digestOf, holds, schemeOf } from './algorithms.ts'
import { type Certified, hex, keyUses } from './certificate.ts'

export interface RevocationLists {
  revocationOf(certificate: Certified, issuer: Certified, at: number): Revocation
}

interface List {
  readonly nextUpdate: number
  /** Moment by serial number. */
  readonly revoked: ReadonlyMap<string, number>
  isBy(issuer: Certified): boolean
}

/** Between two looks at the folder. */
const freshMs = 60_000
/** Octets of one list, and nodes of its tree: a serial and a date of each of 100,000 certificates. */
const listBytes = 32 * 1024 * 1024
const listNodes = 1_000_000

export function openRevocationLists(folder: string | null): RevocationLists {
  const files = new Map<string, { readonly state: string; readonly list: List | undefined }>()
  let lookedAt = Number.NEGATIVE_INFINITY

  function look(folder: string): void {
    if (performance.now() - lookedAt < freshMs) return
    lookedAt = performance.now()
    const names = namesIn(folder)
    for (const name of files.keys()) if (!names.includes(name)) files.delete(name)
    for (const name of names) {
      const path = join(folder, name)
      const stats = statSync(path, { throwIfNoEntry: false })
      const state = `${stats?.mtimeMs} ${stats?.size}`
      if (files.get(name)?.state !== state) files.set(name, { state, list: readList(path, stats) })
    }
  }

  return {
    revocationOf(certificate, issuer, at) {
      if (folder === null) return 'unknown'
      look(folder)
      let outcome: Revocation = 'unknown'
      for (const { list } of files.values()) {
        if (!list?.isBy(issuer)) continue
        const since = list.revoked.get(certificate.facts.serial)
        if (since !== undefined && since <= at) return 'revoked'
        if (list.nextUpdate >= at) outcome = 'good'
      }
      return outcome
    },
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter(name => name.endsWith('.crl'))
  } catch {
    return []
  }
}

const pemList = /-----BEGIN X509 CRL-----([^-]+)-----END X509 CRL-----/

function readList(path: string, stats: Stats | undefined): List | undefined {
  if (stats === undefined || stats.size > listBytes) return undefined
  try {
    const file = readFileSync(path)
    const pem = pemList.exec(file.toString('latin1'))
    return parseList(pem === null ? file : Buffer.from(pem[1] as string, 'base64'))
  } catch {
    return undefined
  }
}

/** Undefined for a list that does not speak for itself alone; throws for what is none. */
function parseList(der: Uint8Array): List | undefined {
  const { result } = fromBER(der, { maxNodes: listNodes, maxContentLength: listBytes })
  const list = new CertificateRevocationList({ schema: result })
  if (list.crlExtensions?.extensions.some(({ critical }) => critical)) return undefined
  const entries = list.revokedCertificates ?? []
  const proved = new Map<string, boolean>()
  return {
    nextUpdate: list.nextUpdate?.value.getTime() ?? Number.NEGATIVE_INFINITY,
    revoked: new Map(
      entries.map(({ userCertificate, revocationDate }) => [
        serialOf(userCertificate.valueBlock.valueHexView),
        revocationDate.value.getTime(),
      ]),
    ),
    isBy(issuer) {
      const print = issuer.x509.fingerprint256
      const known = proved.get(print) ?? isSignedBy(list, issuer)
      proved.set(print, known)
      return known
    },
  }
}

/** As the engine writes it: hexadecimal in upper case, without zeros before it. */
function serialOf(bytes: Uint8Array): string {
  return hex(bytes)
    .replace(/^(?:00)+(?=..)/, '')
    .toUpperCase()
}

function isSignedBy(list: CertificateRevocationList, { x509, keyUsage }: Certified): boolean {
  if (keyUsage !== null && (keyUsage & keyUses.crlSign) === 0) return false
  const scheme = schemeOf(list.signatureAlgorithm, digestOf(list.signatureAlgorithm) ?? 'sha256')
  if (scheme === undefined) return false
  const signature = new Uint8Array(list.signatureValue.valueBlock.valueHexView)
  return holds(scheme, x509.publicKey, new Uint8Array(list.tbs), signature)
}

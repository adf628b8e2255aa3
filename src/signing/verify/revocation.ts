/**
 * What issuers say of the revocation of their certificates, as far as it is at hand: lists and answers in a folder that
 * somebody else fills (a job that fetches them, or an administrator where there is no way out), and what a signature
 * brings along. Judging a letter never waits for a network.
 *
 * What is not known is told and stops nothing: where no issuer says anything, or only something whose next update is
 * over, the revocation is `unknown`. An entry of an old list still revokes, and one word of revocation counts more than
 * any other.
 */
import { readdirSync, readFileSync, type Stats, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Revocation } from '../outcome.ts'
import type { Certified } from './certificate.ts'
import { readOcspResponse } from './ocsp.ts'
import { listBytes, readRevocationList } from './revocation-list.ts'

/** Something signed by an issuer, or in its name. */
export interface RevocationStatement {
  /** At a moment; null when it does not speak of the certificate. */
  revocationOf(certificate: Certified, issuer: Certified, at: number): Revocation | null
}

/** Several words together. */
export function revocationBy(
  statements: Iterable<RevocationStatement>,
  certificate: Certified,
  issuer: Certified,
  at: number,
): Revocation {
  let outcome: Revocation = 'unknown'
  for (const statement of statements) {
    const said = statement.revocationOf(certificate, issuer, at)
    if (said === 'revoked') return said
    if (said === 'good') outcome = said
  }
  return outcome
}

/** Between two looks at the folder. */
const freshMs = 60_000

/** The statements in a folder, as they stand there now or a minute ago. */
export function openRevocationFolder(folder: string | null): () => readonly RevocationStatement[] {
  const files = new Map<string, { readonly state: string; readonly said: RevocationStatement | undefined }>()
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
      if (files.get(name)?.state !== state) files.set(name, { state, said: readStatement(path, stats) })
    }
  }

  return () => {
    if (folder !== null) look(folder)
    return [...files.values()].flatMap(({ said }) => said ?? [])
  }
}

/** `*.crl`: lists, PEM or DER; `*.ors`: OCSP responses in DER (RFC 6960 Appendix C). */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter(name => /\.(?:crl|ors)$/.test(name))
  } catch {
    return []
  }
}

const pemList = /-----BEGIN X509 CRL-----([^-]+)-----END X509 CRL-----/

function readStatement(path: string, stats: Stats | undefined): RevocationStatement | undefined {
  if (stats === undefined || stats.size > listBytes) return undefined
  try {
    const file = readFileSync(path)
    if (path.endsWith('.ors')) return readOcspResponse(file)
    const pem = pemList.exec(file.toString('latin1'))
    return readRevocationList(pem === null ? file : Buffer.from(pem[1] as string, 'base64'))
  } catch {
    return undefined
  }
}

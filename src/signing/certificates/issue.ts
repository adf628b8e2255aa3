/** Certificates for boxes and hosts, and requests to an authority elsewhere. Each has a key of its own. */
import { createPublicKey } from 'node:crypto'
import { ok } from '../../base/result.ts'
import { say, texts } from '../../base/texts.ts'
import type { Certificate } from '../../ports/certificates.ts'
import type { Agency, Box } from '../../ports/directory.ts'
import { generatePrivateKey } from '../keys/file-keys.ts'
import { issueUnder, issuingAuthority } from './authority.ts'
import {
  type CertificateOutcome,
  type CertificateParts,
  chainOf,
  refuseCertificate,
  toPem,
} from './certificates.ts'
import { type KeyKind, usageExtensions, validDays } from './profile.ts'
import { encodeName, encodeRequest } from './x509.ts'

/** The holder as a certificate names it: the agency, and the official or office in it. */
async function holderOf({ store }: CertificateParts, box: Box) {
  const agency: Agency | undefined = await store.read.directory.agencyById(box.agencyId)
  return encodeName({ country: 'VN', organization: agency?.name ?? box.agencyCode, commonName: box.name })
}

/** RFC 8398 addresses, with letters beyond ASCII, are not put into certificates. */
function isPlain(address: string): boolean {
  return /^[\x21-\x7e]+$/.test(address)
}

export interface KeyTerms {
  readonly keyKind: KeyKind
  /** How long it is to hold; null for as long as is usual. */
  readonly days: number | null
}

export async function issueToBox(
  parts: CertificateParts,
  box: Box,
  { keyKind, days }: KeyTerms,
  operator: string,
): Promise<CertificateOutcome<Certificate>> {
  if (!isPlain(box.address)) return refuseCertificate('invalid', `${box.address} is not ASCII`)
  const issuer = await issuingAuthority(parts)
  if (!issuer.ok) return issuer
  const name = await holderOf(parts, box)
  // Told first: a certificate that its owner does not hear of must not exist.
  await tellOwner(parts, box, operator)
  const key = await parts.keys.generate(keyKind, null)
  const issued = await issueUnder(parts, issuer.value, {
    kind: box.kind,
    subject: box.address,
    name,
    boxId: box.id,
    publicKey: key.publicKey,
    keyName: key.name,
    days: days ?? validDays[box.kind],
    profile: { kind: box.kind, addresses: [box.address] },
  })
  return ok(issued)
}

export async function tellOwner(parts: CertificateParts, { address }: Box, operator: string): Promise<void> {
  await parts.notify(address, {
    subject: say(texts.certificateIssuedSubject, { address }),
    body: say(texts.certificateIssuedBody, { address, operator }),
  })
}

export interface HostCertificate {
  readonly certificate: Certificate
  /** The certificate and those above it without the root, as a TLS server wants them. */
  readonly chainPem: string
  /** Kept nowhere else. */
  readonly keyPem: string
}

/** For a TLS server: its key is handed over and not kept. */
export async function issueToHost(
  parts: CertificateParts,
  host: string,
  { keyKind, days }: KeyTerms,
): Promise<CertificateOutcome<HostCertificate>> {
  const issuer = await issuingAuthority(parts)
  if (!issuer.ok) return issuer
  const key = await generatePrivateKey(keyKind)
  const certificate = await issueUnder(parts, issuer.value, {
    kind: 'tls',
    subject: host,
    name: encodeName({ country: 'VN', organization: parts.domain, commonName: host }),
    boxId: null,
    publicKey: createPublicKey(key),
    keyName: null,
    days: days ?? validDays.tls,
    profile: { kind: 'tls', hosts: [host] },
  })
  const above = (await chainOf(parts, certificate)).filter(({ issuerId }) => issuerId !== null)
  return ok({
    certificate,
    chainPem: [certificate, ...above].map(({ der }) => toPem(der)).join(''),
    keyPem: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
  })
}

/** A request to the government's authority; its key waits here for the certificate, or on a token. */
export async function requestForBox(
  parts: CertificateParts,
  box: Box,
  keyFrom: KeyKind | { readonly token: string },
): Promise<CertificateOutcome<string>> {
  if (!isPlain(box.address)) return refuseCertificate('invalid', `${box.address} is not ASCII`)
  const key =
    typeof keyFrom === 'string'
      ? await parts.keys.generate(keyFrom, null)
      : await parts.keys.get(keyFrom.token)
  if (key === undefined) return refuseCertificate('not-found', 'the token has no such key')
  const wanted = usageExtensions({ kind: box.kind, addresses: [box.address] }, key.publicKey)
  const request = await encodeRequest(await holderOf(parts, box), wanted, key)
  return ok(toPem(request, 'CERTIFICATE REQUEST'))
}

/**
 * From the authority of time to one that is trusted (RFC 5280 §6.1): names, signatures, validity, who may issue, and
 * the purpose, which RFC 3161 §2.3 wants alone and critical. Judged as of the token's own time.
 */
import { X509Certificate } from 'node:crypto'
import type { TimestampFailure, TimestampReason } from '../../ports/timestamp.ts'
import { keyUsage } from '../certificates/profile.ts'
import { extensionOids, keyUsageOf, readCertificate } from '../certificates/x509.ts'
import { childrenOf, readAll, tags } from '../der.ts'
import type { SignedToken } from './token.ts'

/** Extended key usage of an authority of time. */
const timeStamping = '1.3.6.1.5.5.7.3.8'

/** Authorities between the signer and an anchor, and certificates tried for one signer. */
const longestChain = 8
const mostTries = 100

const certificatePattern = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/** The certificates of PEM text, each of them an anchor; throws for one that cannot be read. */
export function readTrust(pem: string): readonly X509Certificate[] {
  return (pem.match(certificatePattern) ?? []).map(one => new X509Certificate(one))
}

/** Undefined when the chain holds. */
export function chainFailure(
  { signer, certificates, content }: SignedToken,
  anchors: readonly X509Certificate[],
): TimestampFailure | undefined {
  const refuse = (reason: TimestampReason, detail: string) => ({ reason, permanent: true, detail })
  if (!isForTime(signer))
    return refuse('wrong-purpose', "the authority's certificate is not for time stamping alone")
  const chain = chainOf(signer, certificates, anchors)
  if (chain === undefined)
    return refuse(
      'untrusted',
      `no chain leads from the authority (${oneLine(signer.issuer)}) to a trusted one`,
    )
  const late = chain.find(({ validToDate }) => content.at > validToDate.getTime())
  if (late !== undefined) return refuse('expired', `${oneLine(late.subject)} had run out by then`)
  const early = chain.find(({ validFromDate }) => content.at < validFromDate.getTime())
  return early && refuse('not-yet-valid', `${oneLine(early.subject)} did not hold yet`)
}

function oneLine(name: string): string {
  return name.replaceAll('\n', ', ').slice(0, 200)
}

function isForTime(certificate: X509Certificate): boolean {
  const fields = readCertificate(certificate.raw)
  const usage = fields && keyUsageOf(fields)
  const signs =
    usage === undefined || usage.has(keyUsage.digitalSignature) || usage.has(keyUsage.nonRepudiation)
  const { keyUsage: purposes = [] } = certificate
  const alone = purposes.length === 1 && purposes[0] === timeStamping
  return signs && alone && fields?.critical.has(extensionOids.extendedKeyUsage) === true
}

/** The signer first, the anchor last; signatures between the links hold. */
function chainOf(
  signer: X509Certificate,
  brought: readonly X509Certificate[],
  anchors: readonly X509Certificate[],
): readonly X509Certificate[] | undefined {
  const prints = new Set(anchors.map(({ fingerprint256 }) => fingerprint256))
  let tries = mostTries
  const open: (readonly X509Certificate[])[] = [[signer]]
  for (let chain = open.pop(); chain !== undefined; chain = open.pop()) {
    const last = chain.at(-1) as X509Certificate
    if (prints.has(last.fingerprint256)) return chain
    if (chain.length > longestChain) continue
    // The last one pushed is looked at first: an anchor is the shortest way.
    for (const issuer of [...brought, ...anchors]) {
      if (tries-- <= 0) return undefined
      if (!chain.includes(issuer) && issued(issuer, last, chain.length - 1)) open.push([...chain, issuer])
    }
  }
  return undefined
}

function issued(issuer: X509Certificate, subject: X509Certificate, authoritiesBelow: number): boolean {
  const fields = readCertificate(issuer.raw)
  const usage = fields && keyUsageOf(fields)
  const mayIssue = issuer.ca && (usage === undefined || usage.has(keyUsage.keyCertSign))
  if (fields === undefined || !mayIssue || pathLength(fields.extensions) < authoritiesBelow) return false
  try {
    return subject.checkIssued(issuer) && subject.verify(issuer.publicKey)
  } catch {
    return false
  }
}

/** Authorities that may stand between this one and the last certificate. */
function pathLength(extensions: ReadonlyMap<string, Buffer>): number {
  const constraints = readAll(extensions.get(extensionOids.basicConstraints) ?? Buffer.alloc(0))?.[0]
  const length = childrenOf(constraints)?.find(({ tag }) => tag === tags.integer)?.content
  if (length === undefined) return Number.POSITIVE_INFINITY
  return length.length === 1 ? (length[0] ?? 0) : 0
}

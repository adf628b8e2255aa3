/**
 * Answers of OCSP responders (RFC 6960) that somebody else asked for: the signer, who sends them along, or a job that
 * fills the folder of lists. Nobody is asked from here.
 */
import { BasicOCSPResponse, type CertID, OCSPResponse, type SingleResponse } from 'pkijs'
import { digestOf, hashOf, holds, schemeOf } from './algorithms.ts'
import { type Certified, certifiedOf, hex, keyUses, serialOf } from './certificate.ts'
import type { RevocationStatement } from './revocation.ts'
import { readTree } from './tree.ts'

export const basicResponse = '1.3.6.1.5.5.7.48.1.1'
const ocspSigning = '1.3.6.1.5.5.7.3.9'
/** Certificates in one answer that are looked at. */
const mostResponders = 5
/** Elements of one answer. */
const mostNodes = 10_000

/** Undefined for an answer that says nothing; throws for what is none. */
export function readOcspResponse(der: Uint8Array): RevocationStatement | undefined {
  const { responseStatus, responseBytes } = new OCSPResponse({ schema: readTree(der, mostNodes) })
  if (responseStatus.valueBlock.valueDec !== 0 || responseBytes?.responseType !== basicResponse)
    return undefined
  return readBasicResponse(new Uint8Array(responseBytes.response.getValue()))
}

/** Throws for what is none. */
export function readBasicResponse(der: Uint8Array): RevocationStatement {
  const basic = new BasicOCSPResponse({ schema: readTree(der, mostNodes) })
  const { responses, producedAt } = basic.tbsResponseData
  const responders = (basic.certs ?? []).slice(0, mostResponders).flatMap(each => certifiedOf(each) ?? [])
  return {
    revocationOf(certificate, issuer, at) {
      const about = responses.filter(({ certID }) => isAbout(certID, certificate, issuer))
      if (about.length === 0) return null
      const delegates = responders.filter(each => isDelegate(each, issuer, producedAt.getTime()))
      if (![issuer, ...delegates].some(each => isSignedBy(basic, each))) return null
      const said = about.map(answer => saidBy(answer, at))
      return said.find(each => each === 'revoked') ?? said.find(each => each === 'good') ?? 'unknown'
    },
  }
}

function isAbout(id: CertID, { facts }: Certified, issuer: Certified): boolean {
  const digest = digestOf(id.hashAlgorithm)
  if (digest === undefined || serialOf(id.serialNumber.valueBlock.valueHexView) !== facts.serial) return false
  const isHash = (stated: Uint8Array, of: Uint8Array) => hex(stated) === hex(hashOf(digest, [of]))
  return (
    isHash(id.issuerNameHash.valueBlock.valueHexView, Buffer.from(issuer.subject, 'hex')) &&
    isHash(id.issuerKeyHash.valueBlock.valueHexView, issuer.keyBits)
  )
}

/** RFC 6960 §4.2.2.2: the issuer itself says that this one answers for it. */
function isDelegate(
  { x509, purposes, keyUsage, notBefore, notAfter }: Certified,
  issuer: Certified,
  at: number,
): boolean {
  const maySign = keyUsage === null || (keyUsage & keyUses.digitalSignature) !== 0
  if (!maySign || !purposes?.includes(ocspSigning) || at < notBefore || at > notAfter) return false
  return x509.checkIssued(issuer.x509) && x509.verify(issuer.x509.publicKey)
}

function isSignedBy({ tbsResponseData, signatureAlgorithm, signature }: BasicOCSPResponse, by: Certified) {
  const scheme = schemeOf(signatureAlgorithm, 'sha256')
  if (scheme === undefined) return false
  const value = new Uint8Array(signature.valueBlock.valueHexView)
  return holds(scheme, by.x509.publicKey, new Uint8Array(tbsResponseData.tbsView), value)
}

/** CertStatus: good [0], revoked [1] with its moment, unknown [2]. Good is believed until the next update alone. */
function saidBy({ certStatus, thisUpdate, nextUpdate }: SingleResponse, at: number) {
  const status: number = certStatus.idBlock.tagNumber
  if (status === 1) {
    const since: number = certStatus.valueBlock.value[0]?.toDate?.().getTime() ?? Number.NEGATIVE_INFINITY
    if (since <= at) return 'revoked'
  }
  const holds = status !== 2 && nextUpdate !== undefined && nextUpdate.getTime() >= at
  return holds && thisUpdate.getTime() <= nextUpdate.getTime() ? 'good' : 'unknown'
}

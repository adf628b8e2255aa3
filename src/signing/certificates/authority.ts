/**
 * The province's own authority. The root signs nothing but the issuing authority and its own list, so that its key
 * can be taken off the server and brought back years later, when the issuing authority is renewed.
 */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { ok } from '../../base/result.ts'
import type { Certificate } from '../../ports/certificates.ts'
import { keyNameOf } from '../keys/key-name.ts'
import {
  type CertificateOutcome,
  type CertificateParts,
  type Issuer,
  refuseCertificate,
  storeCertificate,
  subjectOf,
} from './certificates.ts'
import {
  type KeyKind,
  linkExtensions,
  newSerial,
  usageExtensions,
  validDays,
  validityFrom,
} from './profile.ts'
import { signRevocationList } from './revocation.ts'
import { encodeCertificate, encodeName, keyIdentifier } from './x509.ts'

export interface Authority {
  readonly root: Certificate
  readonly issuing: Certificate
}

async function active({ store }: CertificateParts, kind: 'ca-root' | 'ca-issuing') {
  const [certificate] = await store.read.certificates.list({ kind, status: 'active', limit: 1 })
  return certificate
}

/** The issuing authority; refused where there is none, or its key is not on the server. */
export async function issuingAuthority(parts: CertificateParts): Promise<CertificateOutcome<Issuer>> {
  const certificate = await active(parts, 'ca-issuing')
  if (certificate === undefined)
    return refuseCertificate('not-found', 'there is no authority yet; make one with: congvu cert ca create')
  if (certificate.notAfter <= parts.clock.now())
    return refuseCertificate(
      'refused',
      `${certificate.subject} has run out; renew it with: congvu cert ca renew`,
    )
  const key = certificate.keyName === null ? undefined : await parts.keys.get(certificate.keyName)
  if (key === undefined) return refuseCertificate('refused', `the key of ${certificate.subject} is missing`)
  return ok({ certificate, key })
}

/** A root and the issuing authority under it. */
export async function createAuthority(
  parts: CertificateParts,
  { name, keyKind }: { readonly name: string; readonly keyKind: KeyKind },
): Promise<CertificateOutcome<Authority>> {
  const known = await active(parts, 'ca-root')
  if (known !== undefined)
    return refuseCertificate('refused', `there is an authority already: ${known.subject}`)
  const key = await parts.keys.generate(keyKind, null)
  const { publicKey } = key
  const subject = `${name} Root CA`
  const encoded = encodeName({ country: 'VN', organization: parts.domain, commonName: subject })
  const der = await encodeCertificate(
    {
      serial: newSerial(),
      issuer: encoded,
      subject: encoded,
      ...validityFrom(parts.clock.now(), validDays['ca-root']),
      publicKey,
      extensions: [
        ...usageExtensions({ kind: 'ca-root' }, publicKey),
        ...linkExtensions(publicKey, keyIdentifier(publicKey), null),
      ],
    },
    key,
  )
  const root = await storeCertificate(parts, der, {
    kind: 'ca-root',
    subject,
    boxId: null,
    issuerId: null,
    keyName: key.name,
  })
  return ok({ root, issuing: await createIssuing(parts, { certificate: root, key }, name, keyKind) })
}

async function createIssuing(
  parts: CertificateParts,
  root: Issuer,
  name: string,
  keyKind: KeyKind,
): Promise<Certificate> {
  const subject = `${name} Issuing CA`
  const key = await parts.keys.generate(keyKind, null)
  const certificate = await issueUnder(parts, root, {
    kind: 'ca-issuing',
    subject,
    name: encodeName({ country: 'VN', organization: parts.domain, commonName: subject }),
    boxId: null,
    publicKey: key.publicKey,
    keyName: key.name,
    days: validDays['ca-issuing'],
    profile: { kind: 'ca-issuing' },
  })
  await signRevocationList(parts, root)
  await signRevocationList(parts, { certificate, key })
  return certificate
}

/** What is issued: whose, for which key, and for what. */
export interface Issuance {
  readonly kind: Certificate['kind']
  readonly subject: string
  /** DER. */
  readonly name: Buffer
  readonly boxId: number | null
  readonly publicKey: KeyObject
  /** Where the key is kept; null when it goes to somebody else. */
  readonly keyName: string | null
  readonly days: number
  readonly profile: Parameters<typeof usageExtensions>[0]
}

/** Issues a certificate that ends with its issuer's at the latest. */
export async function issueUnder(
  parts: CertificateParts,
  issuer: Issuer,
  wanted: Issuance,
): Promise<Certificate> {
  const { kind, subject, boxId, publicKey, keyName } = wanted
  const { notBefore, notAfter } = validityFrom(parts.clock.now(), wanted.days)
  const issuerKeyId = keyIdentifier(issuer.key.publicKey)
  const der = await encodeCertificate(
    {
      serial: newSerial(),
      issuer: subjectOf(issuer.certificate),
      subject: wanted.name,
      notBefore,
      notAfter: Math.min(notAfter, issuer.certificate.notAfter),
      publicKey,
      extensions: [
        ...usageExtensions(wanted.profile, publicKey),
        ...linkExtensions(publicKey, issuerKeyId, parts.listUrl(issuer.certificate.id)),
      ],
    },
    issuer.key,
  )
  const holding = { kind, subject, boxId, issuerId: issuer.certificate.id, keyName }
  return storeCertificate(parts, der, holding)
}

/** The root, with its key; refused where either is not here. */
async function rootAuthority(parts: CertificateParts): Promise<CertificateOutcome<Issuer>> {
  const certificate = await active(parts, 'ca-root')
  if (certificate === undefined) return refuseCertificate('not-found', 'there is no root')
  const key = certificate.keyName === null ? undefined : await parts.keys.get(certificate.keyName)
  if (key === undefined)
    return refuseCertificate(
      'refused',
      `the key of ${certificate.subject} is not on the server; bring it with: congvu cert ca root-online`,
    )
  return ok({ certificate, key })
}

/** The root's key as encrypted PEM, for a place off the server; it stays here until it is removed. */
export async function exportRootKey(
  parts: CertificateParts,
  passphrase: string,
): Promise<CertificateOutcome<{ readonly root: Certificate; readonly pem: string }>> {
  const root = await rootAuthority(parts)
  if (!root.ok) return root
  const { certificate, key } = root.value
  const pem = await parts.keys.export(key.name, 'pem', passphrase)
  if (pem === undefined) return refuseCertificate('refused', `the key of ${certificate.subject} is missing`)
  return ok({ root: certificate, pem: pem.toString() })
}

/** Takes the root's key off the server, after a list of the root that holds until it will be back. */
export async function removeRootKey(parts: CertificateParts): Promise<CertificateOutcome<Certificate>> {
  const root = await rootAuthority(parts)
  if (!root.ok) return root
  await signRevocationList(parts, root.value)
  // The key first: what is said to be off the server must not be left on it.
  await parts.keys.remove(root.value.key.name)
  await parts.store.write.setCertificateKey(root.value.certificate.id, null)
  return ok(root.value.certificate)
}

/** Brings the root's key back from its file. */
export async function restoreRootKey(
  parts: CertificateParts,
  pem: string,
  passphrase: string,
): Promise<CertificateOutcome<Certificate>> {
  const root = await active(parts, 'ca-root')
  if (root === undefined) return refuseCertificate('not-found', 'there is no root')
  const key = readPrivateKey(pem, passphrase)
  if (key === undefined)
    return refuseCertificate('invalid', 'the file holds no key, or its passphrase is wrong')
  const certificate = new X509Certificate(root.der)
  if (!certificate.checkPrivateKey(key))
    return refuseCertificate('invalid', `this is not the key of ${root.subject}`)
  const keyName = keyNameOf(certificate.publicKey)
  await parts.keys.put(keyName, key)
  await parts.store.write.setCertificateKey(root.id, keyName)
  return ok(root)
}

function readPrivateKey(pem: string, passphrase: string): KeyObject | undefined {
  try {
    return createPrivateKey({ key: pem, passphrase })
  } catch {
    return undefined
  }
}

/** A new issuing authority under the root; the one before goes on signing its list. */
export async function renewIssuing(
  parts: CertificateParts,
  keyKind: KeyKind,
): Promise<CertificateOutcome<Certificate>> {
  const root = await rootAuthority(parts)
  if (!root.ok) return root
  const name = root.value.certificate.subject.replace(/ Root CA$/, '')
  return ok(await createIssuing(parts, root.value, name, keyKind))
}

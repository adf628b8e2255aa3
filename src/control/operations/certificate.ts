/** Certificates of boxes and hosts, and the province's own authority. Keys leave with an administrator alone. */
import * as z from 'zod'
import { isDomainName } from '../../base/domain-name.ts'
import type { Limits } from '../../base/limits.ts'
import { localDate, localTime } from '../../base/local-time.ts'
import { ok, type Result } from '../../base/result.ts'
import { say, texts } from '../../base/texts.ts'
import type { Config, Endpoint } from '../../config/config.ts'
import { generatePassword } from '../../directory/password-rules.ts'
import type { Certificate } from '../../ports/certificates.ts'
import {
  createAuthority,
  exportRootKey,
  removeRootKey,
  renewIssuing,
  restoreRootKey,
} from '../../signing/certificates/authority.ts'
import { type CertificateOutcome, chainOf, toPem } from '../../signing/certificates/certificates.ts'
import { exportIdentity } from '../../signing/certificates/export.ts'
import { type Bundle, importCertificate, readCertificates } from '../../signing/certificates/import.ts'
import type { MailEndpoint } from '../../signing/certificates/ios-profile.ts'
import { issueToBox, issueToHost, requestForBox } from '../../signing/certificates/issue.ts'
import { readPkcs12 } from '../../signing/certificates/pkcs12.ts'
import { keyKinds } from '../../signing/certificates/profile.ts'
import { revocationReasons, revoke } from '../../signing/certificates/revocation.ts'
import { type Caller, defineOperation, type Outcome, outsideAgency, refuse } from '../operation.ts'
import type { Services } from '../services.ts'
import { usesOf } from './key-uses.ts'
import { boxFor, boxInService } from './mailbox.ts'
import { present, tokenKey } from './parameters.ts'

const everyone = ['administrator', 'agency-administrator', 'auditor'] as const
const address = z.string().trim().toLowerCase()
const id = z.int().positive()
const keyKind = z.enum(keyKinds)
/** Null for a key of the server's own. */
const token = tokenKey.nullable().default(null)
const days = z.int().min(1).max(3650).nullable()
const kinds = ['person', 'office', 'tls', 'ca-root', 'ca-issuing', 'ca-other'] as const
const dayMs = 86_400_000

function shown({ der: _, ...certificate }: Certificate) {
  const { notBefore, notAfter, revokedAt } = certificate
  return {
    ...certificate,
    keyHeld: certificate.keyName !== null,
    notBefore: localTime(notBefore),
    notAfter: localTime(notAfter),
    revokedAt: revokedAt === null ? null : localTime(revokedAt),
  }
}

/** An outcome of the signing folder in the words of an operation. */
function told<T, Shown>(outcome: CertificateOutcome<T>, show: (value: T) => Shown): Outcome<Shown> {
  if (outcome.ok) return ok(show(outcome.value))
  const { reason, message, problems } = outcome.error
  return problems === undefined ? refuse(reason, message) : refuse('problems', message, problems)
}

/** A certificate that the caller may see: an agency administrator those of the own boxes, and the authorities'. */
async function certificateFor(services: Services, caller: Caller, id: number): Promise<Outcome<Certificate>> {
  const { certificates, directory } = services.store.read
  const certificate = await certificates.certificate(id)
  const missing = refuse('not-found', `no certificate ${id}`)
  if (certificate === undefined) return missing
  if (certificate.kind.startsWith('ca-')) return ok(certificate)
  const box = certificate.boxId === null ? undefined : await directory.boxById(certificate.boxId)
  return outsideAgency(caller, box?.agencyCode ?? '') === undefined ? ok(certificate) : missing
}

/** Whether a certificate may stand in the caller's list. */
async function scopeOf({ store }: Services, caller: Caller): Promise<(certificate: Certificate) => boolean> {
  if (caller.role !== 'agency-administrator') return () => true
  const boxes = caller.agency === null ? [] : await store.read.directory.boxes({ agency: caller.agency.code })
  const own = new Set(boxes.map(box => box.id))
  return ({ boxId }) => boxId !== null && own.has(boxId)
}

export const certificateOperations = {
  'cert.list': defineOperation({
    summary: 'List the certificates, newest first',
    roles: everyone,
    effect: 'read',
    parameters: z.strictObject({
      address: address.optional(),
      kind: z.enum(kinds).optional(),
      status: z.enum(['active', 'superseded', 'revoked']).optional(),
      endsWithinDays: z.int().min(0).max(36_500).optional(),
    }),
    async run(services, caller, { address, endsWithinDays, ...filter }) {
      const { clock, limits, store } = services
      const box = address === undefined ? undefined : await boxFor(services, caller, address)
      if (box?.ok === false) return box
      const endsBefore = endsWithinDays === undefined ? undefined : clock.now() + endsWithinDays * dayMs
      const wanted = present({ ...filter, boxId: box?.value.id, endsBefore })
      const found = await store.read.certificates.list({ ...wanted, limit: limits.resultRows })
      const uses = await usesOf(services)
      const visible = found.filter(await scopeOf(services, caller))
      return ok(visible.map(one => ({ ...shown(one), ...uses(one.keyName) })))
    },
  }),

  'cert.show': defineOperation({
    summary: 'Show one certificate, with its chain',
    roles: everyone,
    effect: 'read',
    parameters: z.strictObject({ id }),
    async run(services, caller, { id }) {
      const certificate = await certificateFor(services, caller, id)
      if (!certificate.ok) return certificate
      const chain = await chainOf(services, certificate.value)
      return ok({
        ...shown(certificate.value),
        ...(await usesOf(services))(certificate.value.keyName),
        chain: chain.map(above => ({ id: above.id, subject: above.subject })),
        pem: [certificate.value, ...chain].map(({ der }) => toPem(der)).join(''),
      })
    },
  }),

  'cert.issue': defineOperation({
    summary: 'Issue a certificate to a mailbox; an earlier one is superseded',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ address, keyKind, days }),
    async run(services, caller, { address, ...terms }) {
      const box = await boxInService(services, caller, address)
      if (!box.ok) return box
      return told(await issueToBox(services.certificates, box.value, terms, caller.name), shown)
    },
  }),

  'cert.issue-host': defineOperation({
    summary: 'Issue a certificate to a TLS server; its key is shown once',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({
      host: address.refine(isDomainName, 'not the name of a host'),
      keyKind,
      days,
    }),
    async run({ certificates }, _caller, { host, ...terms }) {
      const issued = await issueToHost(certificates, host, terms)
      return told(issued, ({ certificate, ...pems }) => ({ ...shown(certificate), ...pems }))
    },
  }),

  'cert.csr': defineOperation({
    summary: 'Make a key for a mailbox, and the request for a certificate of another authority',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ address, keyKind, token }),
    async run(services, caller, { address, keyKind, token }) {
      const box = await boxInService(services, caller, address)
      if (!box.ok) return box
      const keyFrom = token === null ? keyKind : { token }
      return told(await requestForBox(services.certificates, box.value, keyFrom), pem => ({ address, pem }))
    },
  }),

  'cert.import': defineOperation({
    summary: "Take in a mailbox's certificate of another authority, or a PKCS#12 file",
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ address, file: z.base64(), passphrase: z.string().nullable(), token }),
    secrets: ['file', 'passphrase'],
    async run(services, caller, { address, file, passphrase, token }) {
      const box = await boxInService(services, caller, address)
      if (!box.ok) return box
      const bundle = await readBundle(Buffer.from(file, 'base64'), passphrase, services.limits)
      if (!bundle.ok) return refuse('invalid', bundle.error)
      const { certificates } = services
      const taken = { ...bundle.value, ...(token === null ? {} : { token }) }
      return told(await importCertificate(certificates, box.value, taken, caller.name), shown)
    },
  }),

  'cert.revoke': defineOperation({
    summary: 'Revoke a certificate for good, and sign a new list of the revoked ones',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ id, reason: z.enum(revocationReasons) }),
    async run(services, caller, { id, reason }) {
      const revoked = await revoke(services.certificates, id, reason)
      if (revoked.ok && revoked.value.boxId !== null) await tellRevoked(services, revoked.value, caller.name)
      const listed = revoked.ok && (await isListed(services, revoked.value))
      return told(revoked, certificate => ({ ...shown(certificate), listed }))
    },
  }),

  'cert.crl': defineOperation({
    summary: "An authority's list of revoked certificates, as DER",
    roles: everyone,
    effect: 'read',
    parameters: z.strictObject({ issuer: id.optional() }),
    async run({ store }, _caller, { issuer }) {
      const { certificates } = store.read
      const [issuing] = await certificates.list({ kind: 'ca-issuing', status: 'active', limit: 1 })
      const list = await certificates.revocationList(issuer ?? issuing?.id ?? 0)
      return list === undefined ? refuse('not-found', 'no such list') : ok(new Uint8Array(list.der))
    },
  }),

  'cert.export': defineOperation({
    summary: "A mailbox's key and certificate for a mail program, under a passphrase that is shown once",
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ address, format: z.enum(['p12', 'mobileconfig']) }),
    async run(services, caller, { address, format }) {
      const box = await boxInService(services, caller, address)
      if (!box.ok) return box
      const account = format === 'p12' ? null : mailEndpoints(services.config)
      if (account === undefined) return refuse('refused', 'a profile needs IMAP and submission to listen')
      const passphrase = newPassphrase()
      const file = await exportIdentity(
        services.certificates,
        box.value,
        { passphrase, account },
        caller.name,
      )
      return told(file, bytes => ({ address, passphrase, file: bytes.toString('base64') }))
    },
  }),

  'cert.ca-create': defineOperation({
    summary: 'Make the authority: a root, and the one that issues under it',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ name: z.string().trim().min(1).max(50), keyKind }),
    async run({ certificates }, _caller, terms) {
      return told(await createAuthority(certificates, terms), ({ root, issuing }) => ({
        root: shown(root),
        issuing: shown(issuing),
      }))
    },
  }),

  'cert.root-export': defineOperation({
    summary: "The root's key as encrypted PEM, under a passphrase that is shown once",
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({}),
    async run({ certificates }) {
      const passphrase = newPassphrase()
      return told(await exportRootKey(certificates, passphrase), ({ root, pem }) => ({
        subject: root.subject,
        pem,
        passphrase,
      }))
    },
  }),

  'cert.root-remove': defineOperation({
    summary: "Take the root's key off the server",
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({}),
    async run({ certificates }) {
      return told(await removeRootKey(certificates), ({ subject }) => ({ subject }))
    },
  }),

  'cert.root-restore': defineOperation({
    summary: "Bring the root's key back to the server",
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ pem: z.string(), passphrase: z.string() }),
    secrets: ['pem', 'passphrase'],
    async run({ certificates }, _caller, { pem, passphrase }) {
      return told(await restoreRootKey(certificates, pem, passphrase), ({ subject }) => ({ subject }))
    },
  }),

  'cert.ca-renew': defineOperation({
    summary: 'Make a new issuing authority under the root',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ keyKind }),
    async run({ certificates }, _caller, { keyKind }) {
      return told(await renewIssuing(certificates, keyKind), shown)
    },
  }),
}

/** Two generated passwords: above 128 bits, since what it protects may be tried for ever. */
function newPassphrase(): string {
  return `${generatePassword()}-${generatePassword()}`
}

async function readBundle(
  bytes: Buffer,
  passphrase: string | null,
  limits: Limits,
): Promise<Result<Bundle, string>> {
  if (passphrase !== null) return readPkcs12(bytes, passphrase, limits)
  const certificates = readCertificates(bytes)
  return certificates === undefined
    ? { ok: false, error: 'the file holds no certificate (PEM, or one as DER)' }
    : ok({ certificates, key: null })
}

/** Whether the list that names a revoked certificate is signed here; another authority's is not. */
async function isListed({ store }: Services, { issuerId }: Certificate): Promise<boolean> {
  const issuer = issuerId === null ? undefined : await store.read.certificates.certificate(issuerId)
  return issuer !== undefined && issuer.kind !== 'ca-other'
}

async function tellRevoked(
  { store, notify }: Services,
  { boxId, serial, notAfter }: Certificate,
  operator: string,
): Promise<void> {
  const box = boxId === null ? undefined : await store.read.directory.boxById(boxId)
  if (box === undefined) return
  const { address } = box
  await notify(address, {
    subject: say(texts.certificateRevokedSubject, { address }),
    body: say(texts.certificateRevokedBody, { address, operator, serial, date: localDate(notAfter) }),
  })
}

/** Where a telephone finds the account; undefined when it cannot. */
function mailEndpoints({ listen, server }: Config) {
  const at = (endpoint: Endpoint | null): MailEndpoint | undefined =>
    endpoint === null ? undefined : { host: server.hostname, port: endpoint.port }
  const incoming = at(listen.imaps ?? listen.imap)
  const outgoing = at(listen.submissions ?? listen.submission)
  return incoming === undefined || outgoing === undefined ? undefined : { incoming, outgoing }
}

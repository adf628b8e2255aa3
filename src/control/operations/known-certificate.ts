/** Certificates of correspondents outside, which letters to them are encrypted with. */
import * as z from 'zod'
import { localTime } from '../../base/local-time.ts'
import { ok } from '../../base/result.ts'
import { normalizeAddress } from '../../mail/address.ts'
import type { KnownCertificate } from '../../ports/known-certificates.ts'
import { toPem } from '../../signing/certificates/certificates.ts'
import { readCertificates } from '../../signing/certificates/import.ts'
import { encryptionProblems, knownByOperator } from '../../signing/certificates/known.ts'
import { defineOperation, refuse } from '../operation.ts'
import { present } from './parameters.ts'

const everyone = ['administrator', 'agency-administrator', 'auditor'] as const
const address = z
  .string()
  .trim()
  .transform(text => normalizeAddress(text)?.address ?? text.toLowerCase())

function shown({ der, ...certificate }: KnownCertificate, now: number) {
  const { notBefore, notAfter, firstSeen, lastSeen } = certificate
  return {
    ...certificate,
    notBefore: localTime(notBefore),
    notAfter: localTime(notAfter),
    firstSeen: localTime(firstSeen),
    lastSeen: localTime(lastSeen),
    /** Why letters are not encrypted with it; empty when they are. */
    problems: encryptionProblems(der, certificate.address, now),
  }
}

export const knownCertificateOperations = {
  'cert.known-list': defineOperation({
    summary: 'List the certificates of correspondents outside',
    roles: everyone,
    effect: 'read',
    parameters: z.strictObject({ domain: z.string().trim().toLowerCase().optional() }),
    async run({ store, limits, clock }, _caller, filter) {
      const limit = limits.resultRows
      const found = await store.read.knownCertificates.list({ ...present(filter), limit })
      return ok(found.map(certificate => shown(certificate, clock.now())))
    },
  }),

  'cert.known-show': defineOperation({
    summary: "Show a correspondent's certificates, the one that is used first",
    roles: everyone,
    effect: 'read',
    parameters: z.strictObject({ address }),
    async run({ store, clock }, _caller, { address }) {
      const found = await store.read.knownCertificates.of(address)
      if (found.length === 0) return refuse('not-found', `no certificate of ${address} is known`)
      return ok(
        found.map(certificate => ({
          ...shown(certificate, clock.now()),
          pem: toPem(certificate.der),
        })),
      )
    },
  }),

  'cert.known-add': defineOperation({
    summary: "Take in a correspondent's certificate",
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ address, file: z.base64() }),
    secrets: ['file'],
    async run({ store, clock, config }, _caller, { address, file }) {
      if (address.endsWith(`@${config.domain.name}`))
        return refuse('refused', `${address} is a box of ours: see cert issue and cert import`)
      const [certificate, ...more] = readCertificates(Buffer.from(file, 'base64')) ?? []
      if (certificate === undefined || more.length > 0)
        return refuse('invalid', 'the file holds not one certificate (PEM or DER)')
      const row = knownByOperator(address, certificate.raw, clock.now())
      if (!row.ok) {
        const { reason, message, problems } = row.error
        return problems === undefined ? refuse(reason, message) : refuse('problems', message, problems)
      }
      await store.write.putKnownCertificate(row.value)
      const { fingerprint, subject, issuer, notAfter } = row.value
      return ok({ address, fingerprint, subject, issuer, notAfter: localTime(notAfter) })
    },
  }),

  'cert.known-remove': defineOperation({
    summary: "Forget a correspondent's certificates, or one of them",
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ address, fingerprint: z.string().trim().toLowerCase().optional() }),
    async run({ store }, _caller, { address, fingerprint }) {
      const removed = await store.write.removeKnownCertificate(address, fingerprint ?? null)
      return removed.ok
        ? ok({ address, removed: removed.value })
        : refuse('not-found', `no such certificate of ${address} is known`)
    },
  }),
}

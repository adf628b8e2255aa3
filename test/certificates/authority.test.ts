/** What the authority makes, in openssl's eyes. */

import { createPrivateKey, X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Certificate } from '../../src/ports/certificates.ts'
import {
  createAuthority,
  exportRootKey,
  removeRootKey,
  renewIssuing,
  restoreRootKey,
} from '../../src/signing/certificates/authority.ts'
import { toPem } from '../../src/signing/certificates/certificates.ts'
import { createIdentities } from '../../src/signing/certificates/identity.ts'
import { issueToBox, issueToHost } from '../../src/signing/certificates/issue.ts'
import type { KeyKind } from '../../src/signing/certificates/profile.ts'
import { refreshRevocationLists, revoke } from '../../src/signing/certificates/revocation.ts'
import { generatePrivateKey } from '../../src/signing/keys/file-keys.ts'
import { addresses, value } from '../conformance/letters.ts'
import { type CertificatePlace, hasOpenssl, openPlace, start } from './place.ts'

const day = 86_400_000
const usual = { keyKind: 'ec-p256', days: null } as const

async function withAuthority(place: CertificatePlace, keyKind: KeyKind = 'ec-p256') {
  return value(await createAuthority(place.parts, { name: 'Cao Bằng', keyKind }))
}

async function listFile(place: CertificatePlace, ...issuers: readonly Certificate[]): Promise<string> {
  const lists = await Promise.all(
    issuers.map(({ id }) => place.parts.store.read.certificates.revocationList(id)),
  )
  return place.file('lists.pem', lists.map(list => toPem(list!.der, 'X509 CRL')).join(''))
}

describe.runIf(hasOpenssl)('openssl believes', () => {
  it.each(['rsa-2048', 'ec-p256'] as const)(
    'a box under an authority of %s, for mail alone',
    async keyKind => {
      await using place = await openPlace()
      const { root, issuing } = await withAuthority(place, keyKind)
      const issued = value(
        await issueToBox(place.parts, await place.box(), { keyKind, days: null }, 'quantri'),
      )
      const { own, above, root: rootFile } = await place.files(issued)
      const lists = await listFile(place, root, issuing)
      const verify = (purpose: string) =>
        place.openssl(
          ...['verify', '-x509_strict', '-check_ss_sig', '-purpose', purpose, '-attime', `${start / 1000}`],
          ...['-crl_check_all', '-CRLfile', lists, '-CAfile', rootFile, '-untrusted', above, own],
        )
      await expect(verify('smimesign')).resolves.toContain(': OK')
      // openssl knows no encryption but to RSA keys here; RFC 5753 has keyAgreement for the others.
      if (keyKind === 'rsa-2048') await expect(verify('smimeencrypt')).resolves.toContain(': OK')
      await expect(verify('sslserver')).rejects.toThrow('unsuitable certificate purpose')
      const email = await place.openssl('x509', '-in', own, '-noout', '-email', '-checkend', '0')
      expect(email.split('\n')[0]).toBe(addresses[0])
      expect(place.told).toEqual([`${addresses[0]}: A certificate was issued to ${addresses[0]}`])
    },
  )

  it('a name with Vietnamese letters, cut to what the standard allows', async () => {
    await using place = await openPlace()
    await withAuthority(place)
    const name = 'Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân tỉnh Cao Bằng (tổ giúp việc)'
    value(await place.parts.store.write.changeBox(addresses[0]!, { name }))
    const issued = value(await issueToBox(place.parts, await place.box(), usual, 'quantri'))
    const { own } = await place.files(issued)
    const subject = await place.openssl(
      'x509',
      '-in',
      own,
      '-noout',
      '-subject',
      '-nameopt',
      'utf8,sep_multiline',
    )
    expect(subject).toContain('O=Sở Khoa học và Công nghệ')
    expect(subject).toContain(`CN=${[...name].slice(0, 64).join('').trim()}\n`)
  })

  it('a host, whose key goes to it and is not kept', async () => {
    await using place = await openPlace()
    await withAuthority(place)
    const host = 'mail.caobang.gov.vn'
    const before = await place.parts.keys.list()
    const { certificate, chainPem, keyPem } = value(await issueToHost(place.parts, host, usual))
    expect(await place.parts.keys.list()).toEqual(before)
    expect(certificate).toMatchObject({ kind: 'tls', boxId: null, keyName: null, subject: host })
    expect(new X509Certificate(chainPem).checkPrivateKey(createPrivateKey(keyPem))).toBe(true)
    expect(chainPem.match(/BEGIN/g)).toHaveLength(2)
    const { own, above, root } = await place.files(certificate)
    const options = [
      '-purpose',
      'sslserver',
      '-attime',
      `${start / 1000}`,
      '-CAfile',
      root,
      '-untrusted',
      above,
    ]
    await expect(place.openssl('verify', ...options, '-verify_hostname', host, own)).resolves.toContain(
      ': OK',
    )
    await expect(
      place.openssl('verify', ...options, '-verify_hostname', 'caobang.gov.vn', own),
    ).rejects.toThrow()
  })

  it('a list of revoked certificates, and what stands in it', async () => {
    await using place = await openPlace()
    const { root, issuing } = await withAuthority(place)
    const issued = value(await issueToBox(place.parts, await place.box(), usual, 'quantri'))
    const other = value(await issueToBox(place.parts, await place.box(1), usual, 'quantri'))
    place.now += 60_000
    expect(value(await revoke(place.parts, issued.id, 'key-compromise'))).toMatchObject({
      status: 'revoked',
      reason: 'key-compromise',
      revokedAt: place.now,
    })
    const lists = await listFile(place, root, issuing)
    const verify = async (certificate: Certificate) => {
      const { own, above, root } = await place.files(certificate)
      const options = ['-crl_check_all', '-attime', `${place.now / 1000}`, '-CRLfile', lists, '-CAfile', root]
      return place.openssl('verify', ...options, '-untrusted', above, own)
    }
    await expect(verify(issued)).rejects.toThrow('certificate revoked')
    await expect(verify(other)).resolves.toContain(': OK')
    const list = (await place.parts.store.read.certificates.revocationList(issuing.id))!
    const issuingFile = await place.file('issuing.pem', toPem(issuing.der))
    const text = await place.openssl(
      ...['crl', '-in', await place.file('one.pem', toPem(list.der, 'X509 CRL'))],
      ...['-CAfile', issuingFile, '-noout', '-text'],
    )
    expect(text).toContain('verify OK')
    expect(text).toMatch(/CRL Number: *\n *2\n/)
    expect(text).toMatch(new RegExp(`Serial Number: ${issued.serial.toUpperCase()}`))
    expect(text).toContain('Key Compromise')
  })
})

describe('the authority', () => {
  it('is one', async () => {
    await using place = await openPlace()
    await withAuthority(place)
    expect(await createAuthority(place.parts, { name: 'Thứ hai', keyKind: 'ec-p256' })).toMatchObject({
      error: { reason: 'refused', message: 'there is an authority already: Cao Bằng Root CA' },
    })
  })

  it('must be there before anything is issued', async () => {
    await using place = await openPlace()
    expect(await issueToBox(place.parts, await place.box(), usual, 'quantri')).toMatchObject({
      error: { reason: 'not-found' },
    })
    expect(place.told).toEqual([])
  })

  it('issues nothing that outlives it, and nothing once it has ended', async () => {
    await using place = await openPlace()
    const { issuing } = await withAuthority(place)
    place.now = issuing.notAfter - 30 * day
    const issued = value(await issueToBox(place.parts, await place.box(), usual, 'quantri'))
    expect(issued.notAfter).toBe(issuing.notAfter)
    place.now = issuing.notAfter
    expect(await issueToBox(place.parts, await place.box(), usual, 'quantri')).toMatchObject({
      error: { reason: 'refused', message: expect.stringContaining('has run out') },
    })
  })

  it('does not say that the key of its root is away while it is there', async () => {
    await using place = await openPlace()
    const { issuing } = await withAuthority(place)
    const remove = () => Promise.reject(new Error('EIO'))
    await expect(removeRootKey({ ...place.parts, keys: { ...place.parts.keys, remove } })).rejects.toThrow(
      'EIO',
    )
    value(await removeRootKey(place.parts))
    expect(await place.parts.keys.list()).toEqual([issuing.keyName])
  })

  it('works on without the key of its root, which comes back to renew it', async () => {
    await using place = await openPlace()
    const { root, issuing } = await withAuthority(place)
    const { pem } = value(await exportRootKey(place.parts, 'mật khẩu một lần'))
    expect(pem).toContain('BEGIN ENCRYPTED PRIVATE KEY')
    expect(value(await removeRootKey(place.parts)).id).toBe(root.id)
    expect(await place.parts.keys.list()).toEqual([issuing.keyName])
    expect(await removeRootKey(place.parts)).toMatchObject({ error: { reason: 'refused' } })
    const list = (await place.parts.store.read.certificates.revocationList(root.id))!
    expect(list.nextUpdate - place.now).toBeGreaterThan(365 * day)
    value(await issueToBox(place.parts, await place.box(), usual, 'quantri'))

    expect(await renewIssuing(place.parts, 'ec-p256')).toMatchObject({
      error: { reason: 'refused', message: expect.stringContaining('root-online') },
    })
    expect(await revoke(place.parts, issuing.id, 'key-compromise')).toMatchObject({
      error: { reason: 'refused' },
    })
    expect(await restoreRootKey(place.parts, pem, 'sai')).toMatchObject({ error: { reason: 'invalid' } })
    const other = (await generatePrivateKey('ec-p256')).export({ type: 'pkcs8', format: 'pem' }).toString()
    expect(await restoreRootKey(place.parts, other, '')).toMatchObject({
      error: { message: 'this is not the key of Cao Bằng Root CA' },
    })
    value(await restoreRootKey(place.parts, pem, 'mật khẩu một lần'))
    const renewed = value(await renewIssuing(place.parts, 'ec-p256'))
    expect(renewed.issuerId).toBe(root.id)
    expect(new X509Certificate(renewed.der).verify(new X509Certificate(root.der).publicKey)).toBe(true)
    expect(await place.parts.store.read.certificates.certificate(issuing.id)).toMatchObject({
      status: 'superseded',
    })
    const issued = value(await issueToBox(place.parts, await place.box(), usual, 'quantri'))
    expect(issued.issuerId).toBe(renewed.id)
  })

  it('signs its lists anew while the old ones hold, also for those it issued before it was renewed', async () => {
    await using place = await openPlace()
    const { root, issuing } = await withAuthority(place)
    const { certificates } = place.parts.store.read
    const numbers = async () => [
      (await certificates.revocationList(root.id))!.number,
      (await certificates.revocationList(issuing.id))!.number,
    ]
    value(await renewIssuing(place.parts, 'ec-p256'))
    expect(await numbers()).toEqual([2, 1])
    await refreshRevocationLists(place.parts)
    expect(await numbers()).toEqual([2, 1])
    place.now += day
    await refreshRevocationLists(place.parts)
    expect(await numbers()).toEqual([2, 2])
    place.now += 60 * day
    await refreshRevocationLists(place.parts)
    expect(await numbers()).toEqual([3, 3])
  })

  it('is revoked only where its root can say so', async () => {
    await using place = await openPlace()
    const { root, issuing } = await withAuthority(place)
    expect(await revoke(place.parts, root.id, 'key-compromise')).toMatchObject({
      error: { reason: 'refused' },
    })
    value(await revoke(place.parts, issuing.id, 'key-compromise'))
    expect(await place.parts.store.read.certificates.revocationList(root.id)).toMatchObject({ entries: 1 })
    expect(await issueToBox(place.parts, await place.box(), usual, 'quantri')).toMatchObject({ ok: false })
  })

  it('lists what went with a deleted box', async () => {
    await using place = await openPlace()
    const { issuing } = await withAuthority(place)
    const box = await place.box()
    value(await issueToBox(place.parts, box, usual, 'quantri'))
    await place.parts.store.write.setBoxStatus(box.id, 'removed', place.now)
    expect(await place.parts.store.write.deleteBox(box.id, place.now)).toBe('deleted')
    await refreshRevocationLists(place.parts)
    expect(await place.parts.store.read.certificates.revocationList(issuing.id)).toMatchObject({ entries: 1 })
  })
})

describe("a box's letters are signed with", () => {
  it('its active certificate, with the chain, as long as that holds', async () => {
    await using place = await openPlace()
    const { root, issuing } = await withAuthority(place)
    const identityFor = createIdentities(place.parts)
    const box = await place.box()
    expect(await identityFor(box)).toBeNull()
    const first = value(await issueToBox(place.parts, box, usual, 'quantri'))
    const identity = (await identityFor(box))!
    expect(identity.certificate).toEqual(first.der)
    expect(identity.chain).toEqual([issuing.der, root.der])
    expect(new X509Certificate(identity.certificate).publicKey.equals(identity.key.publicKey)).toBe(true)

    const second = value(await issueToBox(place.parts, box, usual, 'quantri'))
    expect((await identityFor(box))!.certificate).toEqual(second.der)
    expect(await place.parts.store.read.certificates.certificate(first.id)).toMatchObject({
      status: 'superseded',
    })
    place.now = second.notAfter - 1
    expect(await identityFor(box)).not.toBeNull()
    place.now = second.notAfter
    expect(await identityFor(box)).toBeNull()
  })

  it('nothing once that is revoked', async () => {
    await using place = await openPlace()
    await withAuthority(place)
    const identityFor = createIdentities(place.parts)
    const box = await place.box()
    const { id } = value(await issueToBox(place.parts, box, usual, 'quantri'))
    expect(await identityFor(box)).not.toBeNull()
    value(await revoke(place.parts, id, 'unspecified'))
    expect(await identityFor(box)).toBeNull()
    expect(await revoke(place.parts, id, 'unspecified')).toMatchObject({ error: { reason: 'not-found' } })
  })
})

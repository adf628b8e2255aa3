import { execFileSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { OpensslAuthority } from '../../../test/support/openssl.ts'
import type { SignerIdentity } from '../identity.ts'
import { localKey } from '../keys/local-key.ts'
import { signDetached } from './signed-data.ts'

const content = [Buffer.from('Kính gửi '), Buffer.from('Sở Nội vụ\r\n')]
let authority: OpensslAuthority
let signer: SignerIdentity

beforeAll(() => {
  authority = new OpensslAuthority()
  signer = authority.issue('sonoivu@caobang.gov.vn', 'ECDSA P-256')
})
afterAll(() => authority[Symbol.dispose]())

function printed(der: Buffer): string {
  return execFileSync('openssl', ['cms', '-cmsout', '-print', '-inform', 'DER'], { input: der }).toString()
}

it('says what was signed, when, with which certificate, and what its programs decrypt', async () => {
  const text = printed(await signDetached(content, signer, Date.UTC(2026, 10, 26, 2, 3, 4)))
  const [, attributes = ''] = text.split('signedAttrs:')
  expect([...attributes.matchAll(/object: (\S+) /g)].map(([, name]) => name).sort()).toEqual([
    'S/MIME',
    'contentType',
    'id-smime-aa-signingCertificateV2',
    'messageDigest',
    'signingTime',
  ])
  expect(attributes).toContain('UTCTIME:Nov 26 02:03:04 2026 GMT')
  expect(attributes).toMatch(/aes-256-cbc[\s\S]*aes-256-gcm[\s\S]*aes-128-cbc/)
  expect(text).toContain('eContent: <ABSENT>')
})

it('brings the certificate and those above it, and names it by issuer and serial number', async () => {
  const text = printed(await signDetached(content, signer, 0))
  const certificates = text.slice(text.indexOf('certificates:'), text.indexOf('signerInfos:'))
  expect(certificates.match(/d\.certificate/g)).toHaveLength(2)
  // Written in decimals or, where it is long, in hexadecimals.
  const serial = (part: string) => BigInt(/serialNumber: (\S+)/.exec(part)?.[1] ?? -1)
  expect(serial(text.slice(text.indexOf('signerInfos:')))).toBe(BigInt(`0x${serialOf(signer)}`))
})

function serialOf({ certificate }: SignerIdentity): string {
  const said = execFileSync('openssl', ['x509', '-inform', 'DER', '-noout', '-serial'], {
    input: certificate,
  })
  return said.toString().trim().slice('serial='.length)
}

it('is another for another time, and the same attributes stand in the order of their encodings', async () => {
  const [first, second] = [await signDetached(content, signer, 0), await signDetached(content, signer, 1000)]
  expect(printed(first)).toContain('UTCTIME:Jan  1 00:00:00 1970 GMT')
  expect(printed(second)).toContain('UTCTIME:Jan  1 00:00:01 1970 GMT')
  // What openssl writes anew from what it read is DER.
  const again = execFileSync('openssl', ['cms', '-cmsout', '-inform', 'DER', '-outform', 'DER'], {
    input: first,
  })
  expect(again.equals(first)).toBe(true)
})

it('rejects a key that S/MIME has no signature for here, and what is no certificate', async () => {
  const key = localKey('x', generateKeyPairSync('ed25519').privateKey)
  await expect(signDetached(content, { ...signer, key }, 0)).rejects.toThrow(/ed25519/)
  const certificate = Buffer.from('3003020100', 'hex')
  await expect(signDetached(content, { ...signer, certificate }, 0)).rejects.toThrow('not a certificate')
})

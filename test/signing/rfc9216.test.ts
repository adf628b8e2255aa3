/**
 * The authorities, Alice, Bob, Carlos and Dana of RFC 9216, and what others signed with their keys: CMS objects of
 * an Internet-Draft on examples of CMS.
 */
import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { defaultLimits } from '../../src/base/limits.ts'
import { scanMessage } from '../../src/mail/structure.ts'
import { localKey } from '../../src/signing/keys/local-key.ts'
import { signMessage } from '../../src/signing/smime/sign.ts'
import { readCertificate } from '../../src/signing/verify/certificate.ts'
import { judgeChain, type Purpose } from '../../src/signing/verify/chain.ts'
import { noTrust, openTrust } from '../../src/signing/verify/trust.ts'
import { signedPart, verifyMessage } from '../support/openssl.ts'
import { brief, opaqueLetter, verified } from './pki.ts'

const read = (name: string) => readFileSync(new URL(`rfc9216/${name}`, import.meta.url), 'latin1')

function certificatesOf(file: string) {
  const blocks = read(file).match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  return blocks.map(block => new X509Certificate(block).raw)
}

const [rsa, rsaByEd25519, ed25519, ed25519ByRsa] = certificatesOf('authorities.pem') as [
  Buffer,
  Buffer,
  Buffer,
  Buffer,
]
const persons = certificatesOf('persons.pem')
const at = Date.parse('2026-11-26T08:00:00+07:00')
const trust = (...anchors: readonly Uint8Array[]) => openTrust({ ...noTrust, anchors })()
const nothing = { certificates: [], statements: [] }
const certified = (der: Uint8Array) => readCertificate(der)!

describe('the certificates', () => {
  test('are read', () => {
    const told = persons.map(der => {
      const { facts, keyUsage } = certified(der)
      return [facts.name, ...facts.addresses, keyUsage]
    })
    expect(told).toEqual([
      ['Alice Lovelace', 'alice@smime.example', 0xc0],
      ['Alice Lovelace', 'alice@smime.example', 0x20],
      ['Bob Babbage', 'bob@smime.example', 0xc0],
      ['Bob Babbage', 'bob@smime.example', 0x20],
      ['Carlos Turing', 'carlos@smime.example', 0xc0],
      ['Carlos Turing', 'carlos@smime.example', 0x08],
      ['Dana Hopper', 'dana@smime.example', 0xc0],
      ['Dana Hopper', 'dana@smime.example', 0x08],
    ])
  })

  test.each<[string, readonly Uint8Array[], readonly Uint8Array[], string]>([
    ['their own authorities', [rsa, ed25519], [], 'RRRREEEE'],
    ['the RSA authority, with the cross certificate', [rsa], [ed25519ByRsa], 'RRRRRRRR'],
    ['the Ed25519 authority, with the cross certificate', [ed25519], [rsaByEd25519], 'EEEEEEEE'],
    ['the RSA authority alone', [rsa], [], 'RRRR----'],
    ['nobody', [], [rsa, ed25519], '--------'],
  ])('are good under %s', (_, anchors, brought, expected) => {
    const outcomes = persons.map((der, index) => {
      const purpose: Purpose = index % 2 === 0 ? 'mail' : 'encryption'
      const facts = judgeChain(
        certified(der),
        { certificates: brought.map(certified), statements: [] },
        trust(...anchors),
        purpose,
        at,
      )
      expect(facts.reasons).toEqual(facts.anchor === null ? ['untrusted'] : [])
      return facts.anchor === null ? '-' : facts.anchor.includes('RSA') ? 'R' : 'E'
    })
    expect(outcomes.join('')).toBe(expected)
  })

  test('are for one thing alone', () => {
    for (const [index, der] of persons.entries()) {
      const other: Purpose = index % 2 === 0 ? 'encryption' : 'mail'
      const { reasons } = judgeChain(certified(der), nothing, trust(rsa, ed25519), other, at)
      expect(reasons).toEqual(['wrong-purpose'])
    }
  })
})

describe('what was signed with their keys', () => {
  const opaque = (name: string, from: string, text = 'sample') => {
    const der = Buffer.from(read(`${name}.cms`), 'base64')
      .toString('latin1')
      .replace('sample', text)
    return Buffer.concat([Buffer.from(`From: ${from}\r\n`), opaqueLetter(Buffer.from(der, 'latin1'))])
  }
  const clear = (text = 'sample') =>
    Buffer.from(
      [
        'From: carlos@smime.example',
        'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-512; boundary=b',
        '',
        '--b',
        `This is some ${text} content.`,
        '--b',
        'Content-Type: application/pkcs7-signature',
        'Content-Transfer-Encoding: base64',
        '',
        ...read('carlos-detached.cms').split('\n'),
        '--b--',
        '',
      ].join('\r\n'),
    )
  test.each<[string, (text?: string) => Buffer, string]>([
    ['by Alice, RSA-PSS', text => opaque('alice-pss', 'alice@smime.example', text), 'rsa-pss-sha256'],
    ['by Carlos, his certificate named', text => opaque('carlos', 'carlos@smime.example', text), 'ed25519'],
    ['by Carlos, without attributes, by the key', clear, 'ed25519'],
  ])('%s', (_, make, algorithm) => {
    const { facts } = verified(make(), trust(rsa, ed25519), at)
    expect(brief(facts)).toEqual(['pass whole from'])
    expect(facts).toMatchObject([{ algorithm }])
    const changed = verified(make('simple'), trust(rsa, ed25519), at).facts
    expect(brief(changed)).toEqual(['fail whole from bad-digest'])
  })

  test('a certificate for signatures alone is none to encrypt to', () => {
    const signedByCarlos = verified(opaque('carlos', 'carlos@smime.example'), trust(ed25519), at)
    expect(signedByCarlos.certificates).toEqual([])
    expect(verified(opaque('alice-pss', 'alice@smime.example'), trust(rsa), at).certificates).toEqual([])
  })
})

test('Alice’s key, with the attributes of its making, signs what openssl and the verification here accept', async () => {
  const key = createPrivateKey({
    key: Buffer.from(read('alice-key.b64'), 'base64'),
    format: 'der',
    type: 'pkcs8',
  })
  const [alice] = persons
  const form = Buffer.from('From: alice@smime.example\r\nSubject: x\r\n\r\nKinh gui.\r\n')
  const signer = { key: localKey('alice', key), certificate: alice!, chain: [] }
  const letter = await signMessage(form, scanMessage(form, defaultLimits), signer, {
    signingTime: at,
    random: randomBytes,
  })
  expect(brief(verified(letter, trust(rsa), at).facts)).toEqual(['pass whole from'])
  const trusted = fileURLToPath(new URL('rfc9216/authorities.pem', import.meta.url))
  expect((await verifyMessage(signedPart(letter), trusted)).says).toContain('successful')
})

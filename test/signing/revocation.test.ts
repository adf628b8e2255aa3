/** What is known of revoked certificates without asking anybody: lists and OCSP answers, in the folder or sent along. */
import { sign } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { Constructed, fromBER, Sequence } from 'asn1js'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { bitString, element, integer, octetString, oid, sequence, time } from '../../src/signing/der.ts'
import { certificateOf, type Holder, header, Pki, text, verified } from './pki.ts'

const pki = new Pki()
const day = 86_400_000
let root: Holder
let issuing: Holder
let a: Holder

beforeAll(() => {
  root = pki.authority('Root')
  issuing = pki.authority('Issuing', root)
  a = pki.person('A', issuing)
}, 60_000)
afterAll(() => pki[Symbol.dispose]())
afterEach(() => {
  for (const name of ['Root.crl', 'Issuing.crl', 'a.ors']) rmSync(pki.path(name), { force: true })
})

/** `good`, `unknown` or `revoked`, by what is in the folder and what the letter brings. */
function revocation(letter: Buffer, at = Date.now() + 5000): string | undefined {
  const { facts } = verified(Buffer.concat([Buffer.from(header), letter]), pki.trust(root), at)
  const [fact] = facts
  expect(fact?.reasons).toEqual(fact?.revocation === 'revoked' ? ['revoked'] : [])
  return fact?.revocation
}

const signed = () => pki.sign(text, a, ['-certfile', issuing.certificate])

test('a list of a large authority, with a reason for each', () => {
  const { subject } = certificateOf(issuing)
  const number = Buffer.from(certificateOf(a).serialNumber.toBER())
  const reason = sequence(sequence(oid('2.5.29.21'), octetString(element(0x0a, Buffer.of(1)))))
  const entry = (serial: Buffer) => sequence(serial, time(Date.now() - day), reason)
  const others = Array.from({ length: 150_000 }, (_, i) => entry(integer(2 ** 40 + i)))
  const algorithm = sequence(oid('1.2.840.10045.4.3.2'))
  const content = sequence(
    ...[integer(1), algorithm, Buffer.from(subject.toSchema().toBER())],
    ...[time(Date.now() - day), time(Date.now() + day), sequence(Buffer.concat([...others, entry(number)]))],
  )
  const signature = bitString(sign('sha256', content, readFileSync(issuing.key)))
  pki.revoke(root, [])
  pki.write('Issuing.crl', sequence(content, algorithm, signature))
  const start = performance.now()
  expect(revocation(signed())).toBe('revoked')
  expect(performance.now() - start).toBeLessThan(6000)
  const b = pki.person('B', issuing)
  expect(revocation(pki.sign(text, b, ['-certfile', issuing.certificate]))).toBe('good')
})

describe('OCSP answers in the folder', () => {
  const responder = (name: string, issuer: Holder, use = 'OCSPSigning') =>
    pki.person(name, issuer, {
      extensions: ['keyUsage=critical,digitalSignature', `extendedKeyUsage=${use}`],
      address: null,
    })
  const put = (answer: Parameters<Pki['ocsp']>[2]) => {
    pki.revoke(root, [])
    pki.write('a.ors', pki.ocsp(issuing, a, answer))
    return revocation(signed())
  }

  test('of the issuer itself', () => {
    expect(revocation(signed())).toBe('unknown')
    expect(put({})).toBe('good')
    expect(put({ revoked: true })).toBe('revoked')
  })

  test('of somebody who answers for the issuer by its word', () => {
    expect(put({ by: responder('Responder', issuing) })).toBe('good')
    expect(put({ by: responder('Responder', issuing), revoked: true })).toBe('revoked')
  })

  test('of somebody else say nothing: of another authority, or without that purpose', () => {
    expect(put({ by: responder('Responder', root), revoked: true })).toBe('unknown')
    expect(put({ by: responder('Responder', issuing, 'emailProtection'), revoked: true })).toBe('unknown')
    expect(put({ by: pki.authority('Issuing'), revoked: true })).toBe('unknown')
  })

  test('about another certificate say nothing', () => {
    pki.revoke(root, [])
    const other = pki.person('B', issuing)
    pki.write('a.ors', pki.ocsp(issuing, other, { revoked: true }))
    expect(revocation(signed())).toBe('unknown')
  })

  test('are believed until their next update, and a revocation for ever', () => {
    pki.revoke(root, [], 300)
    pki.write('a.ors', pki.ocsp(issuing, a, { days: 7 }))
    expect(revocation(signed(), Date.now() + 8 * day)).toBe('unknown')
    pki.write('a.ors', pki.ocsp(issuing, a, { days: 7, revoked: true }))
    expect(revocation(signed(), Date.now() + 8 * day)).toBe('revoked')
  })

  test('changed, or no answer at all, say nothing', () => {
    pki.revoke(root, [])
    const answer = pki.ocsp(issuing, a)
    // A digit of when it was made.
    const at = answer.toString('latin1').search(/\d{14}Z/) + 13
    answer.writeUInt8(answer.readUInt8(at) ^ 1, at)
    for (const file of [answer, Buffer.from('no answer'), Buffer.from('30030a0106', 'hex')]) {
      pki.write('a.ors', file)
      expect(revocation(signed())).toBe('unknown')
    }
  })
})

describe('what a signature brings along', () => {
  test('lists and answers beside the certificates', () => {
    pki.revoke(root, [])
    pki.revoke(issuing, [a])
    const lists = [root, issuing]
    const listed = pki.bringing(text, a, [a, issuing], { lists })
    pki.revoke(issuing, [])
    const clean = pki.bringing(text, a, [a, issuing], { lists })
    const answers = [pki.ocsp(root, issuing), pki.ocsp(issuing, a)]
    const answered = pki.bringing(text, a, [a, issuing], { answers })
    for (const { name } of lists) rmSync(pki.path(`${name}.crl`))
    expect(revocation(listed)).toBe('revoked')
    expect(revocation(clean)).toBe('good')
    expect(revocation(answered)).toBe('good')
    expect(revocation(pki.bringing(text, a, [a, issuing], {}))).toBe('unknown')
  })

  test('lists and answers as PDF programs put them among the attributes', () => {
    pki.revoke(root, [])
    const list = pki.openssl(['crl', '-in', pki.path('Root.crl'), '-outform', 'DER'])
    const [crl, ocsp] = [list, pki.ocsp(issuing, a, { revoked: true })].map(
      der => fromBER(new Uint8Array(der)).result,
    )
    const tagged = (tagNumber: number, value: typeof crl) =>
      new Constructed({ idBlock: { tagClass: 3, tagNumber }, value: [new Sequence({ value: [value!] })] })
    const archival = new Sequence({ value: [tagged(0, crl), tagged(1, ocsp)] })
    const letter = pki.attributed(text, a, [a, issuing], ['1.2.840.113583.1.1.8', archival])
    rmSync(pki.path('Root.crl'))
    expect(revocation(letter)).toBe('revoked')
  })

  test('a good word does not stand against a list that revokes', () => {
    pki.revoke(root, [])
    const answers = [pki.ocsp(root, issuing), pki.ocsp(issuing, a)]
    const letter = pki.bringing(text, a, [a, issuing], { answers })
    expect(revocation(letter)).toBe('good')
    pki.revoke(issuing, [a])
    expect(revocation(letter)).toBe('revoked')
    expect(readFileSync(pki.path('Issuing.crl'), 'latin1')).toContain('BEGIN X509 CRL')
  })
})

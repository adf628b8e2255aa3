/** Signatures inside PDF files: what they cover, what was changed or added after them, and what they are worth. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defaultLimits } from '../../src/base/limits.ts'
import { readPdf } from '../../src/documents/attachments/pdf.ts'
import { type SignatureFacts, signatureOfFile } from '../../src/signing/outcome.ts'
import { verifyPdf } from '../../src/signing/verify/pdf.ts'
import { detached, plainPdf, type Signing, signPdf, stampOf, update, withStamp, withToken } from './pdf.ts'
import { brief, type Holder, Pki } from './pki.ts'

const pki = new Pki()
let root: Holder
let leader: Holder
let office: Holder
let clock: Holder
const day = 86_400_000

beforeAll(() => {
  root = pki.authority('Root')
  leader = pki.person('Hoàng Thị Mai', root)
  office = pki.person('Ủy ban nhân dân tỉnh', root, {
    extensions: ['keyUsage=digitalSignature', 'extendedKeyUsage=1.3.6.1.5.5.7.3.36'],
    address: null,
  })
  clock = pki.person('Time', root, {
    extensions: ['keyUsage=critical,digitalSignature', 'extendedKeyUsage=critical,timeStamping'],
    address: null,
  })
}, 60_000)
afterAll(() => pki[Symbol.dispose]())

function facts(file: Buffer, at = Date.now() + 5000): SignatureFacts {
  return verifyPdf(file, 'attachment 1', { trust: pki.trust(root), limits: defaultLimits, at })
}

const signed = (file = plainPdf(), by = leader, more: Partial<Signing> = {}) =>
  signPdf(file, { value: detached(pki, by), ...more })

/** The worth of the file, then its signatures. */
function verdict(file: Buffer, at?: number): readonly (string | null)[] {
  const found = facts(file, at)
  return [signatureOfFile(found), ...brief(found)]
}

describe('a signature over the whole file', () => {
  test.each([
    ['adbe.pkcs7.detached', []],
    ['ETSI.CAdES.detached', ['-cades']],
  ] as const)('%s', (format, options) => {
    const file = signed(plainPdf(), leader, { format, value: detached(pki, leader, options) })
    expect(verdict(file)).toEqual(['valid', 'pass whole'])
    expect(facts(file)).toMatchObject([
      {
        kind: 'pdf',
        place: 'attachment 1',
        signer: { name: 'Hoàng Thị Mai' },
        anchor: 'Root',
        timestamped: false,
      },
    ])
  })

  test('whose value stands before its ranges', () => {
    expect(verdict(signed(plainPdf(), leader, { valueFirst: true }))).toEqual(['valid', 'pass whole'])
  })

  test('with white space behind it, as mail programs leave it', () => {
    expect(verdict(Buffer.concat([signed(), Buffer.from('\r\n')]))).toEqual(['valid', 'pass whole'])
  })

  test('is found by the reader of documents, and the text is read', async () => {
    expect(await readPdf(signed(), defaultLimits)).toMatchObject({ signed: true, readability: 'read' })
    expect(await readPdf(plainPdf(), defaultLimits)).toMatchObject({ signed: false, readability: 'read' })
  })

  test('of an office, in a later version: both hold, the last one covers all', () => {
    const twice = signPdf(signed(), { value: detached(pki, office), object: 30 })
    expect(verdict(twice)).toEqual(['valid', 'policy part appended', 'pass whole'])
  })

  test('of somebody nobody trusts', () => {
    const stranger = pki.person('Nobody', pki.authority('Elsewhere'))
    expect(verdict(signed(plainPdf(), stranger))).toEqual(['unknown', 'policy whole untrusted'])
  })

  test('of a server', () => {
    const server = pki.person('Server', root, { extensions: ['extendedKeyUsage=serverAuth'], address: null })
    expect(verdict(signed(plainPdf(), server))).toEqual(['unknown', 'policy whole wrong-purpose'])
  })

  test('of a certificate that was revoked', () => {
    const gone = pki.person('Gone', root)
    pki.revoke(root, [gone])
    expect(verdict(signed(plainPdf(), gone))).toEqual(['invalid', 'fail whole revoked'])
    pki.revoke(root, [])
  })
})

describe('the moment of signing', () => {
  test('is believed when an authority vouches for it', () => {
    const file = signed(plainPdf(), leader, { value: withStamp(pki, clock, detached(pki, leader)) })
    expect(facts(file)).toMatchObject([{ result: 'pass', timestamped: true }])
    const [fact] = facts(file)
    expect(Math.abs((fact?.signedAt ?? 0) - Date.now())).toBeLessThan(60_000)
  })

  test('is told and not believed when the signer says so', () => {
    expect(verdict(signed(), Date.now() + 400 * day)).toEqual(['unknown', 'policy whole expired'])
  })

  test('is not believed on the word of an authority that nobody trusts', () => {
    const purpose = ['keyUsage=critical,digitalSignature', 'extendedKeyUsage=critical,timeStamping']
    const other = pki.person('Time', pki.authority('Elsewhere'), { extensions: purpose, address: null })
    const file = signed(plainPdf(), leader, { value: withStamp(pki, other, detached(pki, leader)) })
    expect(facts(file)).toMatchObject([{ result: 'pass', timestamped: false }])
  })

  test('is not believed when the token is about another signature', () => {
    const token = stampOf(pki, clock, Buffer.from('another signature'))
    const file = signed(plainPdf(), leader, { value: withToken(token, detached(pki, leader)) })
    expect(facts(file)).toMatchObject([{ result: 'pass', timestamped: false }])
  })

  test('a time stamp of the file is no signature', () => {
    const file = signPdf(plainPdf(), { format: 'ETSI.RFC3161', value: data => stampOf(pki, clock, data) })
    expect(facts(file)).toMatchObject([{ kind: 'timestamp', result: 'pass', timestamped: true }])
    expect(signatureOfFile(facts(file))).toBeNull()
    const changed = Buffer.from(file)
    changed.write('Quyet dinX', changed.indexOf('Quyet dinh'))
    expect(facts(changed)).toMatchObject([{ result: 'fail', reasons: ['bad-digest'] }])
  })

  test('a time stamp over what was appended vouches for nobody', () => {
    const grown = signPdf(update(signed(), ['<< /Contents 11 0 R >>']), {
      format: 'ETSI.RFC3161',
      object: 30,
      value: data => stampOf(pki, clock, data),
    })
    expect(signatureOfFile(facts(grown))).toBe('unknown')
  })
})

describe('what was done to a file', () => {
  test('one octet changed', () => {
    const file = signed()
    file.write('Quyet dinX', file.indexOf('Quyet dinh'))
    expect(verdict(file)).toEqual(['invalid', 'fail whole bad-digest'])
  })

  test('a version appended after signing', () => {
    const file = update(signed(), ['<< /Type /Page >>'], 3)
    expect(verdict(file)).toEqual(['unknown', 'policy part appended'])
  })

  test('the first of two signatures broken', () => {
    const file = signPdf(signed(), { value: detached(pki, office), object: 30 })
    const digit = file.indexOf('/Contents <') + 600
    file.write(file[digit] === 0x30 ? '1' : '0', digit, 'latin1')
    expect(verdict(file)[0]).toBe('invalid')
    expect(verdict(file)[2]).toBe('fail whole bad-digest')
  })

  test.each<[string, NonNullable<Signing['ranges']>, string]>([
    ['a half of the file', ([a = 0, b = 0, c = 0]) => [a, b, c, 5], 'policy part partial'],
    ['not its beginning', ([, b = 0, c = 0, d = 0]) => [100, b - 100, c, d], 'policy part partial'],
    [
      'not what stands before its value',
      ([a = 0, b = 0, c = 0, d = 0]) => [a, b - 400, c, d],
      'neutral part malformed',
    ],
    [
      'not what stands behind its value',
      ([a = 0, b = 0, c = 0, d = 0]) => [a, b, c + 60, d - 60],
      'neutral part malformed',
    ],
  ])('ranges that cover %s', (_, ranges, expected) => {
    expect(verdict(signed(plainPdf(), leader, { ranges }))).toEqual(['unknown', expected])
  })

  test('ranges beyond the file, or in each other, are none', () => {
    const beyond = signed(plainPdf(), leader, {
      ranges: ([a = 0, b = 0, c = 0, d = 0]) => [a, b, c, d + 100_000],
    })
    expect(facts(beyond)).toEqual([])
    const inside = signed(plainPdf(), leader, { ranges: ([a = 0, b = 0, , d = 0]) => [a, b, b - 10, d] })
    expect(facts(inside)).toEqual([])
  })

  test('a value that is no signature', () => {
    const file = signed(plainPdf(), leader, { value: () => Buffer.from('3003020101', 'hex') })
    expect(verdict(file)).toEqual(['unknown', 'neutral whole malformed'])
  })

  test('a form of old is told', () => {
    const file = signed(plainPdf(), leader, { format: 'adbe.pkcs7.sha1' })
    expect(verdict(file)).toEqual(['unknown', 'permerror whole unsupported'])
  })

  test('more signatures than are looked at', () => {
    const range = '/ByteRange [0 10 20 30] /SubFilter /adbe.pkcs7.detached\n'
    const file = Buffer.concat([plainPdf(), Buffer.from(range.repeat(1000))])
    expect(facts(file)).toHaveLength(defaultLimits.signatures + 1)
    expect(facts(file).at(-1)).toMatchObject({ reasons: ['over-limit'] })
  })
})

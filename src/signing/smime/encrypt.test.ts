/** Whole letters, encrypted here and there, and those that must not be opened. */
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { variedMessages } from '../../../test/support/corpus.ts'
import { type KeyPair, OpensslAuthority } from '../../../test/support/openssl.ts'
import { OpensslCorrespondent } from '../../../test/support/openssl-encryption.ts'
import { defaultLimits } from '../../base/limits.ts'
import { headerFields } from '../../mail/header.ts'
import { scanMessage } from '../../mail/structure.ts'
import { envelop } from '../cms/enveloped-data.ts'
import type { RecipientIdentity } from '../cms/open-enveloped.ts'
import type { SignerIdentity } from '../identity.ts'
import { localKey } from '../keys/local-key.ts'
import { decryptMessage } from './decrypt.ts'
import { encryptMessage } from './encrypt.ts'
import { isEncrypted } from './sealed.ts'
import { signMessage } from './sign.ts'

let authority: OpensslAuthority
let openssl: OpensslCorrespondent
let own: KeyPair & RecipientIdentity
let signer: SignerIdentity

beforeAll(() => {
  authority = new OpensslAuthority()
  openssl = new OpensslCorrespondent()
  const pair = authority.pair('sonoivu@caobang.gov.vn')
  own = { ...pair, key: localKey('k', pair.privateKey) }
  signer = authority.issue('sonoivu@caobang.gov.vn')
})
afterAll(async () => {
  authority[Symbol.dispose]()
  openssl[Symbol.dispose]()
})

const scan = (form: Uint8Array) => scanMessage(form, defaultLimits)
const encrypt = (form: Uint8Array, format: 'gcm' | 'cbc' = 'gcm') =>
  encryptMessage(form, scan(form), [own.certificate], format)
const decrypt = (form: Uint8Array, by = [own]) => decryptMessage(form, scan(form), by, defaultLimits)

function letter(...lines: readonly string[]): Buffer {
  const header = 'Received: x\r\nFrom: <vanthu@langson.gov.vn>\r\nSubject: Giấy mời\r\n'
  return Buffer.from(`${header}${lines.join('\r\n')}\r\n`)
}

const text = letter(
  'MIME-Version: 1.0',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: 8bit',
  'Date: x',
  '',
  'Kính gửi',
)

describe.each(['gcm', 'cbc'] as const)('a letter under %s', format => {
  it('keeps its own fields outside, and has its content inside', async () => {
    const sealed = await encrypt(text, format)
    const names = headerFields(sealed, 0, scan(sealed).headerEnd).map(({ name }) => name)
    const content = ['content-type', 'content-transfer-encoding', 'content-disposition']
    expect(names).toEqual(['received', 'mime-version', ...content, 'from', 'subject', 'date'])
    expect(sealed.toString('latin1')).not.toContain(Buffer.from('Kính').toString('latin1'))
    const inside = openssl.decrypt(sealed, own, 'SMIME').toString()
    expect(inside).toBe(
      'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nKính gửi\r\n',
    )
    expect((await decrypt(sealed))?.form.toString()).toBe(
      'Received: x\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n' +
        'From: <vanthu@langson.gov.vn>\r\nSubject: Giấy mời\r\nDate: x\r\n\r\nKính gửi\r\n',
    )
  })

  it('that was signed first verifies when it is opened, there and here', async () => {
    const random = (bytes: number) => Buffer.alloc(bytes, 7)
    const signed = await signMessage(text, scan(text), signer, { signingTime: Date.now(), random })
    const sealed = await encrypt(signed, format)
    const there = await authority.verify(openssl.decrypt(sealed, own, 'SMIME'))
    const here = await authority.verify((await decrypt(sealed))?.form ?? Buffer.alloc(0))
    expect([there.valid, here.valid]).toEqual([true, true])
  })
})

test('every varied letter comes out with the content that went in', async () => {
  for (const { name, bytes, large } of variedMessages(150, 77)) {
    if (large) continue
    const sealed = await encrypt(bytes)
    const opened = (await decrypt(sealed))?.form ?? Buffer.alloc(0)
    const body = Buffer.from(bytes).subarray(scan(bytes).bodyStart)
    expect(opened.subarray(scan(opened).bodyStart).equals(body), name).toBe(true)
    expect(scan(sealed).envelope, name).toEqual(scan(bytes).envelope)
  }
})

const html = 'Content-Type: text/html\r\n\r\n<p>bí mật</p>\r\n'

describe('what openssl encrypts', () => {
  it.each([
    ['streamed', ['-aes-256-gcm', '-stream']],
    ['of old', ['-aes128']],
    ['streamed, of old', ['-des3', '-stream']],
  ])('%s is opened', async (_name, options) => {
    const sealed = openssl.encrypt(Buffer.from(html), [own], options, 'SMIME')
    const form = Buffer.concat([Buffer.from('From: <a@langson.gov.vn>\r\n'), crlf(sealed)])
    expect((await decrypt(form))?.form.toString()).toContain(
      'Content-Type: text/html\r\n' + 'From: <a@langson.gov.vn>\r\n\r\n<p>bí mật</p>\r\n',
    )
  })

  it('with an enclosed signature in it stays signed', async () => {
    const signed = crlf(openssl.signOpaque(Buffer.from(html), own))
    const sealed = crlf(openssl.encrypt(signed, [own], ['-aes256', '-binary'], 'SMIME'))
    const opened = await decrypt(sealed)
    expect(scan(opened!.form)).toMatchObject({ type: 'application', subtype: 'pkcs7-mime' })
    expect(await authority.verify(opened!.form)).toMatchObject({ valid: true, content: Buffer.from(html) })
  })
})

function crlf(text: Buffer): Buffer {
  return Buffer.from(text.toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1')
}

async function sealedAs(
  entity: string,
  format: 'gcm' | 'cbc' = 'gcm',
  wrap = (part: string) => part,
): Promise<Buffer> {
  const der = Buffer.concat(await envelop([Buffer.from(entity)], [own.certificate], format))
  const lines = der.toString('base64').replace(/.{76}/g, '$&\r\n')
  const part = `Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\nContent-Transfer-Encoding: base64\r\n\r\n${lines}\r\n`
  return Buffer.from(`From: <a@langson.gov.vn>\r\n${wrap(part)}`)
}

describe('nothing decrypted stands beside what was not', () => {
  const around = (part: string) =>
    'Content-Type: multipart/mixed; boundary=b\r\n\r\n' +
    '--b\r\nContent-Type: text/html\r\n\r\n<img src="http://evil.example/?\r\n' +
    `--b\r\n${part}\r\n--b\r\nContent-Type: text/html\r\n\r\n">\r\n--b--\r\n`

  it('an encrypted part inside a letter stays shut', async () => {
    expect(await decrypt(await sealedAs(html))).toBeDefined()
    expect(await decrypt(await sealedAs(html, 'gcm', around))).toBeUndefined()
    const attached = (part: string) => `Content-Type: message/rfc822\r\n\r\nFrom: <a@b.vn>\r\n${part}`
    expect(await decrypt(await sealedAs(html, 'gcm', attached))).toBeUndefined()
  })

  it('nor does a letter open that programs could take for another', async () => {
    const twice = (part: string) => `Content-Type: text/html\r\n${part}`
    expect(await decrypt(await sealedAs(html, 'gcm', twice))).toBeUndefined()
  })

  it('what follows the encrypted octets is left out', async () => {
    const footer = (part: string) =>
      `${part}<img src="http://evil.example/">\r\n${Buffer.from(html).toString('base64')}`
    const opened = await decrypt(await sealedAs(html, 'gcm', footer))
    expect(opened?.form.toString()).toMatch(/\r\n\r\n<p>bí mật<\/p>\r\n$/)
    const plain = await decrypt(await sealedAs(html))
    expect(opened?.form.equals(plain!.form)).toBe(true)
  })

  it('fields of the inside are not put beside those outside', async () => {
    const entity = `From: <chutich@caobang.gov.vn>\r\nSubject: khác\r\nBcc: <x@y.vn>\r\n${html}`
    const opened = (await decrypt(await sealedAs(entity)))?.form.toString()
    expect(opened).toBe(
      'MIME-Version: 1.0\r\nContent-Type: text/html\r\nFrom: <a@langson.gov.vn>\r\n\r\n<p>bí mật</p>\r\n',
    )
  })

  it('an envelope in the envelope stays one', async () => {
    const inner = (await sealedAs(html)).toString().replace(/^From.*\r\n/, '')
    const opened = await decrypt(await sealedAs(inner))
    expect(scan(opened!.form)).toMatchObject({ subtype: 'pkcs7-mime' })
  })
})

describe('without authentication', () => {
  it('only what is an entity from its first octet is taken', async () => {
    expect(await decrypt(await sealedAs(html, 'cbc'))).toMatchObject({ authenticated: false })
    for (const entity of ['xin chào\r\n', '', '\r\nxin chào\r\n', 'Subject: x\r\n\r\nxin chào\r\n'])
      expect(await decrypt(await sealedAs(entity, 'cbc')), entity).toBeUndefined()
  })

  it('with it, a bare text is a text', async () => {
    const opened = await decrypt(await sealedAs('xin chào\r\n'))
    expect(opened?.form.toString()).toBe('MIME-Version: 1.0\r\nFrom: <a@langson.gov.vn>\r\n\r\nxin chào\r\n')
  })
})

it('a header that does not end is not looked through', async () => {
  expect(await decrypt(await sealedAs('Content-Type: text/plain\r\n'.repeat(20_000)))).toBeUndefined()
})

test.each([
  ['Content-Type: application/pkcs7-mime; smime-type=enveloped-data', true],
  [
    'Content-Type: application/x-pkcs7-mime; name=smime.p7m\r\n\r\n0\x80\x06\x09*\x86H\x86\xf7\r\x01\x07\x03',
    true,
  ],
  [
    'Content-Type: application/x-pkcs7-mime; name=smime.p7m\r\n\r\n0\x80\x06\x09*\x86H\x86\xf7\r\x01\x07\x02',
    false,
  ],
  ['Content-Type: application/pkcs7-mime; smime-type=signed-data', false],
  ['Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b', true],
  ['Content-Type: multipart/signed; boundary=b', false],
  ['Content-Type: text/plain', false],
])('%s: encrypted is %s', (field, expected) => {
  const form = Buffer.from(
    `From: <a@b.vn>\r\n${field}\r\n\r\n-----BEGIN PGP SIGNED MESSAGE-----\r\n`,
    'latin1',
  )
  expect(isEncrypted(form, scan(form))).toBe(expected)
})

test('what stands beside a text of OpenPGP in armour is not encrypted with it', () => {
  const form = letter(
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n--b\r\nContent-Type: application/pdf\r\n\r\na\r\n--b--',
  )
  expect(isEncrypted(form, scan(form))).toBe(false)
})

test('a text of OpenPGP in armour is encrypted', () => {
  const form = letter('', '-----BEGIN PGP MESSAGE-----')
  expect(isEncrypted(form, scan(form))).toBe(true)
})

import { isAscii } from 'node:buffer'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { variedMessages } from '../../../test/support/corpus.ts'
import {
  type KeyAlgorithm,
  keyAlgorithms,
  OpensslAuthority,
  signedPart,
} from '../../../test/support/openssl.ts'
import { defaultLimits } from '../../base/limits.ts'
import { asBuffer } from '../../mail/bytes.ts'
import { type Part, scanMessage } from '../../mail/structure.ts'
import { decodeTransfer } from '../../mail/transfer.ts'
import type { SignerIdentity } from '../identity.ts'
import { isSealed } from './sealed.ts'
import { signMessage } from './sign.ts'

const address = 'annv.sokhcn@caobang.gov.vn'
const at = Date.UTC(2026, 10, 26, 2)
let authority: OpensslAuthority
let signer: SignerIdentity

beforeAll(() => {
  authority = new OpensslAuthority()
  signer = authority.issue(address)
})
afterAll(() => authority[Symbol.dispose]())

const scan = (bytes: Uint8Array) => scanMessage(bytes, defaultLimits)
let drawn = 0
const random = (bytes: number) => Buffer.alloc(bytes, String(drawn++))

function sign(form: Uint8Array, by = signer): Promise<Buffer> {
  return signMessage(form, scan(form), by, { signingTime: at, random })
}

function letter(...lines: readonly string[]): Buffer {
  return Buffer.from(`From: ${address}\r\nSubject: x\r\n${lines.join('\r\n')}`)
}

/** The signature is a level more. */
const oneDeeper = { ...defaultLimits, mimeDepth: defaultLimits.mimeDepth + 1 }

/** What a reader gets to see, part by part. */
function contents(bytes: Uint8Array, part: Part): readonly unknown[] {
  const inside = part.message === null ? part.children : [part.message]
  const { type, subtype, encoding, bodyStart, bodyEnd } = part
  if (inside.length > 0) return inside.flatMap(inner => contents(bytes, inner))
  const body = bytes.subarray(bodyStart, bodyEnd)
  const known = ['7bit', '8bit', 'binary', 'base64', 'quoted-printable'].includes(encoding)
  const decoded = known ? decodeTransfer(body, encoding, body.length) : body
  return [`${type}/${subtype}`, asBuffer(decoded).toString('latin1')]
}

describe('a signature that openssl accepts', () => {
  test.each(Object.keys(keyAlgorithms) as KeyAlgorithm[])(
    '%s',
    async algorithm => {
      const signed = await sign(letter('', 'Kính gửi Sở Nội vụ'), authority.issue(address, algorithm))
      const verified = await authority.verify(signed)
      expect(verified.says).toContain('successful')
      expect(verified.content.toString()).toBe(
        'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n' +
          'S8OtbmggZ+G7rWkgU+G7nyBO4buZaSB24bul\r\n',
      )
    },
    60_000,
  )

  it('of every varied letter, which shows what it showed before', async () => {
    for (const { name, bytes: varied, large, endsWithLineEnd } of variedMessages(300, 4)) {
      const bytes = endsWithLineEnd ? varied : Buffer.concat([varied, Buffer.from('\r\n')])
      const signed = await sign(bytes)
      const [entity] = scanMessage(signed, oneDeeper).children
      if (entity === undefined) expect.fail(name)
      const before = contents(bytes, scan(bytes))
      expect(contents(signed, entity), name).toEqual(before)
      if (large) continue
      const verified = await authority.verify(signedPart(signed))
      expect(verified.says, name).toContain('successful')
    }
  }, 120_000)
})

describe('what goes under the signature', () => {
  const signedEntity = async (form: Buffer) => {
    const message = await sign(form)
    const [entity] = scan(message).children
    return { message, entity: message.subarray(entity!.headerStart, entity!.bodyEnd).toString('latin1') }
  }

  it('is the Content fields and the body; the others stay in their order', async () => {
    const { message, entity } = await signedEntity(
      letter(
        'Content-Type: text/plain',
        'X-A: 1',
        'MIME-Version: 1.0',
        'Content-Language: vi',
        'X-B: 2',
        '',
        'a',
      ),
    )
    expect(entity).toBe('Content-Type: text/plain\r\nContent-Language: vi\r\n\r\na')
    expect(message.toString()).toMatch(
      /^MIME-Version: 1.0\r\nContent-Type: multipart\/signed;.*\r\n\t.*\r\nFrom: \S+\r\nSubject: x\r\nX-A: 1\r\nX-B: 2\r\n\r\n--/,
    )
  })

  it("are the sender's own bytes where nothing need be changed", async () => {
    const parts = [
      '--b',
      'Content-Type: text/plain',
      '',
      'a',
      '--b',
      'Content-Type: image/png',
      'Content-Transfer-Encoding: base64',
      '',
      'AAAA',
      '--b--',
      '',
    ]
    const form = letter('Content-Type: multipart/mixed; boundary=b', '', 'preamble', ...parts)
    const { entity } = await signedEntity(form)
    expect(entity).toBe(form.subarray(form.indexOf('Content-Type')).toString())
  })

  test.each([
    [
      'eight bits',
      'Content-Transfer-Encoding: 8bit',
      'Ghi chú: a b c d e f g h i k l m n o p',
      /quoted-printable\r\n\r\nGhi ch=C3=BA: a/,
    ],
    [
      "white space at a line's end",
      'Content-Transfer-Encoding: 7bit',
      'a \r\nb\t',
      /quoted-printable\r\n\r\na=20\r\nb=09$/,
    ],
    ["From at a line's start", 'X-A: 1', 'a\r\nFrom b', /quoted-printable\r\n\r\na\r\n=46rom b$/],
    ['a long line', 'X-A: 1', 'x'.repeat(999), /quoted-printable\r\n\r\n(?:x{75}=\r\n){13}x{24}$/],
    [
      'eight bits called quoted-printable',
      'Content-Transfer-Encoding: quoted-printable',
      'ch=C3=BA ú',
      /quoted-printable\r\n\r\nch=C3=BA =C3=BA$/,
    ],
    [
      'a long line of base64',
      'Content-Transfer-Encoding: base64',
      'QUJD'.repeat(300),
      /base64\r\n\r\n(?:\w{76}\r\n){15}\w{60}\r\n$/,
    ],
    ['seven bits called eight', 'Content-Transfer-Encoding: 8bit', 'abc', /charset=utf-8\r\n\r\nabc$/],
  ])('has no %s', async (_, field, body, expected) => {
    const { entity } = await signedEntity(letter('Content-Type: text/plain; charset=utf-8', field, '', body))
    expect(entity).toMatch(expected)
    expect(entity.match(/^Content-Transfer-Encoding/gm)?.length ?? 0).toBeLessThan(2)
  })

  it('has file names in seven bits, however long', async () => {
    const name = `${'Kế hoạch '.repeat(30)}2026.pdf`
    const form = letter(
      'Content-Type: application/pdf; name="Tờ trình.pdf"',
      `Content-Disposition: attachment; filename="${name}"; size=3`,
      'Content-Description: Tờ trình',
      'Content-Transfer-Encoding: base64',
      '',
      'AAAA',
    )
    const { message, entity } = await signedEntity(form)
    expect(isAscii(message)).toBe(true)
    expect(Math.max(...entity.split('\r\n').map(line => line.length))).toBeLessThan(100)
    const [part] = scan(message).children
    expect(part!.params).toEqual([['name*', "utf-8''T%E1%BB%9D%20tr%C3%ACnh.pdf"]])
    const [[key, value] = ['', ''], size] = part!.disposition!.params
    expect(key).toBe('filename*')
    expect(decodeURIComponent(value.slice("utf-8''".length))).toBe(name)
    expect(size).toEqual(['size', '3'])
  })

  it('has the parts that a boundary of eight bits tells apart', async () => {
    const parts = '--Biên\r\n\r\na\r\n--Biên\r\n\r\nb\r\n--Biên--\r\n'
    const { message } = await signedEntity(
      letter('Content-Type: multipart/mixed; boundary="Biên"', '', parts),
    )
    expect(scan(message).children[0]!.children).toHaveLength(2)
  })

  it('leaves a signed message inside as it is, and another attached one with the same contents', async () => {
    const inner = (type: string) =>
      `--o\r\nContent-Type: message/rfc822\r\n\r\nSubject: y\r\nContent-Type: ${type}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n--i\r\n\r\nú\r\n--i--\r\n`
    const form = letter(
      'Content-Type: multipart/mixed; boundary=o',
      '',
      `${inner('multipart/signed; boundary=i')}${inner('multipart/mixed; boundary=i')}--o--\r\n`,
    )
    const { entity } = await signedEntity(form)
    const [, signed, mixed] = entity.split('--o\r\n')
    expect(signed).toBe(
      Buffer.from(inner('multipart/signed; boundary=i')).toString('latin1').slice('--o\r\n'.length),
    )
    expect(mixed).toContain('\r\n\r\nw7o=\r\n')
    expect(mixed).not.toContain('8bit')
  })

  it('has no boundary that quoted-printable made: a soft line break begins no part', async () => {
    const form = letter(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      `${'x'.repeat(1050)}--b`,
      '--b',
      '',
      '',
      '--b--',
      '',
    )
    const hidden = Array.from(
      { length: 80 },
      (_, i) => `${'ú'.padEnd(i, 'x')}--b\r\nContent-Type: text/html`,
    ).join('\r\n')
    for (const text of [
      form,
      letter(
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        'Content-Type: text/plain',
        '',
        hidden,
        '--b--',
        '',
      ),
    ]) {
      const message = await sign(text)
      expect(scan(message).children[0]!.children).toHaveLength(scan(text).children.length)
    }
  })
})

describe('a signature is not put upon', () => {
  test.each([
    ['multipart/signed', 'Content-Type: multipart/signed; boundary=b', '--b--'],
    ['an enveloped message', 'Content-Type: application/pkcs7-mime; smime-type=enveloped-data', 'AAAA'],
    ['PGP/MIME', 'Content-Type: multipart/encrypted; boundary=b', '--b--'],
    ['armour', 'X-A: 1', '-----BEGIN PGP SIGNED MESSAGE-----\r\n\r\na'],
    [
      'armour in base64',
      'Content-Transfer-Encoding: base64',
      Buffer.from('-----BEGIN PGP MESSAGE-----').toString('base64'),
    ],
    [
      'armour in the first part',
      'Content-Type: multipart/mixed; boundary=b',
      '--b\r\n\r\n-----BEGIN PGP SIGNED MESSAGE-----\r\n--b--',
    ],
  ])('%s', (_, field, body) => {
    const form = letter(field, '', body)
    expect(isSealed(form, scan(form))).toBe(true)
  })

  it('but on a letter that only encloses or quotes one', () => {
    const quoting = letter('', 'See:', '-----BEGIN PGP SIGNED MESSAGE-----')
    const enclosing = letter(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      '',
      'a',
      '--b',
      'Content-Type: application/pkcs7-mime',
      '',
      'AAAA',
      '--b--',
      '',
    )
    const giving = letter('', '-----BEGIN PGP PUBLIC KEY BLOCK-----')
    const beside = letter(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b\r\n\r\n-----BEGIN PGP SIGNED MESSAGE-----\r\n--b\r\nContent-Type: application/pdf\r\n\r\na\r\n--b--',
    )
    for (const form of [quoting, enclosing, giving, beside]) expect(isSealed(form, scan(form))).toBe(false)
  })
})

it('keeps the event loop free for a letter of 25 MB, encoded or not', async () => {
  const base64 = `${'QUJD'.repeat(19)}\r\n`
  const head = 'Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: '
  for (const form of [
    letter(`${head}base64`, '', '', base64.repeat(25e6 / base64.length)),
    letter(`${head}8bit`, '', '', 'Ủy ban\r\n'.repeat(2.5e6)),
    letter('Content-Type: text/plain', '', '', 'Uy ban nhan dan tinh \r\n'.repeat(1e6)),
  ]) {
    const root = scan(form)
    let turns = 0
    const count = () => {
      turns++
      timer = setImmediate(count)
    }
    let timer = setImmediate(count)
    await signMessage(form, root, signer, { signingTime: at, random })
    clearImmediate(timer)
    // Some twenty steps of a megabyte at least; the times themselves are the bench's.
    expect(turns).toBeGreaterThan(20)
  }
}, 30_000)

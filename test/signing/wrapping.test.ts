/** A signature covers what is shown, or it is called partial: signed parts beside, inside and around others. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defaultLimits } from '../../src/base/limits.ts'
import { createLetterReader, type LetterReader } from '../../src/documents/reader.ts'
import { readAnchors } from '../../src/signing/verify/trust.ts'
import { letterOf } from '../documents/support.ts'
import { brief, type Holder, header, Pki, text } from './pki.ts'

const pki = new Pki()
let a: Holder
let b: Holder
let reader: LetterReader
let signedByA: string
let signedByB: string
let opaque: string

beforeAll(() => {
  const root = pki.authority('Root')
  a = pki.person('A', root)
  b = pki.person('B', root, { address: 'b@sonoivu.caobang.gov.vn' })
  const anchors = readAnchors(root.certificate)
  if (!anchors.ok) throw new Error(anchors.error.join())
  reader = createLetterReader({
    limits: defaultLimits,
    data: { documentKinds: [], signUpServices: [], runnableSuffixes: [] },
    trust: { anchors: anchors.value, crlFolder: null },
  })
  signedByA = entity(words, a)
  signedByB = entity(words, b)
  opaque = entity(words, a, ['-nodetach'])
}, 60_000)
afterAll(async () => {
  await reader[Symbol.asyncDispose]()
  pki[Symbol.dispose]()
})

const words = Buffer.from(text).toString('latin1')

/** A signed entity as it stands as a part. */
function entity(content: string, by: Holder, options: readonly string[] = []): string {
  return pki
    .sign(Buffer.from(content, 'latin1'), by, options)
    .toString('latin1')
    .replace(/^MIME-Version.*\r\n/m, '')
}

let boundaries = 0

function multipart(subtype: string, ...parts: readonly string[]): string {
  const boundary = `=_outer_${boundaries++}`
  const body = parts.map(each => `--${boundary}\r\n${each}\r\n`).join('')
  return `Content-Type: multipart/${subtype}; boundary="${boundary}"\r\n\r\n${body}--${boundary}--\r\n`
}

const plain = (said: string, more = '') => `Content-Type: text/plain\r\n${more}\r\n${said}\r\n`
const attached = (letter: string) =>
  `Content-Type: message/rfc822\r\nContent-Disposition: attachment\r\n\r\n${header}${letter}`

/** One line a signature: where it stands, and what it is worth. */
async function told(body: string, fields = header): Promise<readonly string[]> {
  const { signatures } = await reader.read(letterOf(Buffer.from(fields + body, 'latin1')))
  return signatures.map((fact, index) => `${fact.place}: ${brief(signatures)[index]}`)
}

const part = 'message: policy part from partial'

describe('unsigned words', () => {
  test.each<[string, () => string]>([
    ['after', () => multipart('mixed', signedByA, plain('Chuyen tien vao tai khoan sau.'))],
    ['before', () => multipart('mixed', plain('Thay bang noi dung nay.'), signedByA)],
    ['as another form of it', () => multipart('alternative', signedByA, plain('Noi dung khac.'))],
    ['around it, as a picture’s page has', () => multipart('related', plain('<img src=cid:1>'), signedByA)],
    [
      'in a part that is called an attachment',
      () => multipart('mixed', signedByA, plain('x', 'Content-Disposition: attachment; filename=a.txt\r\n')),
    ],
    ['deep inside', () => multipart('mixed', multipart('mixed', signedByA), plain('x'))],
    ['beside an opaque signature', () => multipart('mixed', opaque, plain('x'))],
    [
      'as a mailing list adds them',
      () =>
        multipart(
          'mixed',
          signedByA,
          plain('_______\r\nDanh sach thu: https://lists.gov.vn', 'Content-Disposition: inline\r\n'),
        ),
    ],
  ])('%s make it a part', async (_, body) => {
    expect(await told(body())).toEqual([part])
  })

  test('that a list adds into the signed part break it', async () => {
    expect(await told(signedByA)).toEqual(['message: pass whole from'])
    const footer = signedByA.replace(/\.\r\n\r\n--/, '.\r\n_______\r\nDanh sach thu\r\n\r\n--')
    expect(footer).not.toBe(signedByA)
    expect(await told(footer)).toEqual(['message: fail whole from bad-digest'])
  })

  test('after the end, where some programs go on reading, make it a part', async () => {
    const [, boundary = ''] = /boundary="([^"]+)"/.exec(signedByA) ?? []
    const late = `${signedByA}\r\n--${boundary}\r\n${plain('Noi dung moi.')}\r\n--${boundary}--\r\n`
    expect(await told(late)).not.toContain('message: pass whole from')
  })

  test('under a second type of the letter, which some programs take, are not signed', async () => {
    const twice = `Content-Type: text/plain\r\n${signedByA}`
    expect(await told(twice)).not.toContain('message: pass whole from')
    expect(
      await told(signedByA.replace('Content-Type', 'X-A: 1\r\nContent-Type: text/html\r\nContent-Type')),
    ).not.toContain('message: pass whole from')
  })

  test('before the first part and after the last, which nobody shows, do not matter', async () => {
    const [, boundary = ''] = /boundary="([^"]+)"/.exec(signedByA) ?? []
    const epilogue = `${signedByA}\r\nLoi ket.\r\n`
    expect(boundary).not.toBe('')
    expect(await told(epilogue)).toEqual(['message: pass whole from'])
  })
})

describe('several signatures', () => {
  test('side by side cover a part each', async () => {
    expect(await told(multipart('mixed', signedByA, signedByB))).toEqual([
      part,
      'message: policy part wrong-address partial',
    ])
  })

  test('one inside a part of the other: the outer one covers all', async () => {
    const inner = multipart('mixed', plain('Kem theo thu da ky:'), signedByB)
    expect(await told(entity(inner, a))).toEqual([
      'message: pass whole from',
      'message: policy part wrong-address partial',
    ])
  })

  test('around each other cover all', async () => {
    expect(await told(entity(signedByA, b))).toEqual([
      'message: policy whole wrong-address',
      'message: pass whole from',
    ])
  })
})

describe('a signed letter inside another one', () => {
  test('speaks for itself alone', async () => {
    expect(await told(multipart('mixed', plain('Xem thu kem theo.'), attached(signedByA)))).toEqual([
      'attachment 1: pass whole from',
    ])
    expect(await told(attached(signedByA))).toEqual(['attachment 1: pass whole from'])
  })

  test('does not lend its author to the outer one', async () => {
    const stranger = header.replace('a@sonoivu.caobang.gov.vn', 'ke.la@gmail.com')
    expect(await told(attached(signedByA), stranger)).toEqual(['attachment 1: pass whole from'])
    expect(await told(signedByA, stranger)).toEqual(['message: policy whole wrong-address'])
  })

  test('under the signature of the outer one: each is told at its place', async () => {
    const outer = entity(multipart('mixed', plain('Chuyen tiep.'), attached(signedByB)), a)
    expect(await told(outer)).toEqual([
      'message: pass whole from',
      'attachment 1: policy whole wrong-address',
    ])
  })

  test('beside which something else stands in that letter', async () => {
    const inner = multipart('mixed', signedByA, plain('Them vao.'))
    expect(await told(multipart('mixed', plain('x'), attached(inner)))).toEqual([
      'attachment 1: policy part from partial',
    ])
  })
})

test('what is signed once and sent twice is a part in both places', async () => {
  expect(await told(multipart('mixed', signedByA, signedByA))).toEqual([part, part])
})

test('a signature over nothing that is shown is not over the rest', async () => {
  const empty = entity('Content-Type: text/plain\r\n\r\n', a)
  expect(await told(multipart('mixed', empty, plain('Noi dung that.')))).toEqual([part])
})

/** Signed letters and files through the reading thread, as the server reads them. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defaultLimits } from '../../src/base/limits.ts'
import { createLetterReader, type LetterReader } from '../../src/documents/reader.ts'
import { readAnchors } from '../../src/signing/verify/trust.ts'
import { letterOf, letterWith } from '../documents/support.ts'
import { makePdf } from '../support/attachments.ts'
import { detached, signPdf, update } from './pdf.ts'
import { brief, type Holder, header, Pki, text } from './pki.ts'

const pki = new Pki()
let root: Holder
let a: Holder
let reader: LetterReader

const nothing = { documentKinds: [], signUpServices: [], runnableSuffixes: [] }

function readerOf(limits = defaultLimits): LetterReader {
  const anchors = readAnchors(root.certificate)
  if (!anchors.ok) throw new Error(anchors.error.join())
  return createLetterReader({
    limits,
    data: nothing,
    trust: { anchors: anchors.value, crlFolder: pki.folder },
  })
}

beforeAll(() => {
  root = pki.authority('Root')
  a = pki.person('Nguyễn Văn A', root)
  reader = readerOf()
}, 60_000)
afterAll(async () => {
  await reader[Symbol.asyncDispose]()
  pki[Symbol.dispose]()
})

const document = `ỦY BAN NHÂN DÂN TỈNH CAO BẰNG
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 1245/UBND-NC
Cao Bằng, ngày 23 tháng 11 năm 2026`

test('a signed letter, clear and opaque', async () => {
  for (const options of [[], ['-nodetach']]) {
    const bytes = Buffer.concat([Buffer.from(header), pki.sign(text, a, options)])
    const { signatures } = await reader.read(letterOf(bytes))
    expect(brief(signatures)).toEqual(['pass whole from'])
  }
})

test('a signed letter inside another one is told by its place, and does not sign that one', async () => {
  const inner = Buffer.concat([Buffer.from(header), pki.sign(text, a)])
  const bytes = letterWith([
    { bytes: inner, header: ['Content-Type: application/octet-stream'], name: 'thu.eml' },
  ])
  const { signatures } = await reader.read(letterOf(bytes))
  expect(signatures).toMatchObject([{ place: 'attachment 1', result: 'pass' }])
})

test('a document in a PDF is valid when its signature is', async () => {
  const plain = await makePdf(document)
  const signed = signPdf(plain, { value: detached(pki, a), object: 900 })
  const changed = Buffer.from(signed)
  changed[changed.indexOf('%PDF') + 7] = 0x39
  const worth = [
    [plain, false, null],
    [signed, true, 'valid'],
    [changed, true, 'invalid'],
    [update(signed, ['<< /Type /Page >>'], 950), true, 'unknown'],
  ] as const
  for (const [bytes, isSigned, signature] of worth) {
    const { documents } = await reader.read(letterOf(letterWith([{ bytes, name: 'cv.pdf' }])))
    expect(documents).toMatchObject([{ number: '1245', signed: isSigned, signature }])
  }
})

test('a list of revoked certificates is found in its folder', async () => {
  const bytes = Buffer.concat([Buffer.from(header), pki.sign(text, a)])
  const letter = { ...letterOf(bytes), at: Date.now() + 5000 }
  expect((await reader.read(letter)).signatures).toMatchObject([{ result: 'pass', revocation: 'unknown' }])
  pki.revoke(root, [a])
  await using later = readerOf()
  expect((await later.read(letter)).signatures).toMatchObject([{ result: 'fail', revocation: 'revoked' }])
})

test('what nobody could look at is no pass', async () => {
  const bytes = Buffer.concat([Buffer.from(header), pki.sign(text, a)])
  await using busy = readerOf({ ...defaultLimits, documentQueue: 0 })
  const { signatures, postponed } = await busy.read(letterOf(bytes))
  expect(signatures).toMatchObject([{ result: 'permerror', reasons: ['over-limit'] }])
  expect(postponed).toBe(true)
})

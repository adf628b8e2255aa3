/**
 * Signed letters through the running server: what it says of them, what it keeps, and that what a box holds is still
 * what was signed, by openssl's word.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { detached, signPdf } from '../signing/pdf.ts'
import { type Holder, Pki, text } from '../signing/pki.ts'
import { makePdf } from '../support/attachments.ts'
import { contestedDecision } from './regulation/papers.ts'
import { colleague, type Entry, type Letter, office, RunningProvince } from './regulation/running-province.ts'

const pki = new Pki()
const leader = 'chutich@langson.gov.vn'
const gmail = 'binh.tranthi.88@gmail.com'
let root: Holder
let issuing: Holder
let province: RunningProvince

beforeAll(async () => {
  root = pki.authority('Root')
  issuing = pki.authority('Issuing', root)
  province = await RunningProvince.start({ env: { CONGVU_SIGNING__TRUST_FILE: root.certificate } })
}, 60_000)

afterAll(async () => {
  await province?.[Symbol.asyncDispose]()
  pki[Symbol.dispose]()
})

interface Received {
  readonly letter: Letter
  readonly entry: Entry
  /** `smime=…` of its authentication. */
  readonly said: string
}

let numbered = 0

/** A letter signed by `by`, sent from `from` as it stands or changed on the way. */
async function receive(
  by: Holder,
  from: string,
  change: (signed: string) => string = signed => signed,
): Promise<Received> {
  const subject = `Bao cao ${++numbered}.`
  const signed = pki.sign(text, by, ['-certfile', issuing.certificate]).toString('latin1')
  const raw = `From: ${from}\r\nTo: ${office}\r\nSubject: ${subject}\r\n${change(signed)}`
  const envelope = { from, to: [office] }
  expect((await province.receive({ envelope, raw: Buffer.from(raw, 'latin1') })).code).toBe(250)
  const [row] = await province.json<{ readonly id: number }[]>('archive', 'search', '--sender', from)
  const entry = await province.json<Entry>('archive', 'show', String(row?.id))
  const letters = await province.letters(office, subject)
  const letter = letters[0] ?? { source: Buffer.alloc(0), parsed: undefined as never }
  const [, said = ''] = /;\s+(smime=[^;]*?)\r\n\S/s.exec(letter.source.toString('latin1')) ?? []
  return { letter, entry, said: said.replace(/\s+/g, ' ') }
}

describe('a signed letter', () => {
  test('is told as valid, is on record, and reaches the box as it was signed', async () => {
    const by = pki.person('Chủ tịch', issuing, { address: leader, key: 'rsa:2048' })
    const { letter, entry, said } = await receive(by, leader)
    expect(said).toMatch(/^smime=pass body\.smime-identifier="?chutich@langson\.gov\.vn"? /)
    expect(entry.authentication).toMatchObject({
      signatures: [{ result: 'pass', covers: 'whole', anchor: 'Root', signer: { name: 'Chủ tịch' } }],
    })
    const content = pki.openssl(['cms', '-verify', '-CAfile', root.certificate], letter.source)
    expect(content.toString()).toBe(text.replaceAll('\n', '\r\n'))
  })

  test('changed on the way is told as broken', async () => {
    const by = pki.person('Chủ tịch', issuing, { address: leader })
    const { said } = await receive(by, leader, signed => signed.replace('K', 'k'))
    expect(said).toMatch(/^smime=fail \(bad-digest\)/)
  })

  test('of somebody else is told with the reason', async () => {
    const by = pki.person('Kẻ khác', issuing, { address: 'ke.khac@langson.gov.vn' })
    expect((await receive(by, leader)).said).toMatch(/^smime=policy \(wrong-address\)/)
  })

  test('of an official, sent from free mail, waits for an approver', async () => {
    const by = pki.person('Trần Thị Bình', issuing, { address: colleague })
    const { entry } = await receive(by, gmail)
    expect(entry.verdict).toBe('hold')
    expect(await province.newestOf(gmail)).toMatchObject({ reason: 'official-from-free-mail' })
  })
})

test('a document signed inside is on record with what its signature is worth', async () => {
  const by = pki.person('Đàm Quang Vinh', root)
  const plain = await makePdf(contestedDecision)
  const signed = signPdf(plain, { value: detached(pki, by), object: 900 })
  const broken = Buffer.from(signed)
  broken[7] = 0x39
  for (const [content, worth] of [
    [plain, null],
    [signed, 'valid'],
    [broken, 'invalid'],
  ] as const) {
    await province.receive({
      from: leader,
      to: office,
      subject: 'Quyet dinh',
      text: 'Kính gửi.',
      attachments: [{ filename: 'quyet-dinh.pdf', content }],
    })
    const [document] = await province.json<{ readonly signature: string | null }[]>('document', 'list')
    expect(document?.signature).toBe(worth)
  }
})

/** Hostile sizes: what is told of them, and that no more is unpacked than the limits allow. */
import { gzipSync } from 'node:zlib'
import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { defaultLimits } from '../../src/base/limits.ts'
import { Allowance, gunzip, inflate } from '../../src/documents/attachments/unpack.ts'
import { readZip, unpackEntry } from '../../src/documents/attachments/zip.ts'
import { makeDocx, makePdf, makeXlsx, makeZip } from '../support/attachments.ts'
import { makeCompoundFile } from './compound.ts'
import { attachmentsOf, findingsOf, letterWith } from './support.ts'

const MiB = 1024 * 1024
const zeros = (size: number) => zipSync({ 'khong.txt': [new Uint8Array(size), { level: 9 }] })

describe('a bomb', () => {
  const limits = { ...defaultLimits, documentUnpackedBytes: 3 * MiB, documentRatio: 10 }

  it('stops at what all of a letter may unpack to', () => {
    const allowance = new Allowance({ ...limits, documentRatio: 10_000 })
    const [entry] = readZip(zeros(16 * MiB), 10).entries
    expect(unpackEntry(entry!, allowance)).toMatchObject({ state: 'cut', bytes: { length: 3 * MiB } })
    expect(unpackEntry(entry!, allowance)).toMatchObject({ state: 'cut', bytes: { length: 0 } })
  })

  it('stops at the ratio', () => {
    const packed = gzipSync(Buffer.alloc(16 * MiB))
    const { bytes, state } = gunzip(packed, new Allowance(limits))
    expect(state).toBe('cut')
    expect(bytes).toHaveLength(MiB + packed.length * 10)
  })

  it('never holds more than one step beyond what is left', () => {
    const allowance = new Allowance({ ...limits, documentUnpackedBytes: 10 })
    const [entry] = readZip(zeros(64 * MiB), 10).entries
    const before = process.memoryUsage().arrayBuffers
    expect(inflate(entry!.packed, allowance).bytes).toHaveLength(10)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * MiB)
  })

  it('is told as over the limit, and so is what comes after it', async () => {
    const facts = await attachmentsOf(
      [
        { name: 'bom.zip', bytes: makeZip([{ name: 'a.zip', bytes: zeros(8 * MiB) }]) },
        {
          name: 'bom.docx',
          bytes: makeDocx('', { parts: [{ name: 'word/a.xml', bytes: Buffer.alloc(8 * MiB, ' ') }] }),
        },
        { name: 'sau.docx', bytes: makeDocx('Kế hoạch.') },
      ],
      { ...limits, documentUnpackedBytes: 2 * MiB },
    )
    expect(facts.map(({ place, readability }) => `${place}: ${readability}`)).toEqual([
      'attachment 1: read',
      'attachment 1/1: read',
      'attachment 1/1/1: over-limit',
      'attachment 2: over-limit',
      'attachment 3: over-limit',
    ])
  })

  it('hides no stamp before it', async () => {
    const padded = makeDocx(`MẬT\n${'A'.repeat(8 * MiB)}`)
    const { stamps, attachments } = await findingsOf(letterWith([{ bytes: padded }]), limits)
    expect(stamps).toHaveLength(1)
    expect(attachments).toMatchObject([{ readability: 'over-limit' }])
  })

  it('that declares little is no less one', async () => {
    const made = Buffer.from(zeros(8 * MiB))
    const central = made.lastIndexOf('PK\x01\x02')
    made.writeUInt32LE(100, central + 24)
    const facts = await attachmentsOf([{ bytes: made }], limits)
    expect(facts[1]).toMatchObject({ readability: 'over-limit' })
  })
})

describe('nesting', () => {
  const nested = (depth: number): Buffer =>
    depth === 0 ? Buffer.from('MẬT') : makeZip([{ name: `${depth}.x`, bytes: nested(depth - 1) }])

  it('is followed down to the limit, and then told', async () => {
    const within = await findingsOf(letterWith([{ bytes: nested(3) }]), { documentDepth: 3 })
    expect(within.stamps).toMatchObject([{ place: 'attachment 1/1/1/1' }])
    const beyond = await findingsOf(letterWith([{ bytes: nested(4) }]), { documentDepth: 3 })
    expect(beyond.stamps).toEqual([])
    expect(beyond.attachments.map(({ readability }) => readability)).toEqual([
      'read',
      'read',
      'read',
      'over-limit',
    ])
  })

  it('of messages, too', async () => {
    let message: Buffer = letterWith([], 'MẬT')
    for (let depth = 0; depth < 4; depth++) message = letterWith([{ name: 'thu.eml', bytes: message }])
    const { attachments } = await findingsOf(message, { documentDepth: 2 })
    expect(attachments.map(({ readability }) => readability)).toEqual(['read', 'read', 'over-limit'])
  })
})

it('parts that the structure scan does not look into are told', async () => {
  const inner = letterWith([], 'MẬT').toString().replaceAll('ranh-gioi', 'trong')
  const bytes = Buffer.from(
    `Content-Type: multipart/mixed; boundary=ngoai\r\n\r\n--ngoai\r\n${inner}\r\n--ngoai--\r\n`,
  )
  expect((await findingsOf(bytes, { mimeDepth: 1 })).attachments).toMatchObject([
    { declared: 'multipart/mixed', readability: 'over-limit' },
  ])
  expect((await findingsOf(bytes)).stamps).toHaveLength(1)
})

describe('numbers', () => {
  it('of entries', async () => {
    const many = makeZip(
      Array.from({ length: 50 }, (_, index) => ({ name: `${index}.txt`, bytes: Buffer.from('x') })),
    )
    const facts = await attachmentsOf([{ bytes: many }, { name: 'sau.txt', bytes: 'x' }], {
      documentEntries: 20,
    })
    expect(facts).toHaveLength(22)
    expect(facts[0]).toMatchObject({ readability: 'over-limit' })
    expect(facts.at(-1)).toMatchObject({ filename: 'sau.txt', readability: 'over-limit' })
  })

  it('of pages: the first ones are read', async () => {
    const bytes = await makePdf(['Số: 1/A', 'MẬT', 'TỐI MẬT'].join('\f'))
    const { stamps, documents, attachments } = await findingsOf(letterWith([{ bytes }]), { documentPages: 2 })
    expect(stamps.map(stamp => stamp.level)).toEqual(['mat'])
    expect(documents).toMatchObject([{ pages: 3 }])
    expect(attachments).toMatchObject([{ readability: 'over-limit' }])
  })

  it('of characters, in every kind of text', async () => {
    const long = `Số: 1/A ${'kế hoạch '.repeat(2000)}`
    const facts = await attachmentsOf(
      [
        { bytes: long },
        { bytes: `<p>${long}</p>` },
        { bytes: `{\\rtf1 ${'ke hoach '.repeat(2000)}}` },
        { bytes: makeDocx(long) },
        { bytes: makeXlsx(long) },
        { bytes: await makePdf(long) },
      ],
      { documentTextChars: 1000 },
    )
    expect(facts.map(fact => fact.readability)).toEqual(Array(6).fill('over-limit'))
  })

  it('of octets of one attachment', async () => {
    const [fact] = await attachmentsOf([{ bytes: Buffer.alloc(9000, 'x') }], { documentBytes: 5000 })
    expect(fact).toMatchObject({ readability: 'over-limit', type: 'text' })
    expect(fact!.sizeBytes).toBeGreaterThan(8500)
  })

  it("of the letter's own text, which is told at its place", async () => {
    const { attachments, stamps } = await findingsOf(letterWith([], `MẬT\n${'x'.repeat(5000)}`), {
      documentTextChars: 1000,
    })
    expect(attachments).toMatchObject([{ place: 'body', type: 'text', readability: 'over-limit' }])
    expect(stamps).toHaveLength(1)
  })
})

describe('loops', () => {
  it('of pages in a PDF end', async () => {
    const kids = 'xref\n0 0\ntrailer<</Root 1 0 R>>'
    const pdf = `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 10000/Kids[2 0 R 2 0 R]>>endobj\n${kids}`
    const [fact] = await attachmentsOf([{ bytes: pdf }])
    expect(fact).toMatchObject({ type: 'pdf', readability: 'image-only' })
  })

  it('of sectors and of directory entries in a compound file end', async () => {
    const made = makeCompoundFile([['Workbook', Buffer.alloc(2000, 'văn bản')]])
    for (let at = 512; at + 4 <= made.length; at += 128) made.writeUInt32LE(1, at + 68)
    const table = made.length - 512
    for (let at = table; at < made.length; at += 4) made.writeUInt32LE(0, at)
    expect(await attachmentsOf([{ bytes: made }])).toHaveLength(1)
  })
})

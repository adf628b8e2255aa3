/** The reader and its thread: what is read where, and that nobody waits for ever. */
import { deflateSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { defaultLimits, type Limits } from '../../src/base/limits.ts'
import type { AttachmentFacts } from '../../src/documents/facts.ts'
import { createLetterReader } from '../../src/documents/reader.ts'
import { makeDocx, makeExe, makePdf, makePng, makeZip } from '../support/attachments.ts'
import { randomFrom } from '../support/corpus/random.ts'
import { letterOf, letterWith, runnableSuffixes } from './support.ts'

const data = { documentKinds: [], signUpServices: [], runnableSuffixes }
afterEach(async () => {
  while (opened.length > 0) await opened.pop()![Symbol.asyncDispose]()
})
const opened: AsyncDisposable[] = []

function readerWith(limits: Partial<Limits> = {}) {
  const warnings: string[] = []
  const reader = createLetterReader({
    limits: { ...defaultLimits, ...limits },
    data,
    log: { warn: message => warnings.push(message) },
  })
  opened.push(reader)
  return { warnings, reader, read: (bytes: Uint8Array) => reader.read(letterOf(bytes)) }
}

const told = (attachments: readonly AttachmentFacts[]) =>
  attachments.map(({ place, type, readability }) => `${place}: ${type} ${readability}`)

const pdfLetter = async () => letterWith([{ name: 'a.pdf', bytes: await makePdf('Kế hoạch.') }])

describe('the thread', () => {
  it('reads what is attached, and leaves the octets to the caller', async () => {
    const { read, warnings } = readerWith()
    const bytes = letterWith([
      { name: 'a.pdf', bytes: await makePdf('Kế hoạch.') },
      { name: 'b.zip', bytes: makeZip([{ name: 'c.exe', bytes: makeExe() }]) },
    ])
    const before = Buffer.from(bytes)
    expect(told((await read(bytes)).attachments)).toEqual([
      'attachment 1: pdf read',
      'attachment 2: archive read',
      'attachment 2/1: executable no-text',
    ])
    expect(bytes.equals(before)).toBe(true)
    expect(warnings).toEqual([])
  })

  it('reads many at once, each for itself', async () => {
    const { read } = readerWith()
    const letters = Array.from({ length: 20 }, (_, index) =>
      letterWith([{ name: `${index}.docx`, bytes: makeDocx('x') }]),
    )
    const all = await Promise.all(letters.map(read))
    expect(all.map(({ attachments }) => attachments[0]?.filename)).toEqual(
      letters.map((_, index) => `${index}.docx`),
    )
  })

  it('is not needed for a little text', async () => {
    // No letter may wait, so that whatever goes to the thread comes back unread.
    const { read } = readerWith({ documentQueue: 0, documentInlineBytes: 100 })
    expect((await read(Buffer.from(`Subject: x\r\n\r\n${'x'.repeat(100)}`))).attachments).toEqual([])
    expect(told((await read(Buffer.from(`Subject: x\r\n\r\n${'x'.repeat(101)}`))).attachments)).toEqual([
      'body: text over-limit',
    ])
  })

  it('is not needed for what nobody opens, and would find the same', async () => {
    const bytes = letterWith([
      { name: 'MẬT.png', bytes: makePng(), declared: 'image/png' },
      { name: 'b.pdf', bytes: randomFrom(1).bytes(8000), declared: 'application/pdf' },
      { name: 'c.exe', bytes: makeExe() },
    ])
    const found = await readerWith({ documentQueue: 0 }).read(bytes)
    expect(told(found.attachments)).toEqual([
      'attachment 1: image no-text',
      'attachment 2: unknown unsupported',
      'attachment 3: executable no-text',
    ])
    expect(found).toEqual(await readerWith({ documentInlineBytes: 0 }).read(bytes))
    expect(found.stamps).not.toEqual([])
  })

  it('takes what is too much to look at on the way', async () => {
    const bytes = letterWith([{ name: 'a.png', bytes: makePng() }])
    const { read } = readerWith({ documentQueue: 0, documentInlineBytes: 500 })
    expect(told((await read(bytes)).attachments)).toEqual(['attachment 1: unknown over-limit'])
  })
})

describe('a large file', () => {
  const noise = randomFrom(5).bytes(300_000)
  const photograph = Buffer.concat([Buffer.from('\xff\xd8\xff\xe0', 'latin1'), noise])
  const archive = makeZip([{ name: 'c.exe', bytes: makeExe() }])

  it.each([
    ['a photograph', photograph, ['attachment 1: image no-text']],
    ['octets of no known kind', noise, ['attachment 1: unknown unsupported']],
    ['a program', Buffer.concat([makeExe(), noise]), ['attachment 1: executable no-text']],
    [
      'a photograph that is an archive as well',
      Buffer.concat([photograph, archive]),
      ['attachment 1: archive read', 'attachment 1/1: executable no-text'],
    ],
    [
      'the same, its groups shifted by one octet',
      Buffer.concat([photograph, Buffer.from('!'), archive]),
      ['attachment 1: archive read', 'attachment 1/1: executable no-text'],
    ],
  ])('is known by its ends: %s', async (_name, bytes, expected) => {
    const { read } = readerWith()
    expect(told((await read(letterWith([{ name: 'a.jpg', bytes }]))).attachments)).toEqual(expected)
  })
})

describe('whoever cannot be read in time', () => {
  it('resolves when too many wait, without a thread', async () => {
    const { read } = readerWith({ documentQueue: 0 })
    expect(told((await read(await pdfLetter())).attachments)).toEqual(['attachment 1: unknown over-limit'])
  })

  it('resolves when it has waited too long', async () => {
    const { read } = readerWith({ documentWaitMs: 1, documentMs: 300 })
    const bytes = await pdfLetter()
    const [, second] = await Promise.all([read(bytes), read(bytes)])
    expect(told(second.attachments)).toEqual(['attachment 1: unknown over-limit'])
  })

  it('resolves when reading takes too long, and the next is read', async () => {
    const { read, warnings, reader } = readerWith({ documentMs: 1 })
    expect(told((await read(await pdfLetter())).attachments)).toEqual(['attachment 1: unknown over-limit'])
    expect(warnings).toEqual(['a letter took too long to read'])
    await reader[Symbol.asyncDispose]()
  })

  it('resolves when the thread dies of it, with what was read before; the next is read', async () => {
    const { read, warnings } = readerWith({ documentHeapBytes: 16 * 1024 * 1024, documentRatio: 10_000 })
    // Its paragraphs alone are more than the heap holds.
    const heavy = makeDocx('ạy\n'.repeat(300_000))
    const { attachments } = await read(
      letterWith([
        { name: 'a.txt', bytes: 'x' },
        { name: 'b.docx', bytes: heavy },
      ]),
    )
    expect(told(attachments)).toEqual(['attachment 1: text read', 'attachment 2: unknown over-limit'])
    expect(warnings).toEqual([expect.stringContaining('the reading thread died')])
    expect(told((await read(letterWith([{ name: 'a.txt', bytes: 'x' }]))).attachments)).toEqual([
      'attachment 1: text read',
    ])
  })

  it('resolves when buffers grow too large', async () => {
    const { read, warnings } = readerWith({ documentBufferBytes: 64 * 1024 * 1024 })
    const page = deflateSync(Buffer.alloc(256 * 1024 * 1024, ' '))
    const pdf = Buffer.concat([
      Buffer.from(
        `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n4 0 obj<</Filter/FlateDecode/Length ${page.length}>>stream\n`,
      ),
      page,
      Buffer.from('\nendstream endobj\ntrailer<</Root 1 0 R>>'),
    ])
    const { attachments } = await read(letterWith([{ name: 'bom.pdf', bytes: pdf }]))
    expect(told(attachments)).toEqual(['attachment 1: unknown over-limit'])
    expect(warnings).toEqual(['a letter took too much memory to read'])
  })

  it('resolves when the reader is closed', async () => {
    const { read, reader } = readerWith()
    const bytes = await pdfLetter()
    const waiting = [read(bytes), read(bytes)]
    await reader[Symbol.asyncDispose]()
    for (const { attachments } of await Promise.all(waiting))
      expect(told(attachments)).toEqual(['attachment 1: unknown over-limit'])
    expect(told((await read(bytes)).attachments)).toEqual(['attachment 1: unknown over-limit'])
  })
})

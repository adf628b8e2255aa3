/**
 * The readers of attachments against hostile octets: real files, mutated, cut and spliced. Whatever comes, nothing
 * throws, every file has its facts, and nothing unpacks beyond the limits. Bounded by time; the seed is printed with
 * a failure.
 */
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { defaultLimits } from '../../src/base/limits.ts'
import { readPdf } from '../../src/documents/attachments/pdf.ts'
import { makeCompoundFile, makeWordDocument } from '../documents/compound.ts'
import { attachmentsOf } from '../documents/support.ts'
import {
  makeDocx,
  makeEncryptedZip,
  makeExe,
  makeOdt,
  makePdf,
  makePng,
  makeXlsx,
  makeZip,
} from '../support/attachments.ts'
import { type Random, randomFrom } from '../support/corpus/random.ts'

const seed = 20261124
const limits = {
  documentUnpackedBytes: 1024 * 1024,
  documentEntries: 100,
  documentDepth: 3,
  documentTextChars: 100_000,
}

const text = 'ỦY BAN NHÂN DÂN\nMẬT\nSố: 15/CT-TTg'
const seeds: readonly Uint8Array[] = [
  makeDocx(text),
  makeXlsx(text),
  makeOdt(text),
  makeZip([{ name: 'a.zip', bytes: makeZip([{ name: 'b.exe', bytes: makeExe() }]) }]),
  makeEncryptedZip('a.txt', text),
  makeWordDocument(text),
  makeCompoundFile([
    ['__properties_version1.0', Buffer.alloc(32)],
    ['__attach_version1.0_#00000000/__substg1.0_37010102', makeDocx(text)],
  ]),
  makeCompoundFile([['Workbook', Buffer.from(text, 'utf16le')]]),
  gzipSync(Buffer.alloc(1024, text)),
  Buffer.from(`{\\rtf1\\ansi\\ansicpg1258{\\fonttbl x}\\u7853?\\'e2\\par{\\*\\objdata 00}}`),
  Buffer.from(`<?xml version="1.0"?><w:p xmlns:w="a"><w:t>M&#x1EAC;T</w:t><![CDATA[x]]><!-- y --></w:p>`),
  Buffer.from(
    'Rar!\x1a\x07\x01\0\0\0\0\0\x03\x01\0\0\0\0\0\0\x0c\x02\x02\x01\0\x01\0\0\0\x05a.exex',
    'latin1',
  ),
  Buffer.from(
    'Rar!\x1a\x07\0\0\0\x73\0\0\x0d\0\0\0\0\0\0\0\0\0\x74\x04\0\x25\0\x01\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\x1d\x30\x05\0\0\0\0\0a.exex',
    'latin1',
  ),
  Buffer.concat([
    Buffer.from(`${'a.txt'.padEnd(124, '\0') + '00000000005'.padEnd(133, '\0')}ustar\0`),
    Buffer.alloc(1000),
  ]),
  Buffer.from('MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b--'),
  Buffer.from('x\x9f>"\x01\0\x01\x04\x80\x01\0\x02\0\0\0a\0a\0\x02\x10\x80\x01\0\x02\0\0\0b\0b\0', 'latin1'),
  Buffer.from(
    'BEGIN:VCALENDAR\nSUMMARY;X="a:b":[MẬT]\n Họp\nX-ALT-DESC;FMTTYPE=text/html:<p>x\nEND:VCALENDAR',
  ),
  Buffer.from('begin 644 a.exe\n#0V%T\n`\nend\n'),
  makePng(),
]

function mutated(random: Random): Uint8Array {
  const bytes = Buffer.from(random.pick(seeds))
  const changes = random.below(9)
  for (let change = 0; change < changes; change++) {
    const at = random.below(bytes.length)
    const kind = random.below(4)
    if (kind === 0) bytes[at] = random.below(256)
    else if (kind === 1) bytes.fill(0xff, at, Math.min(bytes.length, at + 1 + random.below(8)))
    else if (kind === 2) bytes.fill(0, at, Math.min(bytes.length, at + 1 + random.below(8)))
    else bytes.copy(bytes, at, random.below(bytes.length), bytes.length)
  }
  const cut = bytes.subarray(0, random.below(4) === 0 ? random.below(bytes.length + 1) : bytes.length)
  return random.below(6) === 0 ? Buffer.concat([cut, random.pick(seeds)]) : cut
}

test('nothing throws, and every file has its facts', async () => {
  const random = randomFrom(seed)
  const end = performance.now() + 3000
  let runs = 0
  for (; performance.now() < end; runs++) {
    const bytes = mutated(random)
    const name = random.pick(['a.docx', 'a.js', 'a.eml', 'a.zip', 'a.com', ''])
    const facts = await attachmentsOf([{ name, bytes }], limits).catch((error: unknown) => {
      throw new Error(`seed ${seed}, run ${runs}: ${Buffer.from(bytes).toString('base64')}`, { cause: error })
    })
    expect(facts[0]).toMatchObject({ place: 'attachment 1', filename: name, sizeBytes: bytes.length })
    expect(facts.length).toBeLessThanOrEqual(limits.documentEntries + 1)
  }
  expect(runs).toBeGreaterThan(100)
})

test('PDF.js gets through broken files, or says so', async () => {
  const random = randomFrom(seed)
  const pdf = await makePdf(text)
  const end = performance.now() + 2000
  while (performance.now() < end) {
    const bytes = Buffer.from(pdf)
    for (let change = 1 + random.below(40); change > 0; change--)
      bytes[8 + random.below(bytes.length - 8)] = random.below(256)
    const { readability } = await readPdf(bytes, defaultLimits)
    expect(['read', 'image-only', 'damaged', 'encrypted', 'over-limit']).toContain(readability)
  }
})

/** What attachments are, by content and by name. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { AttachmentType, Readability } from '../../src/documents/facts.ts'
import {
  makeDocx,
  makeEncryptedZip,
  makeExe,
  makeOdt,
  makePdf,
  makePng,
  makeZip,
} from '../support/attachments.ts'
import { makeCompoundFile, makeWordDocument } from './compound.ts'
import { attachmentsOf, type EnclosedFile, findingsOf, letterWith } from './support.ts'

const bytes = (byteString: string) => Buffer.from(byteString, 'latin1')
const text = (name: string) => ({ name, bytes: Buffer.from('x') })

const samples: readonly (readonly [string, Uint8Array | string, AttachmentType, Readability])[] = [
  ['a Windows program', makeExe(), 'executable', 'no-text'],
  ['a Linux program', bytes('\x7fELF\x02\x01\x01\0'), 'executable', 'no-text'],
  ['a macOS program', bytes('\xcf\xfa\xed\xfe\x07\0\0\x01'), 'executable', 'no-text'],
  ['a Java archive', makeZip([text('META-INF/MANIFEST.MF'), text('vn/Main.class')]), 'executable', 'no-text'],
  [
    'an Android package',
    makeZip([text('AndroidManifest.xml'), text('classes.dex')]),
    'executable',
    'no-text',
  ],
  [
    'an installer package',
    makeCompoundFile([['x', Buffer.from('y')]], '84100c0000000000c000000000000046'),
    'executable',
    'no-text',
  ],
  ['a shell script', '#!/usr/bin/env bash\nrm x', 'script', 'read'],
  ['an HTML application', '<html><HTA:APPLICATION id="x"></html>', 'script', 'read'],
  ['a shortcut', bytes('L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F\0\0'), 'shortcut', 'no-text'],
  ['a link', '[InternetShortcut]\r\nURL=http://x.vn', 'shortcut', 'no-text'],
  ['a PNG', makePng(), 'image', 'no-text'],
  ['a JPEG', bytes('\xff\xd8\xff\xe0\0\x10JFIF'), 'image', 'no-text'],
  ['an MP4', bytes('\0\0\0\x18ftypmp42'), 'audio-video', 'no-text'],
  ['a RAR', bytes('Rar!\x1a\x07\x01\0'), 'archive', 'unsupported'],
  [
    'an encrypted RAR 5',
    bytes('Rar!\x1a\x07\x01\0\x01\x02\x03\x04\x08\x04\0\0\0\x0f\0'),
    'archive',
    'encrypted',
  ],
  ['an encrypted RAR 4', bytes('Rar!\x1a\x07\0\0\0\x73\x80\0\x0d\0\0\0\0\0\0\0'), 'archive', 'encrypted'],
  ['a 7z', bytes("7z\xbc\xaf'\x1c\0\x04"), 'archive', 'unsupported'],
  ['a 7z with an encrypted header', bytes("7z\xbc\xaf'\x1c\0\x04\0\x06\xf1\x07\x01"), 'archive', 'encrypted'],
  ['a winmail.dat', bytes('\x78\x9f\x3e\x22\0\0'), 'message', 'read'],
  ['a winmail.dat that is cut', bytes('\x78\x9f\x3e\x22\0\0\x01'), 'message', 'unsupported'],
  ['a BinHex file', '(This file must be converted with BinHex 4.0)\n\n:', 'archive', 'unsupported'],
  ['a disk image', Buffer.concat([Buffer.alloc(0x8001), bytes('CD001')]), 'archive', 'unsupported'],
  ['nothing but a signature of ZIP', bytes(`PK\x03\x04${'\0'.repeat(20)}`), 'archive', 'damaged'],
  [
    'an encrypted document of today',
    makeCompoundFile([
      ['EncryptionInfo', Buffer.from('x')],
      ['EncryptedPackage', Buffer.from('y')],
    ]),
    'ole',
    'encrypted',
  ],
  [
    'an encrypted old workbook',
    makeCompoundFile([['Workbook', bytes('\x09\x08\x02\0\0\0\x2f\0\0\0')]]),
    'ole',
    'encrypted',
  ],
  ['an encrypted old document', encryptedWord(), 'ole', 'encrypted'],
  [
    'an encrypted ODT',
    makeOdt('x', {
      parts: [
        {
          name: 'META-INF/manifest.xml',
          bytes: Buffer.from('<m:file-entry><m:encryption-data/></m:file-entry>'),
        },
      ],
    }),
    'odt',
    'encrypted',
  ],
  ['a PGP message', '-----BEGIN PGP MESSAGE-----\n\nabc', 'message', 'encrypted'],
  ['a PGP signature', '-----BEGIN PGP SIGNATURE-----\n\nabc', 'signature', 'no-text'],
  ['a CMS signature', bytes('\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02'), 'signature', 'no-text'],
  ['an encrypted CMS', bytes('\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03'), 'message', 'encrypted'],
  ['nothing', '', 'text', 'read'],
  ['noise', bytes('\x01\0\x9c\xfe\x13\x37\0\0'), 'unknown', 'unsupported'],
]

function encryptedWord(): Buffer {
  const file = makeWordDocument('x')
  // fEncrypted of the FIB, in the first sector after the header.
  file[512 + 11]! |= 0x01
  return file
}

describe('by content', () => {
  it.each(samples)('%s', async (_, content, type, readability) => {
    expect(await attachmentsOf([{ bytes: content }])).toMatchObject([{ type, readability }])
  })

  it('a script of Windows is text with a name', async () => {
    const [js, txt, com] = await attachmentsOf([
      { name: 'a.js', bytes: 'WScript.Echo(1)' },
      { name: 'a.txt', bytes: 'WScript.Echo(1)' },
      { name: 'a.com', bytes: bytes('\xb4\x4c\xcd\x21\0') },
    ])
    expect([js?.type, txt?.type, com?.type]).toEqual(['script', 'text', 'executable'])
  })

  it('a PDF behind some octets, and a ZIP behind a picture', async () => {
    const pdf = Buffer.concat([bytes('\0rac\0'), await makePdf('Kế hoạch.')])
    const both = Buffer.concat([makePng(), makeZip([{ name: 'a.exe', bytes: makeExe() }])])
    const facts = await attachmentsOf([
      { name: 'a.pdf', bytes: pdf },
      { name: 'a.png', bytes: both },
    ])
    expect(facts.map(({ place, type, disguised }) => [place, type, disguised])).toEqual([
      ['attachment 1', 'pdf', false],
      ['attachment 2', 'archive', true],
      ['attachment 2/1', 'executable', false],
    ])
  })
})

describe('disguises', () => {
  const honest: readonly EnclosedFile[] = [
    { name: 'a.exe', bytes: makeExe() },
    { name: 'a.docx', bytes: makeDocx('x') },
    { name: 'a.doc', bytes: '{\\rtf1 x}' },
    { name: 'a.xls', bytes: '<html><table>' },
    { name: 'a.py', bytes: '#!/usr/bin/python', declared: 'text/x-python' },
    { name: 'a.zip', bytes: makeZip([]), declared: 'application/zip' },
    { name: 'khong-biet', bytes: makePng(), declared: 'image/png' },
  ]
  it.each(honest)('$name is what it says', async file => {
    expect((await attachmentsOf([file]))[0]).toMatchObject({ disguised: false })
  })

  const hidden: readonly EnclosedFile[] = [
    { name: 'a.pdf', bytes: makeExe() },
    { name: 'a.pdf.exe', bytes: makeExe() },
    { name: 'a.exe', bytes: makeExe(), declared: 'application/pdf' },
    { name: 'a.txt', bytes: '#!/bin/sh' },
    { name: 'a.jpg', bytes: makeZip([text('a')]) },
    { name: 'a.jpg', bytes: makeDocx('x') },
    { name: 'a.zip', bytes: makeExe() },
    { name: 'a\u202efdp.js', bytes: 'x' },
  ]
  it.each(hidden)('$name of $declared is not', async file => {
    expect((await attachmentsOf([file]))[0]).toMatchObject({ disguised: true })
  })
})

describe('names', () => {
  it.each([
    ['only in the type', ['Content-Type: application/octet-stream; name="a.exe"']],
    [
      'another in the type',
      ['Content-Type: a/b; name="a.exe"', 'Content-Disposition: attachment; filename="a.pdf"'],
    ],
    [
      'another in the disposition',
      ['Content-Type: a/b; name="a.pdf"', 'Content-Disposition: attachment; filename="a.exe"'],
    ],
    ['in the form of RFC 2231', ["Content-Disposition: attachment; filename*=utf-8''a%2Eexe"]],
    ['behind another form', ["Content-Disposition: attachment; filename*=utf-8''a.pdf; filename=a.exe"]],
    [
      'in pieces',
      ['Content-Disposition: attachment; filename*0*=utf-8\'\'a%2E; filename*1="ex"; filename*2=e'],
    ],
    ['in encoded words', ['Content-Disposition: attachment; filename="=?utf-8?b?YS5l?= =?utf-8?b?eGU=?="']],
    ['twice', ['Content-Disposition: attachment; filename=a.pdf; filename=a.exe']],
  ])('%s', async (_, header) => {
    expect(await attachmentsOf([{ header, bytes: 'x' }])).toMatchObject([
      { runnableName: true, filename: 'a.exe' },
    ])
  })
})

describe('archives', () => {
  it('tell names under a password', async () => {
    const made = makeEncryptedZip('[MẬT] ke hoach.docx', 'x')
    const { stamps, attachments } = await findingsOf(letterWith([{ name: 'a.zip', bytes: made }]))
    expect(attachments).toMatchObject([
      { place: 'attachment 1', type: 'archive', readability: 'encrypted' },
      { place: 'attachment 1/1', filename: '[MẬT] ke hoach.docx', readability: 'encrypted' },
    ])
    expect(stamps).toMatchObject([{ place: 'attachment 1/1', level: 'mat' }])
  })

  it('of unzip and ours agree on a password', () => {
    const directory = mkdtempSync(join(tmpdir(), 'congvu-zip-'))
    try {
      const file = join(directory, 'a.zip')
      writeFileSync(file, makeEncryptedZip('a.txt', 'Nội dung'))
      const script =
        'import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read("a.txt", b"matkhau"))'
      expect(execFileSync('python3', ['-c', script, file]).toString()).toBe('Nội dung')
    } finally {
      rmSync(directory, { recursive: true })
    }
  })

  it('of both readings: entries that the directory leaves out count, too', async () => {
    const first = makeZip([{ name: 'an.exe', bytes: makeExe() }])
    const second = makeZip([{ name: 'hien.txt', bytes: Buffer.from('x') }])
    const facts = await attachmentsOf([{ bytes: Buffer.concat([first, second]) }])
    expect(facts.map(fact => fact.filename).sort()).toEqual(['', 'an.exe', 'hien.txt'])
  })

  it('tell names in RAR', async () => {
    // Version 4: marker, main header, one stored file.
    const rar4 = Buffer.concat([
      bytes('Rar!\x1a\x07\0\0\0\x73\0\0\x0d\0\0\0\0\0\0\0'),
      bytes('\0\0\x74\x04\0\x25\0\x01\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\x1d\x30\x05\0\0\0\0\0a.exex'),
    ])
    expect(await attachmentsOf([{ bytes: rar4 }])).toMatchObject([
      { type: 'archive', readability: 'encrypted' },
      { filename: 'a.exe', readability: 'encrypted', runnableName: true },
    ])
    // Version 5: marker, main header, one file.
    const rar5 = bytes('Rar!\x1a\x07\x01\0\0\0\0\0\x03\x01\0\0\0\0\0\0\x0c\x02\x02\x01\0\x01\0\0\0\x05a.exex')
    expect(await attachmentsOf([{ bytes: rar5 }])).toMatchObject([
      { type: 'archive', readability: 'unsupported' },
      { filename: 'a.exe', readability: 'unsupported', runnableName: true },
    ])
  })

  it('keep names that lead elsewhere as names', async () => {
    const facts = await attachmentsOf([{ bytes: makeZip([text('../../etc/passwd')]) }])
    expect(facts.map(fact => fact.filename)).toEqual(['', '../../etc/passwd'])
  })

  it('cut short give what is there', async () => {
    const made = makeZip([text('a.txt'), { name: 'b.txt', bytes: Buffer.from('noi dung '.repeat(99)) }])
    const cut = made.subarray(0, made.indexOf('b.txt') + 10)
    expect(await attachmentsOf([{ bytes: cut }])).toMatchObject([
      { type: 'archive', readability: 'read' },
      { filename: 'a.txt', readability: 'read' },
      { filename: 'b.txt', readability: 'damaged' },
    ])
  })
})

it('reads the macros of an old document', async () => {
  const made = makeCompoundFile([
    ['WordDocument', Buffer.alloc(600)],
    ['Macros/PROJECT', Buffer.from('x')],
  ])
  expect(await attachmentsOf([{ bytes: made }])).toMatchObject([{ type: 'ole', macros: true }])
})

/** Where a text may stand in a letter: every place is read, whatever the format. */
import { execFileSync } from 'node:child_process'
import { gzipSync } from 'node:zlib'
import iconv from 'iconv-lite'
import forge from 'node-forge'
import { describe, expect, it } from 'vitest'
import type { AttachmentType } from '../../src/documents/facts.ts'
import {
  makeDocx,
  makeOdt,
  makePdf,
  makeScanPdf,
  makeXlsx,
  makeZip,
  wordParagraphs,
  wordPart,
} from '../support/attachments.ts'
import { selfSigned } from '../support/certificate.ts'
import { makeCompoundFile, makeWordDocument } from './compound.ts'
import { type EnclosedFile, findingsOf, letterWith } from './support.ts'

const stamped = 'ỦY BAN NHÂN DÂN\nMẬT\nSố: 15/CT-TTg\nKế hoạch năm 2026.'

async function reading(file: EnclosedFile) {
  const { stamps, documents, attachments } = await findingsOf(letterWith([file]))
  return {
    stamps: stamps.map(stamp => `${stamp.level} ${stamp.place}`),
    documents: documents.map(({ number, notation, place }) => `${number}/${notation} ${place}`),
    types: attachments.map(({ type, readability }) => `${type} ${readability}`),
  }
}

const found = (type: AttachmentType) => ({
  stamps: ['mat attachment 1'],
  documents: ['15/CT-TTg attachment 1'],
  types: [`${type} read`],
})

describe('a stamp and a number are found in', () => {
  const html = stamped
    .split('\n')
    .map(line => `<p>${line}</p>`)
    .join('')
  const rtf = (text: string) =>
    `{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 MẬT;}}${[...text]
      .map(char => (char === '\n' ? '\\par ' : char > '\x7f' ? `\\u${char.charCodeAt(0)}?` : char))
      .join('')}}`
  const files: readonly (readonly [
    string,
    AttachmentType,
    () => EnclosedFile['bytes'] | Promise<Uint8Array>,
  ])[] = [
    ['a text in UTF-8', 'text', () => stamped],
    ['a text in UTF-16 with its mark', 'text', () => Buffer.from(`\ufeff${stamped}`, 'utf16le')],
    ['a text in UTF-16 without a mark', 'text', () => Buffer.from(stamped, 'utf16le')],
    ['a text in TCVN 5712', 'text', () => iconv.encode(stamped, 'tcvn')],
    ['HTML', 'html', () => `<html><head><title>x</title></head><body>${html}</body></html>`],
    ['hidden HTML', 'html', () => `<div style="display:none">${html}</div>`],
    ['a PDF', 'pdf', () => makePdf(stamped)],
    ['the last page of a PDF', 'pdf', () => makePdf(`Trang một.\f${stamped}`)],
    ['a DOCX', 'docx', () => makeDocx(stamped)],
    ['an XLSX', 'xlsx', () => makeXlsx(stamped)],
    ['an ODT', 'odt', () => makeOdt(stamped)],
    ['RTF', 'rtf', () => rtf(stamped)],
    ['an old Word document', 'ole', () => makeWordDocument(stamped)],
    [
      'an old workbook',
      'ole',
      () =>
        makeCompoundFile([
          ['Workbook', Buffer.from(`\0\0\0\0${stamped.replaceAll('\n', '\u0001')}`, 'utf16le')],
        ]),
    ],
    ['a calendar', 'calendar', () => `BEGIN:VCALENDAR\n${stamped}\nEND:VCALENDAR`],
    [
      'Word 2003 XML',
      'text',
      () => `<?xml version="1.0"?><w:wordDocument>${wordParagraphs(stamped)}</w:wordDocument>`,
    ],
    [
      'an SVG picture',
      'image',
      () =>
        `<svg>${stamped
          .split('\n')
          .map(line => `<text>${line}</text>`)
          .join('')}</svg>`,
    ],
    ['a script', 'script', () => `#!/bin/sh\n${stamped}`],
  ]
  it.each(files)('%s', async (_, type, make) => {
    expect(await reading({ bytes: await make() })).toEqual(found(type))
  })

  it('text set in .VnTime, in DOCX and RTF', async () => {
    const vnTime = iconv.encode('Số: 15/CT-TTg\nMẬT\nNgày lễ ủy ban nhân dân', 'tcvn').toString('latin1')
    expect((await reading({ bytes: makeDocx(vnTime) })).stamps).toEqual(['mat attachment 1'])
    const escaped = vnTime
      .replaceAll('\n', '\\par ')
      .replace(/[\x80-\xff]/g, char => `\\'${char.charCodeAt(0).toString(16)}`)
    expect((await reading({ bytes: `{\\rtf1\\ansi ${escaped}}` })).stamps).toEqual(['mat attachment 1'])
  })
})

describe('DOCX', () => {
  it('reads fonts that show capitals for small letters', async () => {
    const run = `<w:r><w:rPr><w:rFonts w:ascii=".VnTimeH" w:hAnsi=".VnTimeH"/></w:rPr><w:t>${iconv.encode('mật', 'tcvn').toString('latin1')}</w:t></w:r>`
    const bytes = makeDocx('', {
      parts: [
        { name: 'word/document.xml', bytes: Buffer.from(`<w:document><w:p>${run}</w:p></w:document>`) },
      ],
    })
    expect((await reading({ bytes })).stamps).toEqual(['mat attachment 1'])
  })

  it.each(['header1', 'footer2', 'footnotes', 'endnotes', 'comments', 'glossary/document'])(
    'reads %s.xml',
    async part => {
      const bytes = makeDocx('Kế hoạch.', {
        parts: [{ name: `word/${part}.xml`, bytes: wordPart('hdr', 'MẬT') }],
      })
      expect((await reading({ bytes })).stamps).toEqual(['mat attachment 1'])
    },
  )

  it('reads the fonts of VNI', async () => {
    const run =
      '<w:r><w:rPr><w:rFonts w:ascii="VNI-Times"/></w:rPr><w:t>Soá: 15/CT-TTg, Ñöôøng ñieän, kyõ sö, naêm</w:t></w:r><w:br/><w:r><w:rPr><w:rFonts w:ascii="VNI-Times"/></w:rPr><w:t>MAÄT</w:t></w:r>'
    const bytes = makeDocx('', {
      parts: [
        { name: 'word/document.xml', bytes: Buffer.from(`<w:document><w:p>${run}</w:p></w:document>`) },
      ],
    })
    expect(await reading({ bytes })).toMatchObject({
      stamps: ['mat attachment 1'],
      documents: ['15/CT-TTg, attachment 1'],
    })
  })

  it.each([
    ['a watermark', 'word/header1.xml', '<v:textpath string="MẬT"/>'],
    ['its title', 'docProps/core.xml', '<dc:title>MẬT</dc:title>'],
    ['a property of its own', 'docProps/custom.xml', '<property><vt:lpwstr>MẬT</vt:lpwstr></property>'],
  ])('reads %s, and nobody else', async (_, name, xml) => {
    const bytes = makeDocx('Kế hoạch.', { parts: [{ name, bytes: Buffer.from(`<x>${xml}</x>`) }] })
    expect((await reading({ bytes })).stamps).toEqual(['mat attachment 1'])
    const author = Buffer.from('<x><dc:creator>MẬT</dc:creator></x>')
    const signed = makeDocx('Kế hoạch.', { parts: [{ name: 'docProps/core.xml', bytes: author }] })
    expect((await reading({ bytes: signed })).stamps).toEqual([])
  })

  it('joins the runs of a paragraph, and shows capitals as they are shown', async () => {
    const run = (text: string, properties = '') => `<w:r><w:rPr>${properties}</w:rPr><w:t>${text}</w:t></w:r>`
    const body = `<w:p>${run('M')}${run('ẬT')}</w:p><w:p>${run('tối mật', '<w:caps/>')}</w:p><w:p>${run('tuyệt mật', '<w:caps w:val="0"/>')}</w:p>`
    const bytes = makeDocx('', {
      parts: [{ name: 'word/document.xml', bytes: Buffer.from(`<w:document>${body}</w:document>`) }],
    })
    expect((await reading({ bytes })).stamps).toEqual(['mat attachment 1', 'toi-mat attachment 1'])
  })

  it('opens what is embedded, and sees macros', async () => {
    const bytes = makeDocx('Kế hoạch.', {
      parts: [
        { name: 'word/embeddings/sheet1.xlsx', bytes: makeXlsx('MẬT') },
        { name: 'word/vbaProject.bin', bytes: makeCompoundFile([['VBA/dir', Buffer.from('x')]]) },
      ],
    })
    const { stamps, attachments } = await findingsOf(letterWith([{ bytes }]))
    expect(stamps.map(stamp => stamp.place)).toEqual(['attachment 1/1'])
    expect(attachments.map(({ type, macros }) => [type, macros])).toEqual([
      ['docx', true],
      ['xlsx', false],
    ])
  })

  it('without text but with a picture is a scan', async () => {
    const bytes = makeDocx('', { parts: [{ name: 'word/media/image1.png', bytes: Buffer.from('x') }] })
    expect((await reading({ bytes })).types).toEqual(['docx image-only'])
  })
})

describe('XLSX', () => {
  it('keeps rows, cells and inline strings, on hidden sheets, too', async () => {
    const sheet = `<worksheet><sheetData><row><c t="inlineStr"><is><t>MẬT</t></is></c></row><row><c t="str"><f>A1</f><v>TỐI MẬT</v></c></row></sheetData><headerFooter><oddHeader>&amp;CTUYỆT MẬT&amp;R1</oddHeader></headerFooter></worksheet>`
    const bytes = makeXlsx('Tên\tChức vụ', {
      parts: [{ name: 'xl/worksheets/sheet2.xml', bytes: Buffer.from(sheet) }],
    })
    expect((await reading({ bytes })).stamps).toEqual([
      'mat attachment 1',
      'toi-mat attachment 1',
      'tuyet-mat attachment 1',
    ])
  })
})

describe('PDF', () => {
  it('counts pages and sees a signature', async () => {
    const signed = await makePdf('Số: 15/CT-TTg\fTrang hai', { signed: true })
    const { documents } = await findingsOf(
      letterWith([{ bytes: signed }, { bytes: await makePdf('Số: 16/CT-TTg') }]),
    )
    expect(documents.map(({ number, signed, pages }) => ({ number, signed, pages }))).toEqual([
      { number: '15', signed: true, pages: 2 },
      { number: '16', signed: false, pages: 1 },
    ])
  })

  it('sees a signature in DOCX, too', async () => {
    const bytes = makeDocx('Số: 15/CT-TTg', {
      parts: [{ name: '_xmlsignatures/sig1.xml', bytes: Buffer.from('<Signature/>') }],
    })
    expect((await findingsOf(letterWith([{ bytes }]))).documents).toMatchObject([
      { signed: true, pages: null },
    ])
  })

  it('tells pictures alone, passwords and damage', async () => {
    const secret = await makePdf('MẬT', { password: 'khongbiet' })
    expect((await reading({ bytes: await makeScanPdf() })).types).toEqual(['pdf image-only'])
    expect((await reading({ bytes: secret })).types).toEqual(['pdf encrypted'])
    expect((await reading({ bytes: '%PDF-1.7\nkhông có gì' })).types).toEqual(['pdf damaged'])
  })

  it('opens files inside', async () => {
    const bytes = await makePdf('Kế hoạch.', { files: [{ name: 'kem theo.docx', bytes: makeDocx('MẬT') }] })
    expect(await reading({ bytes })).toEqual({
      stamps: ['mat attachment 1/1'],
      documents: [],
      types: ['pdf read', 'docx read'],
    })
  })
})

describe('containers', () => {
  const docx = makeDocx(stamped)
  it('opens ZIP in ZIP, gzip and tar, and names every place', async () => {
    const inner = makeZip([{ name: 'ke hoach.docx', bytes: docx }])
    const outer = makeZip([
      { name: 'a.txt', bytes: Buffer.from('a') },
      { name: 'trong.zip', bytes: inner },
    ])
    const { stamps, attachments } = await findingsOf(letterWith([{ name: 'ho-so.zip', bytes: outer }]))
    expect(stamps.map(stamp => stamp.place)).toEqual(['attachment 1/2/1'])
    expect(attachments.map(({ place, filename, type }) => [place, filename, type])).toEqual([
      ['attachment 1', 'ho-so.zip', 'archive'],
      ['attachment 1/1', 'a.txt', 'text'],
      ['attachment 1/2', 'trong.zip', 'archive'],
      ['attachment 1/2/1', 'ke hoach.docx', 'docx'],
    ])
  })

  it('opens a tar archive in gzip', async () => {
    const tar = execFileSync('tar', ['-c', '--format=gnu', '-O', 'config/document-kinds.csv'])
    const { attachments } = await findingsOf(letterWith([{ name: 'kinds.tgz', bytes: gzipSync(tar) }]))
    expect(attachments.map(({ filename, type, readability }) => [filename, type, readability])).toEqual([
      ['kinds.tgz', 'archive', 'read'],
      ['kinds.tar', 'archive', 'read'],
      ['config/document-kinds.csv', 'text', 'read'],
    ])
  })

  it('reads messages inside: forwarded, as a file, and encoded against the standard', async () => {
    const inside = letterWith([{ name: 'a.docx', bytes: docx }], 'TỐI MẬT')
    for (const header of [
      ['Content-Type: message/rfc822'],
      ['Content-Type: application/octet-stream; name="thu.eml"'],
    ])
      expect(await reading({ bytes: inside, header })).toEqual({
        stamps: ['toi-mat attachment 1', 'mat attachment 1/1'],
        documents: ['15/CT-TTg attachment 1/1'],
        types: ['message read', 'docx read'],
      })
    const forwarded = Buffer.concat([
      Buffer.from(
        'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n',
      ),
      inside,
      Buffer.from('\r\n--b--\r\n'),
    ])
    const { stamps } = await findingsOf(forwarded)
    expect(stamps.map(stamp => stamp.place)).toEqual(['attachment 1', 'attachment 1/1'])
  })

  it('reads a message of Outlook with its files', async () => {
    const text = (value: string) => Buffer.from(value, 'utf16le')
    const bytes = makeCompoundFile([
      ['__properties_version1.0', Buffer.alloc(32)],
      ['__substg1.0_0037001F', text('Gửi tài liệu')],
      ['__substg1.0_1000001F', text('Kính gửi.\nMẬT')],
      ['__attach_version1.0_#00000000/__substg1.0_3707001F', text('ke hoach.docx')],
      ['__attach_version1.0_#00000000/__substg1.0_37010102', docx],
    ])
    expect(await reading({ name: 'thu.msg', bytes })).toEqual({
      stamps: ['mat attachment 1', 'mat attachment 1/1'],
      documents: ['15/CT-TTg attachment 1/1'],
      types: ['message read', 'docx read'],
    })
  })
})

describe('S/MIME', () => {
  const signed = (detached: boolean) => {
    const { key, cert } = selfSigned('vanthu.caobang.gov.vn')
    const message = forge.pkcs7.createSignedData()
    const entity = 'Content-Type: text/plain; charset=utf-8\r\n\r\nSố: 15/CT-TTg\r\nMẬT\r\n'
    message.content = forge.util.createBuffer(entity, 'utf8')
    message.addCertificate(cert)
    message.addSigner({
      key,
      certificate: cert,
      digestAlgorithm: forge.pki.oids.sha256!,
    })
    message.sign({ detached })
    return Buffer.from(forge.asn1.toDer(message.toAsn1()).getBytes(), 'latin1')
  }

  it('reads what a signature encloses', async () => {
    expect(await reading({ name: 'smime.p7m', bytes: signed(false) })).toEqual(found('message'))
  })

  it('in pieces of indefinite length, too', async () => {
    const pieces = [
      ...Buffer.from('Content-Type: text/plain; charset=utf-8\r\n\r\nMẬT\r\n').toString('latin1'),
    ]
      .map(octet => `\x04\x01${octet}`)
      .join('')
    const ber = `0\x80\x06\x09*\x86H\x86\xf7\r\x01\x07\x02\xa0\x800\x80\x02\x01\x011\x000\x80\x06\x09*\x86H\x86\xf7\r\x01\x07\x01\xa0\x80$\x80${pieces}${'\0'.repeat(12)}`
    expect((await reading({ bytes: Buffer.from(ber, 'latin1') })).stamps).toEqual(['mat attachment 1'])
  })

  it('takes a detached signature for what it is', async () => {
    expect((await reading({ name: 'smime.p7s', bytes: signed(true) })).types).toEqual(['signature no-text'])
  })
})

describe('the letter itself', () => {
  it('both alternatives count for stamps, and a document is told once', async () => {
    const letter = (plain: string, html: string) =>
      Buffer.from(
        `Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${plain}\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${html}\r\n--b--\r\n`,
      )
    const { stamps } = await findingsOf(letter('Kính gửi.', '<p>Kính gửi.</p><p>MẬT</p>'))
    expect(stamps).toMatchObject([{ place: 'body', level: 'mat', line: 2 }])
    const { documents } = await findingsOf(letter('Số: 1/A', '<p>Số: 1/A</p>'))
    expect(documents).toHaveLength(1)
  })

  it('reads names of attachments as texts', async () => {
    const { stamps } = await findingsOf(
      letterWith([
        { name: '[MẬT] ke hoach.docx', bytes: 'x' },
        { name: 'TỐI MẬT - kế hoạch.pdf', bytes: 'x' },
        { name: 'mat khau.txt', bytes: 'x' },
      ]),
    )
    expect(stamps.map(stamp => `${stamp.level} ${stamp.place}`)).toEqual([
      'mat attachment 1',
      'toi-mat attachment 2',
    ])
  })

  it('sorts documents, topics once a place, and names the service of a sign-up', async () => {
    const header = Buffer.from(
      'Subject: Xác nhận đăng ký shopee Số: 3/B\r\n\r\nSố: 2/A\nĐơn tố cáo\nĐơn tố cáo',
    )
    const { documents, topics, signUp } = await findingsOf(header)
    expect(documents.map(({ place, number }) => `${place} ${number}`)).toEqual(['body 2', 'subject 3'])
    expect(topics).toEqual([{ topic: 'complaint', place: 'body' }])
    expect(signUp).toBe('shopee')
  })
})

import { gzipSync, zstdCompressSync } from 'node:zlib'
import {
  makeDocx,
  makeExe,
  makeOdt,
  makePdf,
  makeXlsx,
  makeZip,
  wordPart,
} from '../../support/attachments.ts'
import { base64, enclosing, file, greeting, latin1, multipart, part, plainText } from '../raw.ts'
import { asProgram, asSecret, asUnreadable, type Caught, type Family } from './evasion.ts'

const xml = (text: string) => Buffer.from(`<?xml version="1.0"?>${text}`)

const inFile = (how: string, name: string, bytes: Uint8Array | string, outcome: Caught = asSecret) => ({
  how,
  letter: enclosing(file(name, bytes)),
  outcome,
})

const inWord = (how: string, name: string, bytes: Uint8Array) =>
  inFile(how, 'bao-cao.docx', makeDocx('Báo cáo tình hình', { parts: [{ name, bytes }] }))

const inSheet = (how: string, name: string, bytes: Uint8Array) =>
  inFile(how, 'bieu.xlsx', makeXlsx('STT\tĐơn vị', { parts: [{ name, bytes }] }))

const inOpenText = (how: string, name: string, bytes: Uint8Array) =>
  inFile(how, 'bao-cao.odt', makeOdt('Báo cáo', { parts: [{ name, bytes }] }))

const inner = part(['From: a@b.vn', 'Subject: Fwd', 'MIME-Version: 1.0'], '')
const message = Buffer.concat([
  inner.subarray(0, -2),
  multipart('mixed', [greeting, file('a.docx', makeDocx('MẬT\nBáo cáo'))], 'trong'),
])

/** winmail.dat of Outlook: attributes of [level, id, type], data. */
function tnef(attributes: readonly (readonly [level: number, id: number, data: Buffer])[]): Buffer {
  return Buffer.concat([
    Buffer.from([0x78, 0x9f, 0x3e, 0x22, 1, 0]),
    ...attributes.map(([level, id, data]) => {
      const head = Buffer.alloc(9)
      head[0] = level
      head.writeUInt32LE(id, 1)
      head.writeUInt32LE(data.length, 5)
      const sum = Buffer.alloc(2)
      sum.writeUInt16LE(data.reduce((total, octet) => total + octet, 0) & 0xffff)
      return Buffer.concat([head, data, sum])
    }),
  ])
}

const attached = (name: string, bytes: Uint8Array) =>
  [
    [2, 0x00069002, Buffer.alloc(14)],
    [2, 0x00018010, Buffer.from(`${name}\0`)],
    [2, 0x0006800f, Buffer.from(bytes)],
  ] as const

const pdf = (how: string, objects: string, outcome: Caught = asSecret) =>
  inFile(how, 'a.pdf', rawPdf(objects), outcome)

/** A page with a word on it; `more` are further entries of the catalogue, then objects from 6 on. */
function rawPdf(more: string): Buffer {
  const [catalogue, ...objects] = more.split('\f')
  return Buffer.from(
    [
      '%PDF-1.7',
      `1 0 obj <</Type /Catalog /Pages 2 0 R ${catalogue}>> endobj`,
      '2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj',
      `3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R /Annots [7 0 R] /Resources <</Font <</F 5 0 R>>>>>> endobj`,
      '4 0 obj <</Length 110>> stream',
      'BT /F 12 Tf 10 100 Td (Bao cao tinh hinh chung cua don vi trong thang muoi mot nam nay gui cac dong chi.) Tj ET',
      'endstream endobj',
      '5 0 obj <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>> endobj',
      ...objects,
      'trailer <</Root 1 0 R /Info 6 0 R>>',
      '%%EOF',
    ].join('\n'),
  )
}

/** The last page is an object of another kind. */
function withBrokenPage(pdf: Buffer): Buffer {
  const text = pdf.toString('latin1')
  const at = text.lastIndexOf('<<\n/Type /Page\n')
  return latin1(`${text.slice(0, at)}4 %${text.slice(at + 3)}`)
}

/** UTF-16 in hexadecimal digits, as PDF writes text. */
const hex = (text: string) => `<FEFF${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`

export const insideFiles: Family = {
  title: 'Chỗ khuất bên trong tệp',
  evasions: [
    inWord(
      'hình mờ (watermark) của DOCX',
      'word/header1.xml',
      xml(
        '<w:hdr xmlns:w="w" xmlns:v="v"><w:p><w:r><w:pict><v:shape><v:textpath style="font-size:1pt" string="TUYỆT MẬT"/></v:shape></w:pict></w:r></w:p></w:hdr>',
      ),
    ),
    inWord(
      'đoạn HTML chèn (altChunk) trong DOCX',
      'word/afchunk.htm',
      Buffer.from('<html><body><p>TUYỆT MẬT</p></body></html>'),
    ),
    inWord(
      'đoạn MHT chèn (altChunk) trong DOCX',
      'word/afchunk.mht',
      part(
        ['MIME-Version: 1.0', 'Content-Type: text/html; charset=utf-8', 'Content-Transfer-Encoding: base64'],
        base64('<p>TUYỆT MẬT</p>'),
      ),
    ),
    inWord(
      'thuộc tính tiêu đề của DOCX',
      'docProps/core.xml',
      xml('<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:title>TUYỆT MẬT</dc:title></cp:coreProperties>'),
    ),
    inWord(
      'thuộc tính riêng của DOCX',
      'docProps/custom.xml',
      xml('<Properties><property name="DoMat"><vt:lpwstr>TUYỆT MẬT</vt:lpwstr></property></Properties>'),
    ),
    inFile(
      'phần chính của DOCX mang tên ảnh',
      'bao-cao.docx',
      makeDocx('Báo cáo', {
        parts: [
          {
            name: '[Content_Types].xml',
            bytes: xml(
              '<Types><Override PartName="/word/media/image1.png" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
            ),
          },
          { name: 'word/media/image1.png', bytes: wordPart('document', 'TUYỆT MẬT') },
        ],
      }),
    ),
    inWord('chú thích cuối trang của DOCX', 'word/footnotes.xml', wordPart('footnotes', 'TUYỆT MẬT')),
    inWord('DOCX trong DOCX', 'word/embeddings/Microsoft_Word_Document.docx', makeDocx('MẬT\nBáo cáo')),
    inWord(
      'phông VNI trong DOCX',
      'word/document.xml',
      xml(
        '<w:document xmlns:w="w"><w:body><w:p><w:r><w:rPr><w:rFonts w:ascii="VNI-Times"/></w:rPr><w:t>TUYEÄT MAÄT</w:t></w:r></w:p></w:body></w:document>',
      ),
    ),
    inSheet(
      'tên trang tính',
      'xl/workbook.xml',
      xml('<workbook><sheets><sheet name="TUYỆT MẬT" sheetId="1"/></sheets></workbook>'),
    ),
    inSheet(
      'tiêu đề biểu đồ',
      'xl/charts/chart1.xml',
      xml('<c:chartSpace><c:title><a:p><a:r><a:t>TUYỆT MẬT</a:t></a:r></a:p></c:title></c:chartSpace>'),
    ),
    inSheet(
      'nhãn trục biểu đồ',
      'xl/charts/chart1.xml',
      xml(
        '<c:chartSpace><c:cat><c:strCache><c:pt idx="0"><c:v>TUYỆT MẬT</c:v></c:pt></c:strCache></c:cat></c:chartSpace>',
      ),
    ),
    inSheet(
      'lời nhắc của ô nhập liệu',
      'xl/worksheets/sheet1.xml',
      xml(
        '<worksheet><sheetData/><dataValidations><dataValidation promptTitle="TUYỆT MẬT" prompt="x"/></dataValidations></worksheet>',
      ),
    ),
    inSheet(
      'ghi chú của ô',
      'xl/comments1.xml',
      xml('<comments><commentList><comment><text><t>TUYỆT MẬT</t></text></comment></commentList></comments>'),
    ),
    inOpenText(
      'ghi chú bên lề của ODT',
      'content.xml',
      xml(
        '<office:document-content><office:body><office:text><text:p>Báo cáo<office:annotation><dc:creator>a</dc:creator><text:p>TUYỆT MẬT</text:p></office:annotation></text:p></office:text></office:body></office:document-content>',
      ),
    ),
    inOpenText(
      'thuộc tính tiêu đề của ODT',
      'meta.xml',
      xml(
        '<office:document-meta><office:meta><dc:title>TUYỆT MẬT</dc:title></office:meta></office:document-meta>',
      ),
    ),
    inOpenText(
      'tên bảng của ODS',
      'content.xml',
      xml(
        '<office:document-content><office:spreadsheet><table:table table:name="TUYỆT MẬT"/></office:spreadsheet></office:document-content>',
      ),
    ),
    pdf(
      'dấu trang (outline) của PDF',
      `/Outlines 8 0 R\f8 0 obj <</First 9 0 R /Last 9 0 R /Count 1>> endobj\f9 0 obj <</Title ${hex('TUYỆT MẬT')} /Parent 8 0 R /Dest [3 0 R /Fit]>> endobj`,
    ),
    pdf('thuộc tính tiêu đề của PDF', `\f6 0 obj <</Title ${hex('TUYỆT MẬT')}>> endobj`),
    pdf(
      'ghi chú chồng lên trang PDF',
      `\f7 0 obj <</Type /Annot /Subtype /FreeText /Rect [0 0 100 20] /DA (/F 12 Tf) /Contents ${hex('TUYỆT MẬT')}>> endobj`,
    ),
    pdf(
      'ô nhập của biểu mẫu PDF',
      `/AcroForm <</Fields [7 0 R]>>\f7 0 obj <</Type /Annot /Subtype /Widget /FT /Tx /T (a) /Rect [0 0 100 20] /V ${hex('TUYỆT MẬT')}>> endobj`,
    ),
    {
      how: 'PDF có trang sau hỏng',
      letter: makePdf('TUYỆT MẬT\fPhụ lục').then(bytes => enclosing(file('a.pdf', withBrokenPage(bytes)))),
      outcome: asSecret,
    },
    {
      how: 'tệp DOCX đính trong PDF',
      letter: makePdf('Báo cáo tình hình', {
        files: [{ name: 'a.docx', bytes: makeDocx('MẬT\nBáo cáo') }],
      }).then(bytes => enclosing(file('a.pdf', bytes))),
      outcome: asSecret,
    },
    inFile('DOCX nén gzip', 'bao-cao.docx.gz', gzipSync(makeDocx('MẬT\nBáo cáo'))),
    inFile('DOCX nén gzip hai lần', 'bao-cao.gz', gzipSync(gzipSync(makeDocx('MẬT\nBáo cáo')))),
    inFile('thư EML trong ZIP, trong có tệp DOCX', 'thu.zip', makeZip([{ name: 'thu.eml', bytes: message }])),
    inFile(
      'trang MHT',
      'trang.mht',
      part(
        ['MIME-Version: 1.0', 'Content-Type: multipart/related; boundary="m"'],
        `--m\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>TUY=E1=BB=86T M=\r\n=E1=BA=ACT</p>\r\n--m--\r\n`,
      ),
    ),
    inFile('winmail.dat có văn bản mật', 'winmail.dat', tnef(attached('a.docx', makeDocx('MẬT\nBáo cáo')))),
    inFile('winmail.dat có chương trình', 'winmail.dat', tnef(attached('a.exe', makeExe())), asProgram),
    inFile(
      'winmail.dat có tiêu đề mật',
      'winmail.dat',
      tnef([[1, 0x00018004, Buffer.from('[TUYET MAT] Bao cao\0')]]),
    ),
    inFile('đầu trang của RTF', 'a.rtf', '{\\rtf1\\ansi{\\header TUY\\u7878?T M\\u7852?T\\par}Bao cao}'),
    inFile(
      'bảng tính XML 2003',
      'a.xls',
      '<?xml version="1.0"?><Workbook><Worksheet><Table><Row><Cell><Data>TUYỆT MẬT</Data></Cell></Row></Table></Worksheet></Workbook>',
    ),
    inFile('CSV ngăn bằng chấm phẩy, có nháy', 'bieu.csv', '\ufeff"TUYỆT MẬT";;\r\nSTT;Đơn vị;Số\r\n'),
    inFile('tệp nén zstd', 'a.txt.zst', zstdCompressSync(Buffer.from('TUYỆT MẬT')), asUnreadable),
    inFile(
      'tệp BinHex',
      'a.hqx',
      '(This file must be converted with BinHex 4.0)\r\n\r\n:$f*TEQKPH#jdH(3!N!-#6N\r\n',
      asUnreadable,
    ),
    {
      how: 'mảnh thư message/partial',
      letter: enclosing(
        part(['Content-Type: message/partial; id="a@b"; number=1; total=2'], plainText('TUYỆT')),
      ),
      outcome: asUnreadable,
    },
  ],
}

/** Words of the province's mail, the charsets it was written in over the years, and files as letters carry them. */
import { crc32, deflateRawSync } from 'node:zlib'
import iconv from 'iconv-lite'
import type { Random } from './random.ts'

export const people = [
  'Nguyễn Thị Hạnh',
  'Hoàng Văn Thụ',
  'Nông Đức Mạnh',
  'Lục Thị Bích Ngọc',
  'Đàm Quang Trung',
  'Bế Văn Đàn',
  'Triệu Thị Mỹ Duyên',
  'Hứa Viết Cường',
] as const

export const agencies = [
  ['sokhcn', 'Sở Khoa học và Công nghệ'],
  ['soyt', 'Sở Y tế'],
  ['sotc', 'Sở Tài chính'],
  ['sogddt', 'Sở Giáo dục và Đào tạo'],
  ['vpubnd', 'Văn phòng Ủy ban nhân dân tỉnh Cao Bằng'],
  ['trungkhanh', 'Ủy ban nhân dân xã Trùng Khánh'],
  ['quanguyen', 'Ủy ban nhân dân xã Quảng Uyên'],
] as const

export const subjects = [
  'Công văn số 1523/UBND-NC về việc tăng cường sử dụng thư điện tử công vụ',
  'Chỉ thị 15/CT-UBND về đẩy mạnh chuyển đổi số',
  'Giấy mời họp giao ban tháng 11 năm 2026',
  'Báo cáo kết quả cải cách hành chính quý III',
  'V/v phối hợp phòng, chống cháy rừng mùa hanh khô',
  'Quyết định số 87/QĐ-SKHCN về việc cử cán bộ đi học',
  'Hợp đồng mua sắm thiết bị tin học',
] as const

export const paragraphs = [
  'Kính gửi: Thủ trưởng các sở, ban, ngành và Chủ tịch UBND các xã, phường.',
  'Thực hiện Chỉ thị số 15/CT-UBND ngày 03 tháng 3 năm 2026 của Chủ tịch Ủy ban nhân dân tỉnh, đề nghị các cơ quan khẩn trương triển khai.',
  'Văn bản đính kèm có giá trị như bản gốc; đề nghị gửi báo cáo trước 16 giờ 30 phút ngày 25 hằng tháng.',
  'Mọi vướng mắc xin liên hệ Văn phòng Sở, điện thoại 0206 3852 xxx.',
  'Trân trọng cảm ơn sự phối hợp của quý cơ quan.',
] as const

export type Charset = 'utf-8' | 'windows-1258' | 'tcvn' | 'viscii'
export const charsets: readonly Charset[] = ['utf-8', 'windows-1258', 'tcvn', 'viscii']
/** The labels that mail carries for them. */
export const charsetLabels: Readonly<Record<Charset, string>> = {
  'utf-8': 'UTF-8',
  'windows-1258': 'windows-1258',
  tcvn: 'x-viet-tcvn5712',
  viscii: 'VISCII',
}

/** Marks that windows-1258 has only as combining characters. */
const tones = /[\u0300\u0301\u0303\u0309\u0323]/u

/** `text` in a charset. Windows-1258 writes the tone after the letter it belongs to. */
export function encode(text: string, charset: Charset): Buffer {
  if (charset === 'utf-8') return Buffer.from(text)
  if (charset !== 'windows-1258') return iconv.encode(text, charset)
  const letters = [...text.normalize('NFC')].map(letter => {
    const marks = [...letter.normalize('NFD')]
    const tone = marks.find(mark => tones.test(mark))
    if (tone === undefined || iconv.decode(iconv.encode(letter, 'cp1258'), 'cp1258') === letter) return letter
    return (
      marks
        .filter(mark => mark !== tone)
        .join('')
        .normalize('NFC') + tone
    )
  })
  return iconv.encode(letters.join(''), 'cp1258')
}

export function addressOf(person: string, agency: string): string {
  const plain = person.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd').replaceAll('Đ', 'D')
  return `${plain.toLowerCase().split(' ').join('.')}@${agency}.caobang.gov.vn`
}

export function bodyText(random: Random, lines: number): string {
  return `${Array.from({ length: lines }, () => random.pick(paragraphs)).join('\r\n')}\r\n`
}

export function base64Lines(bytes: Uint8Array): string {
  return (
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join('\r\n')
}

export function quotedPrintable(bytes: Uint8Array): string {
  const lines: string[] = []
  let line = ''
  for (const octet of bytes) {
    const char = String.fromCharCode(octet)
    const token = /[!-<>-~ ]/.test(char) ? char : `=${octet.toString(16).toUpperCase().padStart(2, '0')}`
    if (char === '\n') {
      lines.push(line.replace(/=0D$/, '').replace(/ $/, '=20'))
      line = ''
    } else {
      if (line.length + token.length > 75) {
        lines.push(`${line}=`)
        line = ''
      }
      line += token
    }
  }
  return [...lines, line].join('\r\n')
}

/** A PDF of one page that readers open, padded by a comment to about `sizeBytes`. */
export function pdf(title: string, sizeBytes: number): Buffer {
  const content = `BT /F1 14 Tf 72 720 Td (${title.replace(/[^\x20-\x7e]|[()\\]/g, '?')}) Tj ET`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ]
  let text = '%PDF-1.4\n'
  const offsets = objects.map((object, i) => {
    const offset = text.length
    text += `${i + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  if (sizeBytes > text.length) text += `%${' '.repeat(sizeBytes - text.length)}\n`
  const table = offsets.map(offset => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const end = `xref\n0 6\n0000000000 65535 f \n${table}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`
  return Buffer.from(text + end, 'latin1')
}

/** A DOCX with one paragraph: a zip of the three files that Word wants. */
export function docx(text: string): Buffer {
  const types =
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
  const rels =
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
  const document = `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:body></w:document>`
  return zip([
    ['[Content_Types].xml', types],
    ['_rels/.rels', rels],
    ['word/document.xml', document],
  ])
}

function zip(files: readonly (readonly [name: string, content: string])[]): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, content] of files) {
    const data = Buffer.from(content)
    const packed = deflateRawSync(data)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(crc32(data), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(data.length, 18)
    common.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed])
    const central = Buffer.alloc(14)
    central.writeUInt32LE(offset, 10)
    directory.push(
      Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, central, Buffer.from(name)]),
    )
    bodies.push(local)
    offset += local.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(files.length, 4)
  end.writeUInt16LE(files.length, 6)
  end.writeUInt32LE(central.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...bodies, central, Buffer.from('PK\x05\x06', 'latin1'), end])
}

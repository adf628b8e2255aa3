/**
 * The first letters of a development server. They are sent by an ordinary mail client library through the ports that
 * real clients use, so what the archive then shows is what the wire carried.
 */
import { createTransport, type SendMailOptions } from 'nodemailer'
import type { Endpoint } from './config/config.ts'
import type { SampleAccount } from './development.ts'

interface Ports {
  readonly mx: Endpoint
  readonly submissions: Endpoint
  /** PEM of the server's own certificate: the one authority these clients trust. */
  readonly certificate: string
  readonly hostname: string
}

/** Sends the letters one after the other; rejects when the server does not take one. */
export async function sendSampleLetters(ports: Ports, accounts: readonly SampleAccount[]): Promise<void> {
  const account = (local: string) => {
    const found = accounts.find(({ address }) => address.startsWith(`${local}@`))
    if (found === undefined) throw new Error(`there is no sample account ${local}`)
    return found
  }
  const [clerk, official, office] = [account('sonoivu'), account('annv.sokhcn'), account('sokhcn')]
  await submit(ports, clerk, betweenAgencies(clerk.address, office.address))
  await submit(ports, official, toFreeMail(official.address))
  await fromOutside(ports, fromCitizen(office.address))
  await fromOutside(ports, fromSector(office.address))
}

async function submit(ports: Ports, account: SampleAccount, letter: SendMailOptions): Promise<void> {
  const transport = createTransport({
    host: ports.submissions.host,
    port: ports.submissions.port,
    secure: true,
    tls: { ca: ports.certificate, servername: ports.hostname },
    auth: { user: account.address, pass: account.password },
  })
  try {
    await transport.sendMail(letter)
  } finally {
    transport.close()
  }
}

async function fromOutside(ports: Ports, letter: SendMailOptions): Promise<void> {
  const transport = createTransport({
    host: ports.mx.host,
    port: ports.mx.port,
    secure: false,
    tls: { ca: ports.certificate, servername: ports.hostname },
  })
  try {
    await transport.sendMail(letter)
  } finally {
    transport.close()
  }
}

function betweenAgencies(from: string, to: string): SendMailOptions {
  return {
    from: { name: 'Sở Nội vụ', address: from },
    to: { name: 'Sở Khoa học và Công nghệ', address: to },
    subject: '1245/SNV-CCHC V/v báo cáo tình hình sử dụng văn bản điện tử năm 2026',
    text: [
      'Kính gửi: Sở Khoa học và Công nghệ',
      '',
      'Thực hiện Chỉ thị 14/CT-UBND của Ủy ban nhân dân tỉnh, Sở Nội vụ đề nghị quý cơ quan báo cáo tình hình',
      'sử dụng văn bản điện tử năm 2026 trước ngày 15/12/2026. Công văn đính kèm.',
      '',
      'Trân trọng.',
    ].join('\n'),
    attachments: [
      {
        filename: '1245-SNV-CCHC.pdf',
        contentType: 'application/pdf',
        content: onePagePdf('So: 1245/SNV-CCHC'),
      },
    ],
  }
}

function toFreeMail(from: string): SendMailOptions {
  return {
    from: { name: 'Nguyễn Văn An', address: from },
    to: 'le.thi.hoa.caobang@gmail.com',
    subject: 'Trả lời câu hỏi về đăng ký nhãn hiệu hạt dẻ Trùng Khánh',
    text: [
      'Chào chị Hoa,',
      '',
      'Hồ sơ đăng ký nhãn hiệu của chị đã được tiếp nhận.',
      '',
      'Nguyễn Văn An',
    ].join('\n'),
  }
}

function fromCitizen(to: string): SendMailOptions {
  return {
    from: { name: 'Lê Thị Hoa', address: 'le.thi.hoa.caobang@gmail.com' },
    to,
    subject: 'Hỏi về thủ tục đăng ký nhãn hiệu',
    text: 'Kính gửi Sở, tôi muốn hỏi hồ sơ đăng ký nhãn hiệu gồm những giấy tờ gì.\n\nLê Thị Hoa, xã Trùng Khánh',
  }
}

function fromSector(to: string): SendMailOptions {
  return {
    from: { name: 'Thuế tỉnh Cao Bằng', address: 'vanthu.cbg@gdt.gov.vn' },
    to,
    subject: '312/TB-CTCBA Thông báo lịch tập huấn hóa đơn điện tử',
    text: 'Kính gửi Sở Khoa học và Công nghệ,\n\nThuế tỉnh Cao Bằng gửi lịch tập huấn hóa đơn điện tử quý IV năm 2026.',
  }
}

/** A whole PDF of one page with one line of ASCII (ISO 32000-1 §7.5). */
function onePagePdf(line: string): Buffer {
  const stream = `BT /F1 14 Tf 72 770 Td (${line}) Tj ET`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>',
  ]
  let body = '%PDF-1.4\n'
  const offsets = objects.map((object, index) => {
    const at = body.length
    body += `${index + 1} 0 obj\n${object}\nendobj\n`
    return at
  })
  const table = offsets.map(offset => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const size = objects.length + 1
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`
  return Buffer.from(`${body}xref\n0 ${size}\n0000000000 65535 f \n${table}${trailer}`, 'latin1')
}

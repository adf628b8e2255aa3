/**
 * Letters as bytes, built once before the clock starts. A letter is a small head, which each connection copies
 * and numbers in place, and a body that all of them share.
 */

export const senderDomain = 'langson.gov.vn'
export const sender = `vanthu.sotc@${senderDomain}`

export interface Letter {
  readonly head: Buffer
  /** Where the eight digits of the number stand in the head. */
  readonly digits: readonly number[]
  readonly body: Buffer
}

const digitsWide = 8
const placeholder = '00000000'

const paragraph =
  'Thực hiện Chỉ thị số 15/CT-UBND ngày 04 tháng 8 năm 2014 của Chủ tịch Ủy ban nhân dân tỉnh Cao Bằng về việc ' +
  'tăng cường sử dụng hệ thống thư điện tử,\r\nSở Tài chính kính gửi Quý cơ quan dự thảo báo cáo tình hình ' +
  'thực hiện dự toán ngân sách quý IV, đề nghị nghiên cứu, góp ý\r\nvà gửi về Văn phòng Sở trước ngày 25 hằng ' +
  'tháng để tổng hợp, trình Ủy ban nhân dân tỉnh xem xét, quyết định.\r\n\r\n'

function encodedWord(text: string): string {
  return `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`
}

/** Base64 lines of bytes that do not compress, as those of a PDF do not; the same on every run. */
function attachment(encodedBytes: number): string {
  const raw = Buffer.alloc(Math.ceil((encodedBytes * 57) / 78))
  let state = 0x15c7
  for (let i = 0; i < raw.length; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    raw[i] = state >>> 16
  }
  return `${raw.toString('base64').replace(/.{76}/g, '$&\r\n').trimEnd()}\r\n`
}

function textPart(bytes: number): string {
  const lines = paragraph.repeat(Math.ceil(bytes / Buffer.byteLength(paragraph))).split('\r\n')
  let text = ''
  let size = 0
  for (const line of lines) {
    size += Buffer.byteLength(line) + 2
    if (size > bytes) break
    text += `${line}\r\n`
  }
  return text
}

export interface LetterOptions {
  readonly to: string
  readonly subject: string
}

/** A letter of about `sizeBytes`: Vietnamese text, and above 8 KB a PDF that fills the rest. */
export function buildLetter(sizeBytes: number, options: LetterOptions): Letter {
  const attached = sizeBytes > 8192
  const boundary = '----=_Part_15_CT_UBND'
  const head =
    `Received: from may-tram.${senderDomain} (10.15.2.7) by mx.${senderDomain}; Mon, 02 Nov 2026 08:15:00 +0700\r\n` +
    `From: ${encodedWord('Văn thư Sở Tài chính')} <${sender}>\r\n` +
    `To: <${options.to}>\r\n` +
    `Subject: ${encodedWord(options.subject)} ${placeholder}/BC-STC\r\n` +
    'Date: Mon, 02 Nov 2026 08:15:00 +0700\r\n' +
    `Message-ID: <${placeholder}.bc-stc@${senderDomain}>\r\n` +
    'MIME-Version: 1.0\r\n'
  let body: string
  if (attached) {
    const start =
      `Content-Type: multipart/mixed; boundary="${boundary}"\r\n\r\n` +
      `--${boundary}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n` +
      `${textPart(2000)}\r\n--${boundary}\r\n` +
      'Content-Type: application/pdf; name="bao-cao-15-BC-STC.pdf"\r\nContent-Transfer-Encoding: base64\r\n' +
      'Content-Disposition: attachment; filename="bao-cao-15-BC-STC.pdf"\r\n\r\n'
    const rest = sizeBytes - Buffer.byteLength(head) - Buffer.byteLength(start) - boundary.length - 8
    body = `${start}${attachment(rest)}--${boundary}--\r\n`
  } else {
    const start = 'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
    body = start + textPart(sizeBytes - Buffer.byteLength(head) - Buffer.byteLength(start))
  }
  const digits: number[] = []
  for (let at = head.indexOf(placeholder); at >= 0; at = head.indexOf(placeholder, at + digitsWide)) {
    digits.push(at)
  }
  return { head: Buffer.from(head), digits, body: Buffer.from(body) }
}

/** Writes `number` over the digits of `head`, a copy of the letter's own. */
export function numberLetter(head: Buffer, digits: readonly number[], number: number): void {
  for (const at of digits) {
    let rest = number
    for (let i = digitsWide - 1; i >= 0; i--) {
      head[at + i] = 0x30 + (rest % 10)
      rest = Math.floor(rest / 10)
    }
  }
}

/**
 * Delivery reports: RFC 3464 in the multipart/report of RFC 6522, Vietnamese first, English second. They go out
 * under the null sender (RFC 5321 §4.5.5) and say that no person wrote them (RFC 3834 §5.2), so that nothing answers
 * them. Deliberately absent: the body of the letter; its header is enough to know it by.
 */
import { asBuffer, bytesOf, isAscii } from './bytes.ts'
import { formatDate } from './date.ts'
import { encodeHeaderText } from './encoded-word.ts'
import { scanHeader } from './header.ts'

export interface DsnRecipient {
  readonly address: string
  /** ORCPT as given by the client (`rfc822;a@b`), empty when absent (RFC 3461 §4.2). */
  readonly orcpt: string
  readonly action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded'
  /** Enhanced status code, `5.1.1`. */
  readonly status: string
  /** The remote host that answered, empty when none did. */
  readonly remoteHost: string
  /** Its reply, or why no attempt is made any more. */
  readonly diagnostic: string
}

export interface DsnReport {
  /** The host that reports. */
  readonly reportingHost: string
  /** Address of the From field: the host's postmaster. */
  readonly from: string
  /** The reverse path of the letter: where the report goes. */
  readonly to: string
  readonly messageId: string
  /** Milliseconds since 1970. */
  readonly date: number
  /** When the letter was accepted. */
  readonly arrivalDate: number
  /** ENVID of the letter, empty when absent (RFC 3461 §4.4). */
  readonly envelopeId: string
  readonly recipients: readonly DsnRecipient[]
  /** The letter reported on. */
  readonly original: Uint8Array
}

/** Octets of the letter's header that a report carries. */
const maxHeaderBytes = 64 * 1024

/** The bytes of a report; its envelope sender is the null one. */
export function composeDsn(report: DsnReport): Uint8Array {
  const boundary = boundaryOf(report.messageId)
  const header = originalHeader(report.original)
  const eightBit = header.some(octet => octet > 0x7f)
  const part = (...lines: readonly string[]) => ['', `--${boundary}`, ...lines].join('\r\n')
  return Buffer.concat([
    Buffer.from(
      [
        ...topHeader(report, boundary),
        '',
        'This is a MIME message (RFC 3464).',
        part(...explanation(report)),
        part('Content-Type: message/delivery-status', '', ...deliveryStatus(report)),
        part(
          `Content-Type: text/rfc822-headers${eightBit ? '; charset=utf-8' : ''}`,
          `Content-Transfer-Encoding: ${eightBit ? '8bit' : '7bit'}`,
          '',
          '',
        ),
      ].join('\r\n'),
    ),
    header,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
}

function topHeader(report: DsnReport, boundary: string): readonly string[] {
  const { vi, en } = summary(report)
  return [
    `From: ${encodeHeaderText('Hệ thống thư công vụ')} <${report.from}>`,
    `To: <${report.to}>`,
    `Subject: ${encodeHeaderText(`${vi} / ${en}`)}`,
    `Date: ${formatDate(report.date)}`,
    `Message-ID: ${report.messageId}`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status;',
    ` boundary="${boundary}"`,
  ]
}

/** Letters of a boundary that no text of ours contains. */
function boundaryOf(messageId: string): string {
  return `=_dsn_${messageId.replace(/[^A-Za-z0-9]/g, '').slice(0, 50)}`
}

function summary({ recipients }: DsnReport): { vi: string; en: string } {
  if (recipients.some(({ action }) => action === 'failed')) {
    return { vi: 'Thư không gửi được', en: 'Undelivered mail' }
  }
  if (recipients.some(({ action }) => action === 'delayed')) {
    return { vi: 'Thư chưa gửi được', en: 'Delayed mail' }
  }
  return { vi: 'Thư đã được gửi', en: 'Delivered mail' }
}

const outcomes = {
  failed: { vi: 'Không gửi được', en: 'Not delivered' },
  delayed: { vi: 'Chưa gửi được, sẽ thử lại', en: 'Not delivered yet, will be tried again' },
  delivered: { vi: 'Đã gửi vào hộp thư', en: 'Delivered to the mailbox' },
  relayed: { vi: 'Đã chuyển tới máy chủ khác', en: 'Relayed to another server' },
  expanded: { vi: 'Đã gửi tới danh sách', en: 'Delivered to a list' },
} as const satisfies Record<DsnRecipient['action'], { vi: string; en: string }>

function explanation(report: DsnReport): readonly string[] {
  const section = (language: 'vi' | 'en') =>
    report.recipients.map(({ address, action, status, diagnostic }) =>
      [`  <${address}>`, `    ${outcomes[action][language]} (${status})`, ...replyLines(diagnostic)].join(
        '\r\n',
      ),
    )
  const text = [
    `Kính gửi Quý vị,`,
    '',
    `Máy chủ ${report.reportingHost} báo kết quả chuyển thư mà Quý vị gửi lúc ${formatDate(report.arrivalDate)}:`,
    '',
    ...section('vi'),
    '',
    'Phần đầu của thư gốc được kèm theo. Đây là thư tự động, xin không trả lời.',
    '',
    '* * *',
    '',
    `The mail server ${report.reportingHost} reports on your letter of ${formatDate(report.arrivalDate)}:`,
    '',
    ...section('en'),
    '',
    'The header of your letter is attached. This is an automatic message; please do not reply.',
    '',
  ].join('\r\n')
  const encoded = Buffer.from(text.normalize('NFC')).toString('base64')
  return [
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    ...(encoded.match(/.{1,76}/g) ?? []),
  ]
}

function replyLines(diagnostic: string): readonly string[] {
  return diagnostic === '' ? [] : diagnostic.split(/\r?\n/).map(line => `    ${line}`)
}

/** RFC 3464 §2.2 (of the message) and RFC 3464 §2.3 (of each recipient), separated by empty lines. */
function deliveryStatus(report: DsnReport): readonly string[] {
  const ofMessage = [
    ...(report.envelopeId === '' ? [] : [`Original-Envelope-Id: ${fieldText(report.envelopeId)}`]),
    `Reporting-MTA: dns; ${report.reportingHost}`,
    `Arrival-Date: ${formatDate(report.arrivalDate)}`,
  ]
  const ofRecipients = report.recipients.flatMap(recipient => [
    '',
    ...(recipient.orcpt === '' ? [] : [`Original-Recipient: ${fieldText(recipient.orcpt)}`]),
    `Final-Recipient: ${typedAddress(recipient.address)}`,
    `Action: ${recipient.action}`,
    `Status: ${fieldText(recipient.status)}`,
    ...(recipient.remoteHost === '' ? [] : [`Remote-MTA: dns; ${fieldText(recipient.remoteHost)}`]),
    ...(recipient.diagnostic === '' ? [] : [`Diagnostic-Code: smtp; ${fieldText(recipient.diagnostic)}`]),
    `Last-Attempt-Date: ${formatDate(report.date)}`,
  ])
  return [...ofMessage, ...ofRecipients]
}

/** RFC 3464 §2.3.2; RFC 6533 §3 for an address that is not ASCII. */
function typedAddress(address: string): string {
  if (isAscii(address)) return `rfc822; ${fieldText(address)}`
  const hex = (char: string) => `\\x{${char.codePointAt(0)?.toString(16).toUpperCase()}}`
  return `utf-8; ${fieldText(address.replace(/[^\x21-\x7e]|[\\+=]/gu, hex))}`
}

/** What others said, as one line of ASCII: a reply may hold line ends, and the part is 7-bit. */
function fieldText(text: string): string {
  return text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/[^\x20-\x7e]/gu, '?')
    .trim()
    .slice(0, 900)
}

/** The header of the letter without its empty line: whole fields, CRLF line ends. */
function originalHeader(original: Uint8Array): Buffer {
  const bytes = asBuffer(original)
  const end = Math.min(bytes.length, maxHeaderBytes)
  const { fields } = scanHeader(bytes, 0, end, Number.POSITIVE_INFINITY)
  const whole = fields.filter(field => field.end < end || end === bytes.length)
  const text = bytes.toString('latin1', 0, whole.at(-1)?.end ?? 0)
  return bytesOf(text.replace(/\r?\n/g, '\r\n'))
}

/**
 * Varied messages for tests that bytes come out as they went in: letters in the four charsets of Vietnamese mail, in
 * every way a header and a body carry them, and the oddities. The same count and seed give the same messages.
 *
 * All line ends are CRLF and no message holds NUL. Some do not end with CRLF, which SMTP's DATA cannot carry: a
 * client has to add it (`endsWithLineEnd` tells).
 */
import {
  addressOf,
  agencies,
  base64Lines,
  bodyText,
  type Charset,
  charsetLabels,
  charsets,
  docx,
  encode,
  paragraphs,
  pdf,
  people,
  quotedPrintable,
  subjects,
} from './corpus/letters.ts'
import { oddities } from './corpus/oddities.ts'
import { type Random, randomFrom } from './corpus/random.ts'

export interface VariedMessage {
  readonly name: string
  readonly bytes: Uint8Array
  /** Tens of megabytes. */
  readonly large: boolean
  readonly endsWithLineEnd: boolean
}

/** An oddity and a letter by turns; once the oddities are through, letters only. */
export function* variedMessages(count: number, seed: number): Generator<VariedMessage> {
  const random = randomFrom(seed)
  for (let i = 0; i < count; i++) {
    const oddity = i % 2 === 0 ? oddities[i / 2] : undefined
    if (oddity === undefined) yield varied(...variedLetter(random, i), false)
    else yield varied(oddity.name, oddity.make(random), oddity.large === true)
  }
}

function varied(name: string, content: Uint8Array | string, large: boolean): VariedMessage {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  return { name, bytes, large, endsWithLineEnd: bytes.at(-2) === 0x0d && bytes.at(-1) === 0x0a }
}

const headerStyles = ['base64 words', 'quoted words', 'split words', 'raw'] as const
type HeaderStyle = (typeof headerStyles)[number]
const bodyStyles = ['8bit', 'quoted-printable', 'base64', 'alternative', 'unlabelled'] as const
const attachmentStyles = ['none', 'RFC 2231', 'continued', 'encoded word', 'raw', 'several'] as const

/** One letter; charset, header, body and attachment style go round independently of each other. */
function variedLetter(random: Random, number: number): [name: string, bytes: Uint8Array] {
  const turn = (number - 1) / 2
  const at = <T>(items: readonly T[], step: number) => items[Math.floor(turn / step) % items.length] as T
  const charset = at(charsets, 1)
  const style = at(headerStyles, charsets.length)
  const body = random.pick(bodyStyles)
  const attachments = random.pick(attachmentStyles)
  const text = `${bodyText(random, 1 + random.below(12))}Số: ${number}/CV-${random.below(1000)}\r\n`
  const content = [bodyPart(body, text, charset, random), ...attachedParts(attachments, charset, random)]
  const letter = Buffer.concat([
    letterHeader(style, charset, number, random),
    content.length === 1 ? (content[0] as Buffer) : multipart('mixed', content, random),
  ])
  return [`${charset}, ${style}, ${body}, attachments: ${attachments}`, letter]
}

function letterHeader(style: HeaderStyle, charset: Charset, number: number, random: Random): Buffer {
  const [sender, recipient] = [random.pick(people), random.pick(people)]
  const [[fromAgency], [toAgency]] = [random.pick(agencies), random.pick(agencies)]
  const text = (value: string) => headerText(value, style, charset)
  const minute = String(random.below(60)).padStart(2, '0')
  return Buffer.concat([
    ascii(`Message-ID: <${number}.${random.below(1e9)}@${fromAgency}.caobang.gov.vn>\r\nFrom: `),
    text(sender),
    ascii(` <${addressOf(sender, fromAgency)}>\r\nTo: `),
    text(recipient),
    ascii(` <${addressOf(recipient, toAgency)}>\r\nSubject: `),
    text(random.pick(subjects)),
    ascii(`\r\nDate: Mon, 23 Nov 2026 08:${minute}:00 +0700\r\nMIME-Version: 1.0\r\n`),
  ])
}

function headerText(value: string, style: HeaderStyle, charset: Charset): Buffer {
  const bytes = encode(value, charset)
  if (style === 'raw') return bytes
  const label = charsetLabels[charset]
  // Five octets a word cut through characters of several octets, as some clients do.
  const step = style === 'split words' ? 5 : 30
  const words: string[] = []
  for (let at = 0; at < bytes.length; at += step) {
    const piece = bytes.subarray(at, at + step)
    words.push(
      style === 'quoted words'
        ? `=?${label}?Q?${qWord(piece)}?=`
        : `=?${label}?B?${piece.toString('base64')}?=`,
    )
  }
  return ascii(words.join('\r\n '))
}

function qWord(bytes: Uint8Array): string {
  return Array.from(bytes, octet => `=${octet.toString(16).toUpperCase().padStart(2, '0')}`).join('')
}

function bodyPart(
  style: (typeof bodyStyles)[number],
  text: string,
  charset: Charset,
  random: Random,
): Buffer {
  const bytes = encode(text, charset)
  const type = (subtype: string) => `Content-Type: text/${subtype}; charset=${charsetLabels[charset]}\r\n`
  const encoding = (name: string) => `Content-Transfer-Encoding: ${name}\r\n\r\n`
  if (style === 'quoted-printable')
    return ascii(`${type('plain')}${encoding(style)}${quotedPrintable(bytes)}`)
  if (style === 'base64') return ascii(`${type('plain')}${encoding(style)}${base64Lines(bytes)}\r\n`)
  if (style === 'unlabelled') return Buffer.concat([ascii('\r\n'), bytes])
  const plain = Buffer.concat([ascii(`${type('plain')}${encoding('8bit')}`), bytes])
  if (style === '8bit') return plain
  const html = `<html><body><p>${text.trimEnd().split('\r\n').join('</p>\r\n<p>')}</p></body></html>\r\n`
  return multipart(
    'alternative',
    [plain, Buffer.concat([ascii(`${type('html')}${encoding('8bit')}`), encode(html, charset)])],
    random,
  )
}

function multipart(subtype: string, parts: readonly Buffer[], random: Random): Buffer {
  const boundary = `----=_Part_${random.below(1e6)}_${random.below(1e9)}`
  const pieces = parts.flatMap(part => [ascii(`\r\n--${boundary}\r\n`), part])
  const head = `Content-Type: multipart/${subtype};\r\n\tboundary="${boundary}"\r\n\r\nThis is a multi-part message in MIME format.`
  return Buffer.concat([ascii(head), ...pieces, ascii(`\r\n--${boundary}--\r\n`)])
}

function attachedParts(
  style: (typeof attachmentStyles)[number],
  charset: Charset,
  random: Random,
): readonly Buffer[] {
  if (style === 'none') return []
  const name = `${random.pick(subjects).replaceAll('/', '-')}.pdf`
  const title = random.pick(paragraphs)
  const file = attachment('application/pdf', fileName(style, name, charset), pdf(title, random.below(20_000)))
  if (style !== 'several') return [file]
  const word = attachment(
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    fileName('RFC 2231', 'Dự thảo.docx', 'utf-8'),
    docx(title),
  )
  return [file, word]
}

function attachment(type: string, disposition: Buffer, content: Uint8Array): Buffer {
  return Buffer.concat([
    ascii(`Content-Type: ${type}\r\nContent-Disposition: attachment;`),
    disposition,
    ascii(`\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64Lines(content)}`),
  ])
}

function fileName(style: (typeof attachmentStyles)[number], name: string, charset: Charset): Buffer {
  const bytes = encode(name, charset)
  const percent = (octets: Uint8Array) =>
    Array.from(octets, octet => `%${octet.toString(16).toUpperCase().padStart(2, '0')}`).join('')
  if (style === 'raw') return Buffer.concat([ascii('\r\n filename="'), bytes, ascii('"')])
  if (style === 'encoded word')
    return Buffer.concat([ascii(' filename="'), headerText(name, 'base64 words', charset), ascii('"')])
  const label = charsetLabels[charset]
  if (style !== 'continued') return ascii(`\r\n filename*=${label}'vi'${percent(bytes)}`)
  const middle = Math.ceil(bytes.length / 2)
  const [first, second] = [percent(bytes.subarray(0, middle)), percent(bytes.subarray(middle))]
  return ascii(`\r\n filename*0*=${label}''${first};\r\n filename*1*=${second}`)
}

function ascii(text: string): Buffer {
  return Buffer.from(text, 'latin1')
}

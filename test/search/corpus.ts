/** Letters of a province for the tests of search: few words, so that questions hit, in every dress that mail has. */
import { defaultLimits } from '../../src/base/limits.ts'
import { localInstant } from '../../src/base/local-time.ts'
import type { CommitMessage, EntryRecipient, NewDocument, NewViolation } from '../../src/ports/archive.ts'
import { type Directory, letter } from '../conformance/letters.ts'
import { makeDocx, makeOdt, makePdf, makePptx, makeXlsx, makeZip } from '../support/attachments.ts'
import type { Random } from './random.ts'

export const vocabulary = [
  ...'họp hợp hộp hop hóp đồng động dong đông đòng quyết quyet quyền định dinh đình sở so số'.split(' '),
  ...'kế hoạch ke ho hoach công cong cống văn van vẫn 15 2026 CT UBND thị thi thư thu bảo mật Cao Bằng'.split(
    ' ',
  ),
  ...'khoa học và công nghệ HỌP Hợp ĐỒNG trong tháng năm nam xã phường Nùng Tày straße naïve hòa hoà hoàn ỦY uỷ quý'.split(
    ' ',
  ),
]

export const people = [
  ['Nguyễn Văn An', 'an.nv@caobang.gov.vn'],
  ['Nông Thị Hạnh', 'hanh.nt@caobang.gov.vn'],
  ['Hoàng Văn Dũng', 'dung.hv@caobang.gov.vn'],
  ['Văn thư phường Thục Phán', 'vanthu.thucphan@caobang.gov.vn'],
  ['Lê Thị Hoa', 'lethihoa@gmail.com'],
  ['', 'nguyenvanan@gmail.com'],
  ['Công ty An Phát', 'lienhe@anphat.com.vn'],
] as const

export const kinds = ['CT', 'QĐ', ''] as const
export const notations = ['CT-UBND', 'QĐ-UBND', 'SKHCN-VP'] as const
export const rules = [
  ['D1b-free', 'free-mail-recipient'],
  ['D1c-secret', 'secret-stamp'],
] as const

type Person = (typeof people)[number]

function encodedWord(text: string): string {
  return `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`
}

function mailboxes(list: readonly Person[]): string {
  return list
    .map(([name, address]) => (name === '' ? address : `${encodedWord(name)} <${address}>`))
    .join(', ')
}

export function sentence(random: Random, least = 3, most = 14): string {
  const separators = [' ', ' ', ' ', ', ', '. ', '/', '-', ' – ', '\r\n', ' “']
  let text = ''
  for (const word of random.many(least, most, () => random.pick(vocabulary)))
    text += word + random.pick(separators)
  return random.chance(0.1) ? text.normalize('NFD') : text
}

interface MimePart {
  readonly header: readonly string[]
  readonly body: string
}

function textPart(random: Random, subtype: string, text: string): MimePart {
  const type = `Content-Type: text/${subtype}; charset=utf-8`
  if (random.chance(0.3))
    return {
      header: [type, 'Content-Transfer-Encoding: base64'],
      body: Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\r\n'),
    }
  if (random.chance(0.4)) {
    const quoted = [...Buffer.from(text)]
      .map(octet => `=${octet.toString(16).toUpperCase().padStart(2, '0')}`)
      .join('')
      .replace(/.{72}/g, '$&=\r\n')
    return { header: [type, 'Content-Transfer-Encoding: quoted-printable'], body: quoted }
  }
  return { header: [type, 'Content-Transfer-Encoding: 8bit'], body: text }
}

function htmlOf(random: Random, text: string): string {
  const paragraphs = text.split('\r\n').map(line => `<p>${random.chance(0.3) ? `<b>${line}</b>` : line}</p>`)
  return `<html><body>${paragraphs.join('\r\n')}</body></html>`
}

/** What is in a file, and the file. */
async function fileOf(random: Random): Promise<{ name: string; bytes: Buffer }> {
  const text = sentence(random, 4, 20).replace(/\r\n/g, '\n')
  const name = `${random.pick(vocabulary)} ${random.pick(vocabulary)}`
  switch (random.below(8)) {
    case 0:
      return { name: `${name}.docx`, bytes: makeDocx(text) }
    case 1:
      return { name: `${name}.xlsx`, bytes: makeXlsx(text) }
    case 2:
      return { name: `${name}.odt`, bytes: makeOdt(text) }
    case 3:
      return { name: `${name}.pptx`, bytes: makePptx(text) }
    case 4:
      return { name: `${name}.pdf`, bytes: await makePdf(text.replace(/\n/g, ' ').normalize('NFC')) }
    case 5:
      return {
        name: `${name}.zip`,
        bytes: makeZip([
          { name: 'trong.txt', bytes: Buffer.from(text) },
          { name: 'so.docx', bytes: makeDocx(text) },
        ]),
      }
    default:
      return { name: `${name}.txt`, bytes: Buffer.from(text) }
  }
}

function filePart({ name, bytes }: { name: string; bytes: Buffer }): MimePart {
  return {
    header: [
      'Content-Type: application/octet-stream',
      `Content-Disposition: attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      'Content-Transfer-Encoding: base64',
    ],
    body: bytes.toString('base64').replace(/.{76}/g, '$&\r\n'),
  }
}

function multipart(subtype: string, parts: readonly MimePart[], boundary: string): MimePart {
  const pieces = parts.map(({ header, body }) => `--${boundary}\r\n${header.join('\r\n')}\r\n\r\n${body}\r\n`)
  return {
    header: [`Content-Type: multipart/${subtype}; boundary="${boundary}"`],
    body: `${pieces.join('')}--${boundary}--\r\n`,
  }
}

export interface MadeLetter {
  readonly message: CommitMessage
  readonly bytes: Buffer | null
  readonly documents: readonly NewDocument[]
  readonly violations: readonly NewViolation[]
}

const months = ['2026-08-01', '2026-09-15', '2026-10-31', '2026-11-20']

export async function randomLetter(
  random: Random,
  number: number,
  directory: Directory,
): Promise<MadeLetter> {
  const [from, to, cc, blind] = [
    random.pick(people),
    random.many(1, 2, () => random.pick(people)),
    random.chance(0.3) ? random.many(1, 2, () => random.pick(people)) : [],
    random.chance(0.2) ? [random.pick(people)] : [],
  ]
  const subject = sentence(random, 2, 7).replace(/\r\n/g, ' ').normalize('NFC')
  const text = sentence(random, 3, 60)
  let part = random.chance(0.3)
    ? textPart(random, 'html', htmlOf(random, text))
    : textPart(random, 'plain', text)
  if (random.chance(0.2))
    part = multipart(
      'alternative',
      [textPart(random, 'plain', text), textPart(random, 'html', htmlOf(random, text))],
      'a',
    )
  if (random.chance(0.3)) {
    const files = await Promise.all(random.many(1, 2, () => fileOf(random)))
    part = multipart('mixed', [part, ...files.map(filePart)], 'm')
  }
  const messageId = `<${number}.Thu@caobang.gov.vn>`
  const header = [
    `From: ${mailboxes([from])}`,
    `To: ${mailboxes(to)}`,
    ...(cc.length === 0 ? [] : [`Cc: ${mailboxes(cc)}`]),
    `Subject: ${encodedWord(subject)}`,
    `Message-ID: ${messageId}`,
    'MIME-Version: 1.0',
    ...part.header,
  ]
  const bytes = Buffer.from(`${header.join('\r\n')}\r\n\r\n${part.body}`)
  const visible = new Set([...to, ...cc].map(([, address]) => address as string))
  const recipients = [...new Set([...visible, ...blind.map(([, address]) => address as string)])].map(
    (address): EntryRecipient => ({
      address,
      boxId: null,
      agencyId: agencyOf(address, directory),
      outcome: 'queued',
      reason: '',
      blind: !visible.has(address),
    }),
  )
  const refused = random.chance(0.1)
  const violations = random.chance(0.2) ? [violation(number, random)] : []
  const documents = random.chance(0.3) ? random.many(1, 2, () => document(random)) : []
  const made = letter({
    number,
    bytes,
    to: [],
    change: base => ({
      ...base,
      entry: {
        ...base.entry,
        receivedAt: localInstant(random.pick(months)) + random.below(20 * 86_400_000),
        direction: random.pick(['inbound', 'outbound', 'internal']),
        verdict: random.pick(['allow', 'allow', 'flag', 'hold', 'block']),
        accepted: !refused,
        mailFrom: random.chance(0.1) ? '' : from[1],
        headerFrom: from[1],
        senderAgencyId: agencyOf(from[1], directory),
        recipients,
        subject,
        messageId,
        authentication: signaturesOf(random),
      },
      forms: refused ? [] : base.forms,
      views: refused ? [] : base.views,
      violations,
      documents,
    }),
  })
  return { message: made, bytes: refused ? null : bytes, documents, violations }
}

function agencyOf(address: string, { agencyIds }: Directory): number | null {
  if (address.startsWith('vanthu')) return agencyIds[1] ?? null
  return address.endsWith('@caobang.gov.vn') ? (agencyIds[0] ?? null) : null
}

function violation(number: number, random: Random): NewViolation {
  const [rule, reason] = random.pick(rules)
  return {
    ref: `CB-2026-${number}`,
    rule,
    action: 'flag',
    reason,
    agencyId: null,
    boxId: null,
    address: 'lethihoa@gmail.com',
    evidence: '{}',
    state: 'recorded',
    opensCase: false,
  }
}

function document(random: Random): NewDocument {
  return {
    place: 'body',
    number: random.pick(['15', '05', '5', null]),
    notation: random.pick([...notations, null]),
    kind: random.pick([...kinds, null]),
    issuer: null,
    issuedDate: null,
    abstract: null,
    signer: null,
    urgency: null,
    signed: false,
    signature: random.pick(['valid', 'invalid', 'unknown', null, null]),
    confidence: 0.9,
    metadata: '{}',
  }
}

function signaturesOf(random: Random): string {
  if (random.chance(0.8)) return ''
  const result = random.pick(['pass', 'fail', 'policy'])
  const reasons = { pass: [], fail: ['bad-digest'], policy: ['untrusted'] }[result]
  return JSON.stringify({ signatures: [{ kind: 'smime', place: 'message', result, reasons }] })
}

/** Limits with small shards, so that a few hundred letters take several. */
export const smallShards = {
  ...defaultLimits,
  indexShardLetters: 64,
  indexBatchLetters: 25,
  indexLookMs: 50,
  indexRetryMs: 100,
  searchLagMs: 60_000,
}

/** Letters, boxes and agencies of Cao Bằng for the store's tests. */
import { createHash } from 'node:crypto'
import type { CommitMessage, Count, EntryRecipient } from '../../src/ports/archive.ts'
import type { NewAgency, NewBox } from '../../src/ports/directory.ts'
import type { NewView } from '../../src/ports/mailboxes.ts'
import type { Store } from '../../src/ports/store.ts'

export const agencies: readonly NewAgency[] = [
  {
    code: 'sokhcn',
    name: 'Sở Khoa học và Công nghệ',
    kind: 'department',
    mailSystem: 'provincial',
    sectorDomains: [],
    staff: 61,
  },
  {
    code: 'thucphan',
    name: 'UBND phường Thục Phán',
    kind: 'commune',
    mailSystem: 'provincial',
    sectorDomains: [],
    staff: 45,
  },
  {
    code: 'thue',
    name: 'Thuế tỉnh Cao Bằng',
    kind: 'sector',
    mailSystem: 'sector-exempt',
    sectorDomains: ['gdt.gov.vn'],
    staff: 180,
  },
]

export function newBox(address: string, agencyId: number, name = 'Nông Thị Hạnh'): NewBox {
  return {
    address,
    kind: 'person',
    agencyId,
    name,
    position: 'Chuyên viên',
    leader: false,
    quotaBytes: 1024 ** 3,
    passwordHash: null,
  }
}

export interface Directory {
  readonly agencyIds: readonly number[]
  readonly boxIds: readonly number[]
}

export const addresses = [
  'hanh.nt@caobang.gov.vn',
  'dung.hv@caobang.gov.vn',
  'vanthu.thucphan@caobang.gov.vn',
]

/** The three agencies and three boxes: two in sokhcn, one in thucphan. */
export async function provision(store: Store): Promise<Directory> {
  const agencyIds = value(await store.write.addAgencies(agencies))
  const boxIds = value(
    await store.write.addBoxes([
      newBox(addresses[0]!, agencyIds[0]!),
      newBox(addresses[1]!, agencyIds[0]!, 'Hoàng Văn Dũng'),
      newBox(addresses[2]!, agencyIds[1]!, 'Văn thư UBND phường Thục Phán'),
    ]),
  )
  return { agencyIds, boxIds }
}

export function value<T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.error)}`)
  return result.value
}

export function sha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest()
}

export const subject = 'V/v đôn đốc sử dụng thư điện tử công vụ theo Chỉ thị 15/CT-UBND'

/** A letter of about `bytes` bytes; `number` makes it different from every other. */
export function letterBytes(number: number, bytes = 1200): Buffer {
  const head = [
    'From: =?UTF-8?B?Tm/DtG5nIFRo4buLIEjhuqFuaA==?= <hanh.nt@caobang.gov.vn>',
    'To: dung.hv@caobang.gov.vn',
    'Subject: =?UTF-8?Q?C=C3=B4ng_v=C4=83n?=',
    `Message-ID: <${number}@caobang.gov.vn>`,
    'Date: Mon, 23 Nov 2026 08:00:00 +0700',
    '',
    '',
  ].join('\r\n')
  const line = `Kính gửi: Ủy ban nhân dân các xã, phường. Công văn số ${number}/SKHCN-VP.\r\n`
  const body = line.repeat(Math.max(1, Math.ceil((bytes - head.length) / Buffer.byteLength(line))))
  return Buffer.from(head + body)
}

export function viewOf(bytes: Uint8Array, number = 1): NewView {
  const prefix = Buffer.from(`Return-Path: <hanh.nt@caobang.gov.vn>\r\nX-Cong-Vu: noi-bo ${number}\r\n`)
  const headerEnd = Buffer.from(bytes).indexOf('\r\n\r\n') + 4
  return {
    prefix,
    slices: [
      { from: 'prefix', start: 0, end: prefix.length },
      { from: 'form', start: 0, end: bytes.length },
    ],
    sizeBytes: prefix.length + bytes.length,
    structure: {
      envelope: Buffer.from(`("Mon, 23 Nov 2026 08:00:00 +0700" "${number}")`),
      bodyStructure: Buffer.from(`("TEXT" "PLAIN" NIL NIL NIL "8BIT" ${bytes.length - headerEnd} 1)`),
      parts: JSON.stringify({ start: prefix.length + headerEnd }),
      headerBytes: prefix.length + headerEnd,
      sentAt: Date.UTC(2026, 10, 23, 1),
      messageId: `<${number}@caobang.gov.vn>`,
      subject,
      from: 'Nông Thị Hạnh <hanh.nt@caobang.gov.vn>',
      to: 'dung.hv@caobang.gov.vn',
      cc: '',
      ancestors: letterAncestors,
    },
  }
}

/** What every letter here answers. */
export const letterAncestors = '1@caobang.gov.vn 2@caobang.gov.vn'

export interface LetterOptions {
  readonly number: number
  readonly bytes?: Uint8Array
  readonly from?: { readonly boxId: number; readonly agencyId: number }
  readonly to: readonly Partial<EntryRecipient>[]
  readonly change?: (message: CommitMessage) => CommitMessage
}

/** An accepted letter between officials, delivered to the INBOX of every recipient with a box. */
export function letter({
  number,
  bytes = letterBytes(number),
  from,
  to,
  change,
}: LetterOptions): CommitMessage {
  const receivedAt = Date.UTC(2026, 10, 23, 1, 0, 0, number % 1000)
  const recipients = to.map(
    (recipient): EntryRecipient => ({
      address: addresses[1]!,
      boxId: null,
      agencyId: null,
      outcome: 'delivered',
      reason: '',
      blind: false,
      ...recipient,
    }),
  )
  const message: CommitMessage = {
    entry: {
      receivedAt,
      channel: 'submission',
      direction: 'internal',
      verdict: 'allow',
      accepted: true,
      reply: { code: 250, enhanced: '2.0.0', reason: 'accepted', text: 'Đã nhận' },
      mailFrom: addresses[0]!,
      recipients,
      client: { address: '192.0.2.10', helo: 'may-01.sokhcn', tls: 'TLSv1.3 TLS_AES_256_GCM_SHA384' },
      boxId: from?.boxId ?? null,
      senderAgencyId: from?.agencyId ?? null,
      messageId: `<${number}@caobang.gov.vn>`,
      headerFrom: addresses[0]!,
      subject,
      sentAt: receivedAt,
      sha256: sha256(bytes),
      sizeBytes: bytes.length,
      authentication: '{}',
      judgements: '[]',
    },
    // A copy: the store takes over the bytes it is given.
    forms: [{ kind: 'received', bytes: Buffer.from(bytes), sha256: sha256(bytes) }],
    views: [{ ...viewOf(bytes, number), form: 'received' }],
    deliveries: recipients
      .filter(recipient => recipient.boxId !== null)
      .map(recipient => ({ boxId: recipient.boxId!, role: 'inbox', flags: 0, view: 0 })),
    outbox: [],
    held: [],
    violations: [],
    documents: [],
    acknowledgeBy: null,
    counts: [count(null, bytes.length), ...(from ? [count(from.agencyId, bytes.length)] : [])],
  }
  return change ? change(message) : message
}

export function count(agencyId: number | null, bytes: number): Count {
  return {
    day: '2026-11-23',
    agencyId,
    direction: 'internal',
    verdict: 'allow',
    messages: 1,
    bytes,
    signed: 0,
    verified: 0,
  }
}

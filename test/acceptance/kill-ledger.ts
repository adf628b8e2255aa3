/**
 * The letters of the kill test, made from their numbers alone, and the checks of what a killed server left. A letter
 * is told by its Message-ID.
 */
import { createCipheriv, createHash } from 'node:crypto'
import type { Entry } from '../../src/ports/archive.ts'
import type { Store } from '../../src/ports/store.ts'

export interface Letter {
  readonly number: number
  readonly mailFrom: string
  readonly recipients: readonly string[]
  readonly data: Buffer
  readonly sha256: string
}

export interface Ledger {
  /** Every letter that a client began to send. */
  readonly attempted: Set<number>
  /** Those that were answered 250. */
  readonly acknowledged: Set<number>
}

const KiB = 1024
/** Above the limit for a blob that commits as a row. */
const segmentBytes = 66 * KiB

/** Every fifth is large enough for a segment, up to 300 KB; every fourth goes to three boxes. */
export function letterOf(number: number, addresses: readonly string[]): Letter {
  const spread = (number * 7919) % 1000
  const size = number % 5 === 0 ? segmentBytes + spread * 230 : KiB + spread * 20
  const recipients = Array.from(
    { length: number % 4 === 0 ? 3 : 1 },
    (_, i) => addresses[(number + i) % addresses.length] ?? '',
  )
  const mailFrom = 'vanthu@sotuphap.langson.gov.vn'
  const header = [
    `Message-ID: ${messageIdOf(number)}`,
    `From: Văn thư Sở Tư pháp Lạng Sơn <${mailFrom}>`,
    `To: ${recipients.join(', ')}`,
    `Subject: Công văn số ${number}/STP-VP về việc phối hợp công tác`,
    'Date: Mon, 23 Nov 2026 08:15:00 +0700',
    'MIME-Version: 1.0',
    'Content-Type: application/pdf; name="cong-van.pdf"',
    'Content-Transfer-Encoding: base64',
  ]
  const data = Buffer.from(`${header.join('\r\n')}\r\n\r\n${scan(number, size)}\r\n`)
  return { number, mailFrom, recipients, data, sha256: createHash('sha256').update(data).digest('hex') }
}

/** A scanned document in base64, which hardly compresses. */
function scan(number: number, base64Bytes: number): string {
  const key = createHash('sha256').update(`công văn ${number}`).digest()
  const octets = createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(
    Buffer.alloc((base64Bytes / 4) * 3),
  )
  // Octets at random may begin as a program does.
  return Buffer.concat([Buffer.from('%PDF-1.7\n'), octets])
    .toString('base64')
    .replace(/.{76}(?=.)/g, '$&\r\n')
}

function messageIdOf(number: number): string {
  return `<${number}@thu-cong.langson.gov.vn>`
}

/** The letter's number; undefined for a letter of another hand. */
export function numberOf(messageId: string): number | undefined {
  const match = /^<(\d+)@thu-cong\./.exec(messageId)
  return match === null ? undefined : Number(match[1])
}

export interface ArchivedLetter {
  readonly messageId: string
  readonly sha256: string
}

/** What is wrong with the archive's entries for the numbers from `first` on. */
export function faultsOfEntries(
  entries: readonly ArchivedLetter[],
  ledger: Ledger,
  addresses: readonly string[],
  first: number,
): readonly string[] {
  const faults: string[] = []
  const seen = new Set<number>()
  for (const { messageId, sha256 } of entries) {
    const number = numberOf(messageId)
    if (number === undefined || number < first) continue
    if (seen.has(number)) faults.push(`letter ${number} is in the archive twice`)
    seen.add(number)
    if (!ledger.attempted.has(number)) faults.push(`letter ${number} was never sent`)
    if (sha256 !== letterOf(number, addresses).sha256) faults.push(`letter ${number} has another SHA-256`)
  }
  for (const number of ledger.acknowledged)
    if (number >= first && !seen.has(number)) faults.push(`letter ${number} was answered 250 and is lost`)
  return faults
}

/** What is wrong with a store that no server has open: archive, octets, log and boxes. */
export async function faultsOfStore(
  store: Store,
  ledger: Ledger,
  addresses: readonly string[],
): Promise<readonly string[]> {
  const entries = await everyEntry(store)
  const archived = entries.map(({ messageId, sha256 }) => ({ messageId, sha256: hex(sha256) }))
  const faults = [...faultsOfEntries(archived, ledger, addresses, 0)]
  const shown = new Map(addresses.map(address => [address, new Set<number>()]))
  faults.push(...(await faultsOfLeaves(store, entries)))
  for (const entry of entries) {
    const number = numberOf(entry.messageId)
    if (number === undefined) continue
    for (const address of letterOf(number, addresses).recipients) shown.get(address)?.add(number)
    const form = entry.forms[0]
    const octets = form && (await store.read.blobs.bytes(form.blob).catch(String))
    if (octets === undefined || typeof octets === 'string')
      faults.push(`letter ${number}: ${octets ?? 'no form'}`)
    else if (createHash('sha256').update(octets).digest('hex') !== hex(entry.sha256))
      faults.push(`letter ${number} has other octets`)
  }
  for (const [address, numbers] of shown) faults.push(...(await faultsOfInbox(store, address, numbers)))
  return faults
}

/** Oldest first. */
async function everyEntry(store: Store): Promise<readonly Entry[]> {
  const entries: Entry[] = []
  for (;;) {
    const last = entries.at(-1)
    const page = await store.read.archive.search({ limit: 1000, ...(last && { beforeId: last.id }) })
    if (page.length === 0) return entries.reverse()
    entries.push(...page)
  }
}

/** Entries and acts share the log: each leaf is one's, and theirs follow each other as they do. */
async function faultsOfLeaves(store: Store, entries: readonly Entry[]): Promise<readonly string[]> {
  const acts: number[] = []
  for (let after = 0; ; ) {
    const page = await store.read.log.leaves('act', after, 500)
    acts.push(...page.map(({ index }) => index))
    const last = page.at(-1)
    if (last === undefined) break
    after = last.id
  }
  const faults: string[] = []
  const known = new Set(acts)
  let before = -1
  for (const { id, leaf } of entries) {
    if (leaf.index <= before) faults.push(`entry ${id} has leaf ${leaf.index}, after leaf ${before}`)
    if (known.has(leaf.index)) faults.push(`leaf ${leaf.index} is an act's and of entry ${id}`)
    known.add(leaf.index)
    before = leaf.index
  }
  const size = await store.read.log.size()
  for (let index = 0; index < size; index++) if (!known.has(index)) faults.push(`leaf ${index} is nobody's`)
  if (known.size !== size) faults.push(`${known.size} leaves are known, ${size} are in the log`)
  return faults
}

/** The box shows what the archive says it got, each letter once, and each reference leads to its octets. */
async function faultsOfInbox(
  store: Store,
  address: string,
  expected: ReadonlySet<number>,
): Promise<readonly string[]> {
  const box = await store.read.directory.box(address)
  const inbox = box && (await store.read.mailboxes.byName(box.id, 'INBOX'))
  if (inbox === undefined) return [`${address} has no INBOX`]
  const faults: string[] = []
  const { views: ids, uids } = await store.read.mailboxes.snapshot(inbox.id)
  const seen = new Set<number>()
  let found = 0
  for (let at = 0; at < ids.length; at += 1000) {
    const views = await store.read.mailboxes.views([...ids.subarray(at, at + 1000)])
    found += views.length
    for (const { blob, structure } of views) {
      if ((await store.read.blobs.size(blob)) === undefined) faults.push(`${address}: a view without octets`)
      const number = numberOf(structure.messageId)
      if (number === undefined) continue
      if (seen.has(number)) faults.push(`${address}: letter ${number} is there twice`)
      if (!expected.has(number)) faults.push(`${address}: letter ${number} is not in the archive for it`)
      seen.add(number)
    }
  }
  const missing = [...expected].filter(number => !seen.has(number))
  if (missing.length > 0) faults.push(`${address}: letters ${missing.join(', ')} are in the archive only`)
  if (found !== uids.length) faults.push(`${address}: ${uids.length - found} references without a view`)
  if (inbox.messages !== uids.length)
    faults.push(`${address}: ${inbox.messages} counted, ${uids.length} there`)
  return faults
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

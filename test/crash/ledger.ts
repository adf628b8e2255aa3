/**
 * The letters of the crash tests, made from their numbers alone, so that a verifier knows each letter's exact bytes
 * without having seen them; and the verifier.
 */
import { createCipheriv } from 'node:crypto'
import { verifyInclusion } from '../../src/base/merkle.ts'
import type { CommitMessage, Entry } from '../../src/ports/archive.ts'
import type { Store } from '../../src/ports/store.ts'
import { addresses, letter, letterBytes, sha256 } from '../conformance/letters.ts'

/** Every seventh letter is large enough for a segment. Its attachment hardly compresses. */
export function ledgerBytes(number: number): Buffer {
  const size = number % 7 === 0 ? 70_000 + 30 * (number % 3000) : 1000 + 10 * (number % 300)
  const seed = sha256(Buffer.from(`công văn ${number}`))
  const key = createCipheriv('aes-256-ctr', seed, Buffer.alloc(16))
  const attachment = key.update(Buffer.alloc(Math.floor(size * 0.7))).toString('base64')
  return Buffer.concat([letterBytes(number, 600), Buffer.from(attachment.replace(/.{76}/g, '$&\r\n'))])
}

/** Letter `number`, delivered to two boxes. */
export function ledgerLetter(number: number, boxIds: readonly number[]): CommitMessage {
  return letter({
    number,
    bytes: ledgerBytes(number),
    to: [
      { address: addresses[1]!, boxId: boxIds[1]! },
      { address: addresses[2]!, boxId: boxIds[2]! },
    ],
  })
}

function numberOf({ messageId }: { readonly messageId: string }): number {
  return Number(/^<(\d+)@/.exec(messageId)?.[1])
}

/** Keeps a header of each view, as whoever hears of letters does, that tells the letter. */
export async function keepHeaders(store: Store, views: readonly number[]): Promise<void> {
  const letters = await store.read.mailboxes.threadTexts(views)
  const kept = letters.map(each => ({ id: each.id, ...headerOf(numberOf(each)) }))
  await store.write.keepHeaders(1, kept)
}

function headerOf(number: number) {
  const whole = Buffer.from(`Subject: ${number}\r\nX-Number: ${number}\r\n\r\n`)
  return { listed: whole.subarray(0, whole.indexOf('X-')), whole }
}

/** The views of an inbox of which a header is kept. */
export async function keptHeadersOf(store: Store, address: string): Promise<ReadonlyMap<number, string>> {
  const box = await store.read.directory.box(address)
  const inbox = (await store.read.mailboxes.byName(box!.id, 'INBOX'))!
  const { views } = await store.read.mailboxes.snapshot(inbox.id)
  const headers = await store.read.keptHeaders.headers(1, [...views], 'whole')
  return new Map(headers.map(([id, header]) => [id, Buffer.from(header).toString()]))
}

async function everyEntry(store: Store): Promise<readonly Entry[]> {
  const entries: Entry[] = []
  for (;;) {
    const last = entries.at(-1)
    const page = await store.read.archive.search({ limit: 500, ...(last && { beforeId: last.id }) })
    if (page.length === 0) return entries
    entries.push(...page)
  }
}

async function exactBytes(store: Store, entry: Entry): Promise<boolean> {
  const form = entry.forms[0]
  if (!form) return false
  const bytes = Buffer.from(await store.read.blobs.bytes(form.blob))
  const expected = ledgerBytes(numberOf(entry))
  return bytes.equals(expected) && Buffer.from(sha256(expected)).equals(Buffer.from(entry.sha256))
}

/** What is wrong with a store after a crash; nothing when all is well. Looks at bytes of entries that `chosen` takes. */
export async function faultsOf(
  store: Store,
  acknowledged: ReadonlySet<number>,
  chosen: (number: number) => boolean = () => true,
): Promise<readonly string[]> {
  const faults: string[] = []
  const entries = await everyEntry(store)
  const seen = new Set<number>()
  for (const [i, entry] of entries.toReversed().entries()) {
    const number = numberOf(entry)
    if (seen.has(number)) faults.push(`letter ${number} is in the archive twice`)
    seen.add(number)
    if (entry.leaf.index !== i) faults.push(`entry ${entry.id} has leaf ${entry.leaf.index}, not ${i}`)
    if (chosen(number)) faults.push(...(await faultsOfEntry(store, entry)))
  }
  for (const number of acknowledged)
    if (!seen.has(number)) faults.push(`letter ${number} was acknowledged and is lost`)
  for (const address of addresses.slice(1)) faults.push(...(await faultsOfInbox(store, address, seen)))
  return faults
}

async function faultsOfEntry(store: Store, entry: Entry): Promise<readonly string[]> {
  const number = numberOf(entry)
  const bytes = await exactBytes(store, entry).catch((error: unknown) => String(error))
  const proof = await store.read.archive.proof(entry.id)
  return [
    ...(bytes === true ? [] : [`letter ${number} has not its bytes: ${bytes}`]),
    ...(proof && verifyInclusion(proof) ? [] : [`letter ${number} has no valid proof`]),
  ]
}

/** Every entry is referenced exactly once, every reference leads to an entry, and counters are right. */
async function faultsOfInbox(
  store: Store,
  address: string,
  expected: ReadonlySet<number>,
): Promise<readonly string[]> {
  const faults: string[] = []
  const box = await store.read.directory.box(address)
  const inbox = box && (await store.read.mailboxes.byName(box.id, 'INBOX'))
  if (!inbox) return [`${address} has no INBOX`]
  const snapshot = await store.read.mailboxes.snapshot(inbox.id)
  const views = await store.read.mailboxes.views([...snapshot.views])
  if (views.length !== snapshot.uids.length) faults.push(`${address}: references without a view`)
  const numbers = views.map(view => numberOf(view.structure))
  const headers = await keptHeadersOf(store, address)
  for (const [i, { id }] of views.entries()) {
    const header = headers.get(id)
    if (header !== undefined && header !== headerOf(numbers[i]!).whole.toString())
      faults.push(`${address}: letter ${numbers[i]} has another one's header`)
  }
  if (new Set(numbers).size !== numbers.length) faults.push(`${address}: a letter is there twice`)
  const missing = [...expected].filter(number => !numbers.includes(number))
  if (missing.length > 0) faults.push(`${address}: letters ${missing.join(', ')} are in the archive only`)
  const unknown = numbers.filter(number => !expected.has(number))
  if (unknown.length > 0) faults.push(`${address}: letters ${unknown.join(', ')} are not in the archive`)
  for (const view of views) {
    if ((await store.read.blobs.size(view.blob)) === undefined)
      faults.push(`${address}: a view without a blob`)
  }
  if (inbox.messages !== snapshot.uids.length) faults.push(`${address}: ${inbox.messages} counted`)
  if (snapshot.uids.some((uid, i) => uid !== i + 1)) faults.push(`${address}: UIDs are not dense`)
  return faults
}

/** Letters of the crash tests, old and new, and what is wrong with a store that was stopped while it erased. */
import { leafHash } from '../../src/base/merkle.ts'
import type { CommitMessage, EntryId } from '../../src/ports/archive.ts'
import type { Store } from '../../src/ports/store.ts'
import { addresses, sha256 } from '../conformance/letters.ts'
import { ledgerBytes, ledgerLetter } from '../crash/ledger.ts'
import { now, yearMs } from './place.ts'

/** Two of three letters are over. */
export function isOld(number: number): boolean {
  return number % 3 !== 0
}

/** Stands in the letter's subject, and nowhere else. */
export function wordOf(number: number): string {
  return `tu${Buffer.from(sha256(Buffer.from(`từ ${number}`))).toString('hex', 0, 12)}`
}

export function agedLetter(number: number, boxIds: readonly number[]): CommitMessage {
  const message = ledgerLetter(number, boxIds)
  const receivedAt = isOld(number) ? now - 2 * yearMs : now - 1
  return {
    ...message,
    entry: { ...message.entry, receivedAt, subject: `Công văn ${wordOf(number)} số ${number}` },
  }
}

export async function boxIdsOf(store: Store): Promise<readonly number[]> {
  return Promise.all(addresses.map(async address => (await store.read.directory.box(address))!.id))
}

/** Entries that an act of erasure names. */
async function namedEntries(store: Store): Promise<ReadonlySet<EntryId>> {
  const named = new Set<EntryId>()
  for (let after = 0; ; ) {
    const leaves = await store.read.log.leaves('act', after, 500)
    if (leaves.length === 0) return named
    for (const { id, data } of leaves) {
      after = id
      const act = JSON.parse(Buffer.from(data.subarray(32)).toString()) as Record<string, string>
      if (act.operation !== 'retention.erase') continue
      for (const entry of (JSON.parse(act.detail!) as { entries: EntryId[] }).entries) named.add(entry)
    }
  }
}

/** Rows whose leaf is not what the log has. */
async function wrongLeaves(store: Store): Promise<readonly string[]> {
  const wrong: string[] = []
  let leaves = 0
  for (const kind of ['entry', 'act'] as const) {
    for (let after = 0; ; ) {
      const rows = await store.read.log.leaves(kind, after, 500)
      if (rows.length === 0) break
      for (const { id, index, data } of rows) {
        after = id
        leaves++
        const stored = Buffer.from(await store.read.log.nodes(0, index, 1))
        if (!stored.equals(leafHash(data))) wrong.push(`${kind} ${id} is not leaf ${index}`)
      }
    }
  }
  const size = await store.read.log.size()
  if (leaves !== size) wrong.push(`${leaves} rows for ${size} leaves`)
  return wrong
}

export interface Looked {
  readonly faults: readonly string[]
  readonly erased: number
  readonly condemned: number
  readonly whole: number
}

/**
 * Every letter that was acknowledged is there: whole and byte for byte, or named by an act; nothing is erased that no act
 * names, that is not old, or half; boxes show what is there; the log verifies.
 */
export async function look(store: Store, acknowledged: ReadonlySet<number>): Promise<Looked> {
  const faults: string[] = []
  const named = await namedEntries(store)
  const condemned = new Set(await store.read.retention.condemned(false, 1_000_000))
  const seen = new Set<number>()
  const whole = new Set<number>()
  let erased = 0
  let last: EntryId = Number.MAX_SAFE_INTEGER
  for (;;) {
    const page = await store.read.archive.search({ limit: 500, beforeId: last })
    if (page.length === 0) break
    for (const entry of page) {
      last = entry.id
      const blob = entry.forms[0]!.blob
      const bytes = await store.read.blobs.bytes(blob).catch((error: unknown) => String(error))
      if (entry.erasedAt !== null) {
        erased++
        if (!named.has(entry.id)) faults.push(`entry ${entry.id} was erased and no act names it`)
        if (typeof bytes !== 'string') faults.push(`entry ${entry.id} was erased and can be read`)
        if (entry.subject !== '' || (await store.read.archive.viewsOf(entry.id)).length > 0)
          faults.push(`entry ${entry.id} was erased by half`)
        continue
      }
      const number = Number(/(\d+)$/.exec(entry.subject)?.[1])
      seen.add(number)
      if (condemned.has(entry.id)) continue
      if (named.has(entry.id)) faults.push(`entry ${entry.id} was condemned, and that is forgotten`)
      whole.add(number)
      const exact = typeof bytes !== 'string' && Buffer.from(bytes).equals(ledgerBytes(number))
      if (!exact) faults.push(`letter ${number} has not its bytes: ${typeof bytes === 'string' ? bytes : ''}`)
    }
  }
  for (const number of acknowledged)
    if (!seen.has(number) && !isOld(number)) faults.push(`letter ${number} is lost, and it is not old`)
  if (erased + seen.size < acknowledged.size) faults.push('letters are missing')
  faults.push(...(await faultsOfBoxes(store, whole)), ...(await wrongLeaves(store)))
  return { faults, erased, condemned: condemned.size, whole: whole.size }
}

async function faultsOfBoxes(store: Store, whole: ReadonlySet<number>): Promise<readonly string[]> {
  const faults: string[] = []
  for (const address of addresses.slice(1)) {
    const box = (await store.read.directory.box(address))!
    const inbox = (await store.read.mailboxes.byName(box.id, 'INBOX'))!
    const { uids, views, sizesBytes } = await store.read.mailboxes.snapshot(inbox.id)
    if (inbox.messages !== uids.length)
      faults.push(`${address}: ${inbox.messages} counted, ${uids.length} there`)
    const bytes = sizesBytes.reduce((sum, size) => sum + size, 0)
    if (inbox.sizeBytes !== bytes) faults.push(`${address}: ${inbox.sizeBytes} bytes counted, ${bytes} there`)
    const shown = await store.read.mailboxes.views([...views])
    if (shown.length !== uids.length) faults.push(`${address}: references without a view`)
    const numbers = new Set(shown.map(view => Number(/^<(\d+)@/.exec(view.structure.messageId)?.[1])))
    for (const number of whole) if (!numbers.has(number)) faults.push(`${address}: letter ${number} is gone`)
  }
  return faults
}

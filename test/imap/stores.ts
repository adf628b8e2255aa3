/** The stores that the transcripts run on. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultLimits, type Limits } from '../../src/base/limits.ts'
import type { MailboxStore } from '../../src/mailbox/backend.ts'
import type { NewAgency, NewBox } from '../../src/ports/directory.ts'
import type { Store } from '../../src/ports/store.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { accounts, kindOf } from './fixtures.ts'
import { MemoryStore } from './memory-store.ts'

/** A store in which the accounts have their mailboxes. */
export interface TestStore extends AsyncDisposable {
  readonly store: MailboxStore
}

export type MakeStore = (limits: Partial<Limits>) => Promise<TestStore>

/** A gigabyte, unless the transcript says something else. */
function quotaOf({ personQuotaBytes = 1e9 }: Partial<Limits>): number {
  return personQuotaBytes
}

export const makeMemoryStore: MakeStore = async limits => {
  const { keywords, boxMessages, metadataEntries } = { ...defaultLimits, ...limits }
  const store = new MemoryStore(keywords, {
    quotaBytes: quotaOf(limits),
    maxMessages: boxMessages,
    metadataEntries,
  })
  for (const { id, address } of accounts) store.addBox(id, { address, kind: kindOf(address) })
  return { store, async [Symbol.asyncDispose]() {} }
}

const agency: NewAgency = {
  code: 'sokhcn',
  name: 'Sở Khoa học và Công nghệ',
  kind: 'department',
  mailSystem: 'provincial',
  sectorDomains: [],
  staff: 60,
}

/** One on the disk, and where and under which key it lies. */
export interface SqliteTestStore extends TestStore {
  readonly store: Store
  readonly dataDir: string
  readonly masterKey: Uint8Array
}

export const makeSqliteStore = async (limits: Partial<Limits>): Promise<SqliteTestStore> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'congvu-imap-'))
  const masterKey = randomBytes(32)
  const store = await openSqliteStore({
    dataDir,
    masterKey,
    limits: { ...defaultLimits, ...limits },
  })
  const agencies = await store.write.addAgencies([agency])
  if (!agencies.ok) throw new Error('the agency was not added')
  const agencyId = agencies.value[0]!
  const boxes = await store.write.addBoxes(
    accounts.map(
      ({ address, name }): NewBox => ({
        address,
        name,
        kind: kindOf(address),
        agencyId,
        position: 'Chuyên viên',
        leader: false,
        quotaBytes: quotaOf(limits),
        passwordHash: null,
      }),
    ),
  )
  if (!boxes.ok || boxes.value.some((id, i) => id !== accounts[i]!.id)) throw new Error('other box ids')
  for (const id of boxes.value) {
    // The transcripts begin without it.
    await store.write.removeMailbox(id, 'Archive')
    await store.write.subscribe(id, 'Archive', false)
  }
  return {
    store,
    dataDir,
    masterKey,
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]()
      await rm(dataDir, { recursive: true })
    },
  }
}

import { describe, expect, it, vi } from 'vitest'
import { MemoryStore } from '../../test/imap/memory-store.ts'
import type { MailboxChange } from '../imap/backend.ts'
import type { Mailbox, NewMessage } from '../ports/mailboxes.ts'
import { Mirrors } from './mirrors.ts'

async function setUp() {
  const store = new MemoryStore(26)
  store.addBox(1)
  const inbox = (await store.read.mailboxes.byName(1, 'INBOX'))!
  const mirrors = new Mirrors(store.read.mailboxes)
  store.onCommit(notice => mirrors.hear(notice))
  return { store, inbox, mirrors }
}

function message(mailbox: Mailbox): NewMessage {
  const bytes = Buffer.from('Subject: 15/CT-UBND\r\n\r\n')
  const structure = {
    envelope: bytes,
    bodyStructure: bytes,
    parts: '',
    headerBytes: bytes.length,
    sentAt: null,
    messageId: '',
    subject: '',
    from: '',
    to: '',
    cc: '',
    ancestors: '',
  }
  const view = { prefix: new Uint8Array(), slices: [], sizeBytes: bytes.length, structure }
  return { mailbox: mailbox.id, bytes, view, flags: 0, keywords: [], internalDateMs: 0 }
}

describe('mirrors', () => {
  it('are read once and shared by all sessions', async () => {
    const { store, inbox, mirrors } = await setUp()
    const snapshot = vi.spyOn(store.read.mailboxes, 'snapshot')
    const changes: MailboxChange[][] = [[], []]
    const leases = await Promise.all(
      changes.map(heard => mirrors.lease(inbox.id, change => heard.push(change))),
    )
    expect(snapshot).toHaveBeenCalledTimes(1)
    expect(leases[0]?.mirror).toBe(leases[1]?.mirror)
    await store.write.append([message(inbox)])
    expect(changes).toEqual([[{ kind: 'arrived' }], [{ kind: 'arrived' }]])
    leases[0]?.[Symbol.dispose]()
    await store.write.append([message(inbox)])
    expect(changes.map(heard => heard.length)).toEqual([1, 2])
    expect(leases[1]?.mirror.count).toBe(2)
  })

  it('take what was told but is not stored while they are read, and need it no more afterwards', async () => {
    const { store, inbox, mirrors } = await setUp()
    await store.write.append([message(inbox), message(inbox)])
    const [first, second] = (await store.read.mailboxes.snapshot(inbox.id)).modseqs
    const { snapshot } = store.read.mailboxes
    const change = { kind: 'flags', mailbox: inbox.id, box: 1, uids: Uint32Array.of(2), again: true } as const
    const tell = (modseq: number, flags: number) =>
      mirrors.hear({ ...change, modseq, flags: Uint32Array.of(flags) })
    vi.spyOn(store.read.mailboxes, 'snapshot').mockImplementation(async id => {
      const taken = await snapshot(id)
      // The newer one as it was taken, then both as they could not be stored.
      tell(second! + 2, 0)
      tell(second! + 1, 1)
      tell(second! + 2, 0)
      return taken
    })
    const heard: MailboxChange[] = []
    const { mirror } = (await mirrors.lease(inbox.id, each => heard.push(each)))!
    const shown = () => [...mirror.flags.subarray(0, 2), ...mirror.modseqs.subarray(0, 2)]
    expect(shown()).toEqual([0, 0, first, second! + 2])
    tell(second! + 1, 1)
    expect(shown()).toEqual([0, 0, first, second! + 2])
    expect(heard).toEqual([])
  })

  it('lose nothing that is committed while the snapshot is read', async () => {
    const { store, inbox, mirrors } = await setUp()
    await store.write.append([message(inbox), message(inbox)])
    const { snapshot } = store.read.mailboxes
    vi.spyOn(store.read.mailboxes, 'snapshot').mockImplementation(async id => {
      // One before the snapshot's moment, told again by its notice, and one after it.
      await store.write.append([message(inbox)])
      const taken = await snapshot(id)
      await store.write.append([message(inbox)])
      await store.write.setFlags({
        mailbox: id,
        uids: Uint32Array.of(1),
        mode: 'add',
        flags: 1,
        keywords: ['$DaKySo'],
      })
      await store.write.setFlags({
        mailbox: id,
        uids: Uint32Array.of(2),
        mode: 'add',
        flags: 8,
        keywords: [],
      })
      await store.write.expunge(id, 'all')
      return taken
    })
    const lease = await mirrors.lease(inbox.id, () => {})
    const mirror = lease!.mirror
    expect([...mirror.uids.subarray(0, mirror.count)]).toEqual([1, 3, 4])
    expect(mirror.flags[0]).toBe(33)
    expect(mirror.keywords).toEqual(['$DaKySo'])
    expect(mirror.uidNext).toBe(5)
  })

  it('know what sessions claimed before the store does', async () => {
    const { store, inbox, mirrors } = await setUp()
    await store.write.append([message(inbox), message(inbox)])
    expect(mirrors.recentUid(inbox.id)).toBeUndefined()
    const lease = await mirrors.lease(inbox.id, () => {})
    lease?.mirror.claimRecent(3)
    lease?.mirror.claimRecent(2)
    expect(mirrors.recentUid(inbox.id)).toBe(3)
    expect((await store.read.mailboxes.byId(inbox.id))?.recentUid).toBe(1)
  })

  it('wait a while for the next session, then go', async () => {
    vi.useFakeTimers()
    try {
      const { store, inbox, mirrors } = await setUp()
      const snapshot = vi.spyOn(store.read.mailboxes, 'snapshot')
      const first = await mirrors.lease(inbox.id, () => {})
      first?.[Symbol.dispose]()
      await store.write.append([message(inbox)])
      vi.advanceTimersByTime(29_000)
      const second = await mirrors.lease(inbox.id, () => {})
      expect(second?.mirror.count).toBe(1)
      second?.[Symbol.dispose]()
      second?.[Symbol.dispose]()
      vi.advanceTimersByTime(31_000)
      await mirrors.lease(inbox.id, () => {})
      expect(snapshot).toHaveBeenCalledTimes(2)
    } finally {
      vi.useRealTimers()
    }
  })

  it('end with their mailbox', async () => {
    const { store, mirrors } = await setUp()
    const made = await store.write.createMailbox(1, 'Họp giao ban', null)
    if (!made.ok) throw new Error('not created')
    const heard: MailboxChange[] = []
    await mirrors.lease(made.value.id, change => heard.push(change))
    await store.write.removeMailbox(1, 'Họp giao ban')
    expect(heard).toEqual([{ kind: 'removed' }])
    expect(await mirrors.lease(made.value.id, () => {})).toBeUndefined()
  })
})

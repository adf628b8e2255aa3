import { describe, expect, it, vi } from 'vitest'
import { MemoryStore } from '../../test/imap/memory-store.ts'
import { silentLogger } from '../base/log.ts'
import { fail } from '../base/result.ts'
import { Mirrors } from './mirrors.ts'
import { OpenMailbox } from './open-mailbox.ts'

function setUp() {
  const store = new MemoryStore(26)
  store.addBox(1)
  const mirrors = new Mirrors(store.read.mailboxes)
  const warn = vi.fn<typeof silentLogger.warn>()
  const open = async () => {
    const inbox = (await store.read.mailboxes.byName(1, 'INBOX'))!
    const lease = (await mirrors.lease(inbox.id, () => {}))!
    const log = { ...silentLogger, warn }
    return new OpenMailbox(
      inbox,
      lease,
      { store, log },
      { target: async () => fail({ reason: 'not-found' }) },
    )
  }
  return { store, open, warn, setRecentUid: vi.spyOn(store.write, 'setRecentUid') }
}

describe('what was claimed as recent', () => {
  it('is stored when the session leaves, if it is anything', async () => {
    const { store, open, setRecentUid } = setUp()
    const first = await open()
    first.messages.claimRecent(4)
    expect(setRecentUid).not.toHaveBeenCalled()
    first[Symbol.dispose]()
    expect((await store.read.mailboxes.byName(1, 'INBOX'))?.recentUid).toBe(4)
    const second = await open()
    second[Symbol.dispose]()
    expect(setRecentUid).toHaveBeenCalledTimes(1)
  })

  it('keeps nobody from leaving when it cannot be stored', async () => {
    const { open, setRecentUid, warn } = setUp()
    const cause = new Error('the disk is full')
    setRecentUid.mockRejectedValue(cause)
    const mailbox = await open()
    mailbox.messages.claimRecent(4)
    mailbox[Symbol.dispose]()
    await vi.waitFor(() => expect(warn.mock.calls[0]?.[0]).toMatchObject({ err: cause }), { timeout: 10_000 })
  })
})

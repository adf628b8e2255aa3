/** Which changes of flags are told before the store's turn has come, and which wait for it. */
import { describe, expect, it, vi } from 'vitest'
import { MemoryStore } from '../../test/imap/memory-store.ts'
import { defaultLimits } from '../base/limits.ts'
import { silentLogger } from '../base/log.ts'
import { fail } from '../base/result.ts'
import type { TakeFlags } from '../ports/known-flags.ts'
import { flagBits } from '../ports/mailboxes.ts'
import type { MailboxStore } from './backend.ts'
import { Mirrors } from './mirrors.ts'
import { newMessage } from './new-message.ts'
import { type Access, OpenMailbox } from './open-mailbox.ts'

const { flagged } = flagBits
const everyRight = 2047

async function setUp(access: Partial<Access> = {}) {
  const memory = new MemoryStore(26)
  memory.addBox(1)
  const mailbox = await memory.write.createMailbox(1, 'Công văn', null)
  if (!mailbox.ok) throw new Error(mailbox.error.reason)
  const { value: made } = mailbox
  const appended = { bytes: Buffer.from('\r\n'), flags: 0, keywords: [], internalDateMs: 0 }
  const context = { limits: defaultLimits, clock: { now: () => 0 } }
  await memory.write.append([newMessage(made.id, appended, context, undefined)])
  const takeFlags = vi.fn<TakeFlags>(() => 99)
  const { read, write } = memory
  const store: MailboxStore = { read, write, onCommit: each => memory.onCommit(each), takeFlags }
  const mirrors = new Mirrors(read.mailboxes)
  memory.onCommit(notice => mirrors.hear(notice))
  const lease = (await mirrors.lease(made.id, () => {}))!
  const target = async () => fail({ reason: 'not-found' } as const)
  const open = new OpenMailbox(made, lease, { store, log: silentLogger }, { target, ...access })
  return { memory, made, open, takeFlags, setFlags: vi.spyOn(memory.write, 'setFlags') }
}

function mark(keywords: readonly string[] = []) {
  return { uids: Uint32Array.of(1), mode: 'add', flags: flagged, keywords } as const
}

describe('a change of flags', () => {
  it('is told at once', async () => {
    const { open, made, takeFlags, setFlags } = await setUp()
    const changed = await open.setFlags(mark())
    expect(changed).toMatchObject({ ok: true, value: { modseq: 99, flags: Uint32Array.of(flagged) } })
    expect(takeFlags).toHaveBeenCalledExactlyOnceWith({
      ...{ mailbox: made.id, box: 1, keep: 0xffff_ffff, set: flagged },
      ...{ runs: Uint32Array.of(1, 1), uids: Uint32Array.of(1), flags: Uint32Array.of(flagged) },
    })
    expect(setFlags).not.toHaveBeenCalled()
  })

  it('that changes nothing asks nobody', async () => {
    const { open, takeFlags, setFlags } = await setUp()
    expect(await open.setFlags({ ...mark(), mode: 'remove' })).toMatchObject({ value: { modseq: 0 } })
    expect(takeFlags).not.toHaveBeenCalled()
    expect(setFlags).not.toHaveBeenCalled()
  })

  it('waits when the store wants it to', async () => {
    const { open, takeFlags, setFlags } = await setUp()
    takeFlags.mockReturnValue(undefined)
    expect(await open.setFlags(mark())).toMatchObject({ ok: true, value: { flags: Uint32Array.of(flagged) } })
    expect(setFlags).toHaveBeenCalledOnce()
  })

  it('waits when it brings a keyword', async () => {
    const { open, takeFlags, setFlags } = await setUp()
    await open.setFlags(mark(['$Forwarded']))
    expect(setFlags).toHaveBeenCalledOnce()
    await open.setFlags({ ...mark(['$forwarded']), mode: 'remove' })
    expect(takeFlags).toHaveBeenCalledOnce()
  })

  it('of somebody else’s mailbox is the store’s, with who it was', async () => {
    const acting = (mask: number) => ({ person: 2, mask, at: 0 })
    const { open, takeFlags, setFlags } = await setUp({ shared: { rights: everyRight, acting } })
    await open.setFlags(mark())
    expect(takeFlags).not.toHaveBeenCalled()
    expect(setFlags.mock.calls[0]?.[0].as).toMatchObject({ person: 2 })
  })

  it('in a mailbox that was removed is refused', async () => {
    const { memory, made, open, takeFlags } = await setUp()
    await memory.write.removeMailbox(1, made.name)
    expect(await open.setFlags(mark())).toEqual({ ok: false, error: { reason: 'not-found' } })
    expect(takeFlags).not.toHaveBeenCalled()
  })
})

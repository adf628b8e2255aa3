/**
 * A full disk: a change of flags is told at once or waits its turn and is refused, but one that was told is stored when
 * there is room again, by the same open store or by the next. On a small tmpfs of its own, which only root can mount.
 */
import { execFileSync } from 'node:child_process'
import { rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { Mirrors } from '../../src/mailbox/mirrors.ts'
import { flagBits } from '../../src/ports/mailboxes.ts'
import type { Store } from '../../src/ports/store.ts'
import { addresses, letter } from '../conformance/letters.ts'
import { openStore, provisioned, temporaryDirectory } from './support.ts'

const letters = 40
const { flagged } = flagBits

function mount(path: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', path], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Leaves not a block. */
function fill(path: string): void {
  const { bavail, bsize } = statfsSync(path)
  const file = join(path, 'filler')
  // One block more than there are: the store may take or give some meanwhile.
  expect(() => writeFileSync(file, Buffer.alloc((bavail + 1) * bsize))).toThrow('ENOSPC')
}

async function provisionedBox(dataDir: string): Promise<number> {
  await provisioned(dataDir)
  await using store = await openStore(dataDir)
  const boxId = (await store.read.directory.box(addresses[1]!))!.id
  for (let number = 1; number <= letters; number++)
    await store.write.commitMessage(letter({ number, to: [{ boxId }] }))
  return boxId
}

it('keeps flags that were told while the disk is full', { timeout: 120_000 }, async context => {
  await using directory = await temporaryDirectory()
  if (!mount(directory.path)) return context.skip('a tmpfs cannot be mounted here (needs root)')
  await using stack = new AsyncDisposableStack()
  stack.defer(() => void execFileSync('umount', [directory.path]))
  const dataDir = join(directory.path, 'data')
  const boxId = await provisionedBox(dataDir)
  const store = await openStore(dataDir)
  stack.use(store)
  const inbox = (await store.read.mailboxes.byName(boxId, 'INBOX'))!
  const told = new Set<number>()
  const flag = (uid: number) => {
    const one = Uint32Array.of(uid)
    const known = { mailbox: inbox.id, box: boxId, keep: 0xffff_ffff, set: flagged, uids: one }
    const modseq = store.takeFlags({
      ...known,
      runs: Uint32Array.of(uid, uid),
      flags: Uint32Array.of(flagged),
    })
    if (modseq !== undefined) told.add(uid)
    return modseq
  }
  const stored = async (from: Store) => {
    const { uids, flags } = await from.read.mailboxes.snapshot(inbox.id)
    return new Set([...uids].filter((_, i) => flags[i] === flagged))
  }

  // What is left of the block that this takes is room for more.
  flag(letters)
  await store.read.mailboxes.byId(inbox.id)
  // The database's log has no room of its own that it could use again.
  expect(await store.upkeep.truncateLog()).toBe(true)
  fill(directory.path)
  for (let uid = 1; uid <= letters / 2; uid++) flag(uid)
  expect(told.size).toBeGreaterThan(1)
  // Whoever reads meanwhile is not kept waiting, and whoever selects the mailbox sees what was told.
  await store.read.mailboxes.byId(inbox.id)
  const mirrors = new Mirrors(store.read.mailboxes)
  stack.defer(() => mirrors.close())
  stack.defer(store.onCommit(notice => mirrors.hear(notice)))
  const { mirror } = (await mirrors.lease(inbox.id, () => {}))!
  const shown = [...mirror.uids.subarray(0, mirror.count)].filter((_, i) => mirror.flags[i] === flagged)
  expect(new Set(shown)).toEqual(told)
  expect(await stored(store)).not.toEqual(told)
  rmSync(join(directory.path, 'filler'))
  await vi.waitFor(async () => expect(await stored(store)).toEqual(told), { timeout: 10_000 })

  fill(directory.path)
  const before = told.size
  for (let uid = letters / 2 + 1; uid < letters; uid++) flag(uid)
  expect(told.size).toBeGreaterThan(before)
  await store[Symbol.asyncDispose]()
  rmSync(join(directory.path, 'filler'))
  await using reopened = await openStore(dataDir)
  expect(await stored(reopened)).toEqual(told)
})

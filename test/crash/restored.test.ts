/**
 * A data directory that is put back from a copy is behind what clients were told. With the mark of a backup no number that
 * they were told names another message afterwards; without it they would believe what they remember.
 */
import { cpSync, existsSync, mkdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mailboxObjectId } from '../../src/imap/mailboxes/object-id.ts'
import { flagBits } from '../../src/ports/mailboxes.ts'
import type { Store } from '../../src/ports/store.ts'
import { addresses, letter, value } from '../conformance/letters.ts'
import { openStore, provisioned, temporaryDirectory } from './support.ts'

interface Told {
  /** What letter is at a mailbox's name, UIDVALIDITY and UID. */
  readonly uids: ReadonlyMap<string, string>
  /** And what letter has an EMAILID. */
  readonly emails: ReadonlyMap<number, string>
  /** The name that a MAILBOXID had first. */
  readonly mailboxes: ReadonlyMap<string, string>
  /** What auditors' folders go by. */
  readonly restoredAt: number
}

async function toldBy(store: Store, box: number): Promise<Told> {
  const uids = new Map<string, string>()
  const emails = new Map<number, string>()
  const mailboxes = new Map<string, string>()
  for (const mailbox of await store.read.mailboxes.list(box)) {
    const { name, id, uidValidity } = mailbox
    mailboxes.set(mailboxObjectId(mailbox), name)
    const { uids: numbers, views } = await store.read.mailboxes.snapshot(id)
    for (const [i, view] of (await store.read.mailboxes.views([...views])).entries()) {
      const bytes = Buffer.from(await store.read.blobs.bytes(view.blob)).toString()
      const text = /Công văn số \d+/.exec(bytes)![0]
      uids.set(`${name} ${uidValidity} ${numbers[i]}`, text)
      emails.set(view.id, text)
    }
  }
  return { uids, emails, mailboxes, restoredAt: await store.read.auditMailboxes.restoredAt() }
}

/** Names that stand for something else in `after` than in `before`. */
function changed<Name>(before: ReadonlyMap<Name, string>, after: ReadonlyMap<Name, string>): readonly Name[] {
  return [...before]
    .filter(([name, what]) => after.has(name) && after.get(name) !== what)
    .map(([name]) => name)
}

/** Letters of these numbers; some are moved into a mailbox that is created, and one is gone. */
async function work(store: Store, box: number, first: number, name: string): Promise<void> {
  const inbox = (await store.read.mailboxes.byName(box, 'INBOX'))!
  for (let number = first; number < first + 6; number++)
    await store.write.commitMessage(letter({ number, to: [{ boxId: box }] }))
  const created = value(await store.write.createMailbox(box, name, null))
  const uids = (await store.read.mailboxes.snapshot(inbox.id)).uids.slice(-4)
  value(await store.write.move(inbox.id, uids.slice(0, 2), created.id))
  const gone = { mailbox: inbox.id, uids: uids.slice(2, 3), flags: flagBits.deleted, keywords: [] }
  value(await store.write.setFlags({ ...gone, mode: 'add' }))
  await store.write.expunge(inbox.id, 'all')
}

/**
 * A copy is made, by default of a directory that was worked with, the work goes on, and after the disk was lost it goes on
 * otherwise from the copy.
 */
async function restored(mark: boolean, isUsed = true): Promise<{ before: Told; after: Told; again: Told }> {
  await using directory = await temporaryDirectory()
  const dataDir = join(directory.path, 'data')
  const backup = join(directory.path, 'backup')
  await provisioned(dataDir)
  let box = 0
  {
    await using store = await openStore(dataDir)
    box = (await store.read.directory.box(addresses[1]!))!.id
    if (isUsed) await work(store, box, 100, 'Cũ')
  }
  cpSync(dataDir, backup, { recursive: true })
  if (mark) writeFileSync(join(backup, 'restored'), '')
  let before: Told
  {
    await using store = await openStore(dataDir)
    await work(store, box, 200, 'Mới')
    before = await toldBy(store, box)
  }
  rmSync(dataDir, { recursive: true })
  cpSync(backup, dataDir, { recursive: true })
  let after: Told
  {
    await using store = await openStore(dataDir)
    await work(store, box, 300, 'Khác')
    after = await toldBy(store, box)
  }
  expect(existsSync(join(dataDir, 'restored'))).toBe(false)
  await using store = await openStore(dataDir)
  return { before, after, again: await toldBy(store, box) }
}

describe('a data directory that is put back from a copy', () => {
  it('gives nobody a number that he knows for something else, once it is marked', async () => {
    const { before, after, again } = await restored(true)
    expect([...before.uids.keys()].filter(name => after.uids.has(name))).toEqual([])
    expect(changed(before.emails, after.emails)).toEqual([])
    expect(changed(before.mailboxes, after.mailboxes)).toEqual([])
    expect(before.restoredAt).toBe(0)
    expect(after.restoredAt).toBeGreaterThan(0)
    // What was in the copy is the same to clients that know it by its EMAILID.
    expect([...before.emails.keys()].filter(id => after.emails.has(id)).length).toBe(5)
    // Once, and in no box two mailboxes that change names could be taken for each other.
    expect(again).toEqual(after)
    const validities = [...after.uids.keys()].map(key => key.split(' ').slice(0, 2).join(' '))
    expect(new Set(validities.map(each => each.split(' ')[1])).size).toBe(new Set(validities).size)
  })

  it('gives no EMAILID again that was given after a copy without letters', async () => {
    const { before, after } = await restored(true, false)
    expect(before.emails.size).toBeGreaterThan(0)
    expect(changed(before.emails, after.emails)).toEqual([])
  })

  it('is not opened, and gives no new numbers, with a mark that cannot be removed', async () => {
    await using directory = await temporaryDirectory()
    const dataDir = join(directory.path, 'data')
    await provisioned(dataDir)
    const mark = join(dataDir, 'restored')
    mkdirSync(mark)
    for (let start = 0; start < 2; start++) await expect(openStore(dataDir)).rejects.toThrow(`${mark} marks`)
    rmdirSync(mark)
    await using store = await openStore(dataDir)
    expect(await store.read.auditMailboxes.restoredAt()).toBe(0)
  })

  it('would be taken for what it was without', async () => {
    const { before, after } = await restored(false)
    expect(changed(before.uids, after.uids)).not.toEqual([])
    expect(changed(before.emails, after.emails)).not.toEqual([])
    expect(changed(before.mailboxes, after.mailboxes)).not.toEqual([])
  })
})

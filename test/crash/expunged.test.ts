/**
 * A writer is killed while it removes messages: each message is in its mailbox or remembered as gone, never both and
 * never neither, and what was acknowledged as removed is gone. CRASH_KILLS sets how often.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { addresses, letter } from '../conformance/letters.ts'
import { exitOf, openStore, provisioned, readLedger, temporaryDirectory } from './support.ts'

const kills = Math.min(8, Number(process.env.CRASH_KILLS ?? 3))
const letters = 400

it(`forgets no removal in ${kills} kills`, { timeout: 60_000 + kills * 20_000 }, async () => {
  await using directory = await temporaryDirectory()
  const dataDir = join(directory.path, 'data')
  await provisioned(dataDir)
  let box = 0
  let start = 0
  {
    await using store = await openStore(dataDir)
    box = (await store.read.directory.box(addresses[1]!))!.id
    const to = [{ address: addresses[1]!, boxId: box }]
    await Promise.all(
      Array.from({ length: letters }, (_, i) => store.write.commitMessage(letter({ number: i + 1, to }))),
    )
    start = (await store.read.mailboxes.byName(box, 'INBOX'))!.modseq
  }
  const acknowledged = new Set<number>()
  for (let run = 0; run < kills; run++) {
    const ledger = join(directory.path, `ledger-${run}`)
    const script = new URL('./expunge-child.ts', import.meta.url).pathname
    const child = spawn(process.execPath, [script, JSON.stringify({ dataDir, ledger, box })], {
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    while (!existsSync(ledger) || !readLedger(ledger).has('ok')) await wait(5)
    await wait(Math.random() * 100)
    child.kill('SIGKILL')
    await exitOf(child)
    for (const uid of readLedger(ledger).get('ok') ?? []) acknowledged.add(uid)

    await using store = await openStore(dataDir)
    const inbox = (await store.read.mailboxes.byName(box, 'INBOX'))!
    const there = [...(await store.read.mailboxes.snapshot(inbox.id)).uids]
    const gone = (await store.read.mailboxes.expungedSince(inbox.id, start))!.map(([first]) => first)
    expect([...there, ...gone].sort((a, b) => a - b)).toEqual(
      Array.from({ length: letters }, (_, i) => i + 1),
    )
    expect(there.filter(uid => acknowledged.has(uid))).toEqual([])
  }
  expect(acknowledged.size).toBeGreaterThan(0)
})

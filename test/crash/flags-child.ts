/**
 * Changes flags, appends messages and works an office's box until it is killed or has done enough, and writes down what
 * it was told: `try UID FLAGS` and `flags UID FLAGS MODSEQ`, `keyword NAME`, `append UID`, `act UID`.
 */
import { openSync, writeSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { defaultLimits } from '../../src/base/limits.ts'
import { newMessage } from '../../src/mailbox/new-message.ts'
import { firstKeywordBit, flagBits } from '../../src/ports/mailboxes.ts'
import { loadMasterKey } from '../../src/store/master-key.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { letterBytes, value } from '../conformance/letters.ts'

export interface FlagsOptions {
  readonly dataDir: string
  readonly ledger: string
  readonly rounds: number
  /** Whose INBOX is changed. */
  readonly box: number
  /** Who works the office's box, and the number of its INBOX. */
  readonly person: number
  readonly office: number
}

async function main({ dataDir, ledger: path, rounds, box, person, office }: FlagsOptions): Promise<void> {
  const ledger = openSync(path, 'a', 0o600)
  const say = (line: string) => writeSync(ledger, `${line}\n`)
  const limits = defaultLimits
  await using store = await openSqliteStore({ dataDir, masterKey: loadMasterKey(dataDir), limits })
  const inbox = (await store.read.mailboxes.byName(box, 'INBOX'))!
  const { uids, flags } = await store.read.mailboxes.snapshot(inbox.id)
  const unread = await store.read.mailboxes.snapshot(office)
  let keywords = inbox.keywords.length

  async function setFlags(at: number): Promise<void> {
    const uid = uids[at]!
    const next = (flags[at]! ^ (at % 2 === 0 ? flagBits.flagged : flagBits.seen)) >>> 0
    const one = Uint32Array.of(uid)
    say(`try ${uid} ${next}`)
    const known = { mailbox: inbox.id, box, keep: 0, set: next, runs: Uint32Array.of(uid, uid), uids: one }
    const taken = store.takeFlags({ ...known, flags: Uint32Array.of(next) })
    const asked = { mailbox: inbox.id, uids: one, mode: 'replace', flags: next, keywords: [] } as const
    const modseq = taken ?? value(await store.write.setFlags(asked)).modseq
    flags[at] = next
    say(`flags ${uid} ${next} ${modseq}`)
  }

  /** The mailbox's next keyword, of its first message: from then on in what is changed of its flags. */
  async function addKeyword(): Promise<void> {
    const name = `k${keywords}`
    const next = (flags[0]! | (1 << (firstKeywordBit + keywords++))) >>> 0
    say(`try ${uids[0]} ${next}`)
    const asked = { mailbox: inbox.id, uids: uids.slice(0, 1), mode: 'add', flags: 0 } as const
    const { modseq } = value(await store.write.setFlags({ ...asked, keywords: [name] }))
    flags[0] = next
    say(`flags ${uids[0]} ${next} ${modseq}`)
    say(`keyword ${name}`)
  }

  async function append(number: number): Promise<void> {
    const message = { bytes: letterBytes(number), flags: 0, keywords: [], internalDateMs: 0 }
    const stored = newMessage(inbox.id, message, { limits, clock: { now: () => 0 } }, undefined)
    say(`append ${value(await store.write.append([stored])).uids[0]}`)
  }

  async function act(uid: number): Promise<void> {
    const asked = { mailbox: office, uids: Uint32Array.of(uid), mode: 'add', keywords: [] } as const
    const as = { person, mask: 0xffff_ffff, at: 1_795_000_000_000 }
    value(await store.write.setFlags({ ...asked, flags: flagBits.seen, as }))
    say(`act ${uid}`)
  }

  for (let round = 0; round < rounds; round++) {
    await setFlags((round * 7) % uids.length)
    if (round % 23 === 22) await append(round)
    if (round % 53 === 52 && keywords < 20) await addKeyword()
    if (round % 11 === 10 && unread.uids.length > 0) {
      const uid = unread.uids[Math.floor(round / 11)]
      if (uid !== undefined) await act(uid)
    }
    if (round % 40 === 39) await wait(Math.random() * 120)
  }
}

await main(JSON.parse(process.argv[2]!) as FlagsOptions)

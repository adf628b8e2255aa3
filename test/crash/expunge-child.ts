/** Removes messages of a mailbox one after another, by EXPUNGE and MOVE in turn, and writes down what was acknowledged. */
import { openSync, writeSync } from 'node:fs'
import { defaultLimits } from '../../src/base/limits.ts'
import { flagBits } from '../../src/ports/mailboxes.ts'
import { loadMasterKey } from '../../src/store/master-key.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'

interface Options {
  readonly dataDir: string
  readonly ledger: string
  readonly box: number
}

async function main({ dataDir, ledger: path, box }: Options): Promise<void> {
  const ledger = openSync(path, 'a', 0o600)
  await using store = await openSqliteStore({
    dataDir,
    masterKey: loadMasterKey(dataDir),
    limits: defaultLimits,
  })
  const inbox = (await store.read.mailboxes.byName(box, 'INBOX'))!
  const trash = (await store.read.mailboxes.byName(box, 'Trash'))!
  const { uids } = await store.read.mailboxes.snapshot(inbox.id)
  for (const uid of uids) {
    const one = Uint32Array.of(uid)
    if (uid % 2 === 0) await store.write.move(inbox.id, one, trash.id)
    else {
      const change = { mailbox: inbox.id, uids: one, flags: flagBits.deleted, keywords: [] }
      await store.write.setFlags({ ...change, mode: 'add' })
      await store.write.expunge(inbox.id, one)
    }
    writeSync(ledger, `ok ${uid}\n`)
  }
}

await main(JSON.parse(process.argv[2]!) as Options)

import { randomBytes } from 'node:crypto'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { provision, value } from '../../../test/conformance/letters.ts'
import { defaultLimits } from '../../base/limits.ts'
import { openSqliteStore } from './open.ts'

it('annotations that were acknowledged are there after a crash, whole', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'congvu-metadata-'))
  try {
    const options = { masterKey: randomBytes(32), limits: defaultLimits }
    const dataDir = join(directory, 'running')
    await using running = await openSqliteStore({ ...options, dataDir })
    const box = (await provision(running)).boxIds[0]!
    const inbox = (await running.read.mailboxes.byName(box, 'INBOX'))!
    const entries = ['a', 'b', 'c'].map(name => ({ name: `/shared/${name}`, value: Buffer.from(name) }))
    value(await running.write.setMetadata({ box, mailbox: inbox.id, entries, by: 1 }))
    // The files as a killed process leaves them; the lock is of the one that runs.
    const crashed = join(directory, 'crashed')
    await cp(dataDir, crashed, { recursive: true, filter: path => !/(lock|-shm)$/.test(path) })
    await using store = await openSqliteStore({ ...options, dataDir: crashed })
    const kept = await store.read.metadata.of(box, inbox.id)
    expect(kept.map(({ name, value }) => [name, Buffer.from(value).toString()])).toEqual([
      ['/shared/a', 'a'],
      ['/shared/b', 'b'],
      ['/shared/c', 'c'],
    ])
  } finally {
    await rm(directory, { recursive: true })
  }
})

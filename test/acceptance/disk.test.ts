/**
 * A full disk and a failing one, under the whole server: the client is told to try again, nothing that was answered
 * 250 is lost, and the service goes on in the same process once the disk does.
 */
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { defaultLimits } from '../../src/base/limits.ts'
import { loadMasterKey } from '../../src/store/master-key.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { SmallDisk } from '../support/small-disk.ts'
import { auditorOf } from './auditor.ts'
import { failingSyncs } from './faulty-disk.ts'
import { ImapClient } from './imap-client.ts'
import { faultsOfStore, letterOf, numberOf } from './kill-ledger.ts'
import { SmtpClient } from './smtp-client.ts'

const MiB = 1024 * 1024
const resumeMs = 10_000

/** What clients sent to one server, and what they were answered. */
class Correspondence {
  readonly attempted = new Set<number>()
  readonly acknowledged = new Set<number>()
  readonly refused = new Map<number, string>()
  readonly #server: ServerProcess
  #next = 1

  constructor(server: ServerProcess) {
    this.#server = server
  }

  get addresses(): readonly string[] {
    return this.#server.accounts.map(({ address }) => address)
  }

  /** Sends the next letter of the kind: `large` goes to a segment, `small` commits as a row. */
  async send(smtp: SmtpClient, kind: 'large' | 'small' | 'any' = 'any'): Promise<string> {
    while (kind !== 'any' && (this.#next % 5 === 0) !== (kind === 'large')) this.#next++
    const letter = letterOf(this.#next++, this.addresses)
    this.attempted.add(letter.number)
    const reply = await smtp.send(letter.mailFrom, letter.recipients, letter.data)
    if (reply.startsWith('250')) this.acknowledged.add(letter.number)
    else this.refused.set(letter.number, reply)
    return reply
  }

  /** Sends until a letter is taken. */
  async resume(smtp: SmtpClient): Promise<void> {
    const deadline = Date.now() + resumeMs
    while (!(await this.send(smtp)).startsWith('250')) {
      expect(Date.now(), 'service did not resume').toBeLessThan(deadline)
      await wait(100)
    }
  }

  /** Nothing of a letter that was put off shows; the client will bring it again. */
  async expectRefusedAbsent(): Promise<void> {
    const auditor = await auditorOf(this.#server.data)
    const archived = (await auditor.call('archive.search', {})).entries.map(
      ({ messageId }) => numberOf(messageId) ?? 0,
    )
    expect(archived.filter(number => this.refused.has(number))).toEqual([])
  }

  /** Everything acknowledged is there, with the store as the server left it. */
  async expectWhole(): Promise<void> {
    const { data } = this.#server
    await using store = await openSqliteStore({
      dataDir: data,
      masterKey: loadMasterKey(data),
      limits: defaultLimits,
    })
    expect(await faultsOfStore(store, this, this.addresses)).toEqual([])
  }
}

it('puts letters off on a full disk and goes on in place', { timeout: 120_000 }, async context => {
  await using disk = await SmallDisk.mount(64)
  if (disk === undefined) return context.skip('mounting a tmpfs is not permitted here')
  // The log of a development start is a file beside the data: what it does on a full disk is its own matter.
  const env = {}
  await using server = await startServer({ data: join(disk.path, 'data'), env })
  disk.take(24 * MiB)
  const letters = new Correspondence(server)
  using smtp = await SmtpClient.open(server.port('mx'))

  while ((await letters.send(smtp)).startsWith('250'));
  for (let i = 0; i < 20; i++) await letters.send(smtp, 'large')
  // An idle writer folds its WAL, which a full disk does not allow either.
  await wait(500)
  for (let i = 0; i < 5; i++) await letters.send(smtp)
  for (const reply of letters.refused.values()) expect(reply).toMatch(/^452[ -]4\.3\.1 /)
  expect(letters.refused.size).toBeGreaterThan(10)
  expect(letters.acknowledged.size).toBeGreaterThan(50)

  const [reader] = server.accounts
  if (reader === undefined) throw new Error('no sample account')
  // The full disk keeps nobody from reading.
  using imap = await ImapClient.logIn(server.port('imaps'), reader)
  await imap.command('SELECT INBOX')
  expect((await imap.command('FETCH * (BODY.PEEK[])')).sections.get('BODY[]')?.length).toBeGreaterThan(1000)

  disk.free()
  await letters.resume(smtp)
  for (let i = 0; i < 20; i++) expect(await letters.send(smtp)).toMatch(/^250 /)
  await letters.expectRefusedAbsent()
  expect((await server.stop()).code).toBe(0)
  await letters.expectWhole()
})

const syncFaults = [
  { name: 'one sync of the database', when: '1', kind: 'small' },
  { name: 'one sync of a segment', when: '1', kind: 'large' },
  { name: 'every sync for a while', when: '1+', kind: 'any' },
] as const

it.for(syncFaults)(
  'recovers from the failure of $name',
  { timeout: 60_000 },
  async ({ when, kind }, context) => {
    await using server = await startServer()
    const letters = new Correspondence(server)
    using smtp = await SmtpClient.open(server.port('mx'))
    for (let i = 0; i < 20; i++) expect(await letters.send(smtp)).toMatch(/^250 /)
    const segment = (id: number) => join(server.data, `blobs/0000000${id}.seg`)
    const durableBytes = statSync(segment(1)).size
    // An idle writer folds its WAL: its syncs are not to meet the fault.
    await wait(300)
    {
      await using fault = await failingSyncs(server.pid, when)
      if (fault === undefined) return context.skip('strace is not installed, or may not attach here')
      expect(await letters.send(smtp, kind)).toMatch(/^451[ -]4\.3\.0 /)
      if (when === '1+')
        for (let i = 0; i < 10; i++) expect(await letters.send(smtp)).toMatch(/^451[ -]4\.3\.0 /)
    }
    await letters.resume(smtp)
    for (let i = 0; i < 20; i++) expect(await letters.send(smtp)).toMatch(/^250 /)
    if (kind === 'large') {
      expect(statSync(segment(1)).size, 'the failed segment is sealed where it was durable').toBe(
        durableBytes,
      )
      expect(existsSync(segment(2)), 'a new segment takes over').toBe(true)
    }
    await letters.expectRefusedAbsent()
    await server.kill()
    {
      await using again = await startServer({ data: server.data })
      await letters.expectRefusedAbsent()
      await again.kill()
    }
    await letters.expectWhole()
  },
)

/**
 * The server is killed at random moments while twenty clients send it letters on `mx`, and starts again: what was
 * answered 250 is in the archive exactly once with its octets and in each recipient's box; what was not answered is
 * there once or not at all.
 *
 *     node test/acceptance/kill.ts --kills 100
 *
 * A few kills run with `npm test` (kill.test.ts).
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { formatQuery } from '../../src/archive/query/format.ts'
import { defaultLimits } from '../../src/base/limits.ts'
import type { SampleAccount } from '../../src/development.ts'
import { loadMasterKey } from '../../src/store/master-key.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { auditorOf } from './auditor.ts'
import { ImapClient } from './imap-client.ts'
import { faultsOfEntries, faultsOfStore, type Ledger, letterOf } from './kill-ledger.ts'
import { ConnectionLost, SmtpClient } from './smtp-client.ts'

export interface KillReport {
  readonly kills: number
  readonly attempted: number
  readonly acknowledged: number
  /** Killed while at least one letter waited for its answer. */
  readonly killedInFlight: number
  /** From the start of the process to its greeting on `mx`, over every start after a kill. */
  readonly slowestRestartMs: number
  readonly medianRestartMs: number
  readonly seconds: number
  /** What was lost, doubled, changed or invented; empty when all is well. */
  readonly faults: readonly string[]
}

export const restartLimitMs = 2000

const clients = 20
/** Longest time between a first answer and the kill. */
const longestRunMs = 600
/** Small enough that every run moves blobs to segments and begins new segments. */
const limits = { CONGVU_LIMITS__HOT_BYTES: '1000000', CONGVU_LIMITS__SEGMENT_BYTES: '20000000' }

export async function killRepeatedly(kills: number): Promise<KillReport> {
  const startedAt = performance.now()
  const data = await mkdtemp(join(tmpdir(), 'congvu-kill-'))
  try {
    const run = new KillRun(data)
    for (let round = 0; round < kills; round++) await run.round()
    await run.verify()
    return { ...run.report(), seconds: (performance.now() - startedAt) / 1000 }
  } finally {
    await rm(data, { recursive: true, force: true })
  }
}

class KillRun {
  readonly #data: string
  readonly #ledger: Ledger = { attempted: new Set(), acknowledged: new Set() }
  readonly #restartsMs: number[] = []
  readonly #faults: string[] = []
  #accounts: readonly SampleAccount[] = []
  #rounds = 0
  #killedInFlight = 0
  #next = 1
  /** The first number of the round before, and when it began. */
  #before = { first: 1, at: 0 }

  constructor(data: string) {
    this.#data = data
  }

  get #addresses(): readonly string[] {
    return this.#accounts.map(({ address }) => address)
  }

  /** Start, check the letters of the round before, write, kill. */
  async round(): Promise<void> {
    await using server = await this.#start()
    await this.#checkRoundBefore(server)
    this.#before = { first: this.#next, at: Date.now() }
    let waiting = 0
    let ended = false
    const answered = Promise.withResolvers<void>()
    const client = async () => {
      using smtp = await SmtpClient.open(server.port('mx'))
      while (!ended) {
        const letter = letterOf(this.#next++, this.#addresses)
        this.#ledger.attempted.add(letter.number)
        waiting++
        const reply = await smtp.send(letter.mailFrom, letter.recipients, letter.data)
        waiting--
        if (reply.startsWith('250')) this.#ledger.acknowledged.add(letter.number)
        else this.#faults.push(`letter ${letter.number} was refused: ${reply.trim()}`)
        answered.resolve()
      }
    }
    const writing = Array.from({ length: clients }, () =>
      client().catch(error => {
        if (!(error instanceof ConnectionLost)) throw error
      }),
    )
    await answered.promise
    await wait(Math.random() * longestRunMs)
    if (waiting > 0) this.#killedInFlight++
    await server.kill()
    ended = true
    await Promise.all(writing)
    this.#rounds++
  }

  async #start(): Promise<ServerProcess> {
    const startedAt = performance.now()
    const server = await startServer({ data: this.#data, env: limits })
    using _greeted = await SmtpClient.open(server.port('mx'))
    if (this.#rounds > 0) this.#restartsMs.push(performance.now() - startedAt)
    this.#accounts = server.accounts
    return server
  }

  /** The archive's entries of the last round, and the count of one box: cheap enough for every start. */
  async #checkRoundBefore(server: ServerProcess): Promise<void> {
    if (this.#rounds === 0) return
    const { first, at } = this.#before
    const auditor = await auditorOf(this.#data)
    const since = formatQuery({ kind: 'received', fromMs: at, beforeMs: null })
    const { entries, index } = await auditor.call('archive.search', { query: since })
    if (index.behind > 0) this.#faults.push(`the index is ${index.behind} letters behind`)
    this.#faults.push(...faultsOfEntries(entries, this.#ledger, this.#addresses, first))

    const account = this.#accounts[this.#rounds % this.#accounts.length]
    if (account === undefined) throw new Error('no sample accounts')
    const { entries: addressed } = await auditor.call('archive.search', {
      query: `to:${account.address} OR cc:${account.address} OR bcc:${account.address}`,
    })
    const expected = addressed.filter(({ recipients }) =>
      recipients.some(({ address, outcome }) => address === account.address && outcome === 'delivered'),
    ).length
    using imap = await ImapClient.logIn(server.port('imaps'), account)
    const { lines } = await imap.command('STATUS INBOX (MESSAGES)')
    const found = Number(/MESSAGES (\d+)/.exec(lines.join(' '))?.[1])
    if (found !== expected) this.#faults.push(`${account.address} shows ${found} letters, not ${expected}`)
  }

  /** Everything, as the last kill left it: the store is opened without a server. */
  async verify(): Promise<void> {
    await using store = await openSqliteStore({
      dataDir: this.#data,
      masterKey: loadMasterKey(this.#data),
      limits: defaultLimits,
    })
    this.#faults.push(...(await faultsOfStore(store, this.#ledger, this.#addresses)))
  }

  report(): Omit<KillReport, 'seconds'> {
    const restarts = this.#restartsMs.toSorted((a, b) => a - b)
    return {
      kills: this.#rounds,
      attempted: this.#ledger.attempted.size,
      acknowledged: this.#ledger.acknowledged.size,
      killedInFlight: this.#killedInFlight,
      slowestRestartMs: restarts.at(-1) ?? 0,
      medianRestartMs: restarts[Math.floor(restarts.length / 2)] ?? 0,
      faults: this.#faults,
    }
  }
}

export function summaryOf(report: KillReport): string {
  const { kills, attempted, acknowledged, killedInFlight, slowestRestartMs, medianRestartMs, seconds } =
    report
  return [
    `${kills} kills (${killedInFlight} with letters in flight) in ${seconds.toFixed(0)} s`,
    `${acknowledged} of ${attempted} letters answered 250`,
    `restart ${medianRestartMs.toFixed(0)} ms median, ${slowestRestartMs.toFixed(0)} ms at most`,
    `${report.faults.length} faults`,
  ].join('; ')
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { kills: { type: 'string', default: '100' } } })
  const report = await killRepeatedly(Number(values.kills))
  process.stdout.write([summaryOf(report), ...report.faults, ''].join('\n'))
  process.exitCode = report.faults.length === 0 && report.slowestRestartMs < restartLimitMs ? 0 : 1
}

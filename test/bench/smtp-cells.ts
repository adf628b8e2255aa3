/**
 * Letters per second end to end: from the first command of the load to the moment when STATUS of every mailbox
 * counts the last accepted letter. An acceptance that is delivered later is worth only when it is delivered.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { Account, Contestant } from './contestant.ts'
import { ImapClient } from './imap-client.ts'
import { buildLetter, type Letter } from './letters.ts'
import { runLoad } from './load.ts'
import type { Measurement } from './measurement.ts'
import { proportionalBytes, usage } from './process-tree.ts'

export interface SmtpCell {
  readonly connections: number
  readonly size: string
  readonly letter: Letter
  readonly durationMs: number
  readonly letters: number
}

const MB = 1_000_000
const pollMs = 2
const deliveryTimeoutMs = 90_000
const memorySampleMs = 250

const sizes = new Map([
  ['4 KB', 4096],
  ['30 KB', 30_720],
  ['1 MB', 1_048_576],
])

export function smtpCells(durationMs: number, largeLetters: number): SmtpCell[] {
  const cells: SmtpCell[] = []
  for (const [size, bytes] of sizes) {
    const letter = buildLetter(bytes, { to: 'can-bo@caobang.gov.vn', subject: 'Báo cáo quý IV số' })
    for (const connections of [1, 20, 100]) {
      cells.push({ connections, size, letter, durationMs, letters: bytes > MB ? largeLetters : Infinity })
    }
  }
  return cells
}

/** Sessions that stay open for the whole run, so that no log-in is inside a measurement. */
export class Boxes implements Disposable {
  readonly #clients = new Map<string, ImapClient>()
  readonly addresses: readonly string[]

  private constructor(clients: Map<string, ImapClient>) {
    this.#clients = clients
    this.addresses = [...clients.keys()]
  }

  static async open(port: number, accounts: readonly Account[]): Promise<Boxes> {
    const clients = new Map<string, ImapClient>()
    for (const account of accounts) clients.set(account.address, await ImapClient.logIn(port, account))
    return new Boxes(clients)
  }

  async count(): Promise<Map<string, number>> {
    const counts = new Map<string, number>()
    for (const [address, client] of this.#clients) counts.set(address, await client.messages('INBOX'))
    return counts
  }

  /** Resolves when every box holds what it should; more than that is an error of the server. */
  async waitFor(expected: ReadonlyMap<string, number>): Promise<void> {
    const endsAt = performance.now() + deliveryTimeoutMs
    for (const [address, wanted] of expected) {
      const client = this.#clients.get(address)
      if (client === undefined) throw new Error(`no session for ${address}`)
      for (;;) {
        const found = await client.messages('INBOX')
        if (found === wanted) break
        if (found > wanted || performance.now() > endsAt) {
          throw new Error(`${address} holds ${found} letters instead of ${wanted}`)
        }
        await delay(pollMs)
      }
    }
  }

  [Symbol.dispose](): void {
    for (const client of this.#clients.values()) client.close()
  }
}

export async function measureSmtp(server: Contestant, boxes: Boxes, cell: SmtpCell): Promise<Measurement[]> {
  const before = await boxes.count()
  const started = usage(server.pids)
  let peakBytes = started.residentBytes
  const sampler = setInterval(() => {
    peakBytes = Math.max(peakBytes, usage(server.pids).residentBytes)
  }, memorySampleMs)
  try {
    const load = await runLoad({
      port: server.mxPort,
      connections: cell.connections,
      letter: cell.letter,
      recipients: boxes.addresses,
      durationMs: cell.durationMs,
      letters: cell.letters,
    })
    const expected = new Map<string, number>()
    for (const [address, sent] of load.perRecipient) expected.set(address, (before.get(address) ?? 0) + sent)
    await boxes.waitFor(expected)
    const seconds = (performance.now() - load.startedAt) / 1000
    const cpuMs = usage(server.pids).cpuMs - started.cpuMs
    const name = `${cell.size}, ${cell.connections} connection${cell.connections === 1 ? '' : 's'}`
    return [
      { cell: name, unit: 'letters/s', value: load.sent / seconds },
      { cell: `${name}: CPU a letter`, unit: 'ms CPU', value: cpuMs / load.sent },
      { cell: 'Resident memory, peak', unit: 'MB', value: peakBytes / MB },
      {
        cell: 'Memory, shared pages divided, peak',
        unit: 'MB',
        value: proportionalBytes(server.pids) / MB,
      },
    ]
  } finally {
    clearInterval(sampler)
  }
}

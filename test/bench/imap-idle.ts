/**
 * Hundreds of clients that wait in IDLE, as mail programs do all day: what each costs the server beyond the bare TLS
 * connection, and how soon a letter is told to all of its box.
 *
 * Memory is read thrice, from a server that was started for it (what another load left behind would be given back
 * meanwhile): with a few sessions in empty mailboxes, which pay for what is loaded once; with one more in each box, which
 * pays for the box's messages and fills caches of a fixed size; and with all. Nobody leaves in between, so nothing is
 * reused. Garbage is collected before each reading, here and in the bare server.
 */
import type { Contestant } from './contestant.ts'
import { ImapClient } from './imap-client.ts'
import { otherBox } from './imap-mailbox.ts'
import { buildLetter } from './letters.ts'
import { runLoad } from './load.ts'
import type { Measurement } from './measurement.ts'
import { restingBytes } from './process-tree.ts'
import { bareTlsBytes } from './tls-floor.ts'

const kilobyte = 1024
/** Log-ins at once while the sessions are opened. */
const lanes = 10
/** Letters to each box. */
const rounds = 3
interface Waiting {
  readonly address: string
  readonly client: ImapClient
}

/** Sessions of all accounts in turn. */
async function openIdle(
  { imapsPort, accounts }: Contestant,
  count: number,
  mailbox: string,
): Promise<Waiting[]> {
  const waiting: Waiting[] = []
  let next = 0
  const lane = async () => {
    for (let i = next++; i < count; i = next++) {
      const account = accounts[i % accounts.length]
      if (account === undefined) throw new Error('no account')
      const client = await ImapClient.logIn(imapsPort, account)
      await client.command(`SELECT ${mailbox}`)
      await client.idle()
      waiting.push({ address: account.address, client })
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return waiting
}

/**
 * Milliseconds from MAIL until each session of a letter's box heard of it; the acceptance may come later. Letters to
 * one box wait until the one before was heard of everywhere: Dovecot looks only every 30 seconds in sessions beyond
 * the kernel's number of inotify instances for a user.
 */
async function arrivals(server: Contestant, waiting: readonly Waiting[], rounds: number): Promise<number[]> {
  const letter = buildLetter(4096, { to: 'vanthu@caobang.gov.vn', subject: 'Thông báo' })
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const told: Promise<void>[] = []
    for (const { address } of server.accounts) {
      const heard = waiting
        .filter(each => each.address === address)
        .map(({ client }) => client.arrival().then(() => performance.now()))
      const load = { port: server.mxPort, connections: 1, letter, recipients: [address] }
      const { startedAt } = await runLoad({ ...load, durationMs: 10_000, letters: 1 })
      told.push(...heard.map(each => each.then(at => void times.push(at - startedAt))))
    }
    await Promise.all(told)
    for (const { client } of waiting) client.forget()
  }
  return times
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** `count` sessions over all boxes, which hear of a few letters each. Restarts the server. */
export async function* measureIdle(server: Contestant, count: number): AsyncIterable<Measurement> {
  const bare = await bareTlsBytes(count)
  await server.restart()
  const boxes = server.accounts.length
  const waiting: Waiting[] = []
  const memoryWith = async (more: number, mailbox: string) => {
    waiting.push(...(await openIdle(server, more, mailbox)))
    return await restingBytes(server.pids, server.collect)
  }
  const empty = await memoryWith(boxes, otherBox)
  const others = waiting.splice(0)
  try {
    const opened = await memoryWith(boxes, 'INBOX')
    const each = ((await memoryWith(count, 'INBOX')) - opened) / count
    const box = (opened - empty) / boxes - each
    const times = (await arrivals(server, waiting, rounds)).sort((a, b) => a - b)
    const cell = (what: string, unit: 'ms' | 'KB', value: number, sessions = count): Measurement => {
      return { cell: `${sessions} idle sessions, ${boxes} boxes: ${what}`, unit, value }
    }
    yield cell('from MAIL to EXISTS, median', 'ms', percentile(times, 0.5), waiting.length)
    yield cell('from MAIL to EXISTS, 99 %', 'ms', percentile(times, 0.99), waiting.length)
    yield cell('memory of one', 'KB', each / kilobyte)
    yield cell('bare TLS in Node', 'KB', bare / kilobyte)
    yield cell('memory of one beyond bare TLS', 'KB', (each - bare) / kilobyte)
    yield cell('memory of a box, caches included', 'KB', box / kilobyte)
  } finally {
    for (const { client } of [...others, ...waiting]) client.close()
  }
}

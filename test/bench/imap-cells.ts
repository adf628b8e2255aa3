/**
 * What a mail client waits for, on a mailbox of fifty thousand messages. Each cell checks once, outside its
 * clock, that the answer held what it should.
 */
import type { Account, Contestant } from './contestant.ts'
import { type Answer, ImapClient, occurrences } from './imap-client.ts'
import { buildLetter, type Letter, numberLetter } from './letters.ts'
import { runLoad } from './load.ts'
import { type Measurement, median } from './measurement.ts'

export interface ImapPlan {
  readonly messages: number
  readonly appends: number
  readonly bodies: number
  readonly stored: number
  readonly singleStores: number
  readonly idles: number
}

export const fullPlan: ImapPlan = {
  messages: 50_000,
  appends: 1000,
  bodies: 1000,
  stored: 10_000,
  singleStores: 500,
  idles: 10,
}

export const quickPlan: ImapPlan = {
  messages: 5000,
  appends: 200,
  bodies: 500,
  stored: 2000,
  singleStores: 100,
  idles: 5,
}

const box = 'CongVan'
const fillLanes = 8
/** One message in so many has this subject. */
const rareEvery = 500
const rareSubject = 'Công điện hỏa tốc phòng chống bão'
const subjects = ['Báo cáo quý IV số', 'Giấy mời họp giao ban', 'V/v góp ý dự thảo Kế hoạch', rareSubject]
const to = 'vanthu@caobang.gov.vn'

interface Template {
  readonly letter: Letter
  readonly bytes: number
}

function template(sizeBytes: number, subject: string): Template {
  const letter = buildLetter(sizeBytes, { to, subject })
  return { letter, bytes: letter.head.length + letter.body.length }
}

/** APPEND with a non-synchronising literal (RFC 7888). */
function appendCommand(mailbox: string, { letter, bytes }: Template, number: number): Buffer {
  const head = Buffer.from(letter.head)
  numberLetter(head, letter.digits, number)
  return Buffer.concat([Buffer.from(`APPEND ${mailbox} (\\Seen) {${bytes}+}\r\n`), head, letter.body])
}

function expectCount(what: string, answer: Answer, text: string, wanted: number): void {
  const found = occurrences(answer, text)
  if (found !== wanted) throw new Error(`${what}: ${found} of ${wanted} responses`)
}

async function timesMs(count: number, run: (i: number) => Promise<number>): Promise<number> {
  const times: number[] = []
  for (let i = 0; i < count; i++) times.push(await run(i))
  return median(times)
}

async function total(count: number, run: (i: number) => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  for (let i = 0; i < count; i++) await run(i)
  return performance.now() - startedAt
}

async function fill(server: Contestant, account: Account, messages: number): Promise<void> {
  const common = subjects.slice(0, -1).map(subject => [template(3000, subject), template(14_000, subject)])
  const rare = template(3000, rareSubject)
  const lanes = await Promise.all(
    Array.from({ length: fillLanes }, () => ImapClient.logIn(server.imapsPort, account)),
  )
  await lanes[0]?.command(`CREATE ${box}`)
  let number = 0
  await Promise.all(
    lanes.map(async lane => {
      while (number < messages) {
        number += 1
        // Four of five are short; the fifth brings a PDF.
        const usual = common[number % common.length]?.[number % 5 === 0 ? 1 : 0] ?? rare
        await lane.command(appendCommand(box, number % rareEvery === 0 ? rare : usual, number))
      }
      lane.close()
    }),
  )
}

export class ImapBench implements Disposable {
  readonly #server: Contestant
  readonly #plan: ImapPlan
  readonly #client: ImapClient
  readonly #idler: ImapClient
  readonly #address: string

  private constructor(
    server: Contestant,
    plan: ImapPlan,
    client: ImapClient,
    idler: ImapClient,
    address: string,
  ) {
    this.#server = server
    this.#plan = plan
    this.#client = client
    this.#idler = idler
    this.#address = address
  }

  /** Fills the mailbox by APPEND over a few sessions at once, and reads it once so that caches are warm. */
  static async prepare(server: Contestant, plan: ImapPlan): Promise<ImapBench> {
    const account = server.accounts[0]
    if (account === undefined) throw new Error(`${server.name} has no account`)
    await server.setSyncs?.(false)
    await fill(server, account, plan.messages)
    await server.setSyncs?.(true)
    const client = await ImapClient.logIn(server.imapsPort, account)
    const idler = await ImapClient.logIn(server.imapsPort, account)
    const bench = new ImapBench(server, plan, client, idler, account.address)
    await bench.#verify()
    return bench
  }

  async #verify(): Promise<void> {
    const { messages } = this.#plan
    await this.#client.command(`SELECT ${box}`)
    const flags = await this.#client.command('FETCH 1:* (UID FLAGS)')
    expectCount('FETCH FLAGS', flags, ' FETCH (', messages)
    const structure = await this.#client.command('FETCH 1:* (ENVELOPE BODYSTRUCTURE)')
    expectCount('FETCH ENVELOPE BODYSTRUCTURE', structure, ' FETCH (', messages)
    const found = await this.#search()
    const hits =
      Buffer.concat(found.chunks)
        .toString('latin1')
        .match(/\* E?SEARCH([ \d]*)/)?.[1] ?? ''
    const wanted = Math.floor(messages / rareEvery)
    if (hits.trim().split(' ').length !== wanted) throw new Error(`SEARCH: not ${wanted} hits`)
  }

  #search(): Promise<Answer> {
    const needle = Buffer.from('hỏa tốc')
    return this.#client.command(
      Buffer.concat([Buffer.from(`SEARCH CHARSET UTF-8 SUBJECT {${needle.length}+}\r\n`), needle]),
    )
  }

  async measure(): Promise<Measurement[]> {
    const { messages } = this.#plan
    const client = this.#client
    const ms = (cell: string, value: number): Measurement => ({ cell, unit: 'ms', value })
    const results: Measurement[] = []
    const select = await timesMs(5, async () => {
      await client.command('UNSELECT')
      return (await client.command(`SELECT ${box}`)).ms
    })
    results.push(ms(`SELECT of ${messages}`, select))
    results.push(
      ms(
        'FETCH 1:* (UID FLAGS)',
        await timesMs(3, async () => (await client.command('FETCH 1:* (UID FLAGS)')).ms),
      ),
    )
    results.push(
      ms(
        'FETCH 1:* (ENVELOPE BODYSTRUCTURE)',
        (await client.command('FETCH 1:* (ENVELOPE BODYSTRUCTURE)')).ms,
      ),
    )
    results.push(ms('SEARCH SUBJECT', await timesMs(3, async () => (await this.#search()).ms)))
    results.push(...(await this.#bodies()), ...(await this.#stores()), ...(await this.#appends()))
    results.push(ms('IDLE: from MAIL to EXISTS', await this.#idle()))
    return results
  }

  async #bodies(): Promise<Measurement[]> {
    const { bodies, messages } = this.#plan
    const first = messages - bodies + 1
    const range = await this.#client.command(`FETCH ${first}:* (BODY.PEEK[])`)
    expectCount('FETCH BODY[]', range, 'BODY[] {', bodies)
    // A stride that is prime to the count visits every message once, in no order that helps.
    const single = await total(bodies, i =>
      this.#client.command(`FETCH ${first + ((i * 617) % bodies)} (BODY.PEEK[])`),
    )
    return [
      { cell: `${bodies} bodies by range`, unit: 'ms', value: range.ms },
      { cell: `${bodies} bodies one by one`, unit: 'ms', value: single },
    ]
  }

  async #stores(): Promise<Measurement[]> {
    const { stored, singleStores } = this.#plan
    const client = this.#client
    const many = await client.command(`STORE 1:${stored} +FLAGS.SILENT (\\Flagged)`)
    const single = await total(singleStores, i => client.command(`STORE ${1 + i * 7} +FLAGS (\\Answered)`))
    await client.command(`STORE 1:* -FLAGS.SILENT (\\Flagged \\Answered)`)
    return [
      { cell: `STORE on ${stored}`, unit: 'ms', value: many.ms },
      { cell: `${singleStores} single STOREs`, unit: 'ms', value: single },
    ]
  }

  async #appends(): Promise<Measurement[]> {
    const { appends } = this.#plan
    const command = appendCommand('Nhap', template(10_240, 'Dự thảo'), 1)
    await this.#client.command('CREATE Nhap')
    const ms = await total(appends, () => this.#client.command(command))
    await this.#client.command('DELETE Nhap')
    return [{ cell: `${appends} APPENDs of 10 KB`, unit: 'ms', value: ms }]
  }

  async #idle(): Promise<number> {
    const { letter } = template(4096, 'Thông báo')
    await this.#idler.command('SELECT INBOX')
    return timesMs(this.#plan.idles, async () => {
      await this.#idler.idle()
      const arrived = this.#idler.arrival().then(() => performance.now())
      const load = await runLoad({
        port: this.#server.mxPort,
        connections: 1,
        letter,
        recipients: [this.#address],
        durationMs: 10_000,
        letters: 1,
      })
      const at = await arrived
      await this.#idler.done()
      return at - load.startedAt
    })
  }

  [Symbol.dispose](): void {
    this.#client.close()
    this.#idler.close()
  }
}

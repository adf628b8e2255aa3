/**
 * What a mail client waits for, on a mailbox of fifty thousand messages or more. Each cell checks, outside its clock,
 * that the answer held what it should.
 */
import type { Account, Contestant } from './contestant.ts'
import { type Answer, ImapClient, occurrences } from './imap-client.ts'
import { measureIdle } from './imap-idle.ts'
import { buildLetter, type Letter, numberLetter } from './letters.ts'
import { runLoad } from './load.ts'
import { type Measurement, median } from './measurement.ts'

export interface ImapPlan {
  readonly messages: number
  readonly appends: number
  readonly bodies: number
  readonly stored: number
  readonly singleStores: number
  readonly copied: number
  readonly idles: number
  readonly idleSessions: number
}

export const fullPlan: ImapPlan = {
  messages: 50_000,
  appends: 1000,
  bodies: 1000,
  stored: 10_000,
  singleStores: 500,
  copied: 10_000,
  idles: 10,
  idleSessions: 500,
}

export const quickPlan: ImapPlan = {
  messages: 5000,
  appends: 200,
  bodies: 500,
  stored: 2000,
  singleStores: 100,
  copied: 2000,
  idles: 5,
  idleSessions: 100,
}

const box = 'CongVan'
const fillLanes = 8
/** One message in so many has this subject. */
const rareEvery = 500
const rareSubject = 'Công điện hỏa tốc phòng chống bão'
/** What Thunderbird asks for of every letter of a mailbox that it opens for the first time. */
const listed =
  'FETCH 1:* (UID RFC822.SIZE FLAGS BODY.PEEK[HEADER.FIELDS (From To Cc Bcc Subject Date Message-ID Priority X-Priority ' +
  'References Newsgroups In-Reply-To Content-Type Reply-To)])'
/** Stands in the bodies of those alone. */
const rareText = 'Yêu cầu trực ban hai mươi bốn trên hai mươi bốn giờ'
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

function withText({ letter }: Template, text: string): Template {
  const body = Buffer.concat([letter.body, Buffer.from(`${text}.\r\n`)])
  return { letter: { ...letter, body }, bytes: letter.head.length + body.length }
}

/** Days over which the messages of the mailbox came. */
const days = 500
const firstDay = Date.UTC(2025, 6, 1)
const sinceDay = 400

/** A message's day, in the order of arrival. */
function dayOf(number: number, messages: number): number {
  return Math.floor(((number - 1) * days) / messages)
}

/** `date` of RFC 3501 §9: 05-Nov-2026. */
function imapDate(day: number): string {
  const [, dayOfMonth, month, year] = new Date(firstDay + day * 86_400_000).toUTCString().split(' ')
  return `${dayOfMonth}-${month}-${year}`
}

/** APPEND with a non-synchronising literal (RFC 7888). */
function appendCommand(mailbox: string, { letter, bytes }: Template, number: number, day = 0): Buffer {
  const head = Buffer.from(letter.head)
  numberLetter(head, letter.digits, number)
  const start = `APPEND ${mailbox} (\\Seen) "${imapDate(day)} 05:00:00 +0000" {${bytes}+}\r\n`
  return Buffer.concat([Buffer.from(start), head, letter.body])
}

/** Numbers in an untagged SEARCH. */
function hits(answer: Answer): number {
  const text = Buffer.concat(answer.chunks).toString('latin1')
  const found = /\* SEARCH([ \d]*)/.exec(text)?.[1]?.trim() ?? ''
  return found === '' ? 0 : found.split(' ').length
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
  const rare = withText(template(3000, rareSubject), rareText)
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
        const chosen = number % rareEvery === 0 ? rare : usual
        await lane.command(appendCommand(box, chosen, number, dayOf(number, messages)))
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
    await this.#list()
  }

  /** Milliseconds of a program's list of the mailbox. */
  async #list(): Promise<number> {
    const answer = await this.#client.command(listed)
    expectCount(listed, answer, 'BODY[HEADER.FIELDS (', this.#plan.messages)
    expectCount(listed, answer, '\r\nSubject: ', this.#plan.messages)
    return answer.ms
  }

  async #search(key: string, text: string, wanted: number): Promise<number> {
    const needle = Buffer.from(text)
    const start = `SEARCH CHARSET UTF-8 ${key} {${needle.length}+}\r\n`
    return this.#found(Buffer.concat([Buffer.from(start), needle]), wanted)
  }

  /** Milliseconds of a search that must find so many. */
  async #found(command: string | Buffer, wanted: number): Promise<number> {
    const answer = await this.#client.command(command)
    const found = hits(answer)
    if (found !== wanted)
      throw new Error(`${command.toString().slice(0, 60)}: ${found} hits and not ${wanted}`)
    return answer.ms
  }

  async #searches(): Promise<Measurement[]> {
    const { messages } = this.#plan
    const rare = Math.floor(messages / rareEvery)
    let since = 0
    for (let number = 1; number <= messages; number++) if (dayOf(number, messages) >= sinceDay) since += 1
    const results: Measurement[] = []
    const add = (cell: string, value: number) => results.push({ cell, unit: 'ms', value })
    add('SEARCH SUBJECT', await timesMs(3, () => this.#search('SUBJECT', 'hỏa tốc', rare)))
    add('SEARCH SINCE', await timesMs(3, () => this.#found(`SEARCH SINCE ${imapDate(sinceDay)}`, since)))
    // The header of each has the same date.
    add('SEARCH SENTBEFORE', await timesMs(3, () => this.#found('SEARCH SENTBEFORE 01-Nov-2026', 0)))
    add('SEARCH BODY, Vietnamese text', await this.#search('BODY', 'trực ban hai mươi bốn', rare))
    add('SEARCH TEXT, in some letters', await this.#search('TEXT', 'trực ban hai mươi bốn', rare))
    add('SEARCH TEXT, in every letter', await this.#search('TEXT', 'dự toán ngân sách', messages))
    return results
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
    const all = 'FETCH 1:* (UID FLAGS ENVELOPE BODYSTRUCTURE INTERNALDATE RFC822.SIZE)'
    const whole = await client.command(all)
    expectCount(all, whole, ' FETCH (', messages)
    results.push(ms(all, whole.ms))
    results.push(ms("FETCH 1:* (HEADER.FIELDS), Thunderbird's list", await timesMs(3, () => this.#list())))
    results.push(...(await this.#searches()), ...(await this.#bodies()), ...(await this.#stores()))
    results.push(...(await this.#copies()), ...(await this.#appends()))
    results.push(ms('IDLE: from MAIL to EXISTS', await this.#idle()))
    results.push(...(await measureIdle(this.#server, this.#plan.idleSessions)))
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

  async #copies(): Promise<Measurement[]> {
    const { copied } = this.#plan
    await this.#client.command('CREATE BanSao')
    const { ms } = await this.#client.command(`COPY 1:${copied} BanSao`)
    const found = await this.#client.messages('BanSao')
    if (found !== copied) throw new Error(`COPY: ${found} of ${copied}`)
    const expunge = await this.#expunge('BanSao')
    await this.#client.command('DELETE BanSao')
    return [
      { cell: `COPY of ${copied}`, unit: 'ms', value: ms },
      { cell: `EXPUNGE of ${copied}`, unit: 'ms', value: expunge },
    ]
  }

  /** Milliseconds in which a mailbox is emptied; the one that is measured is selected again. */
  async #expunge(mailbox: string): Promise<number> {
    const client = this.#client
    await client.command(`SELECT ${mailbox}`)
    await client.command('STORE 1:* +FLAGS.SILENT (\\Deleted)')
    const { ms } = await client.command('EXPUNGE')
    await client.command(`SELECT ${box}`)
    const left = await client.messages(mailbox)
    if (left !== 0) throw new Error(`EXPUNGE left ${left}`)
    return ms
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

/**
 * What the mailboxes of the IMAP bench hold, and how they are filled: the same for both servers, over IMAP, by APPEND of
 * many letters at once (RFC 3502) and COPY. A mailbox of one size grows into the next.
 */
import type { Account, Contestant } from './contestant.ts'
import { ImapClient } from './imap-client.ts'
import type { ImapPlan } from './imap-plan.ts'
import { buildLetter, type Letter, numberLetter, senderDomain } from './letters.ts'

/** The mailbox that most cells read. */
export const box = 'CongVan'
/** The mailbox of `copied` messages. */
export const halfBox = 'CongVanNam'
/** `HoSo-1` and so on; each holds `folderMessages`. */
export const folderPrefix = 'HoSo-'
const folderMessages = 100

/** Empty, in every account. */
export const otherBox = 'Trong'

/** One message in so many has this subject. */
export const rareEvery = 500
export const rareSubject = 'Công điện hỏa tốc phòng chống bão'
/** Stands in the bodies of those alone. */
const rareText = 'Yêu cầu trực ban hai mươi bốn trên hai mươi bốn giờ'
/** One message in so many is not \Seen, one has the keyword, one answers the message before it. */
export const unseenEvery = 20
export const keywordEvery = 100
export const keyword = 'CanXuLy'
const replyEvery = 3

const to = 'vanthu@caobang.gov.vn'
const subjects = ['Báo cáo quý IV số', 'Giấy mời họp giao ban', 'V/v góp ý dự thảo Kế hoạch']

const fillLanes = 2
const lettersAtOnce = 50

/** Messages of one day, in the order of arrival. */
const perDay = 200
const firstDay = Date.UTC(2025, 6, 1)

export function dayOf(number: number): number {
  return Math.floor((number - 1) / perDay)
}

/** `date` of RFC 3501 §9: 05-Nov-2026. */
export function imapDate(day: number): string {
  const [, dayOfMonth, month, year] = new Date(firstDay + day * 86_400_000).toUTCString().split(' ')
  return `${dayOfMonth}-${month}-${year}`
}

function template(sizeBytes: number, subject: string): Letter {
  return buildLetter(sizeBytes, { to, subject })
}

function withText(letter: Letter, text: string): Letter {
  return { ...letter, body: Buffer.concat([letter.body, Buffer.from(`${text}.\r\n`)]) }
}

interface Fields {
  readonly flags: string
  readonly day: number
  /** Header lines before the others. */
  readonly header?: string
}

/** One message of an APPEND, with a non-synchronising literal (RFC 7888). */
function appended(letter: Letter, number: number, { flags, day, header = '' }: Fields): Buffer {
  const head = Buffer.from(letter.head)
  numberLetter(head, letter.digits, number)
  const bytes = header.length + head.length + letter.body.length
  const start = ` (${flags}) "${imapDate(day)} 05:00:00 +0000" {${bytes}+}\r\n${header}`
  return Buffer.concat([Buffer.from(start), head, letter.body])
}

/** APPEND of one letter of 10 KB. */
export function appendCommand(mailbox: string): Buffer {
  const fields = { flags: '\\Seen', day: 0 }
  return Buffer.concat([Buffer.from(`APPEND ${mailbox}`), appended(template(10_240, 'Dự thảo'), 1, fields)])
}

function replyTo(number: number): string {
  const id = `<${String(number).padStart(8, '0')}.bc-stc@${senderDomain}>`
  return `In-Reply-To: ${id}\r\nReferences: ${id}\r\n`
}

/** Messages `first` to `last` of the mailbox that most cells read. */
async function fillBox(server: Contestant, account: Account, first: number, last: number): Promise<void> {
  const common = subjects.map(subject => [template(3000, subject), template(14_000, subject)])
  const rare = withText(template(3000, rareSubject), rareText)
  const message = (number: number) => {
    // Four of five are short; the fifth brings a PDF.
    const usual = common[number % common.length]?.[number % 5 === 0 ? 1 : 0] ?? rare
    const flags = [
      ...(number % unseenEvery === 0 ? [] : ['\\Seen']),
      ...(number % keywordEvery === 0 ? [keyword] : []),
    ]
    return appended(number % rareEvery === 0 ? rare : usual, number, {
      flags: flags.join(' '),
      day: dayOf(number),
      ...(number % replyEvery === 0 && { header: replyTo(number - 1) }),
    })
  }
  let next = first
  const lane = async () => {
    using client = await ImapClient.logIn(server.imapsPort, account)
    while (next <= last) {
      const from = next
      next = Math.min(from + lettersAtOnce, last + 1)
      const letters = Array.from({ length: next - from }, (_, i) => message(from + i))
      await client.command(Buffer.concat([Buffer.from(`APPEND ${box}`), ...letters]))
    }
  }
  await Promise.all(Array.from({ length: fillLanes }, lane))
}

/** Fills a box with small letters up to `count`: a few are sent, the others are copies of them. */
async function fillInbox(server: Contestant, account: Account, count: number): Promise<void> {
  using client = await ImapClient.logIn(server.imapsPort, account)
  await client.command(`CREATE ${otherBox}`)
  let held = await client.messages('INBOX')
  if (held < lettersAtOnce && held < count) {
    const letter = template(1000, 'Thông báo')
    const letters = Array.from({ length: Math.min(lettersAtOnce, count - held) }, (_, i) =>
      appended(letter, i, { flags: '\\Seen', day: i }),
    )
    await client.command(Buffer.concat([Buffer.from('APPEND INBOX'), ...letters]))
    held += letters.length
  }
  await client.command('SELECT INBOX')
  while (held < count) {
    const more = Math.min(held, count - held)
    await client.command(`COPY 1:${more} INBOX`)
    await client.command('NOOP')
    held += more
  }
}

async function copyTo(client: ImapClient, mailbox: string, count: number): Promise<void> {
  await client.command(`CREATE ${mailbox}`)
  await client.command(`COPY 1:${count} ${mailbox}`)
}

/** Fills what the cells of a plan read; what is there from a smaller one stays. */
export async function fillMailboxes(server: Contestant, plan: ImapPlan): Promise<void> {
  const account = server.accounts[0]
  if (account === undefined) throw new Error(`${server.name} has no account`)
  await server.setSyncs?.(false)
  using client = await ImapClient.logIn(server.imapsPort, account)
  const isFirst = !(await client.has(box))
  if (isFirst) await client.command(`CREATE ${box}`)
  await fillBox(server, account, (await client.messages(box)) + 1, plan.messages)
  if (isFirst) {
    await client.command(`SELECT ${box}`)
    await copyTo(client, halfBox, plan.copied)
    for (let i = 1; i <= plan.folders; i++) await copyTo(client, `${folderPrefix}${i}`, folderMessages)
    for (const each of server.accounts) await fillInbox(server, each, plan.inbox)
  }
  await server.setSyncs?.(true)
}

/**
 * What a mail client waits for, one row each: prepared and cleared up outside the clock, and checked for what the answer
 * should hold. Every row leaves the mailboxes as it found them.
 */

import {
  appendCommand,
  box,
  dayOf,
  folderPrefix,
  halfBox,
  imapDate,
  keyword,
  keywordEvery,
  rareEvery,
  unseenEvery,
} from './imap-mailbox.ts'
import type { ImapPlan } from './imap-plan.ts'
import { expectCount, expectMessages, expectNumbers, type Scene, text, total } from './imap-scene.ts'
import { buildLetter } from './letters.ts'
import { runLoad } from './load.ts'

export interface Cell {
  readonly name: string
  /** The figure is the median of so many; of one if absent. */
  readonly times?: number
  readonly setUp?: (scene: Scene) => Promise<void>
  /** Milliseconds of what is measured. */
  readonly act: (scene: Scene) => Promise<number>
  readonly tearDown?: (scene: Scene) => Promise<void>
}

/** What Thunderbird asks for of every letter of a mailbox that it opens for the first time. */
const listed =
  '(UID RFC822.SIZE FLAGS BODY.PEEK[HEADER.FIELDS (From To Cc Bcc Subject Date Message-ID Priority X-Priority ' +
  'References Newsgroups In-Reply-To Content-Type Reply-To)])'

/** In the order of a run. */
export function imapCells(plan: ImapPlan): readonly Cell[] {
  const { messages } = plan
  const all = '(UID FLAGS ENVELOPE BODYSTRUCTURE INTERNALDATE RFC822.SIZE)'
  return [
    { name: `SELECT of ${messages}`, times: 5, act: select },
    { name: 'FETCH 1:* (UID FLAGS)', times: 3, act: scene => scene.fetchAll('(UID FLAGS)') },
    {
      name: 'FETCH 1:* (ENVELOPE BODYSTRUCTURE)',
      act: scene => scene.fetchAll('(ENVELOPE BODYSTRUCTURE)'),
    },
    { name: `FETCH 1:* ${all}`, act: scene => scene.fetchAll(all) },
    {
      name: "FETCH 1:* (HEADER.FIELDS), Thunderbird's list",
      times: 3,
      // Each contestant keeps what it was asked for once.
      setUp: async scene => void (await scene.fetchAll(listed)),
      act: scene => scene.fetchAll(listed),
    },
    ...searches(plan),
    { name: `${plan.bodies} bodies by range`, act: bodiesByRange },
    { name: `${plan.bodies} bodies one by one`, act: bodiesOneByOne },
    { name: `STORE on ${plan.stored}`, act: storeMany, tearDown: clearFlags },
    { name: `${plan.singleStores} single STOREs`, act: storeSingly, tearDown: clearFlags },
    { name: `COPY of ${plan.copied}`, setUp: createCopies, act: copyMany, tearDown: deleteCopies },
    { name: `EXPUNGE of ${plan.copied}`, setUp: markCopies, act: expungeAll, tearDown: deleteCopies },
    { name: `MOVE of ${plan.moved}`, setUp: copyToMove, act: moveAll, tearDown: deleteMoved },
    {
      name: `${plan.appends} APPENDs of 10 KB`,
      setUp: createDrafts,
      act: appendSingly,
      tearDown: deleteDrafts,
    },
    { name: `LIST with STATUS of ${plan.folders}`, times: 3, act: listStatus },
    { name: `STATUS of ${plan.folders} in turn`, times: 3, act: statusSingly },
    quickResync(plan),
    ...sorts(plan),
    { name: 'IDLE: from MAIL to EXISTS', times: plan.idles, setUp: selectInbox, act: hear },
    // Last, since it starts the server anew. The system's cache of files stays as it is.
    { name: 'Cold: log-in, SELECT, FETCH 1:* (UID FLAGS)', act: scene => scene.coldStart() },
  ]
}

async function select({ client }: Scene): Promise<number> {
  await client.command('UNSELECT')
  return (await client.command(`SELECT ${box}`)).ms
}

function searches({ messages }: ImapPlan): Cell[] {
  const rare = Math.floor(messages / rareEvery)
  const sinceDay = Math.floor(dayOf(messages) * 0.8)
  let since = 0
  for (let number = 1; number <= messages; number++) if (dayOf(number) >= sinceDay) since++
  const row = (name: string, times: number, keys: string | Buffer, wanted: number): Cell => ({
    name: `SEARCH ${name}`,
    times,
    async act({ client }) {
      const answer = await client.command(Buffer.concat([Buffer.from('SEARCH '), Buffer.from(keys)]))
      expectNumbers(`SEARCH ${name}`, answer, wanted)
      return answer.ms
    },
  })
  const inUtf8 = (key: string, text: string) =>
    Buffer.from(`CHARSET UTF-8 ${key} {${Buffer.byteLength(text)}+}\r\n${text}`)
  return [
    row('UNSEEN', 3, 'UNSEEN', Math.floor(messages / unseenEvery)),
    row('KEYWORD', 3, `KEYWORD ${keyword}`, Math.floor(messages / keywordEvery)),
    row('SUBJECT', 3, inUtf8('SUBJECT', 'hỏa tốc'), rare),
    row('SINCE', 3, `SINCE ${imapDate(sinceDay)}`, since),
    // The header of each has the same date.
    row('SENTBEFORE', 3, 'SENTBEFORE 01-Nov-2026', 0),
    row('BODY, Vietnamese text', 1, inUtf8('BODY', 'trực ban hai mươi bốn'), rare),
    row('TEXT, in some letters', 1, inUtf8('TEXT', 'trực ban hai mươi bốn'), rare),
    row('TEXT, in every letter', 1, inUtf8('TEXT', 'dự toán ngân sách'), messages),
  ]
}

function sorts({ copied }: ImapPlan): Cell[] {
  const row = (command: string): Cell => ({
    name: `${command.replace(' UTF-8 ALL', '')} of ${copied}`,
    times: 3,
    async setUp({ second }) {
      await second.command(`SELECT ${halfBox}`)
    },
    async act({ second }) {
      const answer = await second.command(command)
      expectNumbers(command, answer, copied)
      return answer.ms
    },
  })
  return [
    row('SORT (REVERSE DATE) UTF-8 ALL'),
    row('SORT (SUBJECT) UTF-8 ALL'),
    row('SORT (FROM SIZE) UTF-8 ALL'),
    row('THREAD REFERENCES UTF-8 ALL'),
  ]
}

async function bodiesByRange({ client, plan }: Scene): Promise<number> {
  const answer = await client.command(`FETCH ${plan.messages - plan.bodies + 1}:* (BODY.PEEK[])`)
  expectCount('FETCH BODY[]', answer, 'BODY[] {', plan.bodies)
  return answer.ms
}

function bodiesOneByOne({ client, plan }: Scene): Promise<number> {
  const first = plan.messages - plan.bodies + 1
  // A stride that is prime to the count visits every message once, in no order that helps.
  return total(plan.bodies, i => client.command(`FETCH ${first + ((i * 617) % plan.bodies)} (BODY.PEEK[])`))
}

async function storeMany({ client, plan }: Scene): Promise<number> {
  return (await client.command(`STORE 1:${plan.stored} +FLAGS.SILENT (\\Flagged)`)).ms
}

function storeSingly({ client, plan }: Scene): Promise<number> {
  return total(plan.singleStores, i => client.command(`STORE ${1 + i * 7} +FLAGS (\\Answered)`))
}

async function clearFlags({ client }: Scene): Promise<void> {
  await client.command('STORE 1:* -FLAGS.SILENT (\\Flagged \\Answered)')
}

const copies = 'BanSao'

async function createCopies({ client }: Scene): Promise<void> {
  await client.command(`CREATE ${copies}`)
}

async function copyMany({ client, plan }: Scene): Promise<number> {
  const { ms } = await client.command(`COPY 1:${plan.copied} ${copies}`)
  await expectMessages(client, copies, plan.copied)
  return ms
}

async function markCopies(scene: Scene): Promise<void> {
  await createCopies(scene)
  await copyMany(scene)
  await scene.second.command(`SELECT ${copies}`)
  await scene.second.command('STORE 1:* +FLAGS.SILENT (\\Deleted)')
}

async function expungeAll({ client, second }: Scene): Promise<number> {
  const { ms } = await second.command('EXPUNGE')
  await second.command('UNSELECT')
  await expectMessages(client, copies, 0)
  return ms
}

async function deleteCopies({ client }: Scene): Promise<void> {
  await client.command(`DELETE ${copies}`)
}

const leaving = 'ChuyenDi'
const arrived = 'ChuyenDen'

async function copyToMove({ client, second, plan }: Scene): Promise<void> {
  for (const mailbox of [leaving, arrived]) await client.command(`CREATE ${mailbox}`)
  await client.command(`COPY 1:${plan.moved} ${leaving}`)
  await second.command(`SELECT ${leaving}`)
}

async function moveAll({ client, second, plan }: Scene): Promise<number> {
  const { ms } = await second.command(`MOVE 1:* ${arrived}`)
  await second.command('UNSELECT')
  await expectMessages(client, leaving, 0)
  await expectMessages(client, arrived, plan.moved)
  return ms
}

async function deleteMoved({ client }: Scene): Promise<void> {
  for (const mailbox of [leaving, arrived]) await client.command(`DELETE ${mailbox}`)
}

const drafts = 'Nhap'

async function createDrafts({ client }: Scene): Promise<void> {
  await client.command(`CREATE ${drafts}`)
}

function appendSingly({ client, plan }: Scene): Promise<number> {
  const command = appendCommand(drafts)
  return total(plan.appends, () => client.command(command))
}

async function deleteDrafts({ client, plan }: Scene): Promise<void> {
  await expectMessages(client, drafts, plan.appends)
  await client.command(`DELETE ${drafts}`)
}

const statusItems = '(MESSAGES UIDNEXT UNSEEN)'

async function listStatus({ client, plan }: Scene): Promise<number> {
  const answer = await client.command(`LIST "" ${folderPrefix}% RETURN (STATUS ${statusItems})`)
  expectCount('LIST', answer, '* STATUS ', plan.folders)
  return answer.ms
}

function statusSingly({ client, plan }: Scene): Promise<number> {
  return total(plan.folders, i => client.command(`STATUS ${folderPrefix}${i + 1} ${statusItems}`))
}

/** A client comes back: what it missed is told with SELECT (RFC 7162 §3.2.5). */
function quickResync({ changed, copied }: ImapPlan): Cell {
  const tenth = changed / 10
  const step = Math.floor((copied - tenth) / changed)
  const flagged = Array.from({ length: changed - tenth }, (_, i) => (i + 1) * step)
  let known = ''
  return {
    name: `QRESYNC after ${changed} changes`,
    times: 3,
    async setUp({ client, second }) {
      await second.command('ENABLE QRESYNC')
      const selected = text(await second.command(`SELECT ${halfBox}`))
      known = `${/UIDVALIDITY (\d+)/.exec(selected)?.[1]} ${/HIGHESTMODSEQ (\d+)/.exec(selected)?.[1]}`
      await second.command(`STORE 1:${tenth} +FLAGS.SILENT (\\Deleted)`)
      await second.command('EXPUNGE')
      await second.command(`STORE ${flagged.join(',')} +FLAGS.SILENT (\\Flagged)`)
      await second.command('UNSELECT')
      await client.command(`COPY 1:${tenth} ${halfBox}`)
    },
    async act({ second }) {
      const answer = await second.command(`SELECT ${halfBox} (QRESYNC (${known}))`)
      expectCount('QRESYNC', answer, ' FETCH (', changed)
      expectCount('QRESYNC', answer, 'VANISHED (EARLIER)', 1)
      return answer.ms
    },
    async tearDown({ second }) {
      await second.command('STORE 1:* -FLAGS.SILENT (\\Flagged)')
      await second.command('UNSELECT')
    },
  }
}

async function selectInbox({ second }: Scene): Promise<void> {
  await second.command('SELECT INBOX')
}

async function hear({ server, account, second }: Scene): Promise<number> {
  await second.idle()
  const heard = second.arrival().then(() => performance.now())
  const load = await runLoad({
    port: server.mxPort,
    connections: 1,
    letter: buildLetter(4096, { to: account.address, subject: 'Thông báo' }),
    recipients: [account.address],
    durationMs: 10_000,
    letters: 1,
  })
  const at = await heard
  await second.done()
  return at - load.startedAt
}

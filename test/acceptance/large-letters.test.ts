/**
 * Letters around the limit of size, over real SMTP: 30 MB from outside and from an official's own program are kept and
 * shown octet by octet; the last octet that fits is taken, and one more is refused, declared or not, and leaves nothing
 * in a mailbox.
 */
import { createHash } from 'node:crypto'
import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { defaultLimits } from '../../src/base/limits.ts'
import type { SampleAccount } from '../../src/development.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { type Auditor, auditorOf } from './auditor.ts'
import { ImapClient } from './imap-client.ts'
import { dotStuffed, SmtpClient } from './smtp-client.ts'

const megabyte = 1_000_000
const limit = defaultLimits.messageBytes
const neighbour = 'vanthu@langson.gov.vn'
const tooLarge =
  /^552-5\.3\.4 Thư lớn hơn giới hạn 42 MB .*\r\n552 5\.3\.4 The message exceeds the limit of 44040192 bytes/

let server: ServerProcess
let auditor: Auditor
let recipient: SampleAccount
let sender: SampleAccount
let imap: ImapClient

beforeAll(async () => {
  server = await startServer()
  auditor = await auditorOf(server.data)
  const byName = (address: string) => server.accounts.find(account => account.address === address)!
  sender = byName('annv.sokhcn@caobang.gov.vn')
  recipient = byName('sonoivu@caobang.gov.vn')
  imap = await ImapClient.logIn(server.port('imaps'), recipient)
})

afterAll(async () => {
  imap?.[Symbol.dispose]()
  await server?.[Symbol.asyncDispose]()
})

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** A letter of exactly so many octets: every line of its attachment is another, so that none can take another's place. */
function letterOf(sizeBytes: number, author: string, subject: string): Buffer {
  const head = [
    `From: ${author}`,
    `To: ${recipient.address}`,
    `Subject: ${subject}`,
    'Date: Thu, 26 Nov 2026 08:00:00 +0700',
    `Message-ID: <${subject}@langson.gov.vn>`,
    'MIME-Version: 1.0',
    'Content-Type: application/octet-stream; name="ban-do.bin"',
    'Content-Transfer-Encoding: base64',
    '',
    '',
  ].join('\r\n')
  const letter = Buffer.alloc(sizeBytes, 'A')
  let at = letter.write(head)
  for (let line = 0; at < sizeBytes; line++) {
    // The last line takes what is left, so that none is too short for its CRLF.
    const length = sizeBytes - at < 160 ? sizeBytes - at : 78
    letter.write(`${line}`.padStart(8, 'B'), at)
    at += length
    letter.write('\r\n', at - 2)
  }
  return letter
}

async function entriesOf(subject: string) {
  const query = `message-id:${subject}@langson.gov.vn`
  return (await auditor.call('archive.search', { query })).entries
}

/** That the archive and the mailbox hold the letter, the mailbox behind the server's own lines. */
async function expectKept(subject: string, letter: Buffer): Promise<void> {
  const [found, ...more] = await entriesOf(subject)
  expect(more).toEqual([])
  const entry = await auditor.call('archive.show', { id: found!.id })
  const expected = { sizeBytes: letter.length, sha256: sha256(letter) }
  expect(entry).toMatchObject({ ...expected, accepted: true, proof: { verified: true } })
  expect(entry.forms[0]).toEqual({ kind: 'received', ...expected })
  expect(sha256(await auditor.call('archive.raw', { id: entry.id }))).toBe(expected.sha256)

  await imap.command('SELECT INBOX')
  const { lines } = await imap.command(`UID SEARCH HEADER Message-ID "${subject}@"`)
  const [uid, ...others] = lines.find(line => line.startsWith('* SEARCH'))?.match(/\d+/g) ?? []
  expect(others).toEqual([])
  const { sections } = await imap.command(`UID FETCH ${uid} (BODY.PEEK[])`)
  const shown = sections.get('BODY[]') ?? Buffer.alloc(0)
  const [view] = entry.views
  expect(view?.cuts).toEqual([])
  expect(shown.length).toBe(view?.sizeBytes)
  expect(sha256(shown.subarray(-letter.length))).toBe(expected.sha256)
}

it('says what it takes', async () => {
  using smtp = await SmtpClient.open(server.port('mx'))
  expect(await smtp.command('EHLO mail.langson.gov.vn')).toContain(`250-SIZE ${limit}\r\n`)
})

it('takes 30 MB from outside, and shows it octet by octet', async () => {
  const letter = letterOf(30 * megabyte, neighbour, 'ban-do-ngoai')
  using smtp = await SmtpClient.open(server.port('mx'))
  expect(await smtp.send(neighbour, [recipient.address], letter)).toMatch(/^250 2\.0\.0 /)
  await expectKept('ban-do-ngoai', letter)
}, 60_000)

it('takes 30 MB from an official', async () => {
  const letter = letterOf(30 * megabyte, sender.address, 'ban-do-trong')
  const transport = createTransport({
    host: '127.0.0.1',
    port: server.port('submissions'),
    secure: true,
    tls: { rejectUnauthorized: false },
    auth: { user: sender.address, pass: sender.password },
  })
  try {
    await transport.sendMail({ envelope: { from: sender.address, to: recipient.address }, raw: letter })
  } finally {
    transport.close()
  }
  await expectKept('ban-do-trong', letter)
}, 60_000)

it('takes the last octet that fits', async () => {
  const letter = letterOf(limit, neighbour, 'vua-du')
  using smtp = await SmtpClient.open(server.port('mx'))
  expect(await smtp.command(`MAIL FROM:<${neighbour}> SIZE=${limit}`)).toMatch(/^250 /)
  await smtp.command('RSET')
  expect(await smtp.send(neighbour, [recipient.address], letter)).toMatch(/^250 2\.0\.0 /)
  await expectKept('vua-du', letter)
}, 60_000)

it('refuses one octet more before it is sent, when that is declared', async () => {
  using smtp = await SmtpClient.open(server.port('mx'))
  expect(await smtp.command(`MAIL FROM:<${neighbour}> SIZE=${limit + 1}`)).toMatch(tooLarge)
  expect(await smtp.command(`RCPT TO:<${recipient.address}>`)).toMatch(/^503[ -]/)
})

it('refuses it while it is sent, when it is not', async () => {
  const tooMuch = letterOf(limit + 1, neighbour, 'qua-lon')
  const small = letterOf(1000, neighbour, 'thu-sau')
  using smtp = await SmtpClient.open(server.port('mx'))
  expect(await smtp.send(neighbour, [recipient.address], tooMuch)).toMatch(tooLarge)
  // The connection goes on, and so does the next letter on it.
  expect(await smtp.send(neighbour, [recipient.address], small)).toMatch(/^250 2\.0\.0 /)
  await expectKept('thu-sau', small)
  expect((await entriesOf('qua-lon')).filter(({ accepted }) => accepted)).toEqual([])
  const { lines } = await imap.command('UID SEARCH HEADER Message-ID "qua-lon@"')
  expect(lines.find(line => line.startsWith('* SEARCH'))).toBe('* SEARCH')
}, 60_000)

it('refuses what goes on without an end, and keeps none of it', async () => {
  using smtp = await SmtpClient.open(server.port('mx'))
  await smtp.command(`MAIL FROM:<${neighbour}>`)
  await smtp.command(`RCPT TO:<${recipient.address}>`)
  await smtp.command('DATA')
  const endless = dotStuffed(letterOf(3 * limit, neighbour, 'khong-dut'))
  expect(await smtp.stream(endless)).toMatch(tooLarge)
  const { lines } = await imap.command('UID SEARCH HEADER Message-ID "khong-dut@"')
  expect(lines.find(line => line.startsWith('* SEARCH'))).toBe('* SEARCH')
}, 60_000)

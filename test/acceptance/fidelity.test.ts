/**
 * Byte fidelity: what a client sent (CRLF lines, after dot-unstuffing) is what `archive raw` gives and what IMAP shows
 * behind the server's own header lines, by SHA-256, for varied messages over real SMTP.
 *
 * DATA ends a message with a line end; a message of the corpus without one is sent with it, and that is what must
 * come back. Messages that `mx` refuses for want of one author leave their hash in the archive and no bytes; their
 * octets are proved by APPEND and FETCH instead, where also a missing last line end is kept.
 */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { OutputOf } from '../../src/control/operations.ts'
import { variedMessages } from '../support/corpus.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { type Auditor, auditorOf, congvu } from './auditor.ts'
import { ImapClient } from './imap-client.ts'
import { asData, SmtpClient } from './smtp-client.ts'

const messageCount = 320
const seed = 15
/** What the corpus must get through SMTP, whatever else it holds. */
const mustPass = [
  '60 nested parts',
  'no body',
  'no body after the empty line',
  'line of 1 MB',
  'one 8-bit line of 1 MB',
  'dots at line starts',
  'body without its last line end',
  'every octet but NUL, CR and LF',
  '__proto__ as field name',
  'first line begins with a space',
  '3,000 header fields',
  '25 MB attachment',
]

/**
 * The corpus speaks in the name of the province, whose letters `mx` takes from nobody else: the same octets from a
 * neighbour. What a header or body encodes stays as it is.
 */
function fromNeighbour(bytes: Uint8Array): Buffer {
  const text = Buffer.from(bytes).toString('latin1')
  return Buffer.from(text.replaceAll('caobang.gov.vn', 'langson.gov.vn'), 'latin1')
}

/** A mailbox of the appended ones: `Thư nạp` in modified UTF-7 (RFC 3501 §5.1.3). */
const imported = '"Th&AbA- n&HqE-p"'

type Shown = OutputOf<'archive.show'>

interface Sent {
  readonly name: string
  readonly message: Buffer
  /** After dot-unstuffing. */
  readonly data: Buffer
  readonly mailFrom: string
  readonly reply: string
}

let server: ServerProcess
let auditor: Auditor
let imap: ImapClient
const sent: Sent[] = []
/** Entries by envelope sender, which is another for every message. */
const entries = new Map<string, Shown>()

const accepted = () => sent.filter(({ reply }) => reply.startsWith('250'))
const refused = () => sent.filter(({ reply }) => !reply.startsWith('250'))

beforeAll(async () => {
  server = await startServer()
  auditor = await auditorOf(server.data)
  const [box] = server.accounts
  if (box === undefined) throw new Error('no sample account')
  using smtp = await SmtpClient.open(server.port('mx'))
  for (const { name, bytes } of variedMessages(messageCount, seed)) {
    // Letters from abroad and from a firm at home: with and without the regulation's line in the prefix.
    const mailFrom = `thu.${sent.length}@${sent.length % 2 === 0 ? 'gmail.com' : 'dienluc.example.vn'}`
    const message = fromNeighbour(bytes)
    const data = asData(message)
    const reply = await smtp.send(mailFrom, [box.address], data)
    sent.push({ name, message, data, mailFrom, reply })
  }
  for (const { id, mailFrom } of (await auditor.call('archive.search', {})).entries) {
    if (!mailFrom.startsWith('thu.')) continue
    expect(entries, `${mailFrom} is in the archive twice`).not.toContain(mailFrom)
    entries.set(mailFrom, await auditor.call('archive.show', { id }))
  }
  imap = await ImapClient.logIn(server.port('imaps'), box)
}, 120_000)

afterAll(async () => {
  imap?.[Symbol.dispose]()
  await server?.[Symbol.asyncDispose]()
})

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function entryOf({ name, mailFrom }: Sent): Shown {
  const entry = entries.get(mailFrom)
  if (entry === undefined) throw new Error(`${name} left no archive entry`)
  return entry
}

/** Octets of the header lines that the server put before the form. */
function prefixBytes({ views }: Shown): number {
  return (views[0]?.slices ?? [])
    .filter(({ from }) => from === 'prefix')
    .reduce((sum, { start, end }) => sum + end - start, 0)
}

it('takes at least 200 messages over SMTP, the large and the deep among them', () => {
  expect(accepted().length).toBeGreaterThanOrEqual(200)
  const names = accepted().map(({ name }) => name)
  for (const name of mustPass) expect(names).toContain(name)
  for (const { name, reply } of refused()) expect(reply, name).toMatch(/^550[ -]5\.7\.1 /)
})

it('archives every accepted message with its exact octets', async () => {
  for (const message of accepted()) {
    const entry = entryOf(message)
    const expected = { sha256: sha256(message.data), sizeBytes: message.data.length }
    expect(entry, message.name).toMatchObject({ ...expected, accepted: true })
    expect(entry.forms, message.name).toEqual([{ kind: 'received', ...expected }])
    const raw = await auditor.call('archive.raw', { id: entry.id })
    expect(sha256(raw), message.name).toBe(expected.sha256)
  }
}, 60_000)

it('gives the same octets to the command line', async () => {
  const chosen = ['one 8-bit line of 1 MB', 'body without its last line end', '25 MB attachment']
  for (const message of accepted().filter(({ name }) => chosen.includes(name))) {
    const { id } = entryOf(message)
    const raw = await congvu(server.data, 'archive', 'raw', `${id}`)
    expect(sha256(raw), message.name).toBe(sha256(message.data))
    const shown = JSON.parse(`${await congvu(server.data, 'archive', 'show', `${id}`, '--json')}`) as Shown
    expect(shown.sha256).toBe(sha256(message.data))
    expect(prefixBytes(shown)).toBe(prefixBytes(entryOf(message)))
  }
}, 60_000)

it('shows each one whole, in its parts and in slices over IMAP', async () => {
  await imap.command('SELECT INBOX')
  const { lines } = await imap.command('UID SEARCH ALL')
  const uids = lines.find(line => line.startsWith('* SEARCH'))?.match(/\d+/g) ?? []
  // The sample letters of the development start came first.
  const own = uids.slice(-accepted().length)
  expect(own).toHaveLength(accepted().length)
  for (const [i, message] of accepted().entries()) await expectShown(message, Number(own[i]))
}, 120_000)

async function expectShown(message: Sent, uid: number): Promise<void> {
  const { name, data, mailFrom } = message
  const entry = entryOf(message)
  const prefix = prefixBytes(entry)
  const size = prefix + data.length
  expect(entry.views, name).toHaveLength(1)
  expect(entry.views[0], name).toMatchObject({ sizeBytes: size, cuts: [] })

  const ranges = partialRanges(prefix, size)
  const partials = ranges.map(([start, length]) => `BODY.PEEK[]<${start}.${length}>`)
  const items = ['RFC822.SIZE', 'BODY.PEEK[HEADER]', 'BODY.PEEK[TEXT]', ...partials]
  const whole =
    (await imap.command(`UID FETCH ${uid} (BODY.PEEK[])`)).sections.get('BODY[]') ?? Buffer.alloc(0)
  expect(whole.length, name).toBe(size)
  expect(whole.toString('latin1', 0, prefix), name).toContain(`Return-Path: <${mailFrom}>\r\n`)
  expect(sha256(whole.subarray(prefix)), name).toBe(sha256(data))

  const { lines, sections } = await imap.command(`UID FETCH ${uid} (${items.join(' ')})`)
  expect(lines.join('\n'), name).toContain(`RFC822.SIZE ${size} `)
  const [header, text] = [sections.get('BODY[HEADER]'), sections.get('BODY[TEXT]')]
  expect(sha256(Buffer.concat([header ?? Buffer.alloc(0), text ?? Buffer.alloc(0)])), name).toBe(
    sha256(whole),
  )
  for (const [start, length] of ranges) {
    const expected = whole.subarray(start, start + length)
    const partial = sections.get(`BODY[]<${start}>`)
    expect(partial?.equals(expected), `${name}: octets ${start} and ${length} more`).toBe(true)
  }
}

/** Around every edge: the beginning, the end of the prefix, the frames of a large blob, the end and past it. */
function partialRanges(prefix: number, size: number): (readonly [start: number, length: number])[] {
  const frame = 256 * 1024
  return [
    [0, 1],
    [prefix - 7, 50],
    [prefix, 1000],
    [Math.floor(size / 2), 4096],
    ...(size > prefix + 2 * frame ? [[prefix + frame - 3, frame + 6] as const] : []),
    [size - 1, 100],
    [size, 10],
    [size + 1000, 10],
  ]
}

it('keeps the fact of a refused message: hash, size and reason, no octets', async () => {
  expect(refused().map(({ name }) => name)).toContain('no From')
  for (const message of refused()) {
    const entry = entryOf(message)
    expect(entry, message.name).toMatchObject({
      accepted: false,
      sha256: sha256(message.data),
      sizeBytes: message.data.length,
      reply: { code: 550, reason: 'no-author' },
      forms: [],
      views: [],
    })
    const raw = await auditor.ask('archive.raw', { id: entry.id })
    expect(raw, message.name).toMatchObject({ ok: false, error: { reason: 'not-found' } })
  }
})

it('keeps by APPEND what mx refuses, without anything added', async () => {
  await imap.command(`CREATE ${imported}`)
  await imap.command(`SELECT ${imported}`)
  // RFC 3502 §6.3.11: an empty literal means that the client gives the message up.
  const kept = refused().filter(({ message }) => message.length > 0)
  for (const [i, { name, message }] of kept.entries()) {
    await imap.command(`APPEND ${imported}`, message)
    const { lines, sections } = await imap.command(`FETCH ${i + 1} (RFC822.SIZE BODY.PEEK[])`)
    expect(lines.join('\n'), name).toContain(`RFC822.SIZE ${message.length} `)
    expect(sha256(sections.get('BODY[]') ?? Buffer.alloc(0)), name).toBe(sha256(message))
  }
})

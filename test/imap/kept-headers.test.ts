/** Headers over what is kept of letters: the same octets as from the letters, and no letter is opened. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultLimits, type Limits } from '../../src/base/limits.ts'
import { makeView } from '../../src/flow/view.ts'
import { headerRecipe, keptHeader } from '../../src/imap/fetch/kept-header.ts'
import { prefixGuard, storedStructure } from '../../src/mail/stored.ts'
import { scanMessage } from '../../src/mail/structure.ts'
import type { MailboxStore } from '../../src/mailbox/backend.ts'
import { flagBits, type NewView } from '../../src/ports/mailboxes.ts'
import { ImapClient } from '../bench/imap-client.ts'
import { mailFragments } from '../fuzz/mail-fragments.ts'
import { contentLetters } from './content-letters.ts'
import { accounts, startImap } from './fixtures.ts'
import { letters as exampleLetters } from './letters.ts'
import { makeMemoryStore, makeSqliteStore } from './stores.ts'

const [account] = accounts

const hostile = [
  '',
  '\r\n',
  '\n\n',
  'no field at all',
  'From: no end of the header',
  'From: a\r\nTo: cut in the middle\r',
  'Subject: bare\nFrom: line feeds\n goes on\n\nBody: x\r\n',
  ' white space first: a\r\nFrom: b\r\n\r\nbody',
  '\tfolded\r\n from nothing\r\n\r\nbody',
  'From : a\r\nFROM\t:\tb\r\nfrom:c\r\nFrom\r\n: d\r\n\r\nbody',
  'Subject: \xf0\x9f\x93\x8e \xe1\xba\xa3 \xff\xfe \x80\r\nX-\xe9: 1\r\n\r\nbody',
  'Subject: a\0b\r\n\0: c\r\n\r\nbody',
  'Subject: a\rFrom: not a field\r\n\r\nbody',
  `From: ${'rất dài '.repeat(300)}\r\n\r\nbody`,
  `${'Received: from a by b\r\n\twith c\r\n'.repeat(300)}From: a\r\n\r\nbody`,
  'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nFrom: inside\r\n\r\n--b--\r\n',
  'Content-Type: multipart/mixed; boundary=b\r\n--b\r\nFrom: cut short\r\n\r\n--b--\r\n',
  'Content-Type: message/rfc822\r\n\r\nFrom: inside\r\nSubject: x\r\n\r\nbody',
  // More than is kept, and more than is read at once.
  `From: a\r\nX-Long: ${'x'.repeat(20_000)}\r\nTo: b\r\n\r\nbody`,
  `From: a\r\n${`X-Long: ${'y'.repeat(900)}\r\n`.repeat(90)}To: b\r\n\r\nbody`,
].map(text => Buffer.from(text, 'latin1'))

const random = fc
  .sample(fc.array(fc.constantFrom(...mailFragments, 'From: a', 'To: b', 'Subject:'), { maxLength: 20 }), 120)
  .map(pieces => Buffer.from(pieces.join(''), 'latin1'))

const commands = [
  // Thunderbird, mutt, K-9, Apple Mail, Roundcube, mbsync, fetchmail, imapflow.
  'UID FETCH 1:* (UID RFC822.SIZE FLAGS BODY.PEEK[HEADER.FIELDS (From To Cc Bcc Subject Date Message-ID Priority X-Priority References Newsgroups In-Reply-To Content-Type Reply-To)])',
  'FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (DATE FROM SENDER SUBJECT TO CC MESSAGE-ID REFERENCES CONTENT-TYPE CONTENT-DESCRIPTION IN-REPLY-TO REPLY-TO LINES LIST-POST X-LABEL)])',
  'UID FETCH 1:* (UID INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (date subject from content-type to cc reply-to message-id references in-reply-to X-K9mail-Identity)])',
  'FETCH 1:* (INTERNALDATE UID RFC822.SIZE FLAGS BODY.PEEK[HEADER.FIELDS (date subject from to cc message-id in-reply-to references content-type)])',
  'UID FETCH 1:* (UID RFC822.SIZE FLAGS INTERNALDATE BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS (DATE FROM TO SUBJECT CONTENT-TYPE CC REPLY-TO DISPOSITION-NOTIFICATION-TO X-PRIORITY)])',
  'UID FETCH 1:* (UID BODY.PEEK[HEADER.FIELDS (X-TUID)])',
  'FETCH 1:* RFC822.HEADER',
  'UID FETCH 1:* (UID FLAGS ENVELOPE BODYSTRUCTURE INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER])',
  'FETCH 1:* (BODY.PEEK[HEADER.FIELDS.NOT (Received "x y" From)] MODSEQ)',
  'FETCH 1:* (BODY.PEEK[HEADER]<3.20> BODY.PEEK[HEADER.FIELDS (From)]<0.7> BODY.PEEK[HEADER.FIELDS.NOT (To)]<1000000.5>)',
  'UID FETCH 3,1,7:5 (BODY.PEEK[HEADER] EMAILID)',
]

function realView(bytes: Uint8Array): NewView {
  const structure = storedStructure(bytes, scanMessage(bytes, defaultLimits), 0)
  const slices = [{ from: 'form', start: 0, end: bytes.length } as const]
  return { prefix: new Uint8Array(0), slices, sizeBytes: bytes.length, structure }
}

/** As a letter from outside is shown: with lines of the server's own, and without a field that was forged. */
function deliveredView(bytes: Buffer): NewView {
  const prefix = Buffer.from(`Return-Path: <a@b>\r\nReceived: from x\r\n\tby y\r\n${prefixGuard}`)
  const root = scanMessage(bytes, defaultLimits)
  const at = bytes.indexOf('From: ')
  const cuts = at >= 0 && at + 6 <= root.headerEnd ? [{ start: at, end: at + 6 }] : []
  return makeView(bytes, root, prefix, cuts)
}

async function fill(store: MailboxStore, letters: readonly Buffer[]): Promise<number[]> {
  const inbox = (await store.read.mailboxes.byName(1, 'INBOX'))!
  const common = { mailbox: inbox.id, flags: 0, keywords: [], internalDateMs: 1 }
  for (const bytes of letters) {
    const views = [realView(bytes), deliveredView(bytes)]
    const appended = await store.write.append(
      views.map(view => ({ ...common, bytes: Uint8Array.from(bytes), view })),
    )
    expect(appended.ok).toBe(true)
  }
  const { uids, views } = await store.read.mailboxes.snapshot(inbox.id)
  // No session is the first that is told of them.
  await store.write.setRecentUid(inbox.id, uids.at(-1)! + 1)
  return [...views]
}

/** The store with other kept headers, and how often a letter was opened. */
function watched(store: MailboxStore, keptHeaders: MailboxStore['read']['keptHeaders']) {
  const { blobs } = store.read
  const seen = { reads: 0, kept: 0 }
  const other: MailboxStore = {
    read: {
      ...store.read,
      keptHeaders,
      blobs: {
        size: id => blobs.size(id),
        bytes: (...args) => {
          seen.reads++
          return blobs.bytes(...args)
        },
        stream: (...args) => {
          seen.reads++
          return blobs.stream(...args)
        },
      },
    },
    write: {
      ...store.write,
      keepHeaders: async (recipe, headers) => {
        seen.kept += headers.length
        await store.write.keepHeaders(recipe, headers)
      },
    },
    onCommit: listener => store.onCommit(listener),
  }
  return { store: other, seen }
}

const nothing = { headers: async () => [] }

/** Everything but the tagged line. */
async function answers(
  store: MailboxStore,
  limits: Partial<Limits> = {},
  asked = commands,
): Promise<string[]> {
  await using running = await startImap(store, { limits })
  const client = await ImapClient.logIn(running.port, account)
  await client.command('SELECT INBOX')
  const told: string[] = []
  for (const command of asked) {
    const { chunks } = await client.command(command)
    const text = Buffer.concat(chunks).toString('latin1')
    told.push(text.slice(0, text.lastIndexOf('\r\n', text.length - 3) + 2))
  }
  client.close()
  return told
}

async function headersIn({ read }: MailboxStore, views: readonly number[]): Promise<Map<number, Uint8Array>> {
  return new Map(await read.keptHeaders.headers(headerRecipe, views, 'whole'))
}

describe.each([
  ['memory', makeMemoryStore],
  ['SQLite', makeSqliteStore],
] as const)('over the store in %s', (_, make) => {
  it('are those of the letters, octet by octet', { timeout: 120_000 }, async () => {
    await using made = await make({})
    const corpus = [
      ...hostile,
      ...[...exampleLetters.values(), ...contentLetters.values()].map(letter => Buffer.from(letter)),
      ...random,
    ]
    const views = await fill(made.store, corpus)
    const opened = watched(made.store, nothing)
    const fromLetters = await answers(opened.store)
    expect(opened.seen.reads).toBeGreaterThan(views.length)
    expect(fromLetters.join('')).toContain('From: line feeds\n goes on\n')
    // What was read is kept, but for what is too long.
    const kept = await headersIn(made.store, views)
    const tooLong = views.filter(id => !kept.has(id))
    expect(tooLong).toHaveLength(4)
    for (const view of await made.store.read.mailboxes.views(tooLong))
      expect(view.structure.headerBytes).toBeGreaterThan(defaultLimits.imapKeptHeaderBytes)

    const over = watched(made.store, made.store.read.keptHeaders)
    expect(await answers(over.store)).toEqual(fromLetters)
    // Those alone, for each section of each command that names all.
    expect(over.seen).toEqual({ reads: expect.any(Number), kept: 0 })
    expect(over.seen.reads).toBeLessThan(2 * tooLong.length * (commands.length + 2))
  })

  it('are read of letters that have just come, which are left to the keeper', async () => {
    await using made = await make({})
    const views = await fill(made.store, hostile.slice(4, 7))
    const over = watched(made.store, made.store.read.keptHeaders)
    const fromLetters = await answers(watched(made.store, nothing).store)
    expect(await answers(over.store)).toEqual(fromLetters)
    expect(over.seen.kept).toBe(0)
    expect(over.seen.reads).toBeGreaterThan(0)
    expect(await headersIn(made.store, views)).toEqual(new Map())
    // Some are kept, and some between them are not.
    const all = await made.store.read.mailboxes.views([views[1]!, views[4]!])
    for (const view of all) {
      const whole = Buffer.from(await made.store.read.blobs.bytes(view.blob))
      const shown = Buffer.concat(
        view.slices.map(({ from, start, end }) =>
          Buffer.from(from === 'prefix' ? view.prefix : whole).subarray(start, end),
        ),
      )
      const header = shown.subarray(0, view.structure.headerBytes)
      await made.store.write.keepHeaders(headerRecipe, [keptHeader(view.id, header)])
    }
    expect(await answers(over.store)).toEqual(fromLetters)
  })

  it('are read of the letters where nothing that is kept can be read', async () => {
    await using made = await make({})
    await fill(made.store, hostile.slice(4, 12))
    const broken = {
      headers: async () => {
        throw new Error('the database is damaged')
      },
    }
    const over = watched(made.store, broken)
    expect(await answers(over.store)).toEqual(await answers(watched(made.store, nothing).store))
    expect(over.seen.kept).toBe(0)
  })

  it('are not told of a letter that somebody removes while they are read', async () => {
    await using made = await make({})
    const { store } = made
    const views = await fill(store, hostile.slice(4, 9))
    await answers(store, {}, ['FETCH 1:* (BODY.PEEK[HEADER])'])
    await expect.poll(async () => (await headersIn(store, views)).size).toBe(views.length)
    const inbox = (await store.read.mailboxes.byName(1, 'INBOX'))!
    let isRemoved = false
    const removing: MailboxStore['read']['keptHeaders'] = {
      async headers(...asked) {
        const read = await store.read.keptHeaders.headers(...asked)
        if (isRemoved) return read
        isRemoved = true
        const uids = Uint32Array.of(2, 7)
        const deleted = {
          mailbox: inbox.id,
          uids,
          mode: 'add',
          flags: flagBits.deleted,
          keywords: [],
        } as const
        await store.write.setFlags(deleted)
        await store.write.expunge(inbox.id, 'all')
        return read
      },
    }
    const over = watched(store, removing)
    await using running = await startImap(over.store)
    const client = await ImapClient.logIn(running.port, account)
    await client.command('SELECT INBOX')
    const { chunks } = await client.command('UID FETCH 1:* (BODY.PEEK[HEADER])')
    const told = Buffer.concat(chunks)
      .toString('latin1')
      .matchAll(/FETCH \(UID (\d+) /g)
    expect(Array.from(told, ([, uid]) => Number(uid))).toEqual([1, 3, 4, 5, 6, 8, 9, 10])
    expect(over.seen.reads).toBe(0)
    client.close()
  })

  it('mark a letter as seen where the command says so', async () => {
    await using made = await make({})
    const views = await fill(made.store, hostile.slice(4, 9))
    const ask = ['FETCH 1:* (BODY.PEEK[HEADER])', 'FETCH 1:9 (BODY[HEADER.FIELDS (From)])']
    await answers(made.store, {}, ask)
    await expect.poll(async () => (await headersIn(made.store, views)).size).toBe(views.length)
    const [, again = ''] = await answers(made.store, {}, [
      ask[0]!,
      'FETCH 1:* (BODY[HEADER.FIELDS (From)] FLAGS)',
    ])
    expect(again.match(/\\Seen/g)).toHaveLength(10)
    expect(again.match(/BODY\[HEADER\.FIELDS \(From\)\] \{/g)).toHaveLength(10)
  })
})

/**
 * A letter's custody and its way back: written, opened, moved, expunged over IMAP, put back by an administrator who sees
 * nothing of it, byte for byte what it was, and told as it happened.
 */
import type { ImapFlow } from 'imapflow'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { OutputOf } from '../../src/control/operations.ts'
import { colleague, official, RunningProvince } from '../acceptance/regulation/running-province.ts'
import { reason } from '../support/reason.ts'

type Trail = OutputOf<'archive.trail'>

const subject = '77/SKHCN-QLCN Đề nghị phối hợp'

let province: RunningProvince
let entry: number
let original: Buffer

beforeAll(async () => {
  province = await RunningProvince.start()
  const letter = { to: colleague, bcc: 'vptinhuy@langson.gov.vn', subject, text: 'Kính gửi chị Bình.' }
  expect((await province.submit(official, letter)).code).toBe(250)
  const found = await vi.waitUntil(
    async () => (await province.json<{ id: number }[]>('archive', 'search', '77/SKHCN-QLCN'))[0],
    {
      timeout: 20_000,
    },
  )
  entry = found.id
  original = (await province.theLetter(colleague, subject)).source
})

afterAll(() => province?.[Symbol.asyncDispose]())

async function inBox(work: (client: ImapFlow) => Promise<unknown>): Promise<void> {
  const client = await province.imap(colleague)
  try {
    await work(client)
  } finally {
    await client.logout()
  }
}

async function trail(): Promise<Trail['events']> {
  return (await province.json<Trail>('archive', 'trail', String(entry))).events
}

const kinds = async () => (await trail()).map(({ kind }) => kind)
const restore = (...more: readonly string[]) =>
  province.run('archive', 'restore', String(entry), '--to', colleague, ...more)

describe('the custody of a letter', () => {
  it('begins with how it came, was judged and went', async () => {
    expect(await kinds()).toEqual([
      ...['received', 'judged', 'logged', 'form', 'delivered', 'queued', 'traced', 'nowQueue', 'nowLies'],
    ])
    const events = await trail()
    expect(events[0]).toMatchObject({
      who: official,
      label: { vi: 'Máy chủ nhận thư', en: 'received' },
      detail: { channel: 'submissions', tls: expect.stringMatching(/^TLSv1/) },
    })
    expect(events.find(({ kind }) => kind === 'judged')?.detail).toMatchObject({ verdict: 'allow' })
    expect(events.find(({ kind }) => kind === 'nowQueue')).toMatchObject({
      at: null,
      who: 'vptinhuy@langson.gov.vn',
      detail: { state: 'parked', attempts: 0 },
    })
    expect(events.find(({ kind }) => kind === 'nowLies')).toMatchObject({
      who: colleague,
      detail: { mailbox: 'INBOX', state: expect.stringMatching(/^(un)?read$/) },
    })
  })

  it('has who looked at it, when and why, and the leaf of each act', async () => {
    await province.json('archive', 'show', String(entry))
    await province.run('archive', 'raw', String(entry), '--form', 'received')
    const acts = (await trail()).filter(({ kind }) => ['viewed', 'read', 'traced'].includes(kind))
    expect(acts.map(({ kind }) => kind).slice(-3)).toEqual(['viewed', 'read', 'traced'])
    for (const act of acts)
      expect(act).toMatchObject({ who: 'auditor', detail: { reason, leaf: expect.any(Number) } })
    const times = (await trail()).flatMap(({ at }) => (at === null ? [] : [at]))
    expect(times).toEqual(times.toSorted())
  })

  it('is covered by a checkpoint once one is signed', async () => {
    await province.run('log', 'checkpoint')
    const events = await trail()
    const leaf = events.find(({ kind }) => kind === 'logged')?.detail.leaf
    expect(events.find(({ kind }) => kind === 'checkpoint')?.detail.size).toBeGreaterThan(Number(leaf))
  })

  it('is a table in both languages', async () => {
    const { out } = await province.run('archive', 'trail', String(entry))
    expect(out).toMatch(/^AT +WHAT +WHO +DETAIL$/m)
    expect(out).toMatch(
      /Máy chủ nhận thư \/ received +annv\.sokhcn@caobang\.gov\.vn +channel submissions, client/,
    )
    expect(out).toMatch(/^now +Hiện ở trong hộp thư \/ lies now in a mailbox/m)
  })

  it('follows it where it is moved, and says when it is gone', async () => {
    await inBox(async client => {
      await client.mailboxOpen('INBOX')
      const uids = (await client.search({ subject: '77/SKHCN' }, { uid: true })) || []
      await client.messageFlagsAdd(uids, ['\\Seen', '\\Flagged'], { uid: true })
      await client.messageMove(uids, 'Archive', { uid: true })
    })
    const lies = (await trail()).find(({ kind }) => kind === 'nowLies')
    expect(lies?.detail).toMatchObject({ mailbox: 'Archive', state: 'read flagged' })
    expect(await restore()).toMatchObject({
      code: 5,
      err: expect.stringContaining('still lies in a mailbox'),
    })
    await inBox(async client => {
      await client.mailboxOpen('Archive')
      await client.messageDelete('1:*')
    })
    const gone = (await trail()).filter(({ kind }) => kind === 'nowLies' || kind === 'nowGone')
    expect(gone.map(({ kind, who }) => [kind, who])).toEqual([['nowGone', colleague]])
  })
})

describe('a letter that its box has lost', () => {
  it('comes back byte for byte, and the owner hears of it', async () => {
    const restored = await restore('--mailbox', 'Khôi phục')
    expect(restored).toMatchObject({
      code: 0,
      out: '',
      err: `entry ${entry} is back in Khôi phục of ${colleague}\n`,
    })
    const [letter, ...more] = await province.letters(colleague, subject, 'Khôi phục')
    expect(more).toEqual([])
    expect(letter!.source.equals(original)).toBe(true)
    const [notice] = await province.letters(colleague, 'Một thư đã được khôi phục')
    expect(notice?.parsed.text).toContain('Khôi phục')
    expect(notice?.parsed.text).not.toContain('77/SKHCN')
    expect((await trail()).filter(({ kind }) => kind === 'restored').at(-1)).toMatchObject({
      who: 'administrator',
      detail: { operation: 'archive.restore', to: colleague, mailbox: 'Khôi phục' },
    })
  })

  it.each([
    [
      'another official',
      ['archive', 'restore', '$', '--to', 'sokhcn@caobang.gov.vn'],
      4,
      'nothing shows that entry',
    ],
    ['nobody', ['archive', 'restore', '$', '--to', 'khong.co@caobang.gov.vn'], 4, 'no mailbox'],
    [
      'a letter that is none',
      ['archive', 'restore', '4711', '--to', colleague],
      4,
      'nothing shows that entry 4711',
    ],
    [
      'a name that cannot be',
      ['archive', 'restore', '$', '--to', colleague, '--mailbox', 'a*'],
      2,
      'mailbox: ',
    ],
    ['an auditor', ['archive', 'restore', '$', '--to', colleague, '--as', 'auditor'], 5, 'may not'],
  ])('is not put back for %s', async (_who, argv, code, message) => {
    const ran = await province.run(...argv.map(word => (word === '$' ? String(entry) : word)))
    expect(ran).toMatchObject({ code, out: '', err: expect.stringContaining(message) })
  })

  it('nor when it was refused: its bytes were not kept', async () => {
    const { ref } = await province.submit(official, {
      to: colleague,
      subject: 'Công văn',
      text: 'MẬT\n\nSố: 12/BC-SKHCN\n\nKính gửi chị.',
    })
    const { entryId } = await province.violation(ref)
    const ran = await province.run('archive', 'restore', String(entryId), '--to', colleague)
    expect(ran).toMatchObject({ code: 4, err: expect.stringContaining('nothing shows that entry') })
    const { events } = await province.json<Trail>('archive', 'trail', String(entryId))
    expect(events.map(({ kind }) => kind)).toContain('refused')
    expect(events.map(({ kind }) => kind)).not.toContain('delivered')
  })
})

/** A real client's round trip, over TLS. */
import { ImapFlow } from 'imapflow'
import { expect, it } from 'vitest'
import { defaultLimits } from '../../src/base/limits.ts'
import { accounts, startImap } from './fixtures.ts'
import { letters } from './letters.ts'
import { MemoryStore } from './memory-store.ts'

const [{ address, password }] = accounts
const directive = Buffer.from(letters.get('directive')!)

it.each(['imaps', 'imap'] as const)('imapflow reads and writes over %s', async mode => {
  const store = new MemoryStore(defaultLimits.keywords)
  store.addBox(1)
  await using running = await startImap(store, { mode })
  const client = new ImapFlow({
    host: '127.0.0.1',
    port: running.port,
    secure: mode === 'imaps',
    tls: { rejectUnauthorized: false },
    auth: { user: address, pass: password },
    logger: false,
  })
  await client.connect()
  expect(client.authenticated).toBe(true)
  // It asks for IMAP4rev2, which has no \Recent, and for compression.
  expect([...client.enabled]).toContain('IMAP4REV2')
  await client.mailboxCreate(['Công văn', 'Đến'])
  const listed = await client.list()
  expect(listed.map(({ path }) => path)).toContain('Công văn/Đến')
  expect(listed.find(({ specialUse }) => specialUse === '\\Sent')?.path).toBe('Sent')

  const appended = await client.append(
    'Công văn/Đến',
    directive,
    ['\\Flagged'],
    new Date('2026-11-23T08:16:00+07:00'),
  )
  expect(appended).toMatchObject({ uid: 1 })
  await client.mailboxOpen('Công văn/Đến')
  const message = await client.fetchOne('1', {
    uid: true,
    flags: true,
    envelope: true,
    bodyStructure: true,
    internalDate: true,
    source: true,
    size: true,
  })
  if (message === false) throw new Error('nothing was fetched')
  expect(message.source?.equals(directive)).toBe(true)
  expect(message.size).toBe(directive.length)
  expect(message.envelope?.subject).toBe('Chỉ thị số 15/CT-UBND')
  expect(message.envelope?.from?.[0]).toEqual({ name: 'Nông Thị Hạnh', address })
  expect(message.bodyStructure).toMatchObject({ type: 'text/plain', parameters: { charset: 'UTF-8' } })
  expect([...(message.flags ?? [])]).toEqual(['\\Flagged'])

  expect(await client.search({ subject: 'chỉ thị' }, { uid: true })).toEqual([1])
  await client.messageFlagsAdd('1', ['\\Answered', '$Forwarded'])
  expect(await client.status('Công văn/Đến', { messages: true, unseen: true })).toMatchObject({ messages: 1 })
  expect(await client.messageMove('1', 'Trash')).toMatchObject({ destination: 'Trash' })
  await client.mailboxOpen('Trash')
  const moved = await client.fetchOne('*', { flags: true })
  expect(moved !== false && [...(moved.flags ?? [])].sort()).toEqual([
    '$Forwarded',
    '\\Answered',
    '\\Flagged',
  ])
  await client.messageDelete('1')
  expect(client.mailbox !== false && client.mailbox.exists).toBe(0)
  await client.logout()
})

it('imapflow comes back and learns what it missed (RFC 7162)', async () => {
  const store = new MemoryStore(defaultLimits.keywords)
  store.addBox(1)
  await using running = await startImap(store, { mode: 'imaps' })
  const connected = async (qresync: boolean) => {
    const client = new ImapFlow({
      host: '127.0.0.1',
      port: running.port,
      secure: true,
      tls: { rejectUnauthorized: false },
      auth: { user: address, pass: password },
      logger: false,
      qresync,
    })
    await client.connect()
    return client
  }
  const other = await connected(false)
  for (let i = 0; i < 5; i++) await other.append('INBOX', directive)
  const before = await (await connected(true)).mailboxOpen('INBOX')
  await other.mailboxOpen('INBOX')
  await other.messageFlagsAdd('4', ['\\Flagged'])
  await other.messageDelete('2:3')
  const client = await connected(true)
  const gone: (number | undefined)[] = []
  const flagged: (number | undefined)[] = []
  client.on('expunge', event => gone.push(event.uid))
  client.on('flags', event => flagged.push(event.uid))
  await client.mailboxOpen('INBOX', {
    changedSince: before.highestModseq,
    uidValidity: before.uidValidity,
  })
  expect(gone).toEqual([2, 3])
  expect(flagged).toEqual([4])
  // With the mailbox open, by VANISHED.
  await other.messageDelete('1')
  await client.noop()
  expect(gone).toEqual([2, 3, 1])
  expect(client.mailbox !== false && client.mailbox.exists).toBe(2)
  // Somebody else was faster: nothing is changed.
  await client.messageFlagsAdd('5', ['\\Seen'], { uid: true, unchangedSince: 1n })
  expect(await client.search({ seen: false }, { uid: true })).toEqual([4, 5])
  for (const each of [client, other]) await each.logout()
})

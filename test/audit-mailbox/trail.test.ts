/** What an auditor's program does is on the trail before its answer, and nothing else is written. */
import { once } from 'node:events'
import { connect, type TLSSocket } from 'node:tls'
import { expect, it } from 'vitest'
import { trailOf } from '../../src/archive/trail.ts'
import { eventually, Place, reason } from './place.ts'

const month = 'C&AaE- quan/sokhcn/2026-11'

/** A line of commands, and everything that comes back. */
class RawClient implements Disposable {
  readonly socket: TLSSocket
  received = ''

  constructor(port: number) {
    this.socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false })
    this.socket.on('data', (chunk: Buffer) => {
      this.received += chunk.toString('latin1')
    })
    this.socket.on('error', () => {})
  }

  async until(text: string): Promise<void> {
    await eventually(() => this.received.includes(text))
    this.received = ''
  }

  [Symbol.dispose](): void {
    this.socket.destroy()
  }
}

it('answers only after the act is durable, for every command that shows something', async () => {
  await using place = await Place.make()
  await place.arrive({}, {}, {})
  const password = await place.open('thanhtra')
  using client = new RawClient(place.port)
  await client.until('ready\r\n')
  const commands = [
    `LOGIN thanhtra ${password}`,
    'LIST "" *',
    'LSUB "" *',
    `STATUS "${month}" (MESSAGES)`,
    `SELECT "${month}"`,
    `EXAMINE "${month}"`,
    'SEARCH SUBJECT {7+}\r\nbáo',
    'UID SEARCH RETURN (COUNT) ALL',
    'FETCH 1,3 (ENVELOPE)',
    'UID FETCH 2:* BODY.PEEK[HEADER]',
  ].map(text => text.replace('{7+}\r\nbáo', `{${Buffer.byteLength('báo')}+}\r\nbáo`))
  for (const [i, text] of commands.entries()) {
    const before = (await place.acts()).length
    const gate = Promise.withResolvers<void>()
    const reached = Promise.withResolvers<void>()
    place.beforeAct = () => {
      reached.resolve()
      return gate.promise
    }
    client.socket.write(`t${i} ${text}\r\n`)
    await reached.promise
    // Time enough for an answer that would not wait.
    await new Promise(resolve => setTimeout(resolve, 50))
    expect(client.received, text).toBe('')
    expect(await place.acts()).toHaveLength(before)
    gate.resolve()
    await client.until(`t${i} OK`)
    expect(await place.acts()).toHaveLength(before + 1)
  }
  const acts = await place.acts()
  expect(acts.every(({ operator, detail }) => operator === 'thanhtra' && detail.reason === reason)).toBe(true)
  expect(
    acts.map(({ operation, detail: { command, folder, words, uids } }) => [
      operation,
      command,
      folder,
      words,
      uids,
    ]),
  ).toEqual([
    ['archive.mailbox.login', undefined, undefined, undefined, undefined],
    ['archive.mailbox.list', 'LIST', null, '"" *', undefined],
    ['archive.mailbox.lsub', 'LSUB', null, '"" *', undefined],
    ['archive.mailbox.status', 'STATUS', 'Cơ quan/sokhcn/2026-11', `"${month}" (MESSAGES)`, undefined],
    ['archive.mailbox.select', 'SELECT', 'Cơ quan/sokhcn/2026-11', `"${month}"`, undefined],
    ['archive.mailbox.examine', 'EXAMINE', 'Cơ quan/sokhcn/2026-11', `"${month}"`, undefined],
    ['archive.mailbox.search', 'SEARCH', 'Cơ quan/sokhcn/2026-11', 'SUBJECT "báo"', undefined],
    ['archive.mailbox.search', 'UID SEARCH', 'Cơ quan/sokhcn/2026-11', 'RETURN (COUNT) ALL', undefined],
    ['archive.mailbox.fetch', 'FETCH', 'Cơ quan/sokhcn/2026-11', '1,3 (ENVELOPE)', '1,3'],
    ['archive.mailbox.fetch', 'UID FETCH', 'Cơ quan/sokhcn/2026-11', '2:* BODY.PEEK[HEADER]', '2:3'],
  ])
  // Each is a leaf of the log.
  const leaves = await place.store.read.log.leaves('act', 0, 1000)
  expect(leaves.length).toBe((await place.store.read.audit(1000)).length)
})

it('has what a client asked for that went away at once', async () => {
  await using place = await Place.make()
  await place.arrive({})
  const password = await place.open('thanhtra')
  using client = new RawClient(place.port)
  await client.until('ready\r\n')
  client.socket.write(`a LOGIN thanhtra ${password}\r\n`)
  await client.until('a OK')
  client.socket.write(`b SELECT "${month}"\r\n`)
  await client.until('b OK')
  client.socket.end('c UID SEARCH BODY "tuyệt mật"\r\n')
  await once(client.socket, 'close')
  await eventually(async () => (await place.acts()).at(-1)?.operation === 'archive.mailbox.search')
  expect((await place.acts()).at(-1)?.detail.words).toBe('BODY "tuyệt mật"')
})

it('is in the custody of each letter that was read, and not of those in a list', async () => {
  await using place = await Place.make({ auditActLetters: 2 })
  const ids = await place.arrive({}, {}, {})
  using client = await place.client()
  await client.command(`SELECT "${month}"`)
  await client.command('FETCH 1:* (FLAGS ENVELOPE BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS (SUBJECT)])')
  const { custody } = place.store.read
  expect(await custody.acts(ids[1]!, 10)).toEqual([])
  await client.command('UID FETCH 2 BODY.PEEK[1]')
  await client.command('UID FETCH 2:3 RFC822')
  expect((await custody.acts(ids[1]!, 10)).map(({ operation }) => operation)).toEqual(
    Array(2).fill('archive.mailbox.fetch'),
  )
  expect(await custody.acts(ids[0]!, 10)).toEqual([])
  const trail = await trailOf(place.store.read, (await place.store.read.archive.entry(ids[2]!))!, 10)
  expect(trail.events).toContainEqual(
    expect.objectContaining({
      kind: 'read',
      who: 'thanhtra',
      detail: expect.objectContaining({ operation: 'archive.mailbox.fetch', reason }),
    }),
  )
  // More than an act can name are not read at a time.
  await expect(client.command('FETCH 1:* BODY[]')).rejects.toThrow('NO [LIMIT] At most 2 letters')
})

it('names very many letters by ranges of the folder, and a very long list of them by its hash', async () => {
  await using place = await Place.make({ auditActLetters: 3, auditActChars: 40 })
  await place.arrive({}, { agency: 'thucphan' }, {}, { agency: 'thucphan' }, {}, {}, {})
  using client = await place.client()
  await client.command(`SELECT "${month}"`)
  await client.command('FETCH 1:2,4:5 (UID)')
  const { within, letters, uids } = (await place.acts()).at(-1)!.detail
  // 2 and 4 are another agency's, and in no folder of this one.
  expect({ within, letters, uids }).toEqual({ within: '1:3,6:7', letters: 4, uids: undefined })
  await client.command(`UID FETCH 1:3,${'7,'.repeat(30)}6 (UID)`)
  const { words } = (await place.acts()).at(-1)!.detail
  expect(words).toHaveLength(40)
  expect((await place.acts()).at(-1)!.detail).toHaveProperty('sha256OfWords')
  // What is looked for is told whole, however much stands before it.
  const search = `OR SUBJECT ${'x'.repeat(6000)} TEXT luong`
  await client.command(`UID SEARCH ${search}`)
  expect((await place.acts()).at(-1)!.detail).toMatchObject({ words: search })
  expect((await place.acts()).at(-1)!.detail).not.toHaveProperty('sha256OfWords')
  for (const command of ['SORT (DATE)', 'THREAD REFS']) {
    await client.command(`UID ${command} UTF-8 ${search}`)
    const { operation, detail } = (await place.acts()).at(-1)!
    expect(operation).toBe(`archive.mailbox.${command.split(' ')[0]!.toLowerCase()}`)
    expect(detail.words).toBe(`${command.split(' ').slice(1).join(' ')} UTF-8 ${search}`)
  }
})

it('refuses every command that would change something, and changes nothing', async () => {
  await using place = await Place.make()
  await place.arrive({}, {}, {})
  using client = await place.client('thanhtra', { queries: [{ name: 'q', query: '' }] })
  const before = place.dump()
  await client.command(`SELECT "${month}"`)
  const writes = [
    'STORE 1 +FLAGS (\\Seen)',
    'UID STORE 1 FLAGS (\\Deleted)',
    `COPY 1 INBOX`,
    'UID COPY 1 INBOX',
    'MOVE 1 INBOX',
    'UID MOVE 1 INBOX',
    'EXPUNGE',
    'UID EXPUNGE 1',
    'CREATE Moi',
    `DELETE "${month}"`,
    'RENAME INBOX Moi',
    'SUBSCRIBE INBOX',
    `UNSUBSCRIBE "${month}"`,
    'APPEND INBOX {15+}\r\nSubject: x\r\n\r\ny',
  ]
  for (const text of writes) {
    await expect(client.command(text), text).rejects.toThrow('NO [NOPERM] The account is for reading only')
  }
  await client.command('FETCH 1:* (FLAGS BODY[])')
  await client.command('SEARCH TEXT "Cao Bằng"')
  await client.command('CHECK')
  await client.command('CLOSE')
  await client.command('LIST "" * RETURN (STATUS (MESSAGES UNSEEN SIZE))')
  await expect(client.command('STATUS Moi (MESSAGES)')).rejects.toThrow('NO [NONEXISTENT]')
  expect(place.dump()).toEqual(before)
})

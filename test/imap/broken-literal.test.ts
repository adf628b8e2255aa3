/** A literal whose bytes fail after it was announced: nothing may follow that the client would take for octets of it. */
import { once } from 'node:events'
import { connect } from 'node:tls'
import { expect, it } from 'vitest'
import { defaultLimits } from '../../src/base/limits.ts'
import { ToldFailure } from '../../src/imap/backend.ts'
import type { MailboxStore } from '../../src/mailbox/backend.ts'
import { BlobError } from '../../src/ports/blobs.ts'
import { accounts, startImap } from './fixtures.ts'
import { MemoryStore } from './memory-store.ts'
import { Talk } from './talk.ts'

const [{ address, password }] = accounts
const frameBytes = 256 * 1024
const letter = `Subject: Phu luc\r\nContent-Type: text/plain\r\n\r\n${'Kinh gui cac dong chi.\r\n'.repeat(40_000)}`

/** A store whose blobs fail behind their first `framesLeft` frames. */
function failing(store: MemoryStore, framesLeft: number, error: Error): MailboxStore {
  const { blobs, ...rest } = store.read
  return {
    write: store.write,
    onCommit: listener => store.onCommit(listener),
    read: {
      ...rest,
      blobs: {
        ...blobs,
        async *stream(blob, range) {
          let left = framesLeft
          for await (const chunk of blobs.stream(blob, range)) {
            if (left-- === 0) throw error
            yield chunk
          }
        },
      },
    },
  }
}

async function logIn(port: number) {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
  let text = ''
  socket.on('data', chunk => {
    text += chunk.toString('latin1')
  })
  socket.on('error', () => {})
  socket.write(`a LOGIN ${address} "${password}"\r\nb SELECT INBOX\r\n`)
  while (!text.includes('b OK')) await once(socket, 'data')
  text = ''
  return { socket, text: () => text }
}

it.each([
  ['after its first octets', 1, new BlobError('unreadable', 1)],
  ['in the middle', 2, new BlobError('damaged', 1)],
  ['when the account is closed meanwhile', 1, new ToldFailure('NOPERM', 'The account was closed')],
])('cuts the session when a literal fails %s', async (_, framesLeft, error) => {
  const store = new MemoryStore(defaultLimits.keywords)
  store.addBox(1)
  await using running = await startImap(failing(store, framesLeft, error))
  using other = await Talk.logIn(running.port, address, password)
  await other.append(letter)
  await other.run('SELECT INBOX')
  await other.run('STORE 1 FLAGS.SILENT (\\Seen)')
  for (const item of ['BODY[]', 'BODY[TEXT]']) {
    const { socket, text } = await logIn(running.port)
    socket.write(`c FETCH 1 (UID ${item})\r\nd NOOP\r\n`)
    await once(socket, 'close')
    const octets = item === 'BODY[]' ? letter : letter.slice(letter.indexOf('\r\n\r\n') + 4)
    const sent = octets.slice(0, framesLeft * frameBytes)
    // Less of it, where it did not go out before the cut; but nothing else.
    expect(`* 1 FETCH (UID 1 ${item} {${octets.length}}\r\n${sent}`).toContain(text())
  }
  // Others are served as before.
  expect(await other.run('NOOP')).toContain('OK')
})

it.each([
  ['with the answer of a command', 'd NOOP\r\n', ''],
  ['while the client idles', 'd IDLE\r\n', '+ idling\r\n'],
])('cuts the session when a literal of updated results fails %s', async (_, command, invited) => {
  const store = new MemoryStore(defaultLimits.keywords)
  store.addBox(1)
  await using running = await startImap(failing(store, 2, new BlobError('damaged', 1)))
  using other = await Talk.logIn(running.port, address, password)
  const { socket, text } = await logIn(running.port)
  socket.write('c UID SEARCH RETURN (UPDATE (BODY.PEEK[]) COUNT) ALL\r\n')
  while (!text().includes('c OK')) await once(socket, 'data')
  const before = text().length
  if (invited !== '') {
    socket.write(command)
    while (!text().includes(invited)) await once(socket, 'data')
  }
  await other.append(letter)
  if (invited === '') socket.write(command)
  await once(socket, 'close')
  const sent = letter.slice(0, 2 * frameBytes)
  const told = `* 1 EXISTS\r\n* 1 RECENT\r\n* 1 FETCH (BODY[] {${letter.length}}\r\n${sent}`
  expect(`${invited}${told}`).toContain(text().slice(before))
  expect(await other.run('NOOP')).toContain('OK')
})

it('answers NO when what would be announced cannot be read at all', async () => {
  const store = new MemoryStore(defaultLimits.keywords)
  store.addBox(1)
  await using running = await startImap(failing(store, 0, new BlobError('unreadable', 1)))
  using client = await Talk.logIn(running.port, address, password)
  await client.append(letter)
  await client.run('SELECT INBOX')
  await expect(client.run('FETCH 1 (UID BODY.PEEK[])')).rejects.toThrow(/^t\d+ NO \[UNAVAILABLE\]/)
  expect(await client.run('NOOP')).toContain('OK')
})

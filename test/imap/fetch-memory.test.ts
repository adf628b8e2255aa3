/** What the server holds in memory of letters for a client that asks for much and reads nothing. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, type TLSSocket } from 'node:tls'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { defaultLimits } from '../../src/base/limits.ts'
import { accounts, startImap } from './fixtures.ts'
import { makeSqliteStore } from './stores.ts'
import { Talk } from './talk.ts'

const [{ address, password }] = accounts
const KiB = 1024
const MiB = 1024 * KiB
const sections = defaultLimits.imapFetchSections

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

async function heldBytes(): Promise<number> {
  await new Promise(resolve => setTimeout(resolve, 50))
  collect()
  return process.memoryUsage().arrayBuffers
}

/** Memory in which nothing has moved for a while. */
async function restingBytes(): Promise<number> {
  let before = await heldBytes()
  for (;;) {
    const now = await heldBytes()
    if (now === before) return now
    before = now
  }
}

function letter(bodyBytes: number): string {
  const lines = randomBytes(Math.floor((bodyBytes * 57) / 78))
    .toString('base64')
    .replace(/.{76}/g, '$&\r\n')
  return `Subject: Phu luc\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n${lines}`
}

/** With a header of as many octets as are kept. */
function longHeaded(): string {
  const lines = randomBytes(11 * KiB)
    .toString('base64')
    .replace(/.{70}/g, '$&\r\n ')
  return `Subject: Phu luc\r\nX-Dau: ${lines}\r\n\r\n.\r\n`
}

async function logIn(port: number): Promise<TLSSocket> {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
  let text = ''
  socket.on('data', chunk => {
    text += chunk.toString('latin1')
  })
  socket.on('error', () => {})
  socket.write(`a LOGIN ${address} "${password}"\r\nb SELECT INBOX\r\n`)
  while (!text.includes('b OK')) await once(socket, 'data')
  socket.removeAllListeners('data')
  return socket
}

it.each([
  // Large sections are streamed: a few of them are begun.
  ['streamed sections', 2, 3 * MiB, (i: number) => `BODY.PEEK[1]<${i}.${2 * MiB}>`],
  ['decoded sections', 2, 3 * MiB, (i: number) => `BINARY.PEEK[1]<${i}.${MiB}>`],
  // Smaller ones are read whole, all of one letter.
  ['sections that are held', 20, 100 * KiB, (i: number) => `BODY.PEEK[1]<${i}.${60 * KiB}>`],
])('is little, of as many %s as one FETCH may have', async (_, letters, bodyBytes, item) => {
  await using made = await makeSqliteStore({})
  await using running = await startImap(made.store)
  {
    using client = await Talk.logIn(running.port, address, password)
    for (let i = 0; i < letters; i++) await client.append(letter(bodyBytes))
  }
  const socket = await logIn(running.port)
  const before = await restingBytes()
  socket.pause()
  socket.write(`c FETCH 1:* (${Array.from({ length: sections }, (_, i) => item(i)).join(' ')})\r\n`)
  // 240 MiB were asked for, 120 and 75.
  const held = (await restingBytes()) - before
  expect(held).toBeGreaterThan(0)
  expect(held).toBeLessThan(8 * MiB)
  socket.destroy()
})

it.each([
  ['one letter together are little', sections],
  ['all letters together are much', 8],
])('is little, of kept headers of which those of %s', async (_, count) => {
  await using made = await makeSqliteStore({})
  await using running = await startImap(made.store)
  {
    using client = await Talk.logIn(running.port, address, password)
    for (let i = 0; i < 32; i++) await client.append(longHeaded())
    await client.run('SELECT INBOX')
    await client.run('FETCH 1:* (BODY.PEEK[HEADER])')
  }
  const socket = await logIn(running.port)
  const before = await restingBytes()
  socket.pause()
  const items = Array.from({ length: count }, (_, i) => `BODY.PEEK[HEADER]<${i}.${16 * KiB}>`)
  socket.write(`c FETCH 1:* (${items.join(' ')})\r\n`)
  // 30 MiB were asked for, and 4.
  const held = (await restingBytes()) - before
  expect(held).toBeGreaterThan(0)
  expect(held).toBeLessThan(2 * MiB)
  socket.destroy()
})

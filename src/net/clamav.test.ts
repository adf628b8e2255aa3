import { createServer, type Server } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { silentLogger } from '../base/log.ts'
import { createClamav } from './clamav.ts'

let server: Server | undefined

afterEach(() => {
  server?.close()
})

/** A daemon that takes a whole stream and then answers; `answer` may come before the end. */
async function daemon(answer: (bytes: Buffer, ended: boolean) => string | undefined): Promise<string> {
  const listening = createServer(socket => {
    let received = Buffer.alloc(0)
    socket.on('error', () => {})
    socket.on('data', (data: Buffer) => {
      received = Buffer.concat([received, data])
      const { bytes, ended } = unframe(received)
      const said = answer(bytes, ended)
      if (said !== undefined) socket.end(`${said}\0`)
    })
  })
  server = listening
  await new Promise<void>(resolve => listening.listen(0, '127.0.0.1', resolve))
  const address = listening.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `127.0.0.1:${address.port}`
}

function unframe(received: Buffer): { bytes: Buffer; ended: boolean } {
  const command = 'zINSTREAM\0'
  expect(received.subarray(0, command.length).toString()).toBe(command)
  const chunks: Buffer[] = []
  let at = command.length
  while (at + 4 <= received.length) {
    const length = received.readUInt32BE(at)
    if (length === 0) return { bytes: Buffer.concat(chunks), ended: true }
    chunks.push(received.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return { bytes: Buffer.concat(chunks), ended: false }
}

function scan(address: string, bytes: Uint8Array, scannerMs = 5000) {
  return createClamav({ address, limits: { scannerMs }, log: silentLogger }).scan(bytes)
}

describe('clamd', () => {
  test('gets every byte and says that they are clean', async () => {
    const letter = Buffer.alloc(700_001, 'văn bản ')
    let seen: Buffer | undefined
    const address = await daemon((bytes, ended) => {
      if (!ended) return undefined
      seen = bytes
      return 'stream: OK'
    })
    expect(await scan(address, letter)).toEqual({ kind: 'clean' })
    expect(seen?.equals(letter)).toBe(true)
  })

  test('names what it found', async () => {
    const address = await daemon((_bytes, ended) =>
      ended ? 'stream: Eicar-Test-Signature FOUND' : undefined,
    )
    expect(await scan(address, Buffer.from('X5O!'))).toEqual({
      kind: 'infected',
      name: 'Eicar-Test-Signature',
    })
  })

  test('may refuse a stream before its end', async () => {
    const address = await daemon(() => 'INSTREAM size limit exceeded. ERROR')
    expect(await scan(address, Buffer.alloc(20_000_000))).toEqual({ kind: 'too-large' })
  })

  test.each([
    ['says nothing', () => undefined],
    ['says something else', () => 'UNKNOWN COMMAND'],
  ])('that %s is unavailable', async (_what, answer) => {
    const address = await daemon(answer)
    expect(await scan(address, Buffer.from('x'), 200)).toEqual({ kind: 'unavailable' })
  })

  test('that is not there is unavailable', async () => {
    expect(await scan('127.0.0.1:1', Buffer.from('x'))).toEqual({ kind: 'unavailable' })
    expect(await scan('/nonexistent/clamd.ctl', Buffer.from('x'))).toEqual({ kind: 'unavailable' })
  })
})

/** What transcripts cannot tell: time, size, SCRAM, the end of the server. */
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect as connectPlain } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import { expect, it } from 'vitest'
import { defaultLimits, type Limits } from '../../src/base/limits.ts'
import { accounts, startImap } from './fixtures.ts'
import { letters } from './letters.ts'
import { MemoryStore } from './memory-store.ts'

const [{ address, password }] = accounts

async function start(
  limits: Partial<Limits> = {},
  mode: 'imap' | 'imaps' = 'imaps',
  store = new MemoryStore(defaultLimits.keywords),
) {
  store.addBox(1)
  return await startImap(store, { limits, mode })
}

class Client {
  readonly socket: TLSSocket
  readonly chunks: Buffer[] = []
  #wake: () => void = () => {}

  static async connect(port: number): Promise<Client> {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
    const client = new Client(socket)
    await client.until('ready\r\n')
    return client
  }

  constructor(socket: TLSSocket) {
    this.socket = socket
    socket.on('data', (chunk: Buffer) => {
      this.chunks.push(chunk)
      this.#wake()
    })
    socket.on('error', () => {})
  }

  get text(): string {
    return Buffer.concat(this.chunks).toString('latin1')
  }

  async until(end: string): Promise<string> {
    while (!this.text.includes(end)) {
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
    }
    const text = this.text
    this.chunks.length = 0
    return text
  }

  async command(line: string, end: string): Promise<string> {
    this.socket.write(`${line}\r\n`)
    return await this.until(end)
  }

  async login(): Promise<void> {
    await this.command(`l LOGIN ${address} "${password}"`, 'l OK')
  }
}

it('logs in by SCRAM-SHA-256 and proves itself to the client', async () => {
  await using running = await start()
  const client = await Client.connect(running.port)
  const bare = `n=${address},r=clientnonce`
  const challenge = await client.command(
    `a AUTHENTICATE SCRAM-SHA-256 ${Buffer.from(`n,,${bare}`).toString('base64')}`,
    '\r\n',
  )
  const serverFirst = Buffer.from(challenge.slice(2), 'base64').toString()
  const [nonce = '', salt = '', iterations = ''] = serverFirst.split(',').map(part => part.slice(2))
  const salted = pbkdf2Sync(password, Buffer.from(salt, 'base64'), Number(iterations), 32, 'sha256')
  const hmac = (key: Uint8Array, text: string) => createHmac('sha256', key).update(text).digest()
  const clientKey = hmac(salted, 'Client Key')
  const withoutProof = `c=biws,r=${nonce}`
  const authMessage = `${bare},${serverFirst},${withoutProof}`
  const signature = hmac(createHash('sha256').update(clientKey).digest(), authMessage)
  const proof = Buffer.from(clientKey.map((octet, i) => octet ^ signature[i]!)).toString('base64')
  const final = await client.command(Buffer.from(`${withoutProof},p=${proof}`).toString('base64'), '\r\n')
  const expected = hmac(hmac(salted, 'Server Key'), authMessage).toString('base64')
  expect(Buffer.from(final.slice(2), 'base64').toString()).toBe(`v=${expected}`)
  expect(await client.command('', '\r\n')).toMatch(/^a OK /)
})

it('takes a large message in pieces and streams it back unchanged', async () => {
  await using running = await start()
  const client = await Client.connect(running.port)
  await client.login()
  const message = Buffer.concat([Buffer.from('Subject: Phu luc 15/CT-UBND\r\n\r\n'), randomBytes(3_000_000)])
  await client.command(`a APPEND INBOX {${message.length}}`, '+ Go on')
  for (let at = 0; at < message.length; at += 100_000) client.socket.write(message.subarray(at, at + 100_000))
  await client.command('', 'a OK')
  await client.command('b SELECT INBOX', 'b OK')
  client.socket.write('c FETCH 1 BODY.PEEK[]\r\n')
  const mark = `BODY[] {${message.length}}\r\n`
  const answer = Buffer.from(await client.until('c OK FETCH completed\r\n'), 'latin1')
  const at = answer.indexOf(mark) + mark.length
  expect(answer.subarray(at, at + message.length).equals(message)).toBe(true)
})

it('refuses messages beyond the memory that all sessions share, and takes them when it is free', async () => {
  await using running = await start({ inFlightBytes: 1000 })
  const first = await Client.connect(running.port)
  const second = await Client.connect(running.port)
  await first.login()
  await second.login()
  await first.command('a APPEND INBOX {800}', '+ Go on')
  expect(await second.command('b APPEND INBOX {800}', '\r\n')).toMatch(/^b NO \[UNAVAILABLE\]/)
  first.socket.destroy()
  await once(first.socket, 'close')
  const short = letters.get('short')!
  await second.command(`c APPEND INBOX {${short.length}}`, '+ Go on')
  await second.command(short, 'c OK')
  await second.command('d APPEND INBOX {900}', '+ Go on')
})

it('tells an idle session of a message within milliseconds', async () => {
  await using running = await start()
  const idle = await Client.connect(running.port)
  const other = await Client.connect(running.port)
  await idle.login()
  await other.login()
  await idle.command('a SELECT INBOX', 'a OK')
  await idle.command('b IDLE', '+ idling')
  const short = letters.get('short')!
  const delaysMs: number[] = []
  // The quickest of them: the machine may have other things to do.
  for (let number = 1; number <= 5; number++) {
    const heard = idle.until(`* ${number} EXISTS`)
    const began = performance.now()
    await other.command(`c${number} APPEND INBOX {${short.length}+}\r\n${short}`, `c${number} OK`)
    await heard
    delaysMs.push(performance.now() - began)
  }
  expect(Math.min(...delaysMs)).toBeLessThan(200)
})

it('ends silent sessions with BYE, before log-in early', async () => {
  await using running = await start({ imapLoginMs: 1000, imapIdleMs: 1200 })
  const silent = await Client.connect(running.port)
  const idle = await Client.connect(running.port)
  await idle.login()
  expect(await silent.until('\r\n')).toBe('* BYE Log-in took too long\r\n')
  await idle.command('a IDLE', '+ idling')
  expect(await idle.until('BYE')).toBe('* BYE Idle for too long\r\n')
})

it('ends a log-in that is never finished', async () => {
  await using running = await start({ imapLoginMs: 1000 })
  const client = await Client.connect(running.port)
  await client.command('a AUTHENTICATE PLAIN', '+ ')
  expect(await client.until('BYE')).toContain('* BYE')
  await once(client.socket, 'close')
})

it('ends a STARTTLS that no handshake follows', async () => {
  await using running = await start({ imapLoginMs: 100 }, 'imap')
  const socket = connectPlain(running.port, '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'data')
  socket.write('a STARTTLS\r\n')
  socket.resume()
  await once(socket, 'close')
})

it('says goodbye to everyone and closes within two seconds', async () => {
  await using running = await start()
  const waiting = await Client.connect(running.port)
  const idle = await Client.connect(running.port)
  const sending = await Client.connect(running.port)
  await idle.login()
  await sending.login()
  await idle.command('a IDLE', '+ idling')
  await sending.command('a APPEND INBOX {800}', '+ Go on')
  const began = performance.now()
  await running.server.close()
  expect(performance.now() - began).toBeLessThan(2000)
  for (const client of [waiting, idle, sending]) {
    expect(client.text).toBe('* BYE The server is shutting down\r\n')
  }
})

it('outlives clients that do not speak TLS, and those that vanish', async () => {
  await using running = await start({ imapConnectionsPerAddress: 2 })
  for (let i = 0; i < 5; i++) {
    const plain = connectPlain(running.port, '127.0.0.1')
    plain.on('error', () => {})
    plain.write('a LOGIN hanh secret\r\n'.repeat(20))
    plain.resume()
    await once(plain, 'close')
  }
  for (let i = 0; i < 5; i++) {
    const client = await Client.connect(running.port)
    await client.login()
    client.socket.write('a APPEND INBOX {500}\r\nSubject: do dang')
    client.socket.destroy()
    await once(client.socket, 'close')
    // The place is free again once the server has noticed.
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  const client = await Client.connect(running.port)
  await client.login()
  expect(await client.command('b STATUS INBOX (MESSAGES)', 'b OK')).toContain('(MESSAGES 0)')
})

it('ends the sessions of an account that is locked, and no others', async () => {
  const store = new MemoryStore(defaultLimits.keywords)
  await using running = await start({}, 'imaps', store)
  const [idle, stranger] = [await Client.connect(running.port), await Client.connect(running.port)]
  await idle.login()
  await idle.command('a SELECT INBOX', 'a OK')
  await idle.command('b IDLE', '+ idling')
  store.lockOut(2)
  expect(await stranger.command('a NOOP', 'a OK')).not.toContain('BYE')
  store.lockOut(1)
  expect(await idle.until('\r\n')).toBe(
    '* BYE The account was locked, or its passwords changed: log in again\r\n',
  )
  expect(await stranger.command('b NOOP', 'b OK')).not.toContain('BYE')
})

/** Sessions over a socket, where transcripts cannot tell: channel binding, compression of hostile octets, slow clients. */
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { connect, type TLSSocket } from 'node:tls'
import { constants, createDeflateRaw, createInflateRaw, deflateRawSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { defaultLimits, type Limits } from '../../src/base/limits.ts'
import type { MailboxStore } from '../../src/mailbox/backend.ts'
import { accounts, startImap } from './fixtures.ts'
import { letters } from './letters.ts'
import { MemoryStore } from './memory-store.ts'

const [{ address, password }] = accounts

function makeStore(): MemoryStore {
  const store = new MemoryStore(defaultLimits.keywords)
  store.addBox(1)
  return store
}

async function start(limits: Partial<Limits> = {}, store: MailboxStore = makeStore()) {
  return await startImap(store, { limits })
}

class Client {
  readonly socket: TLSSocket
  #source: Readable
  #text = ''
  #wake: () => void = () => {}

  static async connect(port: number, maxVersion: 'TLSv1.2' | 'TLSv1.3' = 'TLSv1.3'): Promise<Client> {
    const client = new Client(connect({ port, host: '127.0.0.1', rejectUnauthorized: false, maxVersion }))
    await client.until('ready\r\n')
    return client
  }

  constructor(socket: TLSSocket) {
    this.socket = socket
    this.#source = socket
    this.read(socket)
  }

  /** Takes what the server says from there, until it ends. */
  read(source: Readable): void {
    this.#source = source
    source.on('data', (chunk: Buffer) => {
      this.#text += chunk.toString('latin1')
      this.#wake()
    })
    source.on('error', () => {})
    source.on('close', () => this.#wake())
  }

  /** What came up to and with `end`; all there is when the connection ends before. */
  async until(end: string): Promise<string> {
    while (!this.#text.includes(end) && !this.#source.destroyed) {
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
    }
    const text = this.#text
    this.#text = ''
    return text
  }

  async closed(): Promise<void> {
    if (!this.#source.destroyed) await once(this.#source, 'close')
  }

  async command(line: string, end: string): Promise<string> {
    this.socket.write(`${line}\r\n`)
    return await this.until(end)
  }

  async login(): Promise<void> {
    await this.command(`l LOGIN ${address} "${password}"`, 'l OK')
  }
}

const base64 = (text: string | Uint8Array) => Buffer.from(text).toString('base64')

/** The exchange of RFC 5802 with a channel of the client's choice; the last line of the server. */
async function scram(client: Client, mechanism: string, gs2: string, channel: Uint8Array): Promise<string> {
  const bare = `n=${address},r=clientnonce`
  const challenge = await client.command(`a AUTHENTICATE ${mechanism} ${base64(gs2 + bare)}`, '\r\n')
  if (!challenge.startsWith('+ ')) return challenge
  const serverFirst = Buffer.from(challenge.slice(2), 'base64').toString()
  const [nonce = '', salt = '', iterations = ''] = serverFirst.split(',').map(part => part.slice(2))
  const salted = pbkdf2Sync(password, Buffer.from(salt, 'base64'), Number(iterations), 32, 'sha256')
  const hmac = (key: Uint8Array, text: string) => createHmac('sha256', key).update(text).digest()
  const clientKey = hmac(salted, 'Client Key')
  const withoutProof = `c=${base64(Buffer.concat([Buffer.from(gs2), channel]))},r=${nonce}`
  const authMessage = `${bare},${serverFirst},${withoutProof}`
  const signature = hmac(createHash('sha256').update(clientKey).digest(), authMessage)
  const proof = base64(clientKey.map((octet, i) => octet ^ signature[i]!))
  const final = await client.command(base64(`${withoutProof},p=${proof}`), '\r\n')
  return final.startsWith('+ ') ? await client.command('', '\r\n') : final
}

const exporter = ({ socket }: Client) =>
  socket.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0))
const plus = 'SCRAM-SHA-256-PLUS'

it('binds a log-in to its connection', async () => {
  await using running = await start()
  const client = await Client.connect(running.port)
  expect(await scram(client, plus, 'p=tls-exporter,,', exporter(client))).toMatch(/^a OK /)
})

it('refuses a proof made for another connection', async () => {
  await using running = await start()
  const [client, other] = [await Client.connect(running.port), await Client.connect(running.port)]
  expect(await scram(client, plus, 'p=tls-exporter,,', exporter(other))).toBe(
    'a NO [AUTHENTICATIONFAILED] Wrong address or password\r\n',
  )
})

it.each([
  ['binds to something else', plus, 'p=tls-unique,,', 'a BAD The exchange was broken off\r\n'],
  ['takes the mechanism and does not bind', plus, 'n,,', 'a BAD The exchange was broken off\r\n'],
  [
    'binds with the plain mechanism',
    'SCRAM-SHA-256',
    'p=tls-exporter,,',
    'a BAD The exchange was broken off\r\n',
  ],
  [
    'was told that the server cannot',
    'SCRAM-SHA-256',
    'y,,',
    'a NO [AUTHENTICATIONFAILED] Somebody hides SCRAM-SHA-256-PLUS from the client\r\n',
  ],
])('refuses a client that %s', async (_, mechanism, gs2, answer) => {
  await using running = await start()
  const client = await Client.connect(running.port)
  expect(await scram(client, mechanism, gs2, exporter(client))).toBe(answer)
})

it('offers no binding under TLS 1.2, and believes a client that says so', async () => {
  await using running = await start()
  const client = await Client.connect(running.port, 'TLSv1.2')
  expect(await client.command('a CAPABILITY', 'a OK')).not.toContain('PLUS')
  expect(await client.command(`b AUTHENTICATE ${plus}`, '\r\n')).toMatch(/^.*b NO \[CANNOT\]/s)
  expect(await scram(client, 'SCRAM-SHA-256', 'y,,', Buffer.alloc(0))).toMatch(/a OK /)
})

async function compressed(port: number): Promise<Client> {
  const client = await Client.connect(port)
  await client.login()
  await client.command('z COMPRESS DEFLATE', 'active\r\n')
  client.socket.removeAllListeners('data')
  const unpacker = createInflateRaw({ finishFlush: constants.Z_SYNC_FLUSH })
  client.socket.pipe(unpacker)
  client.socket.once('close', () => unpacker.end())
  client.read(unpacker)
  return client
}

it('reads a compressed command octet by octet, however the client flushes', async () => {
  await using running = await start()
  const client = await compressed(running.port)
  const packer = createDeflateRaw({ finishFlush: constants.Z_FULL_FLUSH })
  packer.write('a NO')
  packer.flush(constants.Z_PARTIAL_FLUSH)
  packer.end('OP\r\nb CAPABILITY\r\n')
  for await (const chunk of packer) {
    for (const octet of chunk as Buffer) {
      client.socket.write(Buffer.of(octet))
      await new Promise(resolve => setImmediate(resolve))
    }
  }
  expect(await client.until('b OK CAPABILITY completed\r\n')).toContain('a OK Done\r\n')
})

it('gives up on octets that are not deflated', async () => {
  await using running = await start()
  const client = await compressed(running.port)
  client.socket.write(Buffer.alloc(100, 0xff))
  await client.closed()
})

it('counts unpacked octets against the limits of a command', async () => {
  await using running = await start()
  const client = await compressed(running.port)
  const bomb = deflateRawSync(Buffer.alloc(1024 * 1024, 'a'))
  expect(bomb.length).toBeLessThan(1200)
  client.socket.write(bomb)
  expect(await client.until('BYE')).toBe(`${'a'.repeat(64)} BAD The command is too long\r\n* BYE Goodbye\r\n`)
})

it('does not unpack a bomb that it is not going to read', async () => {
  await using running = await start()
  const client = await compressed(running.port)
  // 256 MiB in 256 KiB.
  const bomb = deflateRawSync(Buffer.alloc(256 * 1024 * 1024, 'a'))
  const heldBytes = () => process.memoryUsage().arrayBuffers + process.memoryUsage().external
  const before = heldBytes()
  client.socket.write(bomb)
  await client.closed()
  expect(heldBytes() - before).toBeLessThan(32 * 1024 * 1024)
})

it('holds little for a client that never reads, and lets it go', async () => {
  const store = makeStore()
  await using running = await start({ imapStallMs: 300, imapWaitingBytes: 64 * 1024 }, store)
  const client = await Client.connect(running.port)
  await client.login()
  const letter = `Subject: Phu luc\r\n\r\n${'x'.repeat(1_000_000)}`
  await client.command(`a APPEND INBOX {${letter.length}+}\r\n${letter}`, 'a OK')
  await client.command('b SELECT INBOX', 'b OK')
  client.socket.pause()
  const before = process.memoryUsage().arrayBuffers
  for (let i = 0; i < 200; i++) client.socket.write(`c${i} FETCH 1 BODY.PEEK[]\r\n`)
  await new Promise(resolve => setTimeout(resolve, 1000))
  // 200 MB were asked for; what waits is a letter's pieces and what the sockets hold.
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(24 * 1024 * 1024)
  client.socket.resume()
  expect(await client.until('c199 OK')).not.toContain('c199 OK')
})

it('gives signs of life while a copy takes long, and while a search does', async () => {
  const store = makeStore()
  const slow = <A extends unknown[], R>(run: (...args: A) => Promise<R>) => {
    return async (...args: A): Promise<R> => {
      await new Promise(resolve => setTimeout(resolve, 130))
      return await run(...args)
    }
  }
  const slowStore: MailboxStore = {
    read: { ...store.read, mailboxes: { ...store.read.mailboxes, views: slow(store.read.mailboxes.views) } },
    write: { ...store.write, copy: slow(store.write.copy), expunge: slow(store.write.expunge) },
    onCommit: listener => store.onCommit(listener),
  }
  const progressMs = 50
  await using running = await start({ imapProgressMs: progressMs }, slowStore)
  const client = await Client.connect(running.port)
  await client.login()
  const short = letters.get('short')!
  await client.command(`a APPEND INBOX {${short.length}+}\r\n${short} {${short.length}+}\r\n${short}`, 'a OK')
  await client.command('b SELECT INBOX', 'b OK')
  const line = '* OK [INPROGRESS ("c" NIL NIL)] Still working\r\n'
  let began = performance.now()
  // As many as there was time for.
  const most = () => Math.ceil((performance.now() - began) / progressMs)
  const copied = await client.command('c COPY 1:2 Trash', 'c OK')
  expect(copied).toMatch(new RegExp(`^(${RegExp.escape(line)}){1,${most()}}c OK`))
  began = performance.now()
  const found = await client.command('d SEARCH BODY "phong"', 'd OK')
  const searching = RegExp.escape('* OK [INPROGRESS ("d" 0 2)] Still working\r\n')
  expect(found).toMatch(new RegExp(`^(${searching}){1,${most()}}\\* SEARCH 1 2\r\nd OK`))
  expect(await client.command('e EXPUNGE', 'e OK')).toContain('[INPROGRESS ("e" NIL NIL)]')
  // What is quick says nothing.
  expect(await client.command('f NOOP', 'f OK')).toBe('f OK Done\r\n')
})

/**
 * Debian's opendkim as a contestant: a process of its own that signs with one RSA key, fed over the milter protocol as
 * an MTA feeds it, everything of a letter in one write. Stopped by its pid.
 */
import type { KeyObject } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { start, stop } from '../support/spawn.ts'

const program = '/usr/sbin/opendkim'
const startMs = 10_000

export function opendkimInstalled(): boolean {
  return existsSync(program)
}

export interface Opendkim extends AsyncDisposable {
  /** A connection as an MTA's process holds one; letters go over it one after another. */
  connect(): Promise<MilterConnection>
}

export async function startOpendkim(folder: string, domain: string, key: KeyObject): Promise<Opendkim> {
  const socket = join(folder, 'opendkim.socket')
  const keyFile = join(folder, 'opendkim.key')
  writeFileSync(keyFile, key.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
  const configuration = join(folder, 'opendkim.conf')
  writeFileSync(
    configuration,
    `Socket local:${socket}
Mode s
Domain ${domain}
Selector rsa
KeyFile ${keyFile}
Canonicalization relaxed/relaxed
OversignHeaders From,To,Subject,Date
SignatureAlgorithm rsa-sha256
InternalHosts 127.0.0.1
RequireSafeKeys no
Background no
Syslog no
`,
  )
  const child = start(program, ['-f', '-x', configuration], { stdio: ['ignore', 'ignore', 'inherit'] })
  for (const endsAt = Date.now() + startMs; !existsSync(socket); await delay(20))
    if (Date.now() > endsAt) throw new Error('opendkim does not start')
  return {
    connect: () => MilterConnection.open(socket),
    [Symbol.asyncDispose]: () => stop(child, 'SIGTERM'),
  }
}

/** Steps after which the filter may say that it sends no reply: connection, HELO, MAIL, RCPT, DATA, header, end of header, body. */
const noReply = new Map([
  ['C', 0x1000],
  ['H', 0x2000],
  ['M', 0x4000],
  ['R', 0x8000],
  ['T', 0x10000],
  ['L', 0x80],
  ['N', 0x40000],
  ['B', 0x80000],
])
const mayAddHeaders = 0x1
const bodyPieceBytes = 65_535
/** Replies that end a command: continue, accept, and those that refuse. */
const final = 'cardty'

export class MilterConnection implements Disposable {
  readonly #socket: Socket
  readonly #domain = 'mail.caobang.gov.vn'
  #received: Buffer = Buffer.alloc(0)
  #silent = 0
  #seen: ((command: string, data: Buffer) => void) | undefined

  static async open(path: string): Promise<MilterConnection> {
    const socket = connect({ path })
    await once(socket, 'connect')
    const connection = new MilterConnection(socket)
    await connection.#negotiate()
    return connection
  }

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (chunk: Buffer) => this.#read(chunk))
    socket.on('error', () => {})
  }

  async #negotiate(): Promise<void> {
    const offer = Buffer.alloc(12)
    offer.writeUInt32BE(6, 0)
    offer.writeUInt32BE(mayAddHeaders | 0x1ff, 4)
    offer.writeUInt32BE(
      [...noReply.values()].reduce((all, bit) => all | bit, 0),
      8,
    )
    const answered = new Promise<Buffer>(resolve => {
      this.#seen = (command, data) => {
        if (command === 'O') resolve(data)
      }
    })
    this.#socket.write(packet('O', offer))
    this.#silent = (await answered).readUInt32BE(8)
    await this.#say([
      ['C', Buffer.concat([Buffer.from('localhost\x004'), Buffer.from([0, 25]), Buffer.from('127.0.0.1\0')])],
      ['H', `${this.#domain}\0`],
    ])
  }

  /** The header fields that the filter wants added to a letter, with CRLF line ends. */
  async sign(letter: Buffer): Promise<string> {
    const headEnd = letter.indexOf('\r\n\r\n') + 2
    const fields = letter.toString('latin1', 0, headEnd).match(/[^\r\n:]+:.*\r\n(?:[ \t].*\r\n)*/g) ?? []
    const body = letter.subarray(headEnd + 2)
    const commands: [string, Buffer | string][] = [
      ['M', '<sonoivu@caobang.gov.vn>\0'],
      ['R', '<vanthu@langson.gov.vn>\0'],
      ['T', ''],
    ]
    for (const field of fields) {
      const colon = field.indexOf(':')
      const value = field
        .slice(colon + 1)
        .trim()
        .replaceAll('\r\n', '\n')
      commands.push(['L', Buffer.from(`${field.slice(0, colon)}\0${value}\0`, 'latin1')])
    }
    commands.push(['N', ''])
    for (let at = 0; at < body.length; at += bodyPieceBytes)
      commands.push(['B', body.subarray(at, at + bodyPieceBytes)])
    commands.push(['E', ''])
    return this.#say(commands)
  }

  [Symbol.dispose](): void {
    this.#socket.destroy()
  }

  #say(commands: readonly (readonly [string, Buffer | string])[]): Promise<string> {
    let replies = commands.filter(([command]) => (this.#silent & (noReply.get(command) ?? 0)) === 0).length
    let added = ''
    const done = new Promise<string>((resolve, reject) => {
      if (replies === 0) resolve('')
      this.#seen = (command, data) => {
        if (command === 'h' || command === 'i') {
          const [name = '', value = ''] = data
            .subarray(command === 'i' ? 4 : 0)
            .toString('latin1')
            .split('\0')
          added += `${name}: ${value.replaceAll(/\r?\n/g, '\r\n')}\r\n`
        } else if (final.includes(command)) {
          if (command !== 'c' && command !== 'a') reject(new Error(`the filter answers ${command}`))
          if (--replies === 0 || command === 'a') resolve(added)
        }
      }
    })
    this.#socket.write(Buffer.concat(commands.map(([command, data]) => packet(command, data))))
    return done
  }

  #read(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk])
    for (;;) {
      if (this.#received.length < 5) return
      const length = this.#received.readUInt32BE(0)
      if (this.#received.length < 4 + length) return
      const command = String.fromCharCode(this.#received[4]!)
      const data = this.#received.subarray(5, 4 + length)
      this.#received = this.#received.subarray(4 + length)
      this.#seen?.(command, data)
    }
  }
}

function packet(command: string, data: Buffer | string): Buffer {
  const octets = typeof data === 'string' ? Buffer.from(data) : data
  const head = Buffer.alloc(5)
  head.writeUInt32BE(octets.length + 1, 0)
  head.write(command, 4, 'latin1')
  return Buffer.concat([head, octets])
}

/**
 * A DNS server on loopback for the bench: TXT, MX, A and AAAA from a fixed zone over UDP, NXDOMAIN for the rest
 * (RFC 1035 §4.1). Sender verification then does all of its work, and no packet leaves the machine.
 */
import { createSocket, type Socket } from 'node:dgram'

export interface Record {
  readonly name: string
  readonly type: 'A' | 'MX' | 'TXT'
  /** An IPv4 address, an exchange, or the text. */
  readonly value: string
}

const types = new Map<Record['type'], number>([
  ['A', 1],
  ['MX', 15],
  ['TXT', 16],
])
const headerBytes = 12
const ttlS = 300

function encodeName(name: string): Buffer {
  const labels = name.split('.').filter(label => label !== '')
  return Buffer.concat([...labels.map(l => Buffer.from([l.length, ...Buffer.from(l)])), Buffer.from([0])])
}

function encodeData({ type, value }: Record): Buffer {
  if (type === 'A') return Buffer.from(value.split('.').map(Number))
  if (type === 'MX') return Buffer.concat([Buffer.from([0, 10]), encodeName(value)])
  const strings: Buffer[] = []
  const text = Buffer.from(value)
  for (let at = 0; at < text.length; at += 255) {
    const part = text.subarray(at, at + 255)
    strings.push(Buffer.from([part.length]), part)
  }
  return Buffer.concat(strings)
}

function encodeAnswer(record: Record): Buffer {
  const data = encodeData(record)
  const fixed = Buffer.alloc(12)
  fixed.writeUInt16BE(0xc000 | headerBytes, 0) // a pointer to the question's name
  fixed.writeUInt16BE(types.get(record.type) ?? 0, 2)
  fixed.writeUInt16BE(1, 4)
  fixed.writeUInt32BE(ttlS, 6)
  fixed.writeUInt16BE(data.length, 10)
  return Buffer.concat([fixed, data])
}

/** The question's name in lower case and the offset behind it; undefined for a malformed query. */
function readName(query: Buffer): { name: string; end: number } | undefined {
  const labels: string[] = []
  let at = headerBytes
  for (;;) {
    const length = query[at]
    if (length === undefined || length > 63) return undefined
    at += 1
    if (length === 0) return { name: labels.join('.').toLowerCase(), end: at }
    labels.push(query.toString('latin1', at, at + length))
    at += length
  }
}

function respond(zone: readonly Record[], query: Buffer): Buffer | undefined {
  const question = query.length > headerBytes ? readName(query) : undefined
  if (question === undefined || query.length < question.end + 4) return undefined
  const type = query.readUInt16BE(question.end)
  const known = zone.filter(r => r.name === question.name)
  const answers = known.filter(r => types.get(r.type) === type)
  const head = Buffer.from(query.subarray(0, question.end + 4))
  const nameError = known.length === 0 ? 3 : 0
  head.writeUInt16BE(0x8480 | (query.readUInt16BE(2) & 0x0100) | nameError, 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt16BE(answers.length, 6)
  head.writeUInt32BE(0, 8) // no authority and no additional records: an EDNS OPT is not echoed
  return Buffer.concat([head, ...answers.map(encodeAnswer)])
}

export class FakeDns implements AsyncDisposable {
  readonly #socket: Socket
  readonly port: number

  private constructor(socket: Socket, port: number) {
    this.#socket = socket
    this.port = port
  }

  static async start(zone: readonly Record[]): Promise<FakeDns> {
    const socket = createSocket('udp4')
    socket.on('message', (query, from) => {
      const answer = respond(zone, query)
      if (answer !== undefined) socket.send(answer, from.port, from.address)
    })
    await new Promise<void>(resolve => socket.bind(0, '127.0.0.1', resolve))
    return new FakeDns(socket, socket.address().port)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return new Promise(resolve => this.#socket.close(() => resolve()))
  }
}

/**
 * What a TLS connection costs a Node server that does nothing else: what every idle session pays before IMAP begins.
 * The server is a process of its own (this file with `serve`).
 */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, createServer, type TLSSocket } from 'node:tls'
import { selfSigned } from '../support/certificate.ts'
import { freePorts, start, stop } from '../support/spawn.ts'
import { Inspector, inspectorFlag } from './inspector.ts'
import { restingBytes } from './process-tree.ts'

/** Connections that are opened first and not counted: they pay for what is loaded once. */
const warmUp = 20

if (process.argv[2] === 'serve') {
  const server = createServer(selfSigned('localhost'), socket => {
    socket.on('error', () => {})
    socket.write('* OK\r\n')
  })
  server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
}

async function open(port: number, count: number): Promise<TLSSocket[]> {
  const sockets: TLSSocket[] = []
  for (let i = 0; i < count; i++) {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false })
    socket.on('error', () => {})
    await once(socket, 'data')
    sockets.push(socket)
  }
  return sockets
}

/** Bytes of a Node server for each of `count` silent TLS connections. */
export async function bareTlsBytes(count: number): Promise<number> {
  const [inspectorPort = 0] = await freePorts(1)
  const child = start(process.execPath, [inspectorFlag(inspectorPort), import.meta.filename, 'serve'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  try {
    const [port] = (await once(child.stdout!, 'data')) as [Buffer]
    const pid = child.pid ?? 0
    using inspector = await Inspector.open(pid, inspectorPort)
    const rest = () => restingBytes([pid], () => inspector.collect())
    const sockets = await open(Number(port), warmUp)
    const before = await rest()
    sockets.push(...(await open(Number(port), count)))
    const bytes = ((await rest()) - before) / count
    for (const socket of sockets) socket.destroy()
    return bytes
  } finally {
    await stop(child, 'SIGTERM')
  }
}

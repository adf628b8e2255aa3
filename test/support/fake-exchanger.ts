/** Another province's mail server, as far as it takes letters: STARTTLS, and every letter kept to the byte. */
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SMTPServer } from 'smtp-server'
import { selfSigned } from './certificate.ts'

export interface TakenLetter {
  readonly to: readonly string[]
  readonly bytes: Buffer
}

export interface FakeExchanger extends AsyncDisposable {
  /** What makes a server of ours hand it everything that leaves. */
  readonly env: Readonly<Record<string, string>>
  /** The letter for a recipient; waits until it is there. */
  letterFor(address: string): Promise<TakenLetter>
}

export async function openExchanger(): Promise<FakeExchanger> {
  const folder = await mkdtemp(join(tmpdir(), 'congvu-exchanger-'))
  const identity = selfSigned('127.0.0.1')
  const trusted = join(folder, 'trusted.pem')
  await writeFile(trusted, identity.cert)
  const taken: TakenLetter[] = []
  const server = new SMTPServer({
    ...identity,
    authOptional: true,
    disabledCommands: ['AUTH'],
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        taken.push({
          to: session.envelope.rcptTo.map(({ address }) => address),
          bytes: Buffer.concat(chunks),
        })
        server.emit('taken')
        done()
      })
    },
  })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo
  return {
    env: {
      CONGVU_RELAY__MODE: 'smarthost',
      CONGVU_RELAY__HOST: '127.0.0.1',
      CONGVU_RELAY__PORT: String(port),
      NODE_EXTRA_CA_CERTS: trusted,
    },
    async letterFor(address) {
      for (;;) {
        const found = taken.find(({ to }) => to.includes(address))
        if (found !== undefined) {
          taken.splice(taken.indexOf(found), 1)
          return found
        }
        await once(server, 'taken', { signal: AbortSignal.timeout(20_000) })
      }
    },
    async [Symbol.asyncDispose]() {
      await new Promise<void>(resolve => server.close(() => resolve()))
      await rm(folder, { recursive: true })
    },
  }
}

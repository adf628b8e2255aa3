/** A client that sends line ends and nothing else, as fast as they are read. */
import { Socket } from 'node:net'
import { createSecureContext } from 'node:tls'
import { expect, it } from 'vitest'
import { Budget } from '../../src/base/budget.ts'
import { defaultLimits } from '../../src/base/limits.ts'
import { silentLogger } from '../../src/base/log.ts'
import { Connection } from '../../src/imap/connection/connection.ts'
import { Session } from '../../src/imap/session.ts'
import { createMailboxBackend } from '../../src/mailbox/backend.ts'
import { FixedAuthenticator } from './fixtures.ts'
import { MemoryStore } from './memory-store.ts'

class Flood extends Connection {
  #chunks = 300

  override read(): Uint8Array | null {
    return this.#chunks-- > 0 ? Buffer.from('\r\n'.repeat(1000)) : null
  }

  override async ready(): Promise<boolean> {
    return this.#chunks > 0
  }
}

it('lets others on between line ends that end no command', async () => {
  const log = silentLogger
  const clock = { now: () => 0 }
  const limits = defaultLimits
  using backend = createMailboxBackend({
    admitMessage: async () => undefined,
    store: new MemoryStore(limits.keywords),
    authenticator: new FixedAuthenticator([]),
    clock,
    limits,
    log,
  })
  const admit = () => true
  const context = createSecureContext()
  const session = new Session({
    connection: new Flood(new Socket(), limits),
    backend,
    limits,
    budget: new Budget(limits.inFlightBytes),
    secureContext: () => context,
    log,
    clock,
    admit,
    dismiss: () => {},
    admitCompression: admit,
  })
  let turns = 0
  let isOver = false
  const turn = () => {
    turns++
    if (!isOver) setImmediate(turn)
  }
  setImmediate(turn)
  await session.run()
  isOver = true
  // Three hundred thousand lines take some hundred milliseconds, of which others wait for one at a time.
  expect(turns).toBeGreaterThan(20)
})

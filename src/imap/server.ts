/**
 * imap/ — an IMAP4rev1 and IMAP4rev2 server (RFC 3501, RFC 9051) with the extensions that `capability/capability.ts`
 * announces.
 *
 * A connection's bytes are framed (`wire/frame.ts`), parsed into typed arguments and run by the command table
 * (`commands.ts`); a session (`session.ts`) runs one command after another and keeps its own view of the selected
 * mailbox (`view/view.ts`). What is behind the names is asked of an ImapBackend (`backend.ts`); nothing here knows a
 * store.
 *
 * Invariants: a sequence number changes its meaning only after the client was told; no password is taken before TLS;
 * every literal is bounded before it is read, and what all sessions hold of messages is bounded together.
 *
 * Deliberately absent: referrals, JMAPACCESS.
 */
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import type { SecureContext } from 'node:tls'
import { Budget } from '../base/budget.ts'
import type { Limits } from '../base/limits.ts'
import type { Logger } from '../base/log.ts'
import type { Clock } from '../ports/clock.ts'
import type { ImapBackend, Principal } from './backend.ts'
import type { Offers } from './capability/offers.ts'
import { Connection } from './connection/connection.ts'
import { Session } from './session.ts'

export interface ImapServerOptions {
  readonly backend: ImapBackend
  readonly limits: Limits
  /** Asked for each handshake, so that a renewed certificate needs no restart. */
  readonly secureContext: () => SecureContext
  /** What URLs of clients call the server (RFC 5092). */
  readonly hostname?: string
  /** Extensions that are chosen; `plainOffers` by default. */
  readonly offers?: Offers
  readonly log: Logger
  /** For ages in searches; the system's by default. */
  readonly clock?: Clock
  /** `imaps`: TLS from the first byte (RFC 8314 §3.2); `imap`: STARTTLS. */
  readonly mode: 'imap' | 'imaps'
  /** Memory of messages in flight, to share with other listeners; its own by default. */
  readonly budget?: Budget
}

export interface ImapServer extends AsyncDisposable {
  /** Resolves with the port that was bound. */
  listen(host: string, port: number): Promise<number>
  /** Says goodbye to every session and resolves within two seconds. */
  close(): Promise<void>
}

/** Time for commands in hand to end before their connections are cut. */
const graceMs = 1500

export function createImapServer(options: ImapServerOptions): ImapServer {
  return new Listener(options)
}

class Listener implements ImapServer {
  readonly #options: ImapServerOptions
  readonly #server: Server
  readonly #budget: Budget
  readonly #sessions = new Map<Session, Connection>()
  readonly #byAddress = new Tally()
  readonly #byAccount = new Tally()
  #compressed = 0
  readonly #stopListening: () => void

  constructor(options: ImapServerOptions) {
    this.#options = options
    this.#budget = options.budget ?? new Budget(options.limits.inFlightBytes)
    this.#server = createServer(socket => void this.#accept(socket))
    this.#stopListening = options.backend.onLoggedOut(who => {
      for (const session of this.#sessions.keys()) {
        if (session.principal?.id === who)
          session.close('The account was locked, or its passwords changed: log in again')
      }
    })
  }

  async listen(host: string, port: number): Promise<number> {
    this.#server.listen(port, host)
    await once(this.#server, 'listening')
    // Accepting can fail later, for want of file descriptors: that must not end the program.
    this.#server.on('error', error => this.#options.log.error({ err: error }, 'imap listener failed'))
    return (this.#server.address() as AddressInfo).port
  }

  async close(): Promise<void> {
    const closed = new Promise<void>(resolve => this.#server.close(() => resolve()))
    for (const session of this.#sessions.keys()) session.close('The server is shutting down')
    const cut = setTimeout(() => {
      for (const connection of this.#sessions.values()) connection.destroy()
    }, graceMs)
    await closed
    clearTimeout(cut)
    this.#stopListening()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #accept(socket: Socket): Promise<void> {
    const { limits, mode, log } = this.#options
    const connection = new Connection(socket, limits)
    const { address } = connection
    const isRoom =
      this.#sessions.size < limits.imapConnections &&
      this.#byAddress.count(address) < limits.imapConnectionsPerAddress
    if (!isRoom) {
      log.warn({ client: address }, 'imap connection refused')
      // Under implicit TLS nobody could read it before a handshake.
      if (mode === 'imap') connection.write(Buffer.from('* BYE [UNAVAILABLE] Too many connections\r\n'))
      return connection.end()
    }
    const accounts: Principal['id'][] = []
    const admit = (who: Principal['id']): boolean => {
      if (this.#byAccount.count(who) >= limits.imapConnectionsPerAccount) return false
      this.#byAccount.add(who)
      accounts.push(who)
      return true
    }
    const dismiss = (who: Principal['id']): void => {
      accounts.splice(accounts.indexOf(who), 1)
      this.#byAccount.remove(who)
    }
    let isCompressed = false
    const admitCompression = (): boolean => {
      if (this.#compressed >= limits.imapCompressedSessions) return false
      this.#compressed++
      isCompressed = true
      return true
    }
    const session = new Session({
      ...this.#options,
      clock: this.#options.clock ?? { now: Date.now },
      connection,
      budget: this.#budget,
      admit,
      dismiss,
      admitCompression,
    })
    this.#sessions.set(session, connection)
    this.#byAddress.add(address)
    try {
      if (mode === 'imap' || (await connection.secureWith(this.#options.secureContext(), limits.imapLoginMs)))
        await session.run()
    } catch (error) {
      log.error({ err: error }, 'imap handshake failed')
      connection.destroy()
    } finally {
      this.#sessions.delete(session)
      this.#byAddress.remove(address)
      if (isCompressed) this.#compressed--
      for (const who of accounts) this.#byAccount.remove(who)
    }
  }
}

/** How many there are of each. */
class Tally {
  readonly #counts = new Map<string | number, number>()

  count(key: string | number): number {
    return this.#counts.get(key) ?? 0
  }

  add(key: string | number): void {
    this.#counts.set(key, this.count(key) + 1)
  }

  remove(key: string | number): void {
    const left = this.count(key) - 1
    if (left > 0) this.#counts.set(key, left)
    else this.#counts.delete(key)
  }
}

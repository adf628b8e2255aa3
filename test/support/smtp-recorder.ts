/** An SMTP server of a test with a backend that records what it gets and refuses what it is told to. */
import { Budget } from '../../src/base/budget.ts'
import { defaultLimits, type Limits } from '../../src/base/limits.ts'
import { silentLogger } from '../../src/base/log.ts'
import { type Reply, reply } from '../../src/base/reply.ts'
import { texts } from '../../src/base/texts.ts'
import { Turns } from '../../src/base/turns.ts'
import type { Authenticator, ScramVerifier } from '../../src/ports/credentials.ts'
import { deriveVerifier } from '../../src/sasl/scram.ts'
import type { Envelope, Peer, SmtpBackend } from '../../src/smtp/backend.ts'
import { createSmtpServer, type SmtpListener } from '../../src/smtp/server.ts'
import { hanh } from './box.ts'
import { selfSigned } from './certificate.ts'

export const hostname = 'mail.caobang.gov.vn'
export const certificate = selfSigned(hostname)
export const accepted = reply(250, '2.6.0', 'Accepted 7F3K9Q', 'accepted')
const noSuchMailbox = reply(550, '5.1.1', 'Không có hộp thư này\nNo such mailbox', 'unknown-recipient')

export const hanhsPassword = 'Thác Bản Giốc 2026'

export interface Recorded {
  readonly peer: Peer
  readonly envelope: Envelope
  readonly bytes: Buffer
}

export interface Recorder extends AsyncDisposable {
  readonly port: number
  readonly listener: SmtpListener
  readonly memory: Budget
  readonly received: Recorded[]
  readonly abandoned: Reply[]
  /** What the backend answers; a test may put its own there. */
  readonly backend: { -readonly [K in keyof SmtpBackend]: SmtpBackend[K] }
}

export async function recorder(
  channel: Peer['channel'] = 'mx',
  limits: Partial<Limits> = {},
  dsn = false,
): Promise<Recorder> {
  const received: Recorded[] = []
  const abandoned: Reply[] = []
  const backend: Recorder['backend'] = {
    connect: async () => undefined,
    mail: async () => undefined,
    recipient: async (_peer, _envelope, address) =>
      address.startsWith('khong.co') ? noSuchMailbox : undefined,
    message: async (peer, envelope, data) => {
      received.push({ peer, envelope, bytes: Buffer.from(data.bytes) })
      return accepted
    },
    abandoned: (_peer, _envelope, refusal) => abandoned.push(refusal),
  }
  const all = { ...defaultLimits, ...limits }
  const memory = new Budget(all.inFlightBytes)
  const listener = createSmtpServer({
    backend,
    channel,
    hostname,
    limits: all,
    memory,
    largeLetters: new Turns(all.largeLettersBytes),
    tls: certificate,
    ...(channel === 'mx' ? {} : { authenticator: oneAccount() }),
    dsn,
    log: silentLogger,
    clock: Date,
  })
  const port = await listener.listen('127.0.0.1', 0)
  return {
    port,
    listener,
    memory,
    received,
    abandoned,
    backend,
    [Symbol.asyncDispose]: () => listener.close(),
  }
}

function oneAccount(): Authenticator {
  const bad = { reason: 'bad-credentials', temporary: false } as const
  const verifier: Promise<ScramVerifier> = deriveVerifier(hanhsPassword, Buffer.from('muối của máy chủ'))
  return {
    verifyPlain: async (address, password) => {
      if (address === 'qua.tai@caobang.gov.vn') return { reason: 'unavailable', temporary: true }
      if (address === 'mo.khoa@caobang.gov.vn' && password === hanhsPassword)
        return { reason: 'locked', temporary: false, explanation: texts.lockedIdle }
      return address === hanh.address && password === hanhsPassword ? hanh : bad
    },
    scramVerifiers: async () => [await verifier],
    scramDone: async (address, matched) => (matched !== null && address === hanh.address ? hanh : bad),
  }
}

/** A running IMAP server over some store, with accounts, for tests that speak to it over a socket. */
import { createSecureContext, type SecureContext } from 'node:tls'
import { defaultLimits, type Limits } from '../../src/base/limits.ts'
import { silentLogger } from '../../src/base/log.ts'
import { texts } from '../../src/base/texts.ts'
import { type Offers, plainOffers } from '../../src/imap/capability/offers.ts'
import { createImapServer, type ImapServer } from '../../src/imap/server.ts'
import { createMailboxBackend, type MailboxStore } from '../../src/mailbox/backend.ts'
import type { Authenticator, LoginFailure, ScramVerifier } from '../../src/ports/credentials.ts'
import type { Box } from '../../src/ports/directory.ts'
import { deriveVerifier } from '../../src/sasl/scram.ts'
import { hanh } from '../support/box.ts'
import { selfSigned } from '../support/certificate.ts'

export const accounts = [
  { id: 1, address: 'nong.thi.hanh@caobang.gov.vn', name: 'Nông Thị Hạnh', password: 'Thác Bản Giốc 2026' },
  { id: 2, address: 'hoang.van.tho@caobang.gov.vn', name: 'Hoàng Văn Thọ', password: 'Hang Pác Bó 1941' },
  // Whose mail program fails on some of what we can do.
  { id: 3, address: 'luong.thi.mai@caobang.gov.vn', name: 'Lương Thị Mai', password: 'Suối Lê Nin 1941' },
  { id: 4, address: 'vanthu.sokhcn@caobang.gov.vn', name: 'Văn thư Sở KHCN', password: 'Đèo Mã Phục 2026' },
] as const

export const password = accounts[0].password

/** Accounts that the right password (the first account's) does not open. */
const lockedAccounts: ReadonlyMap<string, LoginFailure> = new Map([
  ['mo.khoa@caobang.gov.vn', { reason: 'locked', temporary: false, explanation: texts.lockedIdle }],
  [
    'het.han@caobang.gov.vn',
    { reason: 'expired', temporary: false, explanation: texts.lockedPasswordExpired },
  ],
])

/** What the log-ins of the accounts above need; app passwords are the passwords. */
export class FixedAuthenticator implements Authenticator {
  readonly #verifiers = new Map<string, Promise<ScramVerifier>>()
  readonly #without: readonly string[]

  constructor(without: readonly string[]) {
    this.#without = without
  }

  async verifyPlain(address: string, given: string) {
    const account = accounts.find(each => each.address === address)
    const locked = lockedAccounts.get(address)
    if (locked !== undefined && given === password) return locked
    if (account?.password !== given) return { reason: 'bad-credentials', temporary: false } as const
    return this.boxOf(account)
  }

  async scramVerifiers(address: string) {
    const account = accounts.find(each => each.address === address)
    let verifier = this.#verifiers.get(address)
    verifier ??= deriveVerifier(account?.password ?? 'nobody knows', Buffer.from('salt of the test'))
    this.#verifiers.set(address, verifier)
    return [await verifier]
  }

  async scramDone(address: string, verifier: ScramVerifier | null) {
    const account = accounts.find(each => each.address === address)
    if (account === undefined || verifier === null) {
      return { reason: 'bad-credentials', temporary: false } as const
    }
    return this.boxOf(account)
  }

  protected boxOf({ id, address, name }: (typeof accounts)[number]): Box {
    const imapWithout = id === 3 ? this.#without : []
    return { ...hanh, id, address, name, kind: kindOf(address), imapWithout }
  }
}

class BearerAuthenticator extends FixedAuthenticator {
  async verifyBearer(token: string, asked: string) {
    const account = accounts.find(({ id }) => token === `token-${id}`)
    if (account === undefined || (asked !== '' && asked !== account.address))
      return { reason: 'bad-credentials', temporary: false } as const
    return this.boxOf(account)
  }
}

const without = [
  'IMAP4REV2',
  'UIDPLUS',
  'MOVE',
  'IDLE',
  'ESEARCH',
  'COMPRESS=DEFLATE',
  'LIST-EXTENDED',
  'LIST-STATUS',
  'MULTIAPPEND',
  'STATUS=SIZE',
  'CREATE-SPECIAL-USE',
]

/** The clerks' office has a box that officials share. */
export function kindOf(address: string): Box['kind'] {
  return address.startsWith('vanthu.') ? 'office' : 'person'
}

let context: SecureContext | undefined

export interface Running extends AsyncDisposable {
  readonly port: number
  readonly server: ImapServer
}

export async function startImap(
  store: MailboxStore,
  options: {
    readonly mode?: 'imap' | 'imaps'
    readonly limits?: Partial<Limits>
    /** An identity provider is configured; the token of an account is `token-` and its number. */
    readonly identity?: boolean
    readonly offers?: Offers
    /** What the third account is without. */
    readonly without?: readonly string[]
  } = {},
): Promise<Running> {
  context ??= createSecureContext(selfSigned('mail.caobang.gov.vn'))
  const secureContext = context
  const limits = { ...defaultLimits, ...options.limits }
  const clock = { now: () => Date.UTC(2026, 10, 23, 1, 30) }
  const backend = createMailboxBackend({
    admitMessage: async () => undefined,
    store,
    authenticator: new (options.identity ? BearerAuthenticator : FixedAuthenticator)(
      options.without ?? without,
    ),
    clock,
    limits,
    log: silentLogger,
  })
  const server = createImapServer({
    backend,
    clock,
    limits,
    secureContext: () => secureContext,
    hostname: 'mail.caobang.gov.vn',
    offers: options.offers ?? plainOffers,
    log: silentLogger,
    mode: options.mode ?? 'imaps',
  })
  return {
    server,
    port: await server.listen('127.0.0.1', 0),
    async [Symbol.asyncDispose]() {
      await server.close()
      backend[Symbol.dispose]()
    },
  }
}

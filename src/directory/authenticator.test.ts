import { createHash, createHmac, pbkdf2Sync } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { hanh } from '../../test/support/box.ts'
import { defaultLimits } from '../base/limits.ts'
import { silentLogger } from '../base/log.ts'
import type { Authenticator, LoginFailure, OwnAuthenticator } from '../ports/credentials.ts'
import type { AppPassword, Box, SecondFactor } from '../ports/directory.ts'
import type { Store } from '../ports/store.ts'
import { ScramExchange, serverNonce } from '../sasl/scram.ts'
import { appPasswordKeys, issueAppPassword } from './app-password.ts'
import { createAuthenticator } from './authenticator.ts'
import { type LoginSettings, loginRules } from './login-rules.ts'
import { createPasswordHasher, type PasswordHasher } from './password.ts'

const address = 'annv.sokhcn@caobang.gov.vn'
const password = 'Suối Lê-nin 2026'
const source = '10.1.2.3'
const serverKey = Buffer.alloc(32, 7)
const start = Date.parse('2026-11-23T08:00:00+07:00')

const box: Box = { ...hanh, address, name: 'Nguyễn Văn An', quotaBytes: 2 ** 31, createdAt: start }

/** The few rows the authenticator reads, and what it writes. */
class Rows {
  box: Box = box
  phc: string | null = null
  apps: AppPassword[] = []
  factor: SecondFactor | undefined
  readonly logins: number[] = []
  readonly appUses: number[] = []
  broken = false

  readonly store = {
    read: {
      directory: {
        box: async (asked: string) => {
          if (this.broken) throw new Error('disk I/O error')
          return asked === address ? this.box : undefined
        },
        boxById: async () => this.box,
        passwordHash: async () => this.phc,
        appPasswords: async () => this.apps,
        secondFactor: async () => this.factor,
      },
    },
    write: {
      recordLogin: async (_: number, at: number) => {
        this.logins.push(at)
        this.box = { ...this.box, lastLoginAt: at }
      },
      useAppPassword: async (id: number) => void this.appUses.push(id),
    },
  } as unknown as Store
}

const argon2id = createPasswordHasher(defaultLimits)
let rows: Rows
let now: number
let computed: string[]
let notices: string[]
let authenticator: Authenticator & OwnAuthenticator
let settings: LoginSettings
let phc: string

/** Counts what is computed, and by which way. */
const counting: PasswordHasher = {
  hash: argon2id.hash,
  verify: (given, hash) => {
    computed.push('verify')
    return argon2id.verify(given, hash)
  },
  pretend: given => {
    computed.push('pretend')
    return argon2id.pretend(given)
  },
}

async function addApp(label: string): Promise<string> {
  const issued = await issueAppPassword(appPasswordKeys(serverKey), box, label, now)
  rows.apps.push({ ...issued.row, id: rows.apps.length + 1, lastUsedAt: null })
  return issued.password
}

beforeEach(async () => {
  rows = new Rows()
  now = start
  computed = []
  notices = []
  phc ??= await argon2id.hash(password)
  rows.phc = phc
  settings = { ownPassword: 'inside', internalNetworks: ['10.0.0.0/8', '203.0.113.0/24'] }
  authenticator = createAuthenticator({
    store: rows.store,
    clock: { now: () => now },
    limits: { ...defaultLimits, failedLoginsPerAccount: 3, failedLoginsPerSource: 5 },
    serverKey,
    passwords: counting,
    rules: {
      ownPasswordOpens: (from, hasFactor) => loginRules(settings).ownPasswordOpens(from, hasFactor),
      factorComesFirst: () => false,
    },
    identity: {
      async addressOf(token) {
        if (token === 'no keys') throw new Error('the keys cannot be read')
        return token.startsWith('of ') ? token.slice(3) : undefined
      },
    },
    notify: async (to, { body }) => void notices.push(`${to}: ${body.vi}`),
    log: silentLogger,
  })
})

const reasonOf = async (outcome: Promise<unknown>) => {
  const result = await outcome
  return typeof result === 'object' && result !== null && 'reason' in result ? result.reason : 'in'
}

describe('a token of the identity provider', () => {
  const opens = (token: string, asked = '') => reasonOf(authenticator.verifyBearer!(token, asked))

  it('opens the box that it names, from anywhere, and is recorded', async () => {
    expect(await opens(`of ${address}`)).toBe('in')
    expect(await opens(`of ${address}`, 'AnNV.SoKHCN@caobang.gov.vn')).toBe('in')
    expect(rows.logins.length).toBeGreaterThan(0)
    expect(computed).toEqual([])
  })

  it('opens no other box, and none that is not there', async () => {
    expect(await opens(`of ${address}`, 'chutich@caobang.gov.vn')).toBe('bad-credentials')
    expect(await opens('of nobody@caobang.gov.vn')).toBe('bad-credentials')
    expect(await opens('forged')).toBe('bad-credentials')
    expect(await opens('no keys')).toBe('unavailable')
  })
})

describe('PLAIN', () => {
  it('lets the right password in, whatever the case of the address, and records it', async () => {
    expect(await authenticator.verifyPlain('AnNV.SoKHCN@caobang.gov.vn', password, source)).toMatchObject({
      address,
    })
    expect(rows.logins).toEqual([start])
  })

  it('computes argon2id once for a client that comes again and again', async () => {
    const first = Array.from({ length: 5 }, () => authenticator.verifyPlain(address, password, source))
    for (const outcome of first) expect(await reasonOf(outcome)).toBe('in')
    expect(await reasonOf(authenticator.verifyPlain(address, password, '10.9.9.9'))).toBe('in')
    expect(computed).toEqual(['verify'])
    expect(rows.logins).toEqual([start])
    now += defaultLimits.loginCacheMs
    expect(await reasonOf(authenticator.verifyPlain(address, password, source))).toBe('in')
    expect(computed).toEqual(['verify', 'verify'])
    expect(rows.logins).toEqual([start, now])
  })

  it('forgets a remembered password as soon as it is changed', async () => {
    await authenticator.verifyPlain(address, password, source)
    rows.phc = await argon2id.hash('Thác Bản Giốc 2026')
    expect(await reasonOf(authenticator.verifyPlain(address, password, source))).toBe('bad-credentials')
    expect(await reasonOf(authenticator.verifyPlain(address, 'Thác Bản Giốc 2026', source))).toBe('in')
  })

  it('refuses a disabled box only to who knows the password', async () => {
    await authenticator.verifyPlain(address, password, source)
    rows.box = { ...box, status: 'disabled' }
    expect(await reasonOf(authenticator.verifyPlain(address, password, source))).toBe('disabled')
    expect(await reasonOf(authenticator.verifyPlain(address, 'guess', source))).toBe('bad-credentials')
  })

  it.each([
    ['initial-password', 'expired', 'mật khẩu ban đầu'],
    ['password-expired', 'expired', 'quá thời hạn'],
    ['idle', 'locked', 'đã lâu không được sử dụng'],
  ] as const)('tells only who knows the password that a clock locked the box: %s', async (...row) => {
    const [lockReason, reason, said] = row
    rows.box = { ...box, status: 'locked', lockReason }
    const phone = await addApp('Điện thoại')
    for (const right of [password, phone]) {
      const outcome = await authenticator.verifyPlain(address, right, source)
      expect(outcome).toMatchObject({ reason, temporary: false })
      expect((outcome as LoginFailure).explanation?.vi).toContain(said)
    }
    expect(await authenticator.verifyPlain(address, 'guess', source)).toEqual({
      reason: 'bad-credentials',
      temporary: false,
    })
    expect(rows.logins).toEqual([])
  })

  it('spends the same on an address that does not exist, or has no password', async () => {
    expect(await reasonOf(authenticator.verifyPlain('nobody@caobang.gov.vn', password, source))).toBe(
      'bad-credentials',
    )
    rows.phc = null
    expect(await reasonOf(authenticator.verifyPlain(address, password, source))).toBe('bad-credentials')
    expect(computed).toEqual(['pretend', 'pretend'])
  })

  it('makes a guesser wait without locking the official out', async () => {
    const guesses = Array.from({ length: 6 }, (_, i) =>
      authenticator.verifyPlain(address, `guess ${i}`, '203.0.113.9'),
    )
    const reasons = await Promise.all(guesses.map(reasonOf))
    expect(reasons.filter(reason => reason === 'throttled')).toHaveLength(3)
    expect(computed).toHaveLength(3)
    expect(await authenticator.verifyPlain(address, password, '203.0.113.9')).toEqual({
      reason: 'throttled',
      temporary: true,
    })
    expect(await reasonOf(authenticator.verifyPlain(address, password, source))).toBe('in')
    // From the same network it is right again: an official behind the office's one public address.
    expect(await reasonOf(authenticator.verifyPlain(address, password, '203.0.113.9'))).toBe('in')
  })

  it('tells the owner once a day who guesses, and how often', async () => {
    let made = 0
    const guess = async (count: number, from: string) => {
      for (let i = 0; i < count; i++) await authenticator.verifyPlain(address, `guess ${made++}`, from)
    }
    await guess(3, '203.0.113.9')
    expect(notices).toEqual([])
    await guess(3, '203.0.113.9')
    expect(notices).toHaveLength(1)
    expect(notices[0]).toMatch(/^annv\.sokhcn@caobang\.gov\.vn: Từ địa chỉ 203\.0\.113\.9 đã có 3 lần/)
    await guess(4, '198.51.100.7')
    expect(notices).toHaveLength(1)
    now += 24 * 3_600_000
    await guess(4, '198.51.100.7')
    expect(notices).toHaveLength(2)
  })

  it('tells nobody of guesses at many accounts that happen to stop at this one', async () => {
    for (let i = 0; i < 5; i++) await authenticator.verifyPlain(`nobody${i}@caobang.gov.vn`, 'guess', source)
    expect(await reasonOf(authenticator.verifyPlain(address, 'guess', source))).toBe('throttled')
    expect(notices).toEqual([])
  })

  it('takes app passwords without argon2id and notes their use', async () => {
    const phone = await addApp('Điện thoại')
    expect(await reasonOf(authenticator.verifyPlain(address, phone, source))).toBe('in')
    expect(await reasonOf(authenticator.verifyPlain(address, phone, source))).toBe('in')
    expect(computed).toEqual([])
    expect(rows.appUses).toEqual([1])
    rows.apps = []
    expect(await reasonOf(authenticator.verifyPlain(address, phone, source))).toBe('bad-credentials')
  })

  it('says it is unavailable when the store fails, and recovers', async () => {
    rows.broken = true
    expect(await authenticator.verifyPlain(address, password, source)).toEqual({
      reason: 'unavailable',
      temporary: true,
    })
    rows.broken = false
    expect(await reasonOf(authenticator.verifyPlain(address, password, source))).toBe('in')
  })
})

describe('from the Internet', () => {
  const outside = '14.225.7.9'
  const logIn = (given: string, from: string) => reasonOf(authenticator.verifyPlain(address, given, from))

  it('a right own password is told that an app password is needed, also the second time; a wrong one is not', async () => {
    for (const _ of [1, 2]) expect(await logIn(password, outside)).toBe('app-password-needed')
    expect(computed).toEqual(['verify'])
    expect(await logIn('guess', outside)).toBe('bad-credentials')
    expect(await logIn(password, source)).toBe('in')
    expect(rows.logins).toEqual([start])
    rows.box = { ...box, status: 'disabled' }
    expect(await logIn(password, outside)).toBe('disabled')
  })

  it('nobody slips in beside a log-in from inside that is being computed', async () => {
    const both = [logIn(password, source), logIn(password, outside)]
    expect(await Promise.all(both)).toEqual(['in', 'app-password-needed'])
  })

  it('an app password opens', async () => {
    expect(await logIn(await addApp('Điện thoại'), outside)).toBe('in')
  })

  it('the setting decides: anywhere, inside or nowhere', async () => {
    settings = { ...settings, ownPassword: 'anywhere' }
    expect(await logIn(password, outside)).toBe('in')
    settings = { ...settings, ownPassword: 'nowhere' }
    expect(await logIn(password, outside)).toBe('app-password-needed')
    expect(await logIn(password, source)).toBe('app-password-needed')
  })

  it('a second factor makes app passwords needed everywhere', async () => {
    rows.factor = { boxId: 1, totpSecret: '', lastStep: 0, recoveryCodes: 8, enrolledAt: start }
    settings = { ...settings, ownPassword: 'anywhere' }
    expect(await logIn(password, source)).toBe('app-password-needed')
    expect(await logIn(await addApp('Điện thoại'), source)).toBe('in')
  })
})

describe('the page of one’s own', () => {
  const outside = '14.225.7.9'
  const logIn = (given: string) => reasonOf(authenticator.verifyOwn(address, given, outside))

  it('takes the own password from anywhere, and no app password', async () => {
    expect(await logIn(password)).toBe('in')
    expect(await logIn(await addApp('Điện thoại'))).toBe('bad-credentials')
    rows.box = { ...box, status: 'disabled' }
    expect(await logIn(password)).toBe('disabled')
  })

  it('shares the count of guesses with mail programs, and spends the same on unknown addresses', async () => {
    for (let i = 0; i < 3; i++) await authenticator.verifyPlain(address, `guess ${i}`, outside)
    expect(await logIn('guess 4')).toBe('throttled')
    computed = []
    expect(await reasonOf(authenticator.verifyOwn('nobody@caobang.gov.vn', password, source))).toBe(
      'bad-credentials',
    )
    expect(computed).toEqual(['pretend'])
  })
})

/** A client's side of the exchange, by the formulas of RFC 5802 §3. */
async function scram(given: string) {
  const exchange = new ScramExchange(serverNonce())
  const bare = `n=${address},r=clientNonce`
  exchange.clientFirst(Buffer.from(`n,,${bare}`))
  const verifiers = await authenticator.scramVerifiers(address, source)
  const serverFirst = Buffer.from(exchange.serverFirst(verifiers)).toString()
  const [, nonce = '', salt = '', iterations = ''] = /^r=(.*),s=(.*),i=(\d+)$/.exec(serverFirst) ?? []
  const salted = pbkdf2Sync(given, Buffer.from(salt, 'base64'), Number(iterations), 32, 'sha256')
  const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest()
  const clientKey = hmac(salted, 'Client Key')
  const final = `c=biws,r=${nonce}`
  const signature = hmac(createHash('sha256').update(clientKey).digest(), `${bare},${serverFirst},${final}`)
  const proof = Buffer.from(clientKey.map((byte, i) => byte ^ (signature[i] ?? 0))).toString('base64')
  const end = exchange.clientFinal(Buffer.from(`${final},p=${proof}`))
  return authenticator.scramDone(address, end.ok ? end.value.verifier : null, source)
}

describe('SCRAM-SHA-256', () => {
  it('lets each of several devices in, and no other password', async () => {
    const phone = await addApp('Điện thoại')
    const laptop = await addApp('Máy tính xách tay')
    expect(await scram(laptop)).toMatchObject({ address })
    expect(await scram(phone)).toMatchObject({ address })
    expect(rows.appUses).toEqual([2, 1])
    expect(await scram(`${phone}x`)).toEqual({ reason: 'bad-credentials', temporary: false })
  })

  it('makes failed exchanges wait, but never a right one', async () => {
    const phone = await addApp('Điện thoại')
    for (let i = 0; i < 3; i++) await scram('wrong')
    expect(notices).toEqual([])
    expect(await reasonOf(scram('wrong'))).toBe('throttled')
    expect(notices).toHaveLength(1)
    expect(await reasonOf(scram(phone))).toBe('in')
  })

  it('shows one steady verifier for an account that does not exist', async () => {
    const twice = await Promise.all(
      [1, 2].map(() => authenticator.scramVerifiers('nobody@caobang.gov.vn', source)),
    )
    expect(twice[0]).toEqual(twice[1])
    expect(twice[0]).toHaveLength(1)
    const other = await authenticator.scramVerifiers('someone@caobang.gov.vn', source)
    expect(other[0]?.salt).not.toEqual(twice[0]?.[0]?.salt)
    const before = await authenticator.scramVerifiers(address, source)
    await addApp('Điện thoại')
    const after = await authenticator.scramVerifiers(address, source)
    expect(after[0]?.salt).toEqual(before[0]?.salt)
  })

  it('does not let a revoked or disabled one in', async () => {
    const phone = await addApp('Điện thoại')
    const [verifier] = await authenticator.scramVerifiers(address, source)
    rows.box = { ...box, status: 'disabled' }
    expect(await reasonOf(scram(phone))).toBe('disabled')
    rows.box = box
    rows.apps = []
    expect(await reasonOf(authenticator.scramDone(address, verifier ?? null, source))).toBe('bad-credentials')
  })
})

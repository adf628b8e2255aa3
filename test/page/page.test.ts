/** The page of one's own over real TLS and a real store, by a clock that the test holds. */
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect, type TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defaultLimits, type Limits } from '../../src/base/limits.ts'
import type { Logger } from '../../src/base/log.ts'
import { type Text, texts } from '../../src/base/texts.ts'
import { accountTexts } from '../../src/base/texts-account.ts'
import { createOwnPage, type OwnPageServer } from '../../src/console/own/server.ts'
import { createAuthenticator } from '../../src/directory/authenticator.ts'
import { loginRules } from '../../src/directory/login-rules.ts'
import { createPasswordHasher } from '../../src/directory/password.ts'
import { decodeBase32, hotp, totpStepMs } from '../../src/directory/totp.ts'
import type { Box } from '../../src/ports/directory.ts'
import type { Store } from '../../src/ports/store.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { agencies, newBox, value } from '../conformance/letters.ts'
import { selfSigned } from '../support/certificate.ts'
import { type Answer, Browser, found } from './browser.ts'

const password = 'Suối Lê-nin 2026'
const next = 'Thác Bản Giốc 7'
const minute = 60_000
const start = Date.parse('2026-11-23T08:00:00+07:00')
const serverKey = Buffer.alloc(32, 5)
const identity = selfSigned('mail.caobang.gov.vn')
const passwords = createPasswordHasher(defaultLimits)

let folder: string
let store: Store
let agencyId: number
let phc: string
let boxes = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'congvu-page-'))
  store = await openSqliteStore({ dataDir: folder, masterKey: serverKey, limits: defaultLimits })
  agencyId = value(await store.write.addAgencies(agencies))[0]!
  phc = await passwords.hash(password)
})

afterAll(async () => {
  await store?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

interface Place extends AsyncDisposable {
  readonly browser: Browser
  readonly port: number
  readonly box: Box
  readonly notices: string[]
  readonly log: string[]
  now: number
  notifyFails: boolean
}

/** The page for one new box whose password is the person's own. */
async function open(
  options: {
    readonly limits?: Partial<Limits>
    readonly name?: string
    readonly inside?: readonly string[]
  } = {},
): Promise<Place> {
  const limits = { ...defaultLimits, ...options.limits }
  const address = `${`can bo ${++boxes}`.replaceAll(' ', '')}@caobang.gov.vn`
  const row = { ...newBox(address, agencyId), name: options.name ?? 'Nguyễn Văn An', passwordHash: phc }
  const [id = 0] = value(await store.write.addBoxes([row]))
  await store.write.setPassword(id, phc, false, start)
  const box = (await store.read.directory.boxById(id))!
  const lines: string[] = []
  const note = (...parts: unknown[]) => void lines.push(JSON.stringify(parts))
  const log = { info: note, warn: note, error: note, debug: note } as unknown as Logger
  const clock = { now: () => place.now }
  const rules = loginRules({ ownPassword: 'inside', internalNetworks: options.inside ?? ['127.0.0.0/8'] })
  const notices: string[] = []
  const notify = async (to: string, { subject }: { readonly subject: Text }) => {
    if (place.notifyFails) throw new Error('no room for a notice')
    notices.push(`${to}: ${subject.vi}`)
  }
  const parts = { store, clock, limits, serverKey, passwords, rules, notify, log }
  const server: OwnPageServer = createOwnPage({
    ...parts,
    authenticator: createAuthenticator(parts),
    tls: identity,
    servers: () => ({ incoming: { host: 'mail', port: 993, security: 'SSL/TLS' }, outgoing: null }),
  })
  const port = await server.listen('127.0.0.1', 0)
  const place: Place = {
    browser: new Browser(port, identity.cert),
    port,
    box,
    notices,
    log: lines,
    now: start,
    notifyFails: false,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
  return place
}

async function logIn({ browser, box }: Place, secret = password): Promise<Answer> {
  browser.forget()
  return browser.send('/login', { address: box.address, password: secret })
}

function codeAt(secret: string, ms: number): string {
  return hotp(decodeBase32(secret)!, Math.floor(ms / totpStepMs))
}

/** Turns the second factor on; resolves with its secret and the recovery codes. */
async function enrol(place: Place): Promise<{ readonly secret: string; readonly codes: readonly string[] }> {
  const offered = await place.browser.send('/totp/begin')
  const secret = found(/<code>([A-Z2-7 ]+)<\/code>/, offered).replaceAll(' ', '')
  const confirmed = await place.browser.send('/totp/confirm', { code: codeAt(secret, place.now) })
  const codes = Array.from(
    confirmed.text.matchAll(/<li>([a-z2-9]{5}-[a-z2-9]{5})<\/li>/g),
    match => match[1]!,
  )
  place.now += totpStepMs
  return { secret, codes }
}

const isLogIn = ({ text }: Answer) => text.includes('action="/login"')

describe('what every answer carries', () => {
  test('headers that keep a page to itself, on refusals as well', async () => {
    await using place = await open()
    for (const path of ['/', '/style.css', '/khong-co']) {
      const { headers } = await place.browser.ask(path)
      expect(headers).toMatchObject({
        'content-security-policy':
          "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
        'strict-transport-security': expect.stringMatching(/^max-age=\d{8}/),
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      })
    }
  })

  test('a page in Vietnamese that needs no script and brings no style of its own', async () => {
    await using place = await open()
    const { text, headers } = await logIn(place)
    expect(headers['content-type']).toBe('text/html; charset=UTF-8')
    expect(text).toMatch(/^<!DOCTYPE html>\n<html lang="vi">/)
    expect(text).not.toMatch(/<script|\sstyle=|\son\w+=/)
    for (const [, id] of text.matchAll(/<input id="([^"]+)"/g)) expect(text).toContain(`<label for="${id}">`)
    const ids = Array.from(text.matchAll(/ id="([^"]+)"/g), match => match[1])
    expect(new Set(ids).size).toBe(ids.length)
    for (const kind of ['current-password', 'new-password', 'username'])
      expect(text).toContain(`autocomplete="${kind}"`)
  })

  test.each([
    ['GET', '/khong-co', {}, '', 404],
    ['POST', '/khong-co', {}, '', 404],
    ['POST', '/app-passwords/x/revoke', {}, '', 404],
    ['GET', '/login', {}, '', 405],
    ['DELETE', '/', {}, '', 405],
    ['POST', '/login', { 'content-type': 'application/json' }, '{}', 415],
    ['POST', '/login', {}, '', 415],
    ['POST', '/login', { 'content-type': 'multipart/form-data; boundary=x' }, '--x--', 415],
    [
      'POST',
      '/login',
      { 'content-type': 'application/x-www-form-urlencoded' },
      'a='.padEnd(20_000, 'x'),
      413,
    ],
  ] as const)('%s %s is answered in kind', async (method, path, headers, body, status) => {
    await using place = await open()
    const answer = await place.browser.ask(path, { method, headers, body })
    expect(answer.status).toBe(status)
    expect(answer.text).toContain('role="alert"')
    if (status === 405) expect(answer.headers.allow).toMatch(/GET|POST/)
  })

  test('a body without a length is bounded as well', async () => {
    await using place = await open()
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'transfer-encoding': 'chunked' }
    const answer = await place.browser.ask('/login', { method: 'POST', headers, body: 'a'.repeat(20_000) })
    expect(answer.status).toBe(413)
  })
})

describe('a log-in', () => {
  test('sets a cookie that leaves the browser only to us, and a new one each time', async () => {
    await using place = await open()
    await place.browser.open()
    const token = found(/name="token" value="([^"]+)"/, place.browser.shown!)
    const tokens = new Set<string>()
    for (const _ of [1, 2]) {
      const answer = await place.browser.ask('/login', {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ token, address: place.box.address, password }).toString(),
      })
      expect(answer.status).toBe(303)
      expect(answer.cookies).toHaveLength(1)
      expect(answer.cookies[0]).toMatch(
        /^__Host-congvu=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
      )
      tokens.add(answer.cookies[0]!)
    }
    expect(tokens.size).toBe(2)
    expect(await store.read.directory.box(place.box.address)).toMatchObject({ lastLoginAt: start })
  })

  test('says the same to a wrong password and an unknown address, and logs no secret', async () => {
    await using place = await open()
    const wrong = await logIn(place, 'Sai mật khẩu 1')
    const unknown = await place.browser.send('/login', { address: 'khongco@caobang.gov.vn', password })
    for (const answer of [wrong, unknown]) {
      expect(answer.status).toBe(403)
      expect(answer.text).toContain('role="alert"')
      expect(answer.text).toContain(accountTexts.wrongLogin.vi)
    }
    const bare = ({ text }: Answer) => text.replace(/value="[^"]*"/g, '')
    expect(bare(unknown)).toBe(bare(wrong))
    await logIn(place)
    expect(place.log.join()).not.toMatch(/Sai mật khẩu|Lê-nin/)
    expect(place.log.join()).toContain('bad-credentials')
  })

  test('waits after too many guesses, though the password be right', async () => {
    await using place = await open({ limits: { failedLoginsPerAccount: 3 } })
    for (const guess of ['một', 'hai', 'ba']) expect((await logIn(place, guess)).status).toBe(403)
    expect((await logIn(place)).status).toBe(429)
    place.now += 15 * minute
    expect(isLogIn(await logIn(place))).toBe(false)
  })

  test('is refused to a locked box, which is told to who knows the password', async () => {
    await using place = await open()
    await logIn(place)
    await store.write.setBoxStatus(place.box.id, 'disabled', place.now)
    expect(isLogIn(await place.browser.open())).toBe(true)
    expect((await logIn(place)).text).toContain(texts.boxDisabled.vi)
    expect((await logIn(place, 'sai')).text).toContain(accountTexts.wrongLogin.vi)
  })

  test('with a password below the rules leads to a new one, and nowhere else', async () => {
    await using place = await open()
    const weak = 'ngắn quá'
    await store.write.setPassword(place.box.id, await passwords.hash(weak), false, place.now)
    const { text } = await logIn(place, weak)
    expect(text).toContain('action="/password"')
    const token = found(/name="token" value="([^"]+)"/, place.browser.shown!)
    await place.browser.post('/app-passwords', { token, label: 'Máy lạ' })
    expect(await store.read.directory.appPasswords(place.box.id)).toEqual([])
  })
})

describe('a form that is not ours', () => {
  test.each([
    ['without a token', { token: '' }, {}],
    ['with another token', { token: 'x'.repeat(43) }, {}],
    ['from another site', {}, { 'sec-fetch-site': 'cross-site', origin: 'https://example.com' }],
    ['from a neighbour', {}, { 'sec-fetch-site': 'same-site' }],
    ['without our session', {}, { cookie: '' }],
  ] as const)('%s changes nothing', async (_, fields, headers) => {
    await using place = await open()
    await logIn(place)
    const token = found(/name="token" value="([^"]+)"/, place.browser.shown!)
    const answer = await place.browser.post('/app-passwords', { token, label: 'Máy lạ', ...fields }, headers)
    expect(answer.status).toBe(403)
    expect(await store.read.directory.appPasswords(place.box.id)).toEqual([])
  })

  test('by its origin, where the browser does not tell the site', async () => {
    await using place = await open()
    await logIn(place)
    const token = found(/name="token" value="([^"]+)"/, place.browser.shown!)
    const send = (origin: string) =>
      place.browser.ask('/totp/begin', {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin },
        body: `token=${token}`,
      })
    expect((await send('https://example.com')).status).toBe(403)
    expect((await send(`https://127.0.0.1:${place.port}`)).status).toBe(303)
  })

  test('logs nobody in', async () => {
    await using place = await open()
    const answer = await place.browser.post('/login', { token: '', address: place.box.address, password })
    expect(answer.status).toBe(403)
    expect(place.browser.cookies.has('__Host-congvu')).toBe(false)
  })
})

describe('a session', () => {
  test('ends by silence, by age and by log-out', async () => {
    await using place = await open()
    await logIn(place)
    for (let passed = 0; passed < 55; passed += 5) {
      place.now += 5 * minute
      expect(isLogIn(await place.browser.open())).toBe(false)
    }
    place.now += 5 * minute
    expect(isLogIn(await place.browser.open())).toBe(true)
    await logIn(place)
    place.now += 10 * minute
    expect(isLogIn(await place.browser.open())).toBe(true)
    await logIn(place)
    const stolen = place.browser.copy()
    await place.browser.send('/logout')
    expect(isLogIn(await stolen.open())).toBe(true)
  })

  test('ends when its password changes elsewhere, and the one that changed it goes on', async () => {
    await using place = await open()
    await logIn(place)
    const elsewhere = place.browser.copy()
    const answer = await place.browser.send('/password', { current: password, next, repeat: next })
    expect(answer.text).toContain(accountTexts.passwordSaved.vi)
    expect((await place.browser.open()).text).not.toContain(accountTexts.passwordSaved.vi)
    expect(isLogIn(await elsewhere.open())).toBe(true)
    await store.write.setPassword(place.box.id, phc, true, place.now)
    expect(isLogIn(await place.browser.open())).toBe(true)
  })

  test('gives way to newer ones when there are too many', async () => {
    await using place = await open({ limits: { pageSessions: 2 } })
    await logIn(place)
    const first = place.browser.copy()
    await logIn(place)
    const second = place.browser.copy()
    expect(isLogIn(await first.open())).toBe(false)
    await logIn(place)
    // The second was unused for longest.
    expect(isLogIn(await second.open())).toBe(true)
    for (const browser of [first, place.browser]) expect(isLogIn(await browser.open())).toBe(false)
  })
})

describe('a new password', () => {
  const change = (place: Place, given: string, repeat = given, current = password) =>
    place.browser.send('/password', { current, next: given, repeat })

  test.each([
    ['too short', 'Ngắn 1!', 422, /ít nhất 14 ký tự/],
    ['with the name', 'Nguyễn-Văn-An-1985!', 422, /họ tên/],
    ['with a date', 'Suối Lê-nin 16/8/1985', 422, /ngày tháng năm/],
    ['the present one', password, 422, /đã dùng gần đây/],
  ])('%s is refused', async (_, given, status, why) => {
    await using place = await open()
    await logIn(place)
    const answer = await change(place, given)
    expect(answer.status).toBe(status)
    expect(answer.text).toMatch(why)
    expect(place.notices).toEqual([])
  })

  test('needs the present one, twice the same, and none of the last', async () => {
    await using place = await open({ limits: { failedLoginsPerAccount: 3 } })
    await logIn(place)
    expect((await change(place, next, `${next}x`)).text).toContain(accountTexts.passwordsDiffer.vi)
    expect((await change(place, next)).text).toContain(accountTexts.passwordSaved.vi)
    expect((await change(place, password, password, next)).text).toContain(accountTexts.passwordUsedBefore.vi)
    for (const guess of ['một', 'hai', 'ba'])
      expect((await change(place, 'Hang Pác Bó xanh 7', undefined, guess)).status).toBe(403)
    expect((await change(place, 'Hang Pác Bó xanh 7', undefined, next)).status).toBe(429)
    expect(place.notices).toEqual([`${place.box.address}: Mật khẩu hộp thư đã đổi`])
    const trail = await store.read.audit(20)
    expect(trail.filter(({ operator }) => operator === place.box.address)).toMatchObject([
      { operation: 'own.password', role: 'owner', detail: '{}' },
      { operation: 'own.login' },
    ])
  })

  test('is not set when its owner cannot be told', async () => {
    await using place = await open()
    await logIn(place)
    place.notifyFails = true
    expect((await change(place, next)).status).toBe(500)
    expect(await store.read.directory.passwordHash(place.box.id)).toBe(phc)
  })
})

describe('the second factor', () => {
  test('begins with a right code, and asks for one at every log-in', async () => {
    await using place = await open()
    await logIn(place)
    await place.browser.send('/totp/begin')
    const wrong = await place.browser.send('/totp/confirm', { code: '000000' })
    expect(wrong.status).toBe(403)
    expect(await store.read.directory.secondFactor(place.box.id)).toBeUndefined()
    expect((await place.browser.send('/totp/cancel')).text).toContain('action="/totp/begin"')
    const { secret, codes } = await enrol(place)
    expect(codes).toHaveLength(8)
    expect((await place.browser.open()).text).not.toContain(codes[0])
    const kept = await store.read.directory.secondFactor(place.box.id)
    expect(kept?.totpSecret).not.toContain(secret)

    await place.browser.send('/logout')
    const halfway = await logIn(place)
    expect(halfway.text).toContain('action="/code"')
    const token = found(/name="token" value="([^"]+)"/, halfway)
    // Half a log-in opens nothing.
    await place.browser.post('/app-passwords', { token, label: 'Máy lạ' })
    expect(await store.read.directory.appPasswords(place.box.id)).toEqual([])
    const cookie = place.browser.cookies.get('__Host-congvu')
    const code = codeAt(secret, place.now)
    expect((await place.browser.send('/code', { code })).text).toContain('action="/totp/remove"')
    expect(place.browser.cookies.get('__Host-congvu')).not.toBe(cookie)
    await place.browser.send('/logout')
    await logIn(place)
    expect((await place.browser.send('/code', { code })).status).toBe(403)
  })

  test('has recovery codes, each good once, however they are typed', async () => {
    await using place = await open()
    await logIn(place)
    const { codes } = await enrol(place)
    const typed = codes[0]!.toUpperCase().replace('-', ' ')
    for (const status of [200, 403]) {
      await place.browser.send('/logout')
      await logIn(place)
      expect((await place.browser.send('/code', { code: typed })).status).toBe(status)
    }
    expect((await store.read.directory.secondFactor(place.box.id))?.recoveryCodes).toBe(7)
    expect(place.notices).toContain(`${place.box.address}: Một mã dự phòng vừa được dùng`)
  })

  test('throttles codes by account, also across log-ins', async () => {
    await using place = await open({ limits: { failedLoginsPerAccount: 3 } })
    await logIn(place)
    const { secret } = await enrol(place)
    for (const code of ['111111', '222222', '333333']) {
      await place.browser.send('/logout')
      await logIn(place)
      expect((await place.browser.send('/code', { code })).status).toBe(403)
    }
    expect((await place.browser.send('/code', { code: codeAt(secret, place.now) })).status).toBe(429)
  })

  test('allows a shorter password, which then keeps it from being turned off', async () => {
    await using place = await open()
    await logIn(place)
    const { secret } = await enrol(place)
    const short = 'thác bản'
    await place.browser.send('/password', { current: password, next: short, repeat: short })
    const remove = (given: string) => {
      place.now += totpStepMs
      return place.browser.send('/totp/remove', { password: given, code: codeAt(secret, place.now) })
    }
    expect((await remove(short)).text).toContain(accountTexts.longerPasswordFirst.vi)
    await place.browser.send('/password', { current: short, next, repeat: next })
    expect((await remove('sai mật khẩu')).status).toBe(403)
    expect((await remove(next)).text).toContain(accountTexts.factorRemoved.vi)
    expect(place.notices.at(-1)).toBe(`${place.box.address}: Xác thực hai lớp đã tắt`)
    expect(await store.read.directory.secondFactor(place.box.id)).toBeUndefined()
  })

  test('comes before app passwords for who comes from the Internet', async () => {
    await using place = await open({ inside: ['10.0.0.0/8'] })
    await logIn(place)
    const refused = await place.browser.send('/app-passwords', { label: 'Điện thoại' })
    expect(refused.text).toContain(accountTexts.factorFirst.vi)
    await enrol(place)
    const issued = await place.browser.send('/app-passwords', { label: 'Điện thoại' })
    expect(issued.text).toMatch(/<dd><code>[a-z2-9]{16}<\/code><\/dd>/)
  })
})

describe('app passwords', () => {
  test('are shown once, listed, and revoked by their owner alone', async () => {
    await using place = await open()
    await using stranger = await open()
    await logIn(place)
    await logIn(stranger)
    expect((await place.browser.send('/app-passwords', { label: '  ' })).status).toBe(422)
    const issued = await place.browser.send('/app-passwords', { label: 'Máy bàn' })
    const [app] = await store.read.directory.appPasswords(place.box.id)
    expect(issued.text).toContain('mail, cổng 993, SSL/TLS')
    const token = found(/name="token" value="([^"]+)"/, stranger.browser.shown!)
    expect((await stranger.browser.post(`/app-passwords/${app?.id}/revoke`, { token })).status).toBe(422)
    expect(await store.read.directory.appPasswords(place.box.id)).toHaveLength(1)
    expect((await place.browser.send(`/app-passwords/${app?.id}/revoke`)).text).toContain(
      accountTexts.appRevoked.vi,
    )
    expect(place.notices.map(notice => notice.split(': ')[1])).toEqual([
      'Mật khẩu ứng dụng mới cho hộp thư',
      'Đã thu hồi một mật khẩu ứng dụng',
    ])
  })

  test('are no more than their limit', async () => {
    await using place = await open({ limits: { appPasswords: 1 } })
    await logIn(place)
    await place.browser.send('/app-passwords', { label: 'Một' })
    expect((await place.browser.send('/app-passwords', { label: 'Hai' })).status).toBe(403)
  })

  test('do not open the page', async () => {
    await using place = await open()
    await logIn(place)
    const issued = await place.browser.send('/app-passwords', { label: 'Một' })
    const app = found(/<dd><code>([a-z2-9]{16})<\/code>/, issued)
    expect((await logIn(place, app)).text).toContain(accountTexts.wrongLogin.vi)
  })
})

test('names and labels are text, never markup', async () => {
  const hostile = '"><script>alert(1)</script><b x=\''
  await using place = await open({ name: hostile })
  await logIn(place)
  const { text } = await place.browser.send('/app-passwords', { label: hostile })
  expect(text.match(/&lt;script&gt;/g)?.length).toBeGreaterThanOrEqual(3)
  expect(text).not.toMatch(/<script|<b x/)
  const answer = await place.browser
    .send('/logout')
    .then(() => logIn({ ...place, box: { ...place.box, address: hostile } }))
  expect(answer.text).toContain('value="&quot;&gt;&lt;script&gt;')
})

describe('connections', () => {
  async function dial(port: number): Promise<TLSSocket> {
    const socket = connect({ port, host: '127.0.0.1', ca: identity.cert, servername: 'mail.caobang.gov.vn' })
    socket.on('error', () => {})
    await new Promise(resolve => socket.once('secureConnect', resolve).once('close', resolve))
    return socket
  }

  test('of one address are counted, and a closed one makes room', async () => {
    await using place = await open({ limits: { httpConnectionsPerAddress: 2 } })
    const held = [await dial(place.port), await dial(place.port)]
    const third = await dial(place.port)
    expect(third.destroyed).toBe(true)
    held[0]!.destroy()
    await expect.poll(async () => (await place.browser.ask('/').catch(() => undefined))?.status).toBe(200)
    for (const socket of held) socket.destroy()
  })

  test('that send a request too slowly are cut', async () => {
    await using place = await open({ limits: { httpRequestMs: 300 } })
    const socket = await dial(place.port)
    const closed = once(socket, 'close')
    const drip = setInterval(() => socket.write('X'), 100)
    socket.write('GET / HTTP/1.1\r\nHost: mail\r\nX-Slow: ')
    let answer = ''
    socket.on('data', data => {
      answer += data.toString()
    })
    await closed
    clearInterval(drip)
    expect(answer).toMatch(/^HTTP\/1.1 408 /)
  })

  test('that end in the middle of a form are no failure of the page', async () => {
    await using place = await open({ limits: { httpConnectionsPerAddress: 1 } })
    const socket = await dial(place.port)
    const head = ['POST /login HTTP/1.1', 'Host: mail', 'Content-Type: application/x-www-form-urlencoded']
    socket.write(`${head.join('\r\n')}\r\nContent-Length: 100\r\n\r\naddress=`)
    await sleep(200)
    socket.destroy()
    await expect.poll(async () => (await place.browser.ask('/').catch(() => undefined))?.status).toBe(200)
    expect(place.log.join()).not.toContain('page failed')
  })

  test('with too large a header are refused', async () => {
    await using place = await open()
    const answer = await place.browser.ask('/', { headers: { 'x-large': 'x'.repeat(20_000) } })
    expect(answer.status).toBe(431)
  })

  test('do not keep the server from closing', async () => {
    const place = await open()
    const socket = await dial(place.port)
    const startedAt = performance.now()
    await place[Symbol.asyncDispose]()
    expect(performance.now() - startedAt).toBeLessThan(2000)
    socket.destroy()
  })
})

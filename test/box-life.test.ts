/** Half a year of an agency's boxes, hour by hour on a clock of our own, over a real store. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { defaultLimits } from '../src/base/limits.ts'
import { silentLogger } from '../src/base/log.ts'
import { createAuthenticator } from '../src/directory/authenticator.ts'
import { type BoxClerk, createBoxClerk } from '../src/directory/box-clerk.ts'
import { defaultBoxRules } from '../src/directory/box-rules.ts'
import { loginRules } from '../src/directory/login-rules.ts'
import { createPasswordHasher } from '../src/directory/password.ts'
import { sendNotice } from '../src/flow/system.ts'
import { type Authenticator, isBox } from '../src/ports/credentials.ts'
import type { Box } from '../src/ports/directory.ts'
import type { Store } from '../src/ports/store.ts'
import { openSqliteStore } from '../src/store/sqlite/open.ts'
import { agencies, newBox, value } from './conformance/letters.ts'

const hour = 3_600_000
const day = 24 * hour
const domain = 'caobang.gov.vn'
const an = `annv.sokhcn@${domain}`
const binh = `binhtt.sokhcn@${domain}`
const office = `sokhcn@${domain}`
const [issuedPassword, ownPassword] = ['Suối Lê-nin 2026', 'Thác Bản Giốc 2026']
const passwords = createPasswordHasher(defaultLimits)

let folder: string
let store: Store
let start: number
let now: number
let clerk: BoxClerk
let authenticator: Authenticator
/** Day of the life, to whom, and what the notice is about. */
let told: string[]
let officeId: number

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'congvu-life-'))
  store = await openSqliteStore({ dataDir: folder, masterKey: randomBytes(32), limits: defaultLimits })
  const [agencyId = 0] = value(await store.write.addAgencies(agencies))
  const passwordHash = await passwords.hash(issuedPassword)
  const ids = value(
    await store.write.addBoxes([
      { ...newBox(office, agencyId, 'Sở Khoa học và Công nghệ'), kind: 'office' },
      { ...newBox(an, agencyId, 'Nguyễn Văn An'), passwordHash },
      { ...newBox(binh, agencyId, 'Trần Thị Bình'), passwordHash },
    ]),
  )
  officeId = ids[0] ?? 0
  start = (await boxOf(an)).createdAt
  now = start
  told = []
  const clock = { now: () => now }
  const random = (bytes: number) => randomBytes(bytes)
  const system = {
    hostname: `mail.${domain}`,
    domain,
    store,
    clock,
    random,
    limits: defaultLimits,
    log: silentLogger,
  }
  const notify: Parameters<typeof createBoxClerk>[0]['notify'] = async (to, notice) => {
    told.push(`${Math.floor((now - start) / day)} ${to.split('@')[0]}: ${notice.subject.vi}`)
    await sendNotice(system, to, notice)
  }
  clerk = createBoxClerk({ store, rules: () => defaultBoxRules, notify, log: silentLogger })
  const serverKey = randomBytes(32)
  const parts = { store, clock, limits: defaultLimits, serverKey, passwords }
  const rules = loginRules({ ownPassword: 'anywhere', internalNetworks: [] })
  authenticator = createAuthenticator({ ...parts, rules, notify, log: silentLogger })
})

afterEach(async () => {
  await store[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

async function boxOf(address: string): Promise<Box> {
  const box = await store.read.directory.box(address)
  if (box === undefined) throw new Error(`no box ${address}`)
  return box
}

const logIn = async (address: string, password: string) => {
  const outcome = await authenticator.verifyPlain(address, password, '10.1.2.3')
  // The note of a log-in is written on its own; whatever is written after it comes after it.
  await store.write.setBoxWarning(officeId, 'idle', null)
  return isBox(outcome) ? 'in' : outcome.reason
}

/** Lives on until so many hours after the start; the office reads its mail each day. */
async function until(hours: number): Promise<void> {
  for (; now < start + hours * hour; now += hour) {
    if ((now - start) % day === 0) await store.write.recordLogin(officeId, now)
    await clerk.tick(now)
  }
  await clerk.tick(now)
}

/** What was told since this was last asked. */
function news(): readonly string[] {
  return told.splice(0)
}

async function clockTrail() {
  const records = await store.read.audit(100)
  return records
    .filter(({ role }) => role === 'system')
    .map(({ operation, detail }) => [operation, JSON.parse(detail) as unknown])
    .toReversed()
}

test('an official’s box from its issue to the next holder of its address', { timeout: 120_000 }, async () => {
  // The first day: Bình chooses a password, An does not.
  await store.write.setPassword((await boxOf(binh)).id, await passwords.hash(ownPassword), false, now)
  await until(5)
  expect(news()).toEqual([])
  expect(await logIn(an, issuedPassword)).toBe('in')
  await until(6)
  expect(await boxOf(an)).toMatchObject({ status: 'locked', lockReason: 'initial-password' })
  expect(news()).toEqual([
    `0 annv.sokhcn: Hộp thư ${an} đã bị khóa đăng nhập`,
    `0 sokhcn: Hộp thư ${an} đã bị khóa đăng nhập`,
  ])
  expect(await logIn(an, issuedPassword)).toBe('expired')
  expect(await logIn(an, 'guess')).toBe('bad-credentials')
  expect((await boxOf(an)).messages).toBe(1)

  // A reset starts the clock anew; this time An is quick.
  await until(10)
  await store.write.setPassword((await boxOf(an)).id, await passwords.hash(issuedPassword), true, now)
  await until(15)
  expect(await logIn(an, issuedPassword)).toBe('in')
  await store.write.setPassword((await boxOf(an)).id, await passwords.hash(ownPassword), false, now)
  await until(24 * 20)
  expect(await boxOf(an)).toMatchObject({ status: 'active', warnings: [] })
  expect(news()).toEqual([])

  // Bình never came; An comes just in time.
  await until(24 * 39)
  expect(news()).toEqual([
    '38 binhtt.sokhcn: Hộp thư sắp bị khóa vì không sử dụng',
    '38 annv.sokhcn: Hộp thư sắp bị khóa vì không sử dụng',
  ])
  expect(await logIn(an, ownPassword)).toBe('in')
  await until(24 * 46)
  expect(news()).toEqual([
    `45 binhtt.sokhcn: Hộp thư ${binh} đã bị khóa đăng nhập`,
    `45 sokhcn: Hộp thư ${binh} đã bị khóa đăng nhập`,
  ])
  expect(await logIn(binh, ownPassword)).toBe('locked')
  expect(await boxOf(an)).toMatchObject({ status: 'active', warnings: [] })

  // Unlocked, Bình has 45 days again; her box fills up, is emptied, and fills again.
  await store.write.setBoxStatus((await boxOf(binh)).id, 'active', now)
  expect(await logIn(binh, ownPassword)).toBe('in')
  const { usedBytes, quotaBytes } = await boxOf(binh)
  await store.write.changeBox(binh, { quotaBytes: Math.floor(usedBytes / 0.9) })
  await until(24 * 48)
  expect(news()).toEqual(['46 binhtt.sokhcn: Hộp thư đã dùng 90% dung lượng'])
  await store.write.changeBox(binh, { quotaBytes })
  await until(24 * 49)
  await store.write.changeBox(binh, { quotaBytes: (await boxOf(binh)).usedBytes })
  await until(24 * 50)
  expect(news()).toEqual(['49 binhtt.sokhcn: Hộp thư đã dùng 100% dung lượng'])

  // An leaves. Three months later the box is gone and its address free; what it received is still in the archive.
  const leaver = await boxOf(an)
  await store.write.setBoxStatus(leaver.id, 'removed', now)
  const letters = await store.read.archive.search({ recipient: an, limit: 10 })
  expect(letters).toHaveLength(2)
  await until(24 * (50 + 89) - 1)
  expect(await boxOf(an)).toMatchObject({ status: 'removed', messages: 2 })
  expect(await logIn(an, ownPassword)).toBe('disabled')
  await until(24 * (50 + 92))
  expect(await store.read.directory.box(an)).toBeUndefined()
  expect(await logIn(an, ownPassword)).toBe('bad-credentials')
  expect(news()).toContainEqual(expect.stringMatching(/^1(39|40|41|42) sokhcn: Hộp thư annv.* đã được xóa$/))
  expect(await store.read.archive.search({ recipient: an, limit: 10 })).toEqual(letters)
  value(await store.write.addBoxes([newBox(an, leaver.agencyId, 'Nông Văn An')]))
  expect((await boxOf(an)).id).not.toBe(leaver.id)
  await store.write.recordLogin((await boxOf(an)).id, now)

  // All that the clocks did is on the trail.
  await until(24 * 180)
  expect(await boxOf(office)).toMatchObject({ status: 'active' })
  expect(await clockTrail()).toEqual([
    ['mailbox.lock', { address: an, reason: 'initial-password' }],
    ['mailbox.lock', { address: binh, reason: 'idle' }],
    ['mailbox.lock', { address: binh, reason: 'idle' }],
    ['mailbox.delete', { address: an, id: leaver.id }],
  ])
})

test('one box’s trouble stops no other, and is tried again', async () => {
  const failing = createBoxClerk({
    store,
    rules: () => ({ ...defaultBoxRules, quotaWarningPercent: 0 }),
    notify: async to => {
      if (to === an) throw new Error('disk full')
      told.push(to)
    },
    log: silentLogger,
  })
  await failing.tick(now)
  expect(news()).toEqual([binh, office])
  await failing.tick(now)
  expect(news()).toEqual([])
  expect((await boxOf(an)).warnings).toEqual([])
})

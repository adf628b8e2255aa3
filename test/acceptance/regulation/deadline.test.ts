/** A held letter that nobody decides: the server's clock gives it up, also when the deadline came while it was down. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Held, official, RunningProvince } from './running-province.ts'

const gmail = 'nguyenthanhtung@gmail.com'
/** Of something that takes a program of its own each time it is asked. */
const soon = { timeout: 20_000, interval: 200 }

let folder: string
let province: RunningProvince
let late: Held
let early: Held

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'congvu-deadline-'))
  const data = join(folder, 'data')
  province = await RunningProvince.start({ data })
  await province.json('policy', 'set', 'free-mail-recipient', 'hold', '--agency', 'sokhcn')
  late = await holdOne('Giấy mời')
  early = await holdOne('Dự thảo')
  await province[Symbol.asyncDispose]()
  letTheDeadlinePass(data, late.id)
  province = await RunningProvince.start({ data, env: { CONGVU_LIMITS__CLOCK_MS: '100' } })
})

afterAll(async () => {
  await province?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

async function holdOne(subject: string): Promise<Held> {
  const { ref } = await province.submit(official, { to: gmail, subject, text: 'Kính gửi anh Tùng.' })
  const [row] = await province.heldUnder(ref)
  return province.json<Held>('held', 'show', String(row?.id))
}

/** No setting makes a deadline shorter than a day: its row is put back while the server is down. */
function letTheDeadlinePass(data: string, id: number): void {
  const db = new Database(join(data, 'store.db'))
  db.prepare('UPDATE held SET expires_at = ? WHERE id = ?').run(Date.now() - 60_000, id)
  db.close()
}

test('is rejected, does not leave, and its sender is told', async () => {
  const decided = await vi.waitFor(async () => {
    const shown = await province.json<Held>('held', 'show', String(late.id))
    expect(shown).toMatchObject({ state: 'rejected', decidedBy: 'congvu', reason: 'deadline' })
    return shown
  }, soon)
  const told = await vi.waitFor(
    () => province.theLetter(official, `Thư không được cho chuyển (${decided.ref})`),
    soon,
  )
  expect(told.parsed.text).toContain('đã hết thời hạn xem xét mà chưa có quyết định')
  expect(told.parsed.text).toContain('nobody decided on it in time')
  expect(await province.queued(gmail)).toEqual([])
  expect(await province.run('held', 'release', String(late.id))).toMatchObject({ code: 4 })
})

test('waits while there is time', async () => {
  const waiting = await province.json<Held>('held', 'show', String(early.id))
  expect(waiting).toMatchObject({ state: 'held', expiresAt: early.expiresAt })
})

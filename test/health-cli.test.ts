/** `congvu health`, `congvu doctor` and what monitors are given. */
import { chmodSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultLimits } from '../src/base/limits.ts'
import { silentLogger } from '../src/base/log.ts'
import { createMetricsServer } from '../src/health/server.ts'
import { LogForked } from '../src/tlog/log.ts'
import { CliHarness } from './cli-harness.ts'
import { addresses, letter, provision, subject } from './conformance/letters.ts'
import { selfSigned } from './support/certificate.ts'

let cli: CliHarness

beforeAll(async () => {
  cli = await CliHarness.started({ quantri: 'administrator', kiemtra: 'auditor' })
  const { store } = cli.services
  await provision(store)
  for (let number = 1; number <= 3; number++)
    await store.write.commitMessage(letter({ number, to: [{ address: addresses[1]! }] }))
})
afterAll(() => cli?.[Symbol.asyncDispose]())

interface Check {
  name: string
  level: string
  text: { vi: string; en: string }
}

describe('congvu health', () => {
  it('tells numbers to administrators and auditors', async () => {
    await cli.services.search.caughtUp()
    const health = await cli.json<{ store: { entries: number }; troubles: unknown[] }>('health')
    expect(health).toMatchObject({ store: { entries: 3, held: 0 }, troubles: [] })
    const ran = await cli.run(['health', '--as', 'kiemtra'])
    expect(ran.code).toBe(0)
    expect(ran.out).toMatch(/entries: +3\n/)
  })

  it('ends with 3 after a verification that found something', async () => {
    const db = new Database(join(cli.folder, 'data/store.db'))
    const key = db.prepare('SELECT key FROM hot WHERE blob_id = 1').pluck().get()
    db.exec('UPDATE hot SET key = zeroblob(60) WHERE blob_id = 1')
    expect((await cli.run(['archive', 'verify', '--quiet', '--as', 'quantri'])).code).toBe(3)
    const ran = await cli.run(['health', '--as', 'quantri'])
    expect(ran.code).toBe(3)
    expect(ran.err).toContain(
      'fail: verification-findings: the last verification of the archive found 1 things',
    )
    db.prepare('UPDATE hot SET key = ? WHERE blob_id = 1').run(key)
    db.close()
    expect((await cli.run(['archive', 'verify', '--quiet', '--as', 'quantri'])).code).toBe(0)
    expect((await cli.run(['health', '--as', 'quantri'])).code).toBe(0)
  })
})

describe('congvu doctor', () => {
  const levels = (checks: readonly Check[]) => new Map(checks.map(({ name, level }) => [name, level]))

  it('tells what passes, what fails, and what it cannot tell, and ends with 3', async () => {
    writeFileSync(join(cli.folder, 'cert.pem'), selfSigned('mail.caobang.gov.vn').cert)
    const ran = await cli.run(['doctor', '--json', '--as', 'quantri'])
    expect(ran.code).toBe(3)
    const told = levels(JSON.parse(ran.out) as Check[])
    expect(Object.fromEntries(told)).toMatchObject({
      permissions: 'pass',
      // Its end is a day away.
      certificate: 'fail',
      dns: 'fail',
      listeners: 'warn',
      dkim: 'fail',
      'log-keys': 'pass',
      verification: 'pass',
      settings: 'warn',
    })
    for (const name of ['volume', 'disk', 'clock', 'checkpoint', 'index']) expect(told.has(name)).toBe(true)
  })

  it('finds a key that others can read', async () => {
    const keys = join(cli.folder, 'data/keys')
    const file = join(keys, readdirSync(keys).find(name => name.includes('.'))!)
    chmodSync(file, 0o640)
    const ran = await cli.run(['doctor', '--as', 'kiemtra'])
    chmodSync(file, 0o600)
    expect(ran.code).toBe(3)
    expect(ran.out).toContain(`LỖI   / FAIL            Quyền truy cập dữ liệu và khoá: ${file} mở cho`)
    expect(ran.out).toContain(`${file} is open to other accounts (mode 640)`)
    rmSync(join(cli.folder, 'cert.pem'))
  })
})

describe('what monitors are given', () => {
  async function ask(path: string, method = 'GET') {
    const { health } = cli.services
    await using server = createMetricsServer({ health, limits: defaultLimits, log: silentLogger })
    const port = await server.listen('127.0.0.1', 0)
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method })
    return {
      status: response.status,
      text: await response.text(),
      type: response.headers.get('content-type'),
    }
  }

  it('are metrics without anybody’s name', async () => {
    const { status, text, type } = await ask('/metrics')
    expect({ status, type }).toEqual({ status: 200, type: 'text/plain; version=0.0.4; charset=utf-8' })
    expect(text).toContain('\ncongvu_entries 3\n')
    expect(text).toContain('\ncongvu_log_forked 0\n')
    for (const personal of ['@', subject, 'quantri', 'Hạnh']) expect(text).not.toContain(personal)
  })

  it('are the word that all is well, or what is wrong by its name alone', async () => {
    expect(await ask('/healthz')).toMatchObject({ status: 200, text: 'ok\n' })
    const db = new Database(join(cli.folder, 'data/store.db'))
    await cli.services.transparency.publish()
    db.exec('DELETE FROM log WHERE leaf_index = (SELECT max(leaf_index) FROM log)')
    await expect(cli.services.transparency.publish()).rejects.toThrow(LogForked)
    db.close()
    expect(await ask('/healthz')).toMatchObject({ status: 503, text: 'log-forked\n' })
    expect((await ask('/metrics')).text).toContain('\ncongvu_log_forked 1\n')
    expect((await cli.run(['doctor', '--as', 'quantri'])).out).toContain('The log is not what was signed')
  })

  it('and nothing else', async () => {
    expect((await ask('/')).status).toBe(404)
    expect((await ask('/metrics', 'POST')).status).toBe(405)
  })
})

/** The clocks in the running server, as mail programs and an administrator's command line meet them. */
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ImapFlow } from 'imapflow'
import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { defaultLimits } from '../src/base/limits.ts'
import type { SampleAccount } from '../src/development.ts'
import { loadMasterKey } from '../src/store/master-key.ts'
import { openSqliteStore } from '../src/store/sqlite/open.ts'
import { congvu, congvuJson } from './support/command-line.ts'
import { type ServerProcess, startServer } from './support/server-process.ts'

const hour = 3_600_000
const sample = 'annv.sokhcn@caobang.gov.vn'
const an = 'cuclt.sokhcn@caobang.gov.vn'
const tls = { rejectUnauthorized: false }

let cwd: string
let server: ServerProcess
let account: Pick<SampleAccount, 'address' | 'password'>

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'congvu-boxes-'))
  const dataDir = join(cwd, 'data')
  await using first = await startServer({ data: dataDir })
  await first.stop()
  const masterKey = loadMasterKey(dataDir)
  await using store = await openSqliteStore({ dataDir, masterKey, limits: defaultLimits })
  // A sample account is kept in use by the development start, so the box is a new one with the same password.
  const box = (await store.read.directory.box(sample))!
  const passwordHash = (await store.read.directory.passwordHash(box.id))!
  const added = await store.write.addBoxes([{ ...box, address: an, passwordHash }])
  if (!added.ok) throw new Error(added.error.what)
  await store.write.setPassword(added.value[0]!, passwordHash, true, Date.now() - 7 * hour)
  await store[Symbol.asyncDispose]()
  server = await startServer({ data: dataDir, env: { CONGVU_LIMITS__CLOCK_MS: '100' } })
  const { password } = server.accounts.find(({ address }) => address === sample)!
  account = { address: an, password }
})

afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await rm(cwd, { recursive: true, force: true })
})

function reader(): ImapFlow {
  const { address: user, password: pass } = account
  const client = new ImapFlow({
    ...{ host: '127.0.0.1', port: server.port('imaps'), secure: true, tls, logger: false },
    auth: { user, pass },
  })
  client.on('error', () => {})
  return client
}

/** What the server says to a log-in; `in` when it lets it in. */
async function imapLogIn(): Promise<string> {
  const client = reader()
  try {
    await client.connect()
    await client.logout()
    return 'in'
  } catch (error) {
    const { serverResponseCode, responseText } = error as Record<string, string>
    return `${serverResponseCode} ${responseText}`
  }
}

async function submissionLogIn(): Promise<string> {
  const { address: user, password: pass } = account
  const transport = createTransport({
    ...{ host: '127.0.0.1', port: server.port('submissions'), secure: true, tls },
    auth: { user, pass },
  })
  try {
    await transport.verify()
    return 'in'
  } catch (error) {
    return String((error as { response?: string }).response)
  } finally {
    transport.close()
  }
}

async function untilStatus(status: string): Promise<void> {
  for (;;) {
    const box = await congvuJson<{ status: string }>({ cwd }, 'mailbox', 'show', an)
    if (box.status === status) return
    await sleep(50)
  }
}

it('lock a box whose initial password nobody changed, and say so to its owner’s programs', async () => {
  await untilStatus('locked')
  expect(await imapLogIn()).toMatch(/^EXPIRED Hộp thư bị khóa vì mật khẩu ban đầu .* \/ The box is locked/)
  expect(await submissionLogIn()).toMatch(/^525-5\.7\.13 Hộp thư bị khóa vì mật khẩu ban đầu/)
})

it('let it in again once an administrator unlocked it, and out when one disables it', async () => {
  expect((await congvu({ cwd }, 'mailbox', 'enable', an)).code).toBe(0)
  expect(await imapLogIn()).toBe('in')
  expect(await submissionLogIn()).toBe('in')
  const client = reader()
  await client.connect()
  await client.mailboxOpen('INBOX')
  const closed = once(client, 'close')
  expect((await congvu({ cwd }, 'mailbox', 'disable', an)).code).toBe(0)
  await closed
  expect(await imapLogIn()).toMatch(/^CONTACTADMIN Hộp thư đã bị quản trị viên khóa/)
})

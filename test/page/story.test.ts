/** An official's first hour: the initial password, the page, the telephone, the mail program. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ImapFlow } from 'imapflow'
import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { decodeBase32, hotp, totpStepMs } from '../../src/directory/totp.ts'
import { congvuJson } from '../support/command-line.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { Browser, found } from './browser.ts'

const address = 'annv.sokhcn@caobang.gov.vn'
const next = 'Suối Lê-nin xanh 7'

let cwd: string
let server: ServerProcess

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'congvu-story-'))
  server = await startServer({ data: join(cwd, 'data') })
})

afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await rm(cwd, { recursive: true, force: true })
})

async function imap(pass: string): Promise<string> {
  const client = new ImapFlow({
    host: '127.0.0.1',
    port: server.port('imaps'),
    secure: true,
    tls: { ca: server.certificate, servername: 'mail.caobang.gov.vn' },
    auth: { user: address, pass },
    logger: false,
  })
  try {
    await client.connect()
    const { exists } = await client.mailboxOpen('INBOX')
    await client.logout()
    return `in, ${exists} letters`
  } catch (error) {
    client.close()
    return (error as { responseText?: string }).responseText ?? String(error)
  }
}

async function submission(pass: string): Promise<string> {
  const transport = createTransport({
    host: '127.0.0.1',
    port: server.port('submissions'),
    secure: true,
    tls: { ca: server.certificate, servername: 'mail.caobang.gov.vn' },
    auth: { user: address, pass },
  })
  try {
    await transport.verify()
    return 'in'
  } catch (error) {
    return (error as { response?: string }).response ?? String(error)
  } finally {
    transport.close()
  }
}

test('from the initial password to the mail program on the telephone', async () => {
  const issued = await congvuJson<{ readonly password: string }>({ cwd }, 'mailbox', 'passwd', address)
  const browser = new Browser(server.port('http'), server.certificate)
  await browser.open()
  const first = await browser.send('/login', { address, password: issued.password })
  // With an initial password there is nothing but the form for a new one.
  expect(first.text.match(/<form [^>]*action="[^"]*"/g)).toEqual([
    '<form method="post" action="/logout"',
    '<form method="post" action="/password"',
  ])
  const changed = await browser.send('/password', { current: issued.password, next, repeat: next })
  expect(changed.text).toContain('Đã đổi mật khẩu')
  expect(await imap(next)).toMatch(/^in/)

  const offered = await browser.send('/totp/begin')
  const secret = found(/<code>([A-Z2-7 ]+)<\/code>/, offered).replaceAll(' ', '')
  expect(offered.text).toContain(`secret=${secret}`)
  expect(offered.text).toContain('<svg class="qr"')
  // Not active before its first code.
  expect(await imap(next)).toMatch(/^in/)
  const step = Math.floor(Date.now() / totpStepMs)
  const key = decodeBase32(secret) ?? Buffer.alloc(0)
  const confirmed = await browser.send('/totp/confirm', { code: hotp(key, step) })
  expect(confirmed.text.match(/<li>[a-z2-9]{5}-[a-z2-9]{5}<\/li>/g)).toHaveLength(8)

  const app = await browser.send('/app-passwords', { label: 'Điện thoại' })
  const device = found(/<dd><code>([a-z2-9]{16})<\/code><\/dd>/, app)
  expect(app.text).toContain(`mail.caobang.gov.vn, cổng ${server.port('imaps')}, SSL/TLS`)
  expect(app.text).toContain(`mail.caobang.gov.vn, cổng ${server.port('submissions')}, SSL/TLS`)
  expect((await browser.open()).text).not.toContain(device)

  // Five notices have come, one of the sample letter to free mail, then that of the reset. Now the mail program takes the device's password alone, and says what to do about the other.
  expect(await imap(device)).toBe('in, 5 letters')
  expect(await submission(device)).toBe('in')
  expect(await imap(next)).toMatch(/^Cần mật khẩu ứng dụng.*An app password is needed/)
  expect(await submission(next)).toMatch(
    /^534-5\.7\.9 Cần mật khẩu ứng dụng.*\n?534 5\.7\.9 An app password is needed/s,
  )
  expect(await imap('sai mật khẩu')).toBe('Wrong address or password')
  expect(await submission('sai mật khẩu')).toMatch(/^535-5\.7\.8/)

  // The page asks for the second step, and a code that was used is none.
  await browser.send('/logout')
  const halfway = await browser.send('/login', { address, password: next })
  expect(halfway.text).toContain('action="/code"')
  expect((await browser.send('/code', { code: hotp(key, step) })).status).toBe(403)
  const again = await browser.send('/code', { code: hotp(key, step + 1) })
  expect(again.text).toContain('Điện thoại')

  const id = found(/action="\/app-passwords\/(\d+)\/revoke"/, again)
  await browser.send(`/app-passwords/${id}/revoke`)
  expect(await imap(device)).toBe('Wrong address or password')
})

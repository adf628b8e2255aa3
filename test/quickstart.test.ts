/** A server set up by `quickstart`, provisioned through the command line, and used by ordinary clients. */
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ImapFlow } from 'imapflow'
import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeBase32, hotp, totpStepMs } from '../src/directory/totp.ts'
import type { QuickstartResult } from '../src/quickstart/quickstart.ts'
import { congvu, congvuJson } from './support/command-line.ts'
import { startServer } from './support/server-process.ts'

let cwd: string

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'congvu-quickstart-'))
})

afterAll(() => rm(cwd, { recursive: true, force: true }))

function modeOf(path: string): Promise<string> {
  return stat(path).then(({ mode }) => (mode & 0o777).toString(8))
}

function codeNow(secret: string): string {
  return hotp(decodeBase32(secret) ?? Buffer.alloc(0), Math.floor(Date.now() / totpStepMs))
}

describe('everything or nothing', () => {
  test('directories and keys are for the owner alone, and the configuration is right', async () => {
    const data = join(cwd, 'rieng/du-lieu')
    const made = await congvuJson<QuickstartResult>({ cwd }, 'quickstart', '--ports', 'high', '--data', data)
    expect(made).toMatchObject({ config: join(data, 'congvu.toml'), data })
    expect(made.operators.map(({ name, role }) => [name, role])).toEqual([
      ['quantri', 'administrator'],
      ['thanhtra', 'auditor'],
    ])
    expect(await modeOf(data)).toBe('700')
    expect(await modeOf(join(data, 'keys/master.key'))).toBe('600')
    expect(await modeOf(made.certificate.key)).toBe('600')
    const tested = await congvu({ cwd }, 'config', 'test', '--config', made.config)
    expect(tested).toMatchObject({ code: 0, err: `${made.config} is right\n` })
  })

  test('authorities to be trusted that are none are told by the check, and by a start', async () => {
    const data = join(cwd, 'tin-cay')
    const made = await congvuJson<QuickstartResult>({ cwd }, 'quickstart', '--ports', 'high', '--data', data)
    const trust = join(cwd, 'trust.pem')
    await writeFile(trust, 'mk')
    const text = await readFile(made.config, 'utf8')
    await writeFile(made.config, text.replace('[signing]', `[signing]\ntrust_file = "${trust}"`))
    const message = `${trust}: there is no certificate in it`
    expect(await congvu({ cwd }, 'config', 'test', '--config', made.config)).toMatchObject({
      code: 3,
      err: expect.stringMatching(new RegExp(`^signing.trust_file: ${message}\n`)),
    })
    expect(await congvu({ cwd }, 'serve', '--config', made.config)).toMatchObject({
      code: 78,
      err: `congvu: ${message}\n`,
    })
  })

  test('what is there stays as it is', async () => {
    const data = join(cwd, 'co-san')
    const { config } = await congvuJson<QuickstartResult>(
      { cwd },
      ...['quickstart', '--ports', 'high', '--data', data],
    )
    const before = await Promise.all([readFile(config), readFile(join(data, 'keys/master.key'))])
    const again = await congvu({ cwd }, 'quickstart', '--data', data)
    expect(again).toMatchObject({ code: 5, out: '' })
    expect(again.err).toBe(`congvu: ${data} is not empty; quickstart leaves it as it is\n`)
    expect(await Promise.all([readFile(config), readFile(join(data, 'keys/master.key'))])).toEqual(before)

    const elsewhere = join(cwd, 'khac')
    const over = await congvu({ cwd }, 'quickstart', '--data', elsewhere, '--config', config)
    expect(over).toMatchObject({ code: 5, out: '' })
    expect(over.err).toBe(`congvu: ${config} is there already; quickstart leaves it as it is\n`)
    expect(existsSync(elsewhere)).toBe(false)
    expect(await readFile(config)).toEqual(before[0])
  })

  test.each([
    ['a wrong name', ['--auditor', 'Thanh Tra'], '', 2, 'auditor Thanh Tra: name: begins with a letter'],
    ['one person for both', ['--auditor', 'quantri'], '', 2, 'two different persons'],
    ['a wrong domain', ['--domain', 'cao bằng'], '', 2, 'domain.name: "cao bằng" is wrong'],
    ['a weak password', ['--password-stdin'], 'Tre-xanh-2026-rung\nmatkhau\n', 2, 'at least 14 characters'],
    ['one password for two', ['--password-stdin'], 'Tre-xanh-2026-rung\n', 2, 'two lines are needed'],
  ])('%s leaves nothing', async (_what, options, stdin, code, message) => {
    const data = join(cwd, 'hong')
    const config = join(cwd, 'cau-hinh/congvu.toml')
    const ended = await congvu(
      { cwd, stdin },
      ...['quickstart', '--data', data, '--config', config, ...options],
    )
    expect(ended).toMatchObject({ code, out: '' })
    expect(ended.err).toContain(message)
    expect(existsSync(data)).toBe(false)
    expect(existsSync(join(cwd, 'cau-hinh'))).toBe(false)
  })

  test('an empty volume is taken, and empty again when the configuration cannot be written', async () => {
    const data = join(cwd, 'o-dia')
    await mkdir(data)
    const config = join(cwd, 'lien-ket.toml')
    await symlink(join(cwd, 'chua-co.toml'), config)
    const failed = await congvu({ cwd }, 'quickstart', '--data', data, '--config', config)
    expect(failed).toMatchObject({ code: 1, out: '' })
    expect(failed.err).toContain('nothing was set up')
    expect(await readdir(data)).toEqual([])
    expect(existsSync(join(cwd, 'chua-co.toml'))).toBe(false)
    expect((await congvu({ cwd }, 'quickstart', '--data', data)).code).toBe(0)
  })
})

test('standard ports, the unit that may bind them, the records to publish', async () => {
  const data = join(cwd, 'that')
  const options = ['--data', data, '--domain', 'caobang.gov.vn', '--hostname', 'thu.caobang.gov.vn']
  const given = ['--password-stdin', '--admin', 'luongvh', '--auditor', 'benv']
  const stdin = 'Tre-xanh-2026-rung\nNuoi-nui-1941-xa\n'
  const ended = await congvu({ cwd, stdin }, 'quickstart', ...options, ...given)
  expect(ended).toMatchObject({ code: 0, err: '' })
  expect(ended.out).not.toContain('Tre-xanh-2026-rung')
  expect(ended.out).toContain('otpauth://totp/congvu:benv?secret=')
  expect(ended.out).toMatch(/^caobang\.gov\.vn\. IN MX 10 thu\.caobang\.gov\.vn\.$/m)
  expect(ended.out).toMatch(/^caobang\.gov\.vn\. IN TXT "v=spf1 mx -all"$/m)
  expect(ended.out).toMatch(/^_dmarc\.caobang\.gov\.vn\. IN TXT "v=DMARC1; p=none; /m)
  expect(ended.out).toMatch(
    /^\d{8}-rsa\._domainkey\.caobang\.gov\.vn\. IN TXT "v=DKIM1; k=rsa; p=[^"]+" "[^"]+"$/m,
  )
  expect(ended.out).toMatch(/^\d{8}-ed25519\._domainkey\.caobang\.gov\.vn\. IN TXT "v=DKIM1; k=ed25519; p=/m)
  expect(ended.out).toMatch(/postmaster@caobang\.gov\.vn/)

  const config = join(data, 'congvu.toml')
  const text = await readFile(config, 'utf8')
  for (const line of ['mx = "0.0.0.0:25"', 'imaps = "0.0.0.0:993"', 'mode = "direct"'])
    expect(text.split('\n')).toContain(line)
  const unit = await congvu({ cwd }, 'config', 'unit', '--config', config)
  expect(unit.code).toBe(0)
  expect(ended.out).toContain(unit.out)
  for (const line of [
    'AmbientCapabilities=CAP_NET_BIND_SERVICE',
    `ReadWritePaths="${data}"`,
    'ProtectSystem=strict',
  ])
    expect(unit.out.split('\n')).toContain(line)
})

test('the server starts on it, and two officials provisioned by the command line write to each other', async () => {
  const data = join(cwd, 'may-chu')
  const made = await congvuJson<QuickstartResult>({ cwd }, 'quickstart', '--ports', 'high', '--data', data)
  const [administrator] = made.operators
  if (administrator === undefined) throw new Error('no administrator')
  await using server = await startServer({ config: made.config })
  const withConfig = ['--config', made.config]

  const login = ['login', 'quantri', '--password-stdin', ...withConfig]
  const stdin = `${administrator.password}\n`
  const wrong = await congvu({ cwd, stdin }, ...login, '--code', '000000')
  expect(wrong).toMatchObject({ code: 5, out: '' })
  const right = await congvu({ cwd, stdin }, ...login, '--code', codeNow(administrator.totpSecret))
  expect(right).toMatchObject({ code: 0 })

  const asAdministrator = <T>(...argv: string[]) => congvuJson<T>({ cwd }, ...argv, ...withConfig)
  await asAdministrator('agency', 'add', 'sokhcn', 'Sở Khoa học và Công nghệ', '--staff', '61')
  await asAdministrator('agency', 'add', 'soyte', 'Sở Y tế', '--staff', '68')
  interface Issued {
    readonly address: string
    readonly password: string
  }
  const an = await asAdministrator<Issued>('mailbox', 'add', 'sokhcn', 'Nguyễn Văn An')
  const yte = await asAdministrator<Issued>('mailbox', 'add', 'soyte', 'Sở Y tế', '--kind', 'office')
  await asAdministrator('alias', 'add', 'postmaster@caobang.gov.vn', yte.address)
  expect([an.address, yte.address]).toEqual(['annv.sokhcn@caobang.gov.vn', 'soyte@caobang.gov.vn'])

  const tls = { ca: await readFile(made.certificate.cert), servername: 'mail.caobang.gov.vn' }
  const transport = createTransport({
    host: '127.0.0.1',
    port: server.port('submission'),
    requireTLS: true,
    tls,
    auth: { user: an.address, pass: an.password },
  })
  const subject = '88/SKHCN-VP V/v phối hợp triển khai bệnh án điện tử'
  const sent = await transport.sendMail({
    from: an.address,
    to: yte.address,
    subject,
    text: 'Kính gửi Sở Y tế.',
  })
  transport.close()
  expect(sent.accepted).toEqual([yte.address])

  const client = new ImapFlow({
    host: '127.0.0.1',
    port: server.port('imaps'),
    secure: true,
    tls,
    auth: { user: yte.address, pass: yte.password },
    logger: false,
  })
  await client.connect()
  await client.mailboxOpen('INBOX')
  const letter = await client.fetchOne('1', { envelope: true })
  expect(letter).toMatchObject({ envelope: { subject, from: [{ address: an.address }] } })
  await client.logout()
  expect((await server.stop()).code).toBe(0)
}, 120_000)

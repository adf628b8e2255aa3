/** The command line over certificates: the authority, a mailbox's certificate from its issue to its revocation. */
import { execFile } from 'node:child_process'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasOpenssl } from './certificates/place.ts'
import { CliHarness } from './cli-harness.ts'

const domain = 'caobang.gov.vn'
const office = `sokhcn@${domain}`
const elsewhere = `soyte@${domain}`
const own = ['--as', 'sokhcn.qt']

interface Listed {
  readonly id: number
  readonly kind: string
  readonly subject: string
  readonly status: string
  readonly keyHeld: boolean
}

let cli: CliHarness

const path = (name: string) => join(cli.folder, name)
const list = (...args: readonly string[]) => cli.json<readonly Listed[]>('cert', 'list', ...args)
const openssl = async (...args: readonly string[]) =>
  (await promisify(execFile)('openssl', args, { cwd: cli.folder })).stdout

async function trailOf(operation: string) {
  const audit = await cli.services.store.read.audit(1000)
  return audit.filter(record => record.operation === operation).map(({ detail }) => JSON.parse(detail))
}

beforeAll(async () => {
  cli = await CliHarness.started({ quantri: 'administrator', kiemtoan: 'auditor' })
  await cli.json('agency', 'import', join(import.meta.dirname, '../config/agencies.csv'))
  await cli.loggedIn('sokhcn.qt', 'agency-administrator', 'sokhcn')
  await cli.json('mailbox', 'add', 'sokhcn', 'Sở Khoa học và Công nghệ', '--kind', 'office')
  await cli.json('mailbox', 'add', 'soyte', 'Sở Y tế', '--kind', 'office')
})

afterAll(() => cli[Symbol.asyncDispose]())

describe('before there is an authority', () => {
  it('the list is empty, and nothing is issued', async () => {
    expect(await list()).toEqual([])
    const ran = await cli.run(['cert', 'issue', office])
    expect(ran).toMatchObject({ code: 4, err: expect.stringContaining('congvu cert ca create') })
  })
})

describe('an authority', () => {
  it('is made once', async () => {
    const ran = await cli.run(['cert', 'ca', 'create', '--name', 'Cao Bằng', '--key', 'ec-p256'])
    expect(ran).toMatchObject({ code: 0, err: 'made Cao Bằng Root CA (1) and Cao Bằng Issuing CA (2)\n' })
    expect((await cli.run(['cert', 'ca', 'create'])).code).toBe(5)
  })

  it('issues to a mailbox; an earlier certificate is superseded', async () => {
    const issue = ['cert', 'issue', office, '--key', 'ec-p256']
    expect((await cli.run(issue)).err).toMatch(/^issued 3 to sokhcn@caobang\.gov\.vn, until \d{4}-/)
    expect((await cli.run(issue)).code).toBe(0)
    expect(await list(office)).toMatchObject([
      { id: 4, kind: 'office', status: 'active', keyHeld: true },
      { id: 3, status: 'superseded' },
    ])
    const table = (await cli.run(['cert', 'list', '--status', 'active'])).out
    expect(table).toMatch(/^ID +KIND +SUBJECT +STATUS +ENDS +KEY +ISSUER +SIGNED +LAST\n/)
    expect(table).toMatch(
      /^ *4 +office +sokhcn@caobang\.gov\.vn +active +\d{4}-.* here +Cao Bằng Issuing CA +0 +-$/m,
    )
    expect(await list('--expiring', '60')).toEqual([])
    expect(await list('--expiring', '1000')).toHaveLength(2)
  })

  it('does not issue to who is not there, or to both', async () => {
    expect((await cli.run(['cert', 'issue', `khong@${domain}`])).code).toBe(4)
    expect((await cli.run(['cert', 'issue', office, '--host', 'a.vn'])).code).toBe(2)
    expect((await cli.run(['cert', 'issue', office, '--days', '0'])).code).toBe(2)
    expect((await cli.run(['cert', 'issue', '--host', 'mail.caobang.gov.vn'])).err).toContain('--out FILE')
  })

  it("writes a host's key where it is told, for its owner alone, and never over another file", async () => {
    const issue = [
      'cert',
      'issue',
      '--host',
      'mail.caobang.gov.vn',
      '--key',
      'ec-p256',
      '--out',
      path('mail'),
    ]
    expect((await cli.run(issue)).code).toBe(0)
    expect(await readFile(path('mail.key'), 'utf8')).toContain('BEGIN PRIVATE KEY')
    expect((await readFile(path('mail.pem'), 'utf8')).match(/BEGIN CERTIFICATE/g)).toHaveLength(2)
    expect((await stat(path('mail.key'))).mode & 0o777).toBe(0o600)
    expect(await cli.run(issue)).toMatchObject({ code: 1, err: expect.stringContaining('EEXIST') })
  })

  it("leaves a host's certificate as it is where the next one's key cannot be written", async () => {
    const hosts = await list('--kind', 'tls')
    await writeFile(path('held.pem'), 'in the way')
    for (const out of [path('mail'), path('nowhere/mail'), path('held')]) {
      const issue = ['cert', 'issue', '--host', 'mail.caobang.gov.vn', '--out', out]
      expect((await cli.run(issue)).code).toBe(1)
    }
    expect(await list('--kind', 'tls')).toEqual(hosts)
    await expect(stat(path('held.key'))).rejects.toThrow('ENOENT')
    const refused = await cli.run(['cert', 'issue', '--host', 'hai chữ', '--out', path('refused')])
    expect(refused).toMatchObject({ code: 2, err: 'congvu: host: not the name of a host\n' })
    await expect(stat(path('refused.key'))).rejects.toThrow('ENOENT')
  })
})

describe.runIf(hasOpenssl)('what is shown', () => {
  it('is what openssl verifies', async () => {
    await writeFile(path('chain.pem'), (await cli.run(['cert', 'show', '4', '--pem'])).out)
    const chain = (await readFile(path('chain.pem'), 'utf8')).split(/(?<=END CERTIFICATE-----\n)/)
    for (const [i, pem] of chain.entries()) await writeFile(path(`${i}.pem`), pem)
    const arguments_ = ['verify', '-purpose', 'smimesign', '-CAfile', '2.pem', '-untrusted', '1.pem', '0.pem']
    expect(await openssl(...arguments_)).toBe('0.pem: OK\n')
    const shown = (await cli.run(['cert', 'show', '4'])).out
    expect(shown).toMatch(/^CHAIN: +Cao Bằng Issuing CA \(2\), Cao Bằng Root CA \(1\)$/m)
  })
})

describe('the settings of a box', () => {
  it('say what is signed, and whether it must be', async () => {
    const set = ['mailbox', 'set', office, '--sign', 'office-documents', '--sign-required', 'yes']
    expect((await cli.run(set)).code).toBe(0)
    expect(await cli.json('mailbox', 'show', office)).toMatchObject({
      sign: 'office-documents',
      signRequired: true,
    })
    expect((await cli.run(['mailbox', 'show', office])).out).toMatch(
      /^SIGNED: +office-documents, or refused$/m,
    )
    expect((await cli.run(['mailbox', 'set', office, '--sign', 'sometimes'])).code).toBe(2)
    expect(await cli.run(['mailbox', 'set', office])).toMatchObject({
      code: 2,
      err: expect.stringContaining('nothing to change'),
    })
    expect(await cli.json('mailbox', 'show', elsewhere)).toMatchObject({ sign: 'never', signRequired: false })
  })

  it('say what IMAP does without', async () => {
    const set = ['mailbox', 'set', elsewhere, '--imap-without', 'idle,COMPRESS=DEFLATE,idle']
    expect((await cli.run(set)).code).toBe(0)
    const shown = () => cli.json('mailbox', 'show', elsewhere)
    expect(await shown()).toMatchObject({ imapWithout: ['IDLE', 'COMPRESS=DEFLATE'] })
    const unknown = await cli.run(['mailbox', 'set', elsewhere, '--imap-without', 'IMAP4rev1'])
    expect(unknown.code).toBeGreaterThan(0)
    expect(await shown()).toMatchObject({ imapWithout: ['IDLE', 'COMPRESS=DEFLATE'] })
    expect((await cli.run(['mailbox', 'set', elsewhere, '--imap-without', 'none'])).code).toBe(0)
    expect(await shown()).toMatchObject({ imapWithout: [] })
  })

  it('warn of what a box without a certificate cannot send', async () => {
    expect((await cli.run(['mailbox', 'set', elsewhere, '--sign-required', 'yes'])).err).toBe(
      `changed ${elsewhere}\n`,
    )
    expect((await cli.run(['mailbox', 'show', elsewhere])).out).toMatch(/^SIGNED: +never$/m)
    const required = await cli.run(['mailbox', 'set', elsewhere, '--sign', 'always'])
    expect(required).toMatchObject({ code: 0, err: expect.stringMatching(/has no certificate.*are refused/) })
    const may = await cli.run(['mailbox', 'set', elsewhere, '--sign-required', 'no'])
    expect(may.err).toMatch(/has no certificate.*unsigned/)
    const quota = await cli.run(['mailbox', 'set', elsewhere, '--quota', '5G'])
    expect(quota.err).toBe(`changed ${elsewhere}\n`)
    await cli.json('mailbox', 'set', elsewhere, '--sign', 'never')
  })
})

describe('an export', () => {
  it('has a passphrase that is shown, and is on no trail', async () => {
    const { passphrase } = await cli.json<{ passphrase: string }>(
      'cert',
      'export',
      office,
      '--out',
      path('a.p12'),
    )
    expect(passphrase.replaceAll('-', '')).toHaveLength(32)
    expect((await stat(path('a.p12'))).mode & 0o777).toBe(0o600)
    if (hasOpenssl)
      await expect(
        openssl('pkcs12', '-in', 'a.p12', '-noout', '-passin', `pass:${passphrase}`),
      ).resolves.toBe('')
    expect(await trailOf('cert.export')).toEqual([{ address: office, format: 'p12' }])
    const again = await cli.run(['cert', 'export', office, '--out', path('a.p12')])
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('EEXIST') })
    // What cannot be written has not left: its owner is told of no export.
    expect(await trailOf('cert.export')).toHaveLength(1)
  })

  it('as a profile needs servers that listen', async () => {
    const out = path('a.mobileconfig')
    const ran = await cli.run(['cert', 'export', office, '--format', 'mobileconfig', '--out', out])
    expect(ran).toMatchObject({ code: 5, err: expect.stringContaining('needs IMAP and submission') })
  })
})

describe.runIf(hasOpenssl)('a certificate of elsewhere', () => {
  it('answers a request, once everything is right about it', async () => {
    const csr = await cli.run(['cert', 'csr', elsewhere, '--key', 'ec-p256'])
    await writeFile(path('y.csr'), csr.out)
    const usages = 'extendedKeyUsage=emailProtection\nkeyUsage=digitalSignature\nsubjectAltName='
    await writeFile(path('right'), `${usages}email:${elsewhere}\n`)
    await writeFile(path('wrong'), `${usages}email:${office}\n`)
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
    await openssl('req', '-x509', ...key, '-keyout', 'g.key', '-out', 'g.pem', '-subj', '/CN=CA Chinh phu')
    const sign = (extensions: string, out: string) =>
      openssl(
        ...['x509', '-req', '-in', 'y.csr', '-CA', 'g.pem', '-CAkey', 'g.key', '-CAcreateserial'],
        ...['-extfile', extensions, '-out', out, '-days', '30'],
      )
    await sign('wrong', 'wrong.pem')
    expect(await cli.run(['cert', 'import', elsewhere, path('wrong.pem')])).toMatchObject({
      code: 3,
      err: expect.stringMatching(
        /^it is not for soyte@.*, but for: email:sokhcn@caobang\.gov\.vn, C=VN, O=Sở Y tế, CN=Sở Y tế\nthe certificate of CA Chinh phu, .* is missing in the file\n/,
      ),
    })
    await sign('right', 'right.pem')
    await writeFile(path('all.pem'), `${await readFile(path('right.pem'))}${await readFile(path('g.pem'))}`)
    const ran = await cli.run(['cert', 'import', elsewhere, path('all.pem')])
    expect(ran).toMatchObject({ code: 0, err: expect.stringMatching(/^imported \d+ of CA Chinh phu, until/) })
    expect(
      await cli.services.identityFor((await cli.services.store.read.directory.box(elsewhere))!),
    ).not.toBeNull()
  })

  it('comes as PKCS#12 with a passphrase from stdin, which is on no trail', async () => {
    await openssl(
      'req',
      '-new',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      'p.key',
      '-out',
      'y.csr',
      '-subj',
      '/CN=y',
    )
    await openssl(
      ...['x509', '-req', '-in', 'y.csr', '-CA', 'g.pem', '-CAkey', 'g.key', '-CAcreateserial'],
      ...['-extfile', 'right', '-out', 'p.pem', '-days', '30'],
    )
    const made = ['-inkey', 'p.key', '-in', 'p.pem', '-certfile', 'g.pem', '-passout', 'pass:PIN 123456']
    await openssl('pkcs12', '-export', ...made, '-out', 'p.p12')
    const take = (pin: string) =>
      cli.run(['cert', 'import', elsewhere, path('p.p12'), '--password-stdin'], `${pin}\n`)
    expect(await take('PIN 000000')).toMatchObject({
      code: 2,
      err: expect.stringContaining('passphrase is wrong'),
    })
    expect((await take('PIN 123456')).code).toBe(0)
    expect(await list(elsewhere)).toMatchObject([{ status: 'active' }, { status: 'superseded' }])
    expect(JSON.stringify(await trailOf('cert.import'))).not.toMatch(/PIN|file/)
  })
})

describe('roles', () => {
  it("show an agency's administrator the agency's certificates and the authorities', not others'", async () => {
    const ids = (await list(...own)).map(({ subject }) => subject)
    expect(new Set(ids)).toEqual(new Set([office]))
    expect((await cli.run(['cert', 'show', '4', ...own])).code).toBe(0)
    expect((await cli.run(['cert', 'show', '2', ...own])).code).toBe(0)
    const host = (await list('--kind', 'tls'))[0]!.id
    expect((await cli.run(['cert', 'show', `${host}`, ...own])).code).toBe(4)
    expect((await cli.run(['cert', 'list', elsewhere, ...own])).code).toBe(4)
  })

  it.each([
    ['issue', office],
    ['csr', office],
    ['export', office, '--out', 'never'],
    ['revoke', '4', '--yes'],
    ['ca', 'create'],
    ['ca', 'root-offline', '--out', 'never', '--yes'],
  ])('keep %s %s from who is no administrator', async (...args) => {
    for (const who of ['sokhcn.qt', 'kiemtoan'])
      expect((await cli.run(['cert', ...args, '--as', who])).code).toBe(5)
  })

  it('let an auditor look', async () => {
    expect((await list('--as', 'kiemtoan')).length).toBeGreaterThan(4)
    expect((await cli.run(['cert', 'crl', '--as', 'kiemtoan'])).code).toBe(0)
  })
})

describe('the end', () => {
  it('of a certificate is its revocation, which its box sees at once', async () => {
    const box = (await cli.services.store.read.directory.box(office))!
    expect(await cli.services.identityFor(box)).not.toBeNull()
    const revoke = ['cert', 'revoke', '4', '--reason', 'key-compromise', '--yes']
    expect(await cli.run(revoke)).toMatchObject({ code: 0, err: `revoked 4 of ${office}\n` })
    expect(await cli.services.identityFor(box)).toBeNull()
    expect((await cli.run(revoke)).code).toBe(4)
    expect((await cli.run(['cert', 'show', '4'])).out).toMatch(/^REVOKED: +\d{4}-.* key-compromise$/m)
  })

  it("of another authority's certificate is that authority's to publish", async () => {
    const [foreign] = await list(elsewhere, '--status', 'active')
    const ran = await cli.run(['cert', 'revoke', `${foreign!.id}`, '--yes'])
    expect(ran).toMatchObject({ code: 0, err: expect.stringMatching(/tell CA Chinh phu as well/) })
  })

  it("of the root's stay on the server is a file under a passphrase, which brings it back", async () => {
    const offline = ['cert', 'ca', 'root-offline', '--out', path('root.key')]
    const { passphrase } = await cli.json<{ passphrase: string }>(...offline, '--yes')
    expect(await readFile(path('root.key'), 'utf8')).toContain('BEGIN ENCRYPTED PRIVATE KEY')
    expect(await list('--kind', 'ca-root')).toMatchObject([{ keyHeld: false }])
    expect((await cli.run(['cert', 'ca', 'renew'])).code).toBe(5)
    const online = ['cert', 'ca', 'root-online', path('root.key'), '--password-stdin']
    expect((await cli.run(online, 'sai\n')).code).toBe(2)
    expect(await cli.run(online, `${passphrase}\n`)).toMatchObject({
      code: 0,
      err: 'the key of Cao Bằng Root CA is on the server\n',
    })
    expect(await trailOf('cert.root-restore')).toEqual([{}, {}])
    expect((await cli.run(['cert', 'ca', 'renew', '--key', 'ec-p256'])).code).toBe(0)
    expect(await list('--kind', 'ca-issuing', '--status', 'active')).toHaveLength(1)
  })
})

import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { defaultLimits } from '../base/limits.ts'
import { privateNetworks } from '../base/networks.ts'
import { exampleConfig } from './example.ts'
import { developmentConfig, loadConfig, parseConfig } from './load.ts'

const badConfigs = join(import.meta.dirname, '../../test/bad-configs')
const none = new Map<string, string>()

const minimal =
  '[server]\nhostname = "mail.caobang.gov.vn"\ndata = "data"\n[domain]\nname = "caobang.gov.vn"\n[tls]\ncert = "c.pem"\nkey = "k.pem"\n'

function problems(text: string, environment = none): readonly string[] {
  const parsed = parseConfig(text, '/etc/congvu/congvu.toml', environment)
  if (parsed.ok) return []
  return parsed.error.problems.map(({ key, message }) => (key === '' ? message : `${key}: ${message}`))
}

describe('bad configurations', () => {
  it.each(readdirSync(badConfigs))('%s', name => {
    const text = readFileSync(join(badConfigs, name), 'utf8')
    const expected = text
      .split('\n\n')[0]
      ?.split('\n')
      .map(line => line.slice(2))
    expect(problems(text)).toEqual(expected)
  })
})

describe('a configuration', () => {
  it('has every default and absolute paths', () => {
    const parsed = parseConfig(minimal, '/etc/congvu/congvu.toml', none)
    expect(parsed).toEqual({
      ok: true,
      value: {
        file: '/etc/congvu/congvu.toml',
        server: { hostname: 'mail.caobang.gov.vn', data: '/etc/congvu/data' },
        domain: { name: 'caobang.gov.vn' },
        directory: { naming: 'given-initials.agency' },
        listen: {
          mx: null,
          submission: null,
          submissions: null,
          imap: null,
          imaps: null,
          http: null,
          crl: null,
          witness: null,
          log: null,
          metrics: null,
        },
        tls: { cert: '/etc/congvu/c.pem', key: '/etc/congvu/k.pem' },
        limits: defaultLimits,
        policy: {
          stateDomains: ['gov.vn'],
          referencePrefix: 'CB',
          freeMailFile: null,
          documentKindsFile: null,
          signUpFile: null,
          dangerousTypesFile: null,
          citationsFile: null,
          countryDatabase: null,
          networkDatabase: null,
        },
        scanner: { clamav: null },
        signing: { dkim: 'required', encryption: 'cbc', crlUrl: null, trustFile: null, crlSources: [] },
        token: { module: null, pinFile: null, label: null },
        identity: null,
        timestamp: { url: null, trust: null, policy: null },
        transparency: {
          origin: 'caobang.gov.vn/congvu/log',
          key: null,
          witnesses: [],
          witnessName: 'caobang.gov.vn/congvu/witness',
          witnessed: [],
        },
        relay: { mode: 'direct' },
        dns: { servers: [] },
        sender: { trustedSealers: [] },
        login: { ownPassword: 'inside', internalNetworks: privateNetworks },
        imap: { uidOnly: false, messageLimit: 'commands' },
        log: { level: 'info' },
      },
    })
  })

  it('reads endpoints, limits and a smarthost', () => {
    const text = `${minimal}[listen]\nmx = "[::]:25"\nimaps = "0.0.0.0:993"\n[limits]\nrecipients = 100\n[relay]\nmode = "smarthost"\nhost = "10.0.0.2"\ntls = "implicit"\nuser = "u"\npassword_file = "p"\n`
    const parsed = parseConfig(text, '/etc/congvu/congvu.toml', none)
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.error))
    expect(parsed.value.listen.mx).toEqual({ host: '::', port: 25 })
    expect(parsed.value.listen.imaps).toEqual({ host: '0.0.0.0', port: 993 })
    expect(parsed.value.limits).toEqual({ ...defaultLimits, recipients: 100 })
    expect(parsed.value.relay).toEqual({
      mode: 'smarthost',
      host: '10.0.0.2',
      port: 465,
      implicitTls: true,
      credentials: { user: 'u', passwordFile: '/etc/congvu/p' },
    })
  })

  it('lets the environment override single values, numbers and lists included', () => {
    const environment = new Map([
      ['CONGVU_SERVER__HOSTNAME', 'mx1.caobang.gov.vn'],
      ['CONGVU_LIMITS__RECIPIENTS', '7'],
      ['CONGVU_DNS__SERVERS', '127.0.0.1, 10.0.0.53'],
      ['PATH', '/bin'],
    ])
    const parsed = parseConfig(minimal, '/etc/congvu/congvu.toml', environment)
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.error))
    expect(parsed.value.server.hostname).toBe('mx1.caobang.gov.vn')
    expect(parsed.value.limits.recipients).toBe(7)
    expect(parsed.value.dns.servers).toEqual(['127.0.0.1', '10.0.0.53'])
  })

  it('checks what the environment overrides like the file', () => {
    const environment = new Map([['CONGVU_LIMITS__RECIPIENT', '7']])
    expect(problems(minimal, environment)).toEqual([
      'limits.recipient: unknown key; the nearest known one is "recipients"',
    ])
  })

  it('is looked for where it was asked, then in the working directory, then is the development one', () => {
    const folder = mkdtempSync(join(tmpdir(), 'congvu-config-'))
    const find = (file?: string, environment = none) =>
      loadConfig({ ...(file === undefined ? {} : { file }), environment, workingDirectory: folder })
    const development = find()
    expect(development.ok && development.value.relay.mode).toBe('none')
    expect(development.ok && development.value.server.data).toBe(join(folder, 'data'))
    writeFileSync(join(folder, 'congvu.toml'), minimal)
    const local = find()
    expect(local.ok && local.value.file).toBe(join(folder, 'congvu.toml'))
    expect(find('missing.toml')).toEqual({
      ok: false,
      error: {
        file: join(folder, 'missing.toml'),
        problems: [{ key: '', message: 'cannot be read (ENOENT)' }],
      },
    })
    expect(find(undefined, new Map([['CONGVU_CONFIG', 'missing.toml']])).ok).toBe(false)
  })

  it('of the example is valid and names every key', () => {
    const text = exampleConfig()
    const live = parseConfig(text, '/etc/congvu/congvu.toml', none)
    expect(live.ok || live.error.problems).toBe(true)
    const everything = text.replace(/^#(?=\w+ = )/gm, '')
    expect(problems(everything)).toEqual([])
    for (const key of ['submissions', 'message_bytes', 'password_file']) {
      expect(everything).toContain(`\n${key} = `)
    }
  })

  it.each([
    ['listen.crl = "0.0.0.0:80"', 'http://mail.caobang.gov.vn'],
    ['listen.crl = "0.0.0.0:2088"', 'http://mail.caobang.gov.vn:2088'],
    [
      'listen.crl = "0.0.0.0:2088"\nsigning.crl_url = "http://crl.caobang.gov.vn"',
      'http://crl.caobang.gov.vn',
    ],
  ])('tells where lists of revoked certificates are found: %s', (lines, crlUrl) => {
    const parsed = parseConfig(`${lines}\n${minimal}`, '/etc/congvu/congvu.toml', none)
    expect(parsed).toMatchObject({ ok: true, value: { signing: { crlUrl } } })
  })

  it('for development listens on loopback and delivers nothing', () => {
    const parsed = developmentConfig('/tmp/congvu-data')
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.error))
    const ports = Object.values(parsed.value.listen)
      .filter(where => where !== null)
      .map(({ host, port }) => `${host}:${port}`)
    expect(ports).toEqual([
      '127.0.0.1:2525',
      '127.0.0.1:2587',
      '127.0.0.1:2465',
      '127.0.0.1:2143',
      '127.0.0.1:2993',
      '127.0.0.1:2080',
      '127.0.0.1:2088',
    ])
    expect(parsed.value.relay).toEqual({ mode: 'none' })
    expect(parsed.value.tls.cert).toBe('/tmp/congvu-data/tls/cert.pem')
  })
})

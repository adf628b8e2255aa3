import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { silentLogger } from '../src/base/log.ts'
import { createControlClient } from '../src/control/client.ts'
import { createAuthenticator } from '../src/directory/authenticator.ts'
import { loginRules } from '../src/directory/login-rules.ts'
import { decodeBase32, hotp, totpStepMs } from '../src/directory/totp.ts'
import { isBox } from '../src/ports/credentials.ts'
import { CliHarness } from './cli-harness.ts'
import { reason, reasoned } from './support/reason.ts'

const agencies = join(import.meta.dirname, '../config/agencies.csv')
const auditorPassword = 'Hang Pác Bó 1941!'
const an = 'annv.sokhcn@caobang.gov.vn'

let cli: CliHarness
let auditorSecret: string

async function file(name: string, content: string): Promise<string> {
  const path = join(cli.folder, name)
  await writeFile(path, content)
  return path
}

async function trail() {
  const records = await cli.services.store.read.audit(100)
  return records.map(({ operator, operation, detail }) => ({
    operator,
    operation,
    detail: JSON.parse(detail) as unknown,
  }))
}

beforeAll(async () => {
  cli = await CliHarness.started({ quantri: 'administrator' })
  auditorSecret = (await cli.operator('kiemtoan', 'auditor', auditorPassword)).totpSecret
})

afterAll(() => cli[Symbol.asyncDispose]())

describe('agencies', () => {
  it('begin as an empty list', async () => {
    expect(await cli.run(['agency', 'list', '--json'])).toEqual({ code: 0, out: '[]\n', err: '' })
  })

  it('are imported from the shipped file, after a dry run that changes nothing', async () => {
    expect(await cli.json('agency', 'import', agencies, '--dry-run')).toEqual({ agencies: 74, dryRun: true })
    expect(await cli.json('agency', 'list')).toEqual([])
    expect(await cli.run(['agency', 'import', agencies])).toEqual({
      code: 0,
      out: '',
      err: 'added 74 agencies\n',
    })
    const tax = await cli.json<object>('agency', 'show', 'thuetinh')
    expect(tax).toMatchObject({ mailSystem: 'sector-exempt', sectorDomains: ['gdt.gov.vn'], staff: 105 })
    expect(await cli.json<object[]>('agency', 'list', '--kind', 'ward')).toHaveLength(3)
  })

  it('are imported all or none, every bad row told by its line', async () => {
    const bad = await file(
      'bad.csv',
      [
        'code,name,kind,mail_system,sector_domains,staff',
        'sothu,Sở Thử nghiệm,department,provincial,,10',
        'Sở Lạ,Sở Lạ,department,provincial,,10',
        'sokhcn,Sở Khoa học và Công nghệ,department,provincial,,61',
        '"sonhieu',
        'dong",Sở Nhiều dòng,province,provincial,,many',
        'thuexa,Thuế cơ sở,sector,sector-exempt,,5',
        'ngan,Sở Ngắn,department',
        'sothu,Sở Thử nghiệm,department,provincial,,10',
      ].join('\n'),
    )
    const ran = await cli.run(['agency', 'import', bad])
    expect(ran.code).toBe(3)
    expect(ran.err.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^line 3: code: "Sở Lạ" is not/),
      'line 4: code: sokhcn already exists',
      expect.stringMatching(
        /^line 5: kind: "province" is not one of .*; code: .*; staff: is not a number of people$/,
      ),
      'line 7: sector_domains: a sector-exempt agency names the domains of its own mail system',
      'line 8: row: 3 cells under 6 columns',
      'line 9: code: sothu stands on line 2 too',
      'congvu: nothing was imported',
    ])
    expect(await cli.run(['agency', 'show', 'sothu'])).toMatchObject({
      code: 4,
      err: 'congvu: no agency sothu\n',
    })
  })

  it('are changed one field at a time', async () => {
    expect((await cli.run(['agency', 'set', 'sokhcn', '--staff', '63'])).code).toBe(0)
    const agency = await cli.json('agency', 'show', 'sokhcn')
    expect(agency).toMatchObject({ staff: 63, kind: 'department', name: 'Sở Khoa học và Công nghệ' })
    expect((await cli.run(['agency', 'set', 'sokhcn', '--mail-system', 'sector-exempt'])).code).toBe(2)
  })

  it('are removed only when that was confirmed and no box is left', async () => {
    await cli.json('agency', 'add', 'sotam', 'Sở Tạm')
    expect(await cli.run(['agency', 'remove', 'sotam'])).toMatchObject({ code: 2 })
    expect(await cli.run(['agency', 'remove', 'sotam', '--yes'])).toMatchObject({
      code: 0,
      err: 'removed sotam\n',
    })
    expect(await cli.run(['agency', 'remove', 'sotam', '--yes'])).toMatchObject({ code: 4 })
  })
})

interface Issued {
  readonly address: string
  readonly password: string
}

const logIn = (address: string, password: string) => {
  const { store, clock, config, passwords, serverKey, notify } = cli.services
  const { limits } = config
  const rules = loginRules(config.login)
  const authenticator = createAuthenticator({
    store,
    clock,
    limits,
    passwords,
    serverKey,
    rules,
    notify,
    log: silentLogger,
  })
  return authenticator.verifyPlain(address, password, '10.1.2.3')
}

describe('mailboxes', () => {
  it('are issued under the address of the naming rule, with a password that works', async () => {
    const first = await cli.json<Issued>(
      'mailbox',
      'add',
      'sokhcn',
      'Nguyễn Văn An',
      '--position',
      'Chuyên viên',
    )
    expect(first.address).toBe(an)
    expect(isBox(await logIn(an, first.password))).toBe(true)
    const second = await cli.json<Issued>('mailbox', 'add', 'sokhcn', 'Nông Văn Ẩn')
    expect(second.address).toBe('annv2.sokhcn@caobang.gov.vn')
    const office = await cli.json<Issued>(
      'mailbox',
      'add',
      'sokhcn',
      'Sở Khoa học và Công nghệ',
      '--kind',
      'office',
    )
    expect(office.address).toBe('sokhcn@caobang.gov.vn')
    const shown = await cli.json('mailbox', 'show', an)
    expect(shown).toMatchObject({ quotaBytes: 2 * 1024 ** 3, initialPassword: true, position: 'Chuyên viên' })
    expect(await cli.json('mailbox', 'show', office.address)).toMatchObject({ quotaBytes: 10 * 1024 ** 3 })
    expect(await cli.run(['agency', 'remove', 'sokhcn', '--yes'])).toMatchObject({ code: 5 })
  })

  it('take a password from stdin, never one that breaks the rules', async () => {
    const weak = await cli.run(['mailbox', 'passwd', an, '--password-stdin'], 'NguyenVanAn2026!!\n')
    expect(weak).toEqual({ code: 2, out: '', err: "congvu: The password must not hold the owner's name.\n" })
    const changed = await cli.run(['mailbox', 'passwd', an, '--password-stdin'], 'Thác Bản Giốc 2026\n')
    expect(changed.code).toBe(0)
    expect(isBox(await logIn(an, 'Thác Bản Giốc 2026'))).toBe(true)
    expect(JSON.stringify(await trail())).not.toContain('Thác')
  })

  it('are locked and unlocked', async () => {
    expect((await cli.run(['mailbox', 'disable', an])).err).toBe(`disabled ${an}\n`)
    expect(await logIn(an, 'Thác Bản Giốc 2026')).toMatchObject({ reason: 'disabled' })
    expect((await cli.run(['mailbox', 'enable', an])).err).toBe(`enabled ${an}\n`)
    expect(isBox(await logIn(an, 'Thác Bản Giốc 2026'))).toBe(true)
  })

  it('are imported all or none, with addresses made and passwords told once', async () => {
    const header = 'address,name,kind,agency,position,leader,quota'
    const rows = [
      'soyte@caobang.gov.vn,Sở Y tế,office,soyte,,,20G',
      ',Nông Thị Hạnh,person,soyte,Giám đốc,có,',
    ]
    const bad = await file(
      'bad-boxes.csv',
      [header, ...rows, 'an@gmail.com,An,person,sola,,maybe,', `${an},An,,soyte,,,2X`].join('\n'),
    )
    const refused = await cli.run(['mailbox', 'import', bad])
    expect(refused.code).toBe(3)
    expect(refused.err.split('\n').slice(0, 2)).toEqual([
      'line 4: leader: "maybe" is not yes or no',
      'line 5: quota: "2X" is not a size such as 2G',
    ])
    const good = await file('boxes.csv', [header, ...rows, ',Nông Thế Hanh,person,soyte,,,'].join('\r\n'))
    const boxes = await cli.json<Issued[]>('mailbox', 'import', good)
    expect(boxes.map(box => box.address)).toEqual([
      'soyte@caobang.gov.vn',
      'hanhnt.soyte@caobang.gov.vn',
      'hanhnt2.soyte@caobang.gov.vn',
    ])
    expect(isBox(await logIn(boxes[1]!.address, boxes[1]!.password))).toBe(true)
    expect(await cli.json('mailbox', 'show', boxes[1]!.address)).toMatchObject({
      leader: true,
      position: 'Giám đốc',
    })
    const twice = await cli.run(['mailbox', 'import', good])
    expect(twice.err).toContain('line 2: address: soyte@caobang.gov.vn is taken')
  })

  it('have aliases of ours only', async () => {
    const alias = 'vanthu.soyte@caobang.gov.vn'
    expect(
      (await cli.run(['alias', 'add', alias, 'hanhnt.soyte@caobang.gov.vn', 'soyte@caobang.gov.vn'])).code,
    ).toBe(0)
    expect(await cli.json('mailbox', 'show', 'soyte@caobang.gov.vn')).toMatchObject({ aliases: [alias] })
    expect((await cli.run(['alias', 'add', 'ai@caobang.gov.vn', 'khongco@caobang.gov.vn'])).code).toBe(4)
    for (const verb of ['add', 'set']) {
      const barred = await cli.run(['alias', verb, alias, 'soyte@caobang.gov.vn', 'an@gmail.com'])
      expect(barred).toMatchObject({ code: 5, out: '' })
      expect(barred.err).toMatch(/automatic-forward \(D1b-free\): Không tự động.*an@gmail\.com/)
    }
    expect(await cli.run(['alias', 'add', 'x@gmail.com', alias])).toMatchObject({ code: 2 })
    expect((await cli.run(['alias', 'remove', alias, '--yes'])).code).toBe(0)
    expect(await cli.json('alias', 'list')).toEqual([])
  })

  it('have aliases imported all or none, each bad row told by its line', async () => {
    const bad = await file(
      'aliases-bad.csv',
      [
        'address,targets',
        'lienhe.soyte@caobang.gov.vn,soyte@caobang.gov.vn',
        'ngoai@caobang.gov.vn,an@gmail.com',
        'quanh@caobang.gov.vn,quanh@caobang.gov.vn',
        'trong@caobang.gov.vn,',
        'lienhe.soyte@caobang.gov.vn,soyte@caobang.gov.vn',
        'soyte@caobang.gov.vn,hanhnt.soyte@caobang.gov.vn',
      ].join('\n'),
    )
    const refused = await cli.run(['alias', 'import', bad])
    expect(refused.code).toBe(3)
    expect(refused.err.split('\n').slice(0, -2)).toEqual([
      expect.stringMatching(/^line 3: targets: automatic-forward \(D1b-free\): .*an@gmail\.com/),
      'line 4: targets: quanh@caobang.gov.vn leads to itself',
      'line 5: targets: it leads nowhere',
      'line 6: address: lienhe.soyte@caobang.gov.vn already exists',
      'line 7: address: soyte@caobang.gov.vn already exists',
    ])
    expect(await cli.json('alias', 'list')).toEqual([])
    const good = await file(
      'aliases.csv',
      [
        'address,targets',
        'yte@caobang.gov.vn,lienhe.soyte@caobang.gov.vn',
        'lienhe.soyte@caobang.gov.vn,soyte@caobang.gov.vn hanhnt.soyte@caobang.gov.vn',
      ].join('\n'),
    )
    expect(await cli.json('alias', 'import', good, '--dry-run')).toEqual({ dryRun: true, aliases: 2 })
    expect(await cli.json('alias', 'list')).toEqual([])
    expect((await cli.run(['alias', 'import', good])).code).toBe(0)
    expect(await cli.json('alias', 'show', 'yte@caobang.gov.vn')).toMatchObject({
      targets: ['lienhe.soyte@caobang.gov.vn'],
      boxes: ['soyte@caobang.gov.vn', 'hanhnt.soyte@caobang.gov.vn'],
    })
    expect((await cli.run(['alias', 'show', 'khongco@caobang.gov.vn'])).code).toBe(4)
  })

  it('have app passwords that are shown once and can be revoked', async () => {
    const issued = await cli.json<{ id: number; password: string }>('app-password', 'add', an, 'Điện thoại')
    expect(isBox(await logIn(an, issued.password))).toBe(true)
    const listed = await cli.run(['app-password', 'list', an])
    expect(listed.out).toContain('Điện thoại')
    expect(listed.out).not.toContain(issued.password)
    expect((await cli.run(['app-password', 'remove', an, '--id', String(issued.id)])).code).toBe(0)
    expect(isBox(await logIn(an, issued.password))).toBe(false)
    expect((await cli.run(['app-password', 'remove', an, '--id', String(issued.id)])).code).toBe(4)
  })

  it('have second factors that are listed, and removed for who lost the phone', async () => {
    const { store } = cli.services
    const box = await store.read.directory.box(an)
    expect(await cli.json('totp', 'list')).toEqual([])
    await store.write.putSecondFactor({
      boxId: box?.id ?? 0,
      totpSecret: 'sealed',
      lastStep: 0,
      recoveryCodes: ['aa', 'bb'],
      enrolledAt: Date.parse('2026-11-23T08:00:00+07:00'),
    })
    const listed = await cli.run(['totp', 'list', '--agency', 'sokhcn'])
    expect(listed.out).toMatch(new RegExp(`${an} .*2026-11-23 08:00.* 2\\n$`))
    expect(listed.out).not.toContain('sealed')
    expect(await cli.json('totp', 'list', '--agency', 'sonoivu')).toEqual([])
    expect((await cli.run(['totp', 'remove', an, '--yes'])).code).toBe(0)
    expect(await cli.json('totp', 'list')).toEqual([])
    expect((await cli.run(['totp', 'remove', an, '--yes'])).code).toBe(4)
  })
})

describe('operators', () => {
  it('log in with a second factor and leave a private session file', async () => {
    const code = () => hotp(decodeBase32(auditorSecret)!, Math.floor(Date.now() / totpStepMs))
    const login = (password: string, digits: string) =>
      cli.run(['login', 'kiemtoan', '--password-stdin', '--code', digits], `${password}\n`)
    const wrong = { code: 5, err: 'congvu: wrong name, password or code\n' }
    expect(await login('wrong', code())).toMatchObject(wrong)
    expect(await login(auditorPassword, '000000')).toMatchObject(wrong)
    const used = code()
    expect(await login(auditorPassword, used)).toMatchObject({ code: 0 })
    expect(await login(auditorPassword, used)).toMatchObject(wrong)
    const session = join(cli.folder, 'data/sessions/kiemtoan.json')
    expect((await stat(session)).mode & 0o777).toBe(0o600)
    expect(await cli.json('whoami', '--as', 'kiemtoan')).toMatchObject({
      name: 'kiemtoan',
      role: 'auditor',
      agency: null,
    })
  })

  it('keep to their roles, and a refused attempt is on the trail', async () => {
    const refused = await cli.run(['mailbox', 'disable', an, '--as', 'kiemtoan'])
    expect(refused).toMatchObject({ code: 5, err: expect.stringContaining('auditor kiemtoan may not') })
    expect((await trail())[0]).toEqual({
      operator: 'kiemtoan',
      operation: 'mailbox.disable',
      detail: { refused: true },
    })
    expect(await cli.run(['archive', 'search', '--as', 'quantri'])).toMatchObject({ code: 5 })
  })

  it('leave an auditor’s query on the trail before it runs, with its terms', async () => {
    expect(await cli.json('archive', 'search', '--sender', an)).toEqual([])
    expect((await trail())[0]).toEqual({
      operator: 'kiemtoan',
      operation: 'archive.search',
      detail: { also: `from:"${an}"`, order: 'newest', limit: 100, reason },
    })
    const missing = await cli.run(reasoned(['archive', 'show', '4711']))
    expect(missing.code).toBe(4)
    expect((await trail())[0]).toMatchObject({ operation: 'archive.show', detail: { id: 4711 } })
  })

  it('tell what of a search cannot be meant so', async () => {
    const search = (...words: string[]) => cli.run(['archive', 'search', '--reason', reason, ...words])
    expect(await search('--facets', 'month,tháng')).toMatchObject({
      code: 2,
      err: expect.stringContaining('"tháng" is not one of agency, month, kind, verdict'),
    })
    expect(await search('agency:sokhnc OR (agency:sokhnc -agency:khong)')).toMatchObject({
      code: 0,
      err: '0 letters; no agency has the code sokhnc, khong\n',
    })
    expect(await search('-họp')).toMatchObject({
      code: 2,
      err: expect.stringContaining('what begins with - and is no option is given after -- alone'),
    })
    expect(await search('--', '-họp')).toMatchObject({ code: 0, err: '0 letters\n' })
  })

  it('say why an auditor looks, or nothing is shown', async () => {
    const before = await trail()
    const silent = await cli.run(['archive', 'show', '1'])
    expect(silent).toMatchObject({
      code: 2,
      out: '',
      err: 'congvu: say why you look, with --reason "…": it is recorded before anything is shown\n',
    })
    const short = await cli.run(['archive', 'show', '1', '--reason', 'Thanh tra'])
    expect(short).toMatchObject({ code: 2, err: 'congvu: reason: has 9 characters; 10 to 500 say why\n' })
    expect(await trail()).toEqual(before)
    for (const verb of [['archive', 'raw'], ['audit', 'log'], ['trace']])
      expect((await cli.run([...verb, '--help'])).out).toContain('--reason <text>')
    expect((await cli.run(['agency', 'list', '--help'])).out).not.toContain('--reason')
  })

  it('of an agency touch that agency alone', async () => {
    const appointed = await cli.json<{ password: string; totpUrl: string }>(
      ...['operator', 'add', 'soyte.qt', '--role', 'agency-administrator', '--agency', 'soyte'],
    )
    expect(appointed.totpUrl).toMatch(/^otpauth:\/\/totp\/congvu:soyte\.qt\?secret=[A-Z2-7]{32}&/)
    await cli.session('soyte.qt')
    const as = ['--as', 'soyte.qt']
    const boxes = await cli.json<{ agencyCode: string }[]>('mailbox', 'list', ...as)
    expect(new Set(boxes.map(box => box.agencyCode))).toEqual(new Set(['soyte']))
    expect(await cli.json<object[]>('agency', 'list', ...as)).toHaveLength(1)
    expect(await cli.run(['mailbox', 'list', '--agency', 'sokhcn', ...as])).toMatchObject({ code: 5 })
    expect(await cli.run(['mailbox', 'passwd', an, ...as])).toMatchObject({ code: 4 })
    expect(await cli.run(['mailbox', 'add', 'soyte', 'Nông Văn Bảo', ...as])).toMatchObject({ code: 5 })
    expect(await cli.run(['mailbox', 'passwd', 'soyte@caobang.gov.vn', ...as])).toMatchObject({ code: 0 })
  })

  it('cannot dismiss the last auditor who sees everything', async () => {
    const refused = await cli.run(['operator', 'remove', 'kiemtoan', '--yes'])
    expect(refused).toMatchObject({ code: 5, err: expect.stringContaining('appoint another one first') })
  })

  it('have no session after logging out', async () => {
    expect(await cli.run(['logout', '--as', 'kiemtoan'])).toMatchObject({ code: 0 })
    const refused = await cli.run(['archive', 'search'])
    expect(refused).toMatchObject({
      code: 5,
      err: 'congvu: no session of an auditor; run: congvu login NAME\n',
    })
  })
})

describe('the control socket', () => {
  const socket = () => join(cli.folder, 'data/control.sock')

  it('is open to its owner alone', async () => {
    expect((await stat(socket())).mode & 0o777).toBe(0o600)
  })

  it.each(['', 'forged', '../etc'])('believes no token %j', async token => {
    const outcome = await createControlClient(socket()).call(token, 'agency.list', {})
    expect(outcome).toMatchObject({ ok: false, error: { reason: 'refused' } })
  })

  it('refuses unknown operations and parameters', async () => {
    const { token } = JSON.parse(await readFile(join(cli.folder, 'data/sessions/quantri.json'), 'utf8')) as {
      token: string
    }
    const control = createControlClient(socket())
    for (const name of ['agency.destroy', '__proto__', 'constructor']) {
      expect(await control.call(token, name, {})).toMatchObject({ ok: false, error: { reason: 'invalid' } })
    }
    expect(await control.call(token, 'agency.list', { extra: true })).toMatchObject({
      ok: false,
      error: { reason: 'invalid', message: expect.stringContaining('extra') },
    })
  })

  it('refuses a request larger than its limit', async () => {
    const csv = 'x'.repeat(cli.services.config.limits.controlRequestBytes)
    const outcome = await createControlClient(socket()).call('none', 'agency.import', { csv, dryRun: true })
    expect(outcome.ok).toBe(false)
  })
})

describe('without a server', () => {
  it('commands open the data directory themselves, under the same roles', async () => {
    await cli.stop()
    expect(await cli.json<object[]>('agency', 'list')).toHaveLength(74)
    expect(await cli.run(['mailbox', 'disable', an])).toMatchObject({ code: 0 })
    expect(await cli.json('mailbox', 'show', an)).toMatchObject({ status: 'disabled' })
    expect(await cli.run(['archive', 'search', '--as', 'quantri'])).toMatchObject({ code: 5 })
  })
})

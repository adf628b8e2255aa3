/** The command line over correspondents' certificates. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toPem } from '../src/signing/certificates/certificates.ts'
import { CliHarness } from './cli-harness.ts'
import { OpensslAuthority } from './support/openssl.ts'

const address = 'vanthu@langson.gov.vn'
let authority: OpensslAuthority
let cli: CliHarness
const path = (name: string) => join(cli.folder, name)

beforeAll(async () => {
  authority = new OpensslAuthority()
  cli = await CliHarness.started({ quantri: 'administrator', kiemtoan: 'auditor' })
  await writeFile(path('vanthu.pem'), toPem(authority.issue(address).certificate))
  await writeFile(path('vanthu.der'), authority.issue(address, 'ECDSA P-256').certificate)
  await writeFile(path('khac.pem'), toPem(authority.issue('khac@langson.gov.vn').certificate))
})
afterAll(async () => {
  authority[Symbol.dispose]()
  await cli[Symbol.asyncDispose]()
})

const known = (...args: readonly string[]) => cli.run(['cert', 'known', ...args, '--as', 'quantri'])

describe("correspondents' certificates", () => {
  it('are taken in as PEM and as DER, under the address as it is written anywhere', async () => {
    expect(await known('add', 'VanThu@LangSon.gov.vn', path('vanthu.pem'))).toMatchObject({
      code: 0,
      err: expect.stringMatching(/^letters to vanthu@langson\.gov\.vn can be encrypted until \d{4}-/),
    })
    expect((await known('add', address, path('vanthu.der'))).code).toBe(0)
    const listed = await cli.json<readonly object[]>('cert', 'known', 'list', '--as', 'quantri')
    expect(listed).toHaveLength(2)
    expect(listed[0]).toMatchObject({ address, source: 'added', entryId: null, problems: [] })
    expect(listed[0]).not.toHaveProperty('der')
    expect((await known('list', '--domain', 'baclieu.gov.vn')).out).not.toContain(address)
    expect((await known('list', '--domain', 'langson.gov.vn')).out).toContain(address)
  })

  it('are shown, and come out as they went in', async () => {
    const { out } = await known('show', address, '--pem')
    expect(out).toContain(await readFile(path('vanthu.pem'), 'utf8'))
    expect((await known('show', 'ai@langson.gov.vn')).code).toBe(4)
  })

  it('are refused with every reason', async () => {
    const ran = await known('add', address, path('khac.pem'))
    expect(ran).toMatchObject({ code: 3, err: expect.stringContaining(`it is not for ${address}`) })
    await writeFile(path('two.pem'), (await readFile(path('vanthu.pem'), 'utf8')).repeat(2))
    expect((await known('add', address, path('two.pem'))).code).not.toBe(0)
    await writeFile(path('none.pem'), 'x')
    expect((await known('add', address, path('none.pem'))).code).not.toBe(0)
    const own = await known('add', 'sokhcn@caobang.gov.vn', path('vanthu.pem'))
    expect(own).toMatchObject({ code: 5, err: expect.stringContaining('cert import') })
  })

  it('are read by an auditor and changed by an administrator alone', async () => {
    const asAuditor = ['--as', 'kiemtoan']
    expect((await cli.run(['cert', 'known', 'list', ...asAuditor])).code).toBe(0)
    const add = ['cert', 'known', 'add', address, path('vanthu.pem'), ...asAuditor]
    expect((await cli.run(add)).code).toBe(5)
  })

  it('go one by one, or all of an address', async () => {
    const [first] = await cli.json<readonly { fingerprint: string }[]>(
      'cert',
      'known',
      'show',
      address,
      '--as',
      'quantri',
    )
    expect(await known('remove', address, '--fingerprint', first!.fingerprint)).toMatchObject({
      code: 0,
      err: `forgot 1 of ${address}\n`,
    })
    expect((await known('remove', address)).code).toBe(0)
    expect((await known('remove', address)).code).toBe(4)
  })
})

it('a mailbox is set to encrypt', async () => {
  await cli.json('agency', 'import', join(import.meta.dirname, '../config/agencies.csv'), '--as', 'quantri')
  const office = 'sokhcn@caobang.gov.vn'
  const as = ['--as', 'quantri']
  await cli.json('mailbox', 'add', 'sokhcn', 'Sở Khoa học và Công nghệ', '--kind', 'office', ...as)
  expect(await cli.json('mailbox', 'show', office, ...as)).toMatchObject({ encrypt: 'never' })
  expect((await cli.run(['mailbox', 'set', office, '--encrypt', 'required', ...as])).code).toBe(0)
  expect(await cli.json('mailbox', 'show', office, ...as)).toMatchObject({ encrypt: 'required' })
  expect((await cli.run(['mailbox', 'set', office, '--encrypt', 'sometimes', ...as])).code).toBe(2)
})

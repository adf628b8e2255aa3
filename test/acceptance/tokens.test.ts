/**
 * Letters signed by keys on a token, S/MIME and DKIM, in the eyes of openssl and mailauth; and a token that goes while
 * the server runs.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OutputOf } from '../../src/control/operations.ts'
import type { SampleAccount } from '../../src/development.ts'
import { entry, runProgram } from '../support/command-line.ts'
import { OpensslAuthority, signedPart } from '../support/openssl.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { childrenRunning, SoftHsm, softHsmModule } from '../support/softhsm.ts'
import { type Auditor, auditorOf } from './auditor.ts'

type Key = OutputOf<'dkim.list'>[number]

describe.runIf(softHsmModule)('a server with its keys on a token', () => {
  let hsm: SoftHsm
  let authority: OpensslAuthority
  let server: ServerProcess
  let auditor: Auditor
  let folder: string
  let sender: SampleAccount
  let transport: ReturnType<typeof createTransport>

  beforeAll(async () => {
    hsm = new SoftHsm()
    authority = new OpensslAuthority()
    for (const [kind, label, id] of [
      ['rsa', 'office', '01'],
      ['rsa', 'dkim-rsa', '02'],
      ['ed25519', 'dkim-ed25519', '03'],
      ['rsa-1024', 'weak', '04'],
      ['ec', 'office-ec', '05'],
    ] as const)
      hsm.add(kind, label, id)
    folder = await mkdtemp(join(tmpdir(), 'congvu-tokens-'))
    server = await startServer({
      data: join(folder, 'data'),
      env: {
        ...hsm.environment,
        CONGVU_TOKEN__MODULE: softHsmModule ?? '',
        CONGVU_TOKEN__PIN_FILE: hsm.pinFile,
        CONGVU_LIMITS__TOKEN_RETRY_MS: '200',
        CONGVU_LIMITS__TOKEN_RETRY_MAX_MS: '400',
      },
    })
    auditor = await auditorOf(server.data)
    sender = server.accounts.find(({ address }) => address.split('@')[0]!.includes('.'))!
    transport = createTransport({
      host: '127.0.0.1',
      port: server.port('submissions'),
      secure: true,
      tls: { rejectUnauthorized: false },
      auth: { user: sender.address, pass: sender.password },
    })
  })

  afterAll(async () => {
    transport?.close()
    await server?.[Symbol.asyncDispose]()
    authority?.[Symbol.dispose]()
    hsm?.[Symbol.dispose]()
    await rm(folder, { recursive: true, force: true })
  })

  const congvu = (...argv: readonly string[]) =>
    runProgram(process.execPath, [entry, ...argv], { cwd: folder })
  const succeeds = async (...argv: readonly string[]) => {
    const ran = await congvu(...argv)
    if (ran.code !== 0) throw new Error(`${argv.join(' ')}: ${ran.code} ${ran.err}`)
    return ran.out
  }
  const keys = async () => JSON.parse(await succeeds('dkim', 'list', '--json')) as Key[]

  async function submitted(subject: string): Promise<Buffer> {
    await transport.sendMail({
      from: sender.address,
      to: 'vanthu@langson.gov.vn',
      subject,
      text: 'Kính gửi.\n',
    })
    const { entries } = await auditor.call('archive.search', { limit: 10 })
    const { id } = entries.find(({ mailFrom }) => mailFrom === sender.address)!
    return Buffer.from(await auditor.call('archive.raw', { id, form: 'sent' }))
  }

  it('shows what is on it', async () => {
    expect(await succeeds('token', 'status')).toMatch(/^STATE: +ready$/m)
    const listed = await succeeds('token', 'list')
    expect(listed).toMatch(/^rsa +pkcs11:token=Office;serial=[0-9a-f]{16};object=office;id=%01$/m)
    expect(listed.trim().split('\n')).toHaveLength(6)
  })

  it('takes no key for DKIM that DKIM has no signature for, or that is not there', async () => {
    const rotate = (...uris: readonly string[]) => congvu('dkim', 'rotate', '--now', '--token', ...uris)
    expect(await rotate('pkcs11:object=weak')).toMatchObject({
      code: 5,
      err: 'congvu: DKIM signs with RSA from 2048 bits, or Ed25519\n',
    })
    expect((await rotate('pkcs11:object=office-ec')).code).toBe(5)
    expect((await rotate('pkcs11:object=office', 'pkcs11:object=dkim-rsa')).err).toContain(
      'one key of each kind',
    )
    expect((await rotate('pkcs11:object=nobody')).code).toBe(4)
    const withPin = await rotate('pkcs11:object=office?pin-value=1234')
    expect(withPin).toMatchObject({ code: 2, err: expect.not.stringContaining('1234') })
    expect((await keys()).every(({ token }) => token === null)).toBe(true)
  })

  it('signs by DKIM and S/MIME with keys that never leave it', async () => {
    await succeeds('dkim', 'rotate', '--now', '--token', 'pkcs11:object=dkim-rsa', 'pkcs11:id=%03')
    expect((await congvu('dkim', 'rotate', '--now', '--token', 'pkcs11:object=dkim-rsa')).err).toContain(
      'the key signed before',
    )
    const uri = 'pkcs11:token=Office;object=office'
    const request = await succeeds('cert', 'csr', sender.address, '--token', uri)
    const answer = join(folder, 'answer.pem')
    await writeFile(answer, authority.answer(request, sender.address))
    const other = await congvu('cert', 'import', sender.address, answer, '--token', 'pkcs11:object=dkim-rsa')
    expect(other.err).toContain('no certificate in the file belongs to pkcs11:object=dkim-rsa')
    await succeeds('cert', 'import', sender.address, answer, '--token', uri)
    await succeeds('mailbox', 'set', sender.address, '--sign', 'always', '--sign-required', 'yes')

    const sent = await submitted('Ký bằng khóa trên thiết bị')
    expect((await authority.verify(signedPart(sent))).says).toContain('successful')
    const active = (await keys()).filter(({ state }) => state === 'active')
    expect(active.map(({ token }) => token).sort()).toEqual(['pkcs11:id=%03', 'pkcs11:object=dkim-rsa'])
    const records = new Map(active.map(({ record }) => [record.name.slice(0, -1), record.value]))
    const resolver = async (name: string) => {
      const strings = [...(records.get(name) ?? '').matchAll(/"([^"]*)"/g)].map(([, string]) => string)
      return [[strings.join('')]] as unknown as string[]
    }
    const { results } = await dkimVerify(sent, { resolver })
    expect(results.map(({ status }) => status.result)).toEqual(['pass', 'pass'])
  })

  it('counts what its keys do', async () => {
    const active = (await keys()).filter(({ state }) => state === 'active')
    // The proof before its record was published, and the letter; one was tried for a certificate, too.
    expect(active.map(({ token, signatures, failures }) => [token, signatures, failures]).sort()).toEqual([
      ['pkcs11:id=%03', 2, 0],
      ['pkcs11:object=dkim-rsa', 3, 0],
    ])
    const listed = await succeeds('cert', 'list', sender.address)
    expect(listed).toMatch(/^ *\d+ +person .* token .* 3 +\d{4}-\d\d-\d\d$/m)
    expect((await congvu('cert', 'export', sender.address, '--out', join(folder, 'x.p12'))).code).toBe(5)
  })

  it('asks for a letter again while the token is gone, and signs when it is back', async () => {
    const [helper] = childrenRunning('/token/helper.ts', server.pid)
    hsm.remove()
    process.kill(helper!, 'SIGKILL')
    await sleep(100)
    await expect(submitted('Không có thiết bị')).rejects.toThrow(/451 4\.7\.5/)
    const status = await congvu('token', 'status')
    expect(status.code).toBe(3)
    expect(status.out).toMatch(/^STATE: +down$/m)
    hsm.insert()
    await sleep(500)
    const sent = await submitted('Thiết bị đã trở lại')
    expect((await authority.verify(signedPart(sent))).says).toContain('successful')
    const [certificate] = JSON.parse(
      await succeeds('cert', 'list', sender.address, '--json'),
    ) as OutputOf<'cert.list'>
    expect(certificate).toMatchObject({ signatures: 4, failures: 1 })
  })

  it('stops at a wrong PIN, says so, and puts it on the trail', async () => {
    const [helper] = childrenRunning('/token/helper.ts', server.pid)
    await writeFile(hsm.pinFile, '00000000\n')
    process.kill(helper!, 'SIGKILL')
    await sleep(500)
    await expect(submitted('Sai mã PIN')).rejects.toThrow(/451 4\.7\.5/)
    await sleep(500)
    await expect(submitted('Vẫn sai')).rejects.toThrow(/451 4\.7\.5/)
    const status = await congvu('token', 'status')
    expect(status).toMatchObject({ code: 3, err: expect.stringContaining('the PIN is refused') })
    const trail = await auditor.call('audit.log', { limit: 100 })
    const events = trail.filter(({ operation }) => operation.startsWith('key.'))
    expect(events.filter(({ operation }) => operation === 'key.unlock-failed')).toHaveLength(1)
    expect(events.some(({ operation, role }) => operation === 'key.generated' && role === 'system')).toBe(
      true,
    )
    expect(JSON.stringify(trail)).not.toContain('00000000')
    expect(server.stderr()).not.toContain('00000000')
  })
})

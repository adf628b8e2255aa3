/**
 * Encryption from end to end, with openssl as the other province: what an official submits arrives there encrypted and
 * signed; what openssl encrypts to an office is read here by any mail program; and the archive has the bytes of the wire.
 */
import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ImapFlow } from 'imapflow'
import { createTransport, type SendMailOptions } from 'nodemailer'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OutputOf } from '../../src/control/operations.ts'
import type { SampleAccount } from '../../src/development.ts'
import { toPem } from '../../src/signing/certificates/certificates.ts'
import { type FakeExchanger, openExchanger } from '../support/fake-exchanger.ts'
import { type KeyPair, OpensslAuthority, verifyMessage } from '../support/openssl.ts'
import { OpensslCorrespondent } from '../support/openssl-encryption.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { type Auditor, auditorOf, congvu } from './auditor.ts'
import { ImapClient } from './imap-client.ts'

const peer = 'vanthu@langson.gov.vn'
const keyless = 'sonoivu@langson.gov.vn'
let exchanger: FakeExchanger
let server: ServerProcess
let auditor: Auditor
let folder: string
let trusted: string
let authority: OpensslAuthority
let openssl: OpensslCorrespondent
let pair: KeyPair
let sender: SampleAccount
let colleague: SampleAccount

beforeAll(async () => {
  exchanger = await openExchanger()
  authority = new OpensslAuthority()
  const settings = { CONGVU_SIGNING__TRUST_FILE: authority.root, CONGVU_SIGNING__ENCRYPTION: 'gcm' }
  server = await startServer({ env: { ...exchanger.env, ...settings } })
  auditor = await auditorOf(server.data)
  const [first, second] = server.accounts.filter(({ address }) => address.split('@')[0]!.includes('.'))
  if (first === undefined || second === undefined) throw new Error('no two sample officials')
  sender = first
  colleague = second
  folder = await mkdtemp(join(tmpdir(), 'congvu-encryption-'))
  openssl = new OpensslCorrespondent()
  pair = authority.pair(peer)
  await run('cert', 'issue', sender.address)
  const pem = join(folder, 'peer.pem')
  await writeFile(pem, toPem(pair.certificate))
  await run('cert', 'known', 'add', peer, pem)
  await run('mailbox', 'set', sender.address, '--sign', 'always', '--encrypt', 'possible')
  const [root] = JSON.parse(
    (await run('cert', 'list', '--kind', 'ca-root', '--json')).toString(),
  ) as OutputOf<'cert.list'>
  trusted = join(folder, 'root.pem')
  await writeFile(trusted, await run('cert', 'show', `${root!.id}`, '--pem'))
}, 90_000)

afterAll(async () => {
  authority?.[Symbol.dispose]()
  openssl?.[Symbol.dispose]()
  await server?.[Symbol.asyncDispose]()
  await exchanger?.[Symbol.asyncDispose]()
  if (folder !== undefined) await rm(folder, { recursive: true })
})

const run = (...command: readonly string[]) => congvu(server.data, ...command)
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

async function submit(message: SendMailOptions): Promise<string> {
  const transport = createTransport({
    host: '127.0.0.1',
    port: server.port('submissions'),
    secure: true,
    tls: { rejectUnauthorized: false },
    auth: { user: sender.address, pass: sender.password },
  })
  try {
    return (await transport.sendMail({ from: sender.address, ...message })).response
  } finally {
    transport.close()
  }
}

/** Another server brings octets, to the last one as they are. */
async function receive(to: string, raw: Buffer): Promise<void> {
  const transport = createTransport({ host: '127.0.0.1', port: server.port('mx'), ignoreTLS: true })
  try {
    await transport.sendMail({ envelope: { from: peer, to }, raw })
  } finally {
    transport.close()
  }
}

/** The newest letter of a sender in the archive, as its command line shows it. */
async function entryOf(mailFrom: string): Promise<OutputOf<'archive.show'>> {
  const { entries } = await auditor.call('archive.search', { limit: 20 })
  const { id } = entries.find(entry => entry.mailFrom === mailFrom)!
  return JSON.parse((await run('archive', 'show', `${id}`, '--json')).toString())
}

/** What a box's own program reads of its newest letter. */
async function newest(account: SampleAccount): Promise<{ source: Buffer; text: string }> {
  const client = new ImapFlow({
    host: '127.0.0.1',
    port: server.port('imaps'),
    secure: true,
    tls: { rejectUnauthorized: false },
    auth: { user: account.address, pass: account.password },
    logger: false,
  })
  await client.connect()
  try {
    await client.mailboxOpen('INBOX', { readOnly: true })
    const message = await client.fetchOne('*', { source: true, bodyStructure: true, bodyParts: ['1'] })
    if (message === false) throw new Error('the box is empty')
    return { source: message.source!, text: message.bodyParts?.get('1')?.toString() ?? '' }
  } finally {
    await client.logout()
  }
}

describe('a letter to three recipients', () => {
  const text = 'Kính gửi Văn thư tỉnh Lạng Sơn,\n\nĐề nghị phối hợp.\n'
  beforeAll(() => submit({ to: [peer, keyless, colleague.address], subject: 'Phối hợp', text }), 30_000)

  it('arrives encrypted where the certificate is known; openssl decrypts it, and the signature is valid', async () => {
    const { bytes } = await exchanger.letterFor(peer)
    expect(bytes.toString('latin1')).toMatch(/^DKIM-Signature: /)
    expect(bytes.toString('latin1')).toContain('smime-type=authEnveloped-data')
    const inside = openssl.decrypt(bytes, pair, 'SMIME')
    expect((await verifyMessage(inside, trusted)).says).toContain('successful')
    expect(inside.toString()).toContain('=E1=BB=81 ngh=E1=BB=8B')
    const entry = await entryOf(sender.address)
    const archived = await run('archive', 'raw', `${entry.id}`, '--form', 'encrypted')
    expect(sha256(archived)).toBe(sha256(bytes))
    expect(entry.forms.map(({ kind }) => kind)).toEqual(['received', 'sent', 'encrypted'])
    expect(entry.forms.find(({ kind }) => kind === 'encrypted')!.sha256).toBe(sha256(bytes))
    expect(entry.recipients.map(({ address, form }) => [address, form])).toEqual([
      [peer, 'encrypted'],
      [keyless, 'sent'],
      [colleague.address, null],
    ])
  })

  it('arrives signed where it is not, and is read by the colleague', async () => {
    const { bytes } = await exchanger.letterFor(keyless)
    expect((await verifyMessage(bytes, trusted)).says).toContain('successful')
    const entry = await entryOf(sender.address)
    expect(sha256(await run('archive', 'raw', `${entry.id}`, '--form', 'sent'))).toBe(sha256(bytes))
    const { source } = await newest(colleague)
    expect((await verifyMessage(source, trusted)).says).toContain('successful')
    expect(source.toString()).not.toContain('pkcs7-mime')
  })
})

it('a letter that must be encrypted and cannot is refused, and nobody gets it', async () => {
  await run('mailbox', 'set', sender.address, '--encrypt', 'required')
  const before = (await newest(colleague)).source
  await expect(submit({ to: [peer, keyless, colleague.address], subject: 'x', text: 'x' })).rejects.toThrow(
    /550 ?[\s\S]*chưa có chứng thư số của: sonoivu@langson\.gov\.vn/,
  )
  expect((await newest(colleague)).source).toEqual(before)
  expect(await entryOf(sender.address)).toMatchObject({
    accepted: false,
    reply: { code: 550, reason: 'encryption-certificate-missing' },
    forms: [],
  })
  await run('mailbox', 'set', sender.address, '--encrypt', 'possible')
})

describe('a letter that openssl encrypts', () => {
  let own: Buffer
  beforeAll(async () => {
    const listed = await run('cert', 'list', sender.address, '--json')
    const [{ id }] = JSON.parse(listed.toString()) as [{ id: number }]
    const shown = JSON.parse((await run('cert', 'show', `${id}`, '--json')).toString()) as { pem: string }
    own = Buffer.from(
      shown.pem.replace(/-----END CERTIFICATE-----[\s\S]*|-----BEGIN CERTIFICATE-----|\s/g, ''),
      'base64',
    )
  })

  it.each([
    ['with AES-256-GCM, streamed', ['-aes-256-gcm', '-stream'], 'aes-256-gcm; key='],
    ['with AES-128-CBC', ['-aes128'], 'aes-128-cbc; integrity=none; key='],
  ])('%s is read in clear, and the archive has both forms', async (name, options, line) => {
    const signed = openssl.signOpaque(Buffer.from(`Content-Type: text/plain\r\n\r\n${name}\r\n`), pair)
    const sealed = openssl.encrypt(signed, [{ certificate: own }], options, 'SMIME')
    const header = `From: <${peer}>\r\nTo: <${sender.address}>\r\nSubject: ${name}\r\nMessage-ID: <${sha256(sealed)}@langson.gov.vn>\r\nDate: ${new Date().toUTCString()}\r\n`
    const letter = Buffer.from(header + sealed.toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1')
    await receive(sender.address, letter)
    const { source } = await newest(sender)
    expect(source.toString('latin1', 0, 4096)).toContain(`X-CongVu-Encrypted: ${line}`)
    // The signature that was inside is still one.
    expect((await authority.verify(source)).content.toString()).toContain(name)
    const entry = await entryOf(peer)
    expect(entry.forms.map(({ kind }) => kind)).toEqual(['received', 'decrypted'])
    expect(entry.views).toMatchObject([{ form: 'decrypted' }])
    const raw = await run('archive', 'raw', `${entry.id}`)
    expect(sha256(raw)).toBe(sha256(letter))
    const decrypted = await run('archive', 'raw', `${entry.id}`, '--form', 'decrypted')
    expect(source.subarray(-decrypted.length).equals(decrypted)).toBe(true)
    expect(entry.forms.map(form => form.sha256)).toEqual([sha256(letter), sha256(decrypted)])
  })

  it('of 25 MB is opened while others are served', async () => {
    const attachment = Buffer.alloc(18 * 1024 * 1024, 'Cao Bằng ')
      .toString('base64')
      .replace(/.{76}/g, '$&\r\n')
    const entity = `Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n${attachment}\r\n`
    const sealed = openssl.encrypt(
      Buffer.from(entity),
      [{ certificate: own }],
      ['-aes-256-gcm', '-binary'],
      'SMIME',
    )
    const header = `From: <${peer}>\r\nSubject: lon\r\n`
    const client = await ImapClient.logIn(server.port('imaps'), colleague)
    const receiving = receive(
      sender.address,
      Buffer.from(header + sealed.toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1'),
    )
    let ended = false
    let longest = 0
    const done = receiving.finally(() => {
      ended = true
    })
    while (!ended) {
      const begun = performance.now()
      await client.command('NOOP')
      longest = Math.max(longest, performance.now() - begun)
    }
    await done
    client[Symbol.dispose]()
    // Reading and storing so large a letter has stalls of its own; this is what an idle session notices of it all.
    expect(longest).toBeLessThan(1500)
    expect((await newest(sender)).source.length).toBeGreaterThan(24 * 1024 * 1024)
  }, 60_000)
})

it('a letter for another key is delivered as it came, marked', async () => {
  // What nobody here can read waits for an approver unless it is set otherwise.
  await run('policy', 'set', 'encrypted-archive', 'flag')
  const other = authority.pair(sender.address)
  const sealed = openssl.encrypt(
    Buffer.from('Content-Type: text/plain\r\n\r\nx\r\n'),
    [other],
    ['-aes256'],
    'SMIME',
  )
  const letter = Buffer.from(
    `From: <${peer}>\r\n${sealed.toString('latin1').replace(/\r?\n/g, '\r\n')}`,
    'latin1',
  )
  await receive(sender.address, letter)
  const { source } = await newest(sender)
  expect(source.toString('latin1', 0, 4096)).toContain('X-CongVu-Encrypted: not-opened')
  expect(source.subarray(-letter.length).equals(letter)).toBe(true)
  expect((await entryOf(peer)).forms.map(({ kind }) => kind)).toEqual(['received'])
})

it('is learnt from a letter whose signature holds: the answer leaves encrypted', async () => {
  const author = 'chicuc@langson.gov.vn'
  const known = async () =>
    JSON.parse((await run('cert', 'known', 'list', '--json')).toString()) as OutputOf<'cert.known-list'>
  const before = await known()
  const theirs = authority.pair(author)
  const signed = openssl.signOpaque(Buffer.from('Content-Type: text/plain\r\n\r\nKinh gui.\r\n'), theirs)
  const from = (address: string) =>
    Buffer.from(`From: <${address}>\r\n${signed.toString('latin1').replace(/\r?\n/g, '\r\n')}`, 'latin1')
  // Somebody else's signature proves nothing of the author.
  await receive(sender.address, from('phochicuc@langson.gov.vn'))
  expect(await known()).toEqual(before)
  await submit({ to: author, subject: 'Phúc đáp', text: 'Chưa có chứng thư.\n' })
  expect((await exchanger.letterFor(author)).bytes.toString('latin1')).not.toContain('pkcs7-mime')

  await receive(sender.address, from(author))
  expect((await known()).filter(({ address }) => address === author)).toMatchObject([{ source: 'harvested' }])
  await submit({ to: author, subject: 'Phúc đáp', text: 'Đã có chứng thư.\n' })
  const inside = openssl.decrypt((await exchanger.letterFor(author)).bytes, theirs, 'SMIME')
  expect((await verifyMessage(inside, trusted)).says).toContain('successful')
}, 60_000)

/**
 * S/MIME from end to end: what a client submits to the running server leaves, is archived and is shown with a signature
 * that openssl accepts, and the octets that were signed are the same in all three places.
 */
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { simpleParser } from 'mailparser'
import { createTransport, type SendMailOptions } from 'nodemailer'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OutputOf } from '../../src/control/operations.ts'
import type { SampleAccount } from '../../src/development.ts'
import { variedMessages } from '../support/corpus.ts'
import { inNameOf } from '../support/in-name-of.ts'
import { signedPart, verifyMessage } from '../support/openssl.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { type Auditor, auditorOf, congvu } from './auditor.ts'
import { ImapClient } from './imap-client.ts'

const outside = 'vanthu@langson.gov.vn'
let server: ServerProcess
let auditor: Auditor
let folder: string
let trusted: string
let sender: SampleAccount
let recipient: SampleAccount
let transport: ReturnType<typeof createTransport>
let imap: ImapClient

beforeAll(async () => {
  server = await startServer()
  auditor = await auditorOf(server.data)
  const [first, second] = server.accounts.filter(({ address }) => address.split('@')[0]!.includes('.'))
  if (first === undefined || second === undefined) throw new Error('no two sample officials')
  sender = first
  recipient = second
  await congvu(server.data, 'cert', 'issue', sender.address)
  await congvu(server.data, 'mailbox', 'set', sender.address, '--sign', 'always', '--sign-required', 'yes')
  folder = await mkdtemp(join(tmpdir(), 'congvu-signing-'))
  trusted = join(folder, 'root.pem')
  const listed = await congvu(server.data, 'cert', 'list', '--kind', 'ca-root', '--json')
  const [root] = JSON.parse(listed.toString()) as OutputOf<'cert.list'>
  await writeFile(trusted, await congvu(server.data, 'cert', 'show', `${root!.id}`, '--pem'))
  transport = createTransport({
    host: '127.0.0.1',
    port: server.port('submissions'),
    secure: true,
    tls: { rejectUnauthorized: false },
    auth: { user: sender.address, pass: sender.password },
    pool: true,
    maxConnections: 1,
  })
  imap = await ImapClient.logIn(server.port('imaps'), recipient)
}, 60_000)

afterAll(async () => {
  transport?.close()
  imap?.[Symbol.dispose]()
  await server?.[Symbol.asyncDispose]()
  if (folder !== undefined) await rm(folder, { recursive: true })
})

/** Submits; resolves with the form that left. */
async function submitted(message: SendMailOptions): Promise<Buffer> {
  const { response } = await transport.sendMail(message)
  const id = /Accepted (\S+)/.exec(response)?.[1] ?? response
  const sent = Buffer.from(await auditor.call('archive.raw', { id: await newest(), form: 'sent' }))
  expect(sent.toString('latin1')).toContain(`id ${id};`)
  return sent
}

/** The newest letter of the sender; the server's own notices are younger. */
async function newest(): Promise<number> {
  const { entries } = await auditor.call('archive.search', { limit: 10 })
  return entries.find(({ mailFrom }) => mailFrom === sender.address)!.id
}

/** What the recipient's client reads of the newest letter. */
async function shown(): Promise<Buffer> {
  await imap.command('SELECT INBOX')
  const { sections } = await imap.command('FETCH * (BODY.PEEK[])')
  return sections.get('BODY[]') ?? Buffer.alloc(0)
}

const letters: readonly (readonly [string, SendMailOptions])[] = [
  ['text', { text: 'Kính gửi Sở Nội vụ,\n\nĐề nghị góp ý trước ngày 25. \n\nTrân trọng.\n' }],
  [
    'text, HTML and files',
    {
      text: 'Kính gửi',
      html: '<p>Kính gửi</p>',
      attachments: [
        { filename: 'Dự thảo Kế hoạch số 2511 KH-UBND.docx', content: Buffer.alloc(70_000, 'Cao Bằng') },
        { filename: 'ghi chú.txt', content: 'Ghi chú: ừ\r\n', contentType: 'text/plain; charset=utf-8' },
      ],
    },
  ],
  ['eight bits', { raw: '8bit' }],
]

describe.each(letters)('%s of nodemailer', (name, content) => {
  const message = (to: string): SendMailOptions => {
    if (content.raw === undefined) return { from: sender.address, to, subject: `Thử ${name}`, ...content }
    const fields = `From: <${sender.address}>\r\nTo: <${to}>\r\nSubject: x\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n`
    return { envelope: { from: sender.address, to }, raw: `${fields}\r\nKính gửi Sở Nội vụ \r\n` }
  }

  it('is accepted by openssl as it leaves', async () => {
    const sent = await submitted(message(outside))
    expect((await verifyMessage(sent, trusted)).says).toContain('successful')
    const printed = await congvu(server.data, 'archive', 'raw', `${await newest()}`, '--form', 'sent')
    expect(printed.equals(sent)).toBe(true)
  })

  it('is accepted by openssl as a recipient inside reads it', async () => {
    const sent = await submitted(message(recipient.address))
    const read = await shown()
    expect((await verifyMessage(read, trusted)).says).toContain('successful')
    expect(read.subarray(-sent.length).equals(sent)).toBe(true)
  })
})

it('keeps the octets of every varied letter through the store and IMAP, and openssl accepts them', async () => {
  let accepted = 0
  for (const { name, bytes, large } of variedMessages(200, 51)) {
    // What its sender signed is not signed again.
    if (large || name === 'PGP signed') continue
    const envelope = { from: sender.address, to: recipient.address }
    const raw = inNameOf(sender.address, bytes)
    // What the policy or the protocol refuses is other tests' business.
    const sent = await submitted({ envelope, raw }).catch((error: { responseCode?: number }) => {
      if (error.responseCode === undefined) throw error
    })
    if (sent === undefined) continue
    accepted++
    const read = await shown()
    expect(read.subarray(-sent.length).equals(sent), name).toBe(true)
    expect((await verifyMessage(signedPart(read), trusted)).says, name).toContain('successful')
  }
  expect(accepted).toBeGreaterThan(150)
}, 180_000)

describe('a letter that an official’s own program signed', () => {
  /** Signs by openssl and submits; what the archive says of the signature. */
  async function judged(own: string): Promise<unknown> {
    const by = ['cms', '-sign', '-signer', own, '-inkey', own]
    const entity = 'Content-Type: text/plain\r\n\r\nKinh gui So Noi vu.\r\n'
    const signed = execFileSync('openssl', by, { input: entity }).toString('latin1').replace(/\r?\n/g, '\r\n')
    const { address, password } = recipient
    const auth = { user: address, pass: password }
    const options = { host: '127.0.0.1', port: server.port('submissions'), secure: true, auth }
    const client = createTransport({ ...options, tls: { rejectUnauthorized: false } })
    const raw = `From: <${address}>\r\nTo: <${sender.address}>\r\nSubject: a\r\n${signed}`
    await client.sendMail({ envelope: { from: address, to: sender.address }, raw })
    const { entries } = await auditor.call('archive.search', { limit: 10 })
    const { id } = entries.find(({ mailFrom }) => mailFrom === address)!
    const { authentication } = await auditor.call('archive.show', { id })
    return authentication
  }

  it('is believed under the own authority, and no longer once its certificate is revoked', async () => {
    await congvu(server.data, 'cert', 'issue', recipient.address)
    const file = join(folder, 'own.p12')
    const exported = await congvu(server.data, 'cert', 'export', recipient.address, '--out', file, '--json')
    const { passphrase } = JSON.parse(exported.toString()) as { readonly passphrase: string }
    const own = join(folder, 'own.pem')
    const open = ['pkcs12', '-legacy', '-in', file, '-passin', `pass:${passphrase}`, '-nodes', '-out', own]
    execFileSync('openssl', open)

    expect(await judged(own)).toMatchObject({
      signatures: [{ result: 'pass', speaksFor: 'from', revocation: 'good' }],
    })
    const listed = await congvu(server.data, 'cert', 'list', recipient.address, '--json')
    const [certificate] = JSON.parse(listed.toString()) as OutputOf<'cert.list'>
    await congvu(server.data, 'cert', 'revoke', `${certificate!.id}`, '--yes')
    // Its owner may have several, and is told which one it was.
    const {
      entries: [notice],
    } = await auditor.call('archive.search', { query: `to:${recipient.address}`, limit: 1 })
    const told = await simpleParser(Buffer.from(await auditor.call('archive.raw', { id: notice!.id })))
    expect(told.text).toContain(`(số sê-ri ${certificate!.serial}, hiệu lực đến `)
    expect(told.text).toContain(`(serial number ${certificate!.serial}, valid until `)
    expect(await judged(own)).toMatchObject({
      signatures: [{ result: 'fail', reasons: ['revoked'], revocation: 'revoked' }],
    })
  })
})

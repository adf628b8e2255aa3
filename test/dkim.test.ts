/** DKIM of a real development server: what it signs, its own name server knows, and a second start does too. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OutputOf } from '../src/control/operations.ts'
import { SmtpClient } from './acceptance/smtp-client.ts'
import { congvu, congvuJson, entry, runProgram } from './support/command-line.ts'
import { reasoned } from './support/reason.ts'
import { type ServerProcess, startServer } from './support/server-process.ts'

type Entry = OutputOf<'archive.show'>
type Summary = OutputOf<'archive.search'>['entries'][number]
type Key = OutputOf<'dkim.list'>[number]

const official = 'annv.sokhcn@caobang.gov.vn'
const office = 'sonoivu@caobang.gov.vn'

let cwd: string
let server: ServerProcess

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'congvu-dkim-'))
  server = await startServer({ data: join(cwd, 'data') })
})

afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await rm(cwd, { recursive: true, force: true })
})

async function submit(subject: string): Promise<void> {
  const account = server.accounts.find(({ address }) => address === official)
  const transport = createTransport({
    host: '127.0.0.1',
    port: server.port('submissions'),
    secure: true,
    tls: { ca: server.certificate, servername: 'mail.caobang.gov.vn' },
    auth: { user: official, pass: account?.password ?? '' },
  })
  await transport.sendMail({ from: official, to: 'vanthu@langson.gov.vn', subject, text: 'Kính gửi.' })
}

/** The newest letter of a subject, as the archive has it. */
async function archived(subject: string): Promise<Entry> {
  const found = await congvuJson<Summary[]>({ cwd }, 'archive', 'search', ...subject.split(' '))
  return congvuJson<Entry>({ cwd }, 'archive', 'show', String(found[0]?.id))
}

async function sentForm({ id }: Entry): Promise<string> {
  const argv = reasoned(['archive', 'raw', String(id), '--form', 'sent'])
  const raw = await runProgram(process.execPath, [entry, ...argv], { cwd })
  return raw.out
}

describe('a development server', () => {
  test('makes its keys at the first start, and its own names say so', async () => {
    const keys = await congvuJson<Key[]>({ cwd }, 'dkim', 'list')
    expect(keys.map(({ algorithm, state }) => [algorithm, state])).toEqual([
      ['ed25519-sha256', 'active'],
      ['rsa-sha256', 'active'],
    ])
    const checked = await congvu({ cwd }, 'dns', 'check')
    expect(checked.out.match(/^right +DKIM /gm)).toHaveLength(2)
  })

  test('flags a letter of ours that comes back unchanged, and blocks one that was changed', async () => {
    await submit('Giấy mời đi rồi về')
    const sent = await sentForm(await archived('Giấy mời đi rồi về'))
    expect(sent.match(/^DKIM-Signature: /gm)).toHaveLength(2)

    const reply = async (message: string) => {
      using client = await SmtpClient.open(server.port('mx'))
      return await client.send(official, [office], Buffer.from(message))
    }
    expect(await reply(sent)).toMatch(/^250 /)
    const back = await archived('Giấy mời đi rồi về')
    expect(back).toMatchObject({ direction: 'inbound', verdict: 'flag' })
    expect(JSON.stringify(back)).toContain('own-domain-forwarded')
    expect(await reply(sent.replace('Subject: ', 'Subject: Re: '))).toMatch(/^550/)
  })

  test('signs with the same keys after a second start', async () => {
    const before = await congvuJson<Key[]>({ cwd }, 'dkim', 'list')
    await server.stop()
    server = await startServer({ data: join(cwd, 'data') })
    expect(await congvuJson<Key[]>({ cwd }, 'dkim', 'list')).toEqual(before)
    await submit('Sau khi khởi động lại')
    expect(await sentForm(await archived('Sau khi khởi động lại'))).toMatch(/^DKIM-Signature: /)
  })
})

/** The README's section on shared office boxes: its commands against a development server, and two officials at once. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ImapFlow } from 'imapflow'
import { simpleParser } from 'mailparser'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { congvu, entry, runProgram } from '../support/command-line.ts'
import { readmeCommands } from '../support/readme.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'

const an = 'annv.sokhcn@caobang.gov.vn'
const dao = 'daoht.sokhcn@caobang.gov.vn'
const inbox = 'Hộp thư chung/sokhcn/INBOX'
const because = ['--reason', 'Xem thử hệ thống']

let cwd: string
let server: ServerProcess

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'congvu-shares-'))
  server = await startServer({ data: join(cwd, 'data') })
})

afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await rm(cwd, { recursive: true, force: true })
})

async function reader(user: string): Promise<ImapFlow> {
  const pass = server.accounts.find(({ address }) => address === user)!.password
  const client = new ImapFlow({
    ...{ host: '127.0.0.1', port: server.port('imaps'), secure: true, logger: false },
    tls: { rejectUnauthorized: false },
    auth: { user, pass },
  })
  client.on('error', () => {})
  await client.connect()
  return client
}

async function flagsOf(client: ImapFlow, uid: string): Promise<readonly string[]> {
  const message = await client.fetchOne(uid, { flags: true }, { uid: true })
  if (message === false) throw new Error('nothing was fetched')
  return [...(message.flags ?? [])].filter(flag => flag !== '\\Recent').sort()
}

/** What each command of the section shows, in its order. */
const shown: readonly RegExp[] = [
  /annv\.sokhcn@caobang\.gov\.vn now has write in sokhcn@caobang\.gov\.vn$/m,
  /daoht\.sokhcn@caobang\.gov\.vn now has read in sokhcn@caobang\.gov\.vn, INBOX$/m,
  /^sokhcn@caobang\.gov\.vn +annv\.sokhcn@caobang\.gov\.vn +\* +write$/m,
  /daoht\.sokhcn@caobang\.gov\.vn has no rights in sokhcn@caobang\.gov\.vn any more$/m,
]

test('two officials work one box, each with what he has read; rights that are taken away end the session', async () => {
  const commands = readmeCommands('Shared office boxes')
  expect(commands).toHaveLength(shown.length)
  async function follow(from: number, to: number): Promise<void> {
    for (const [i, command] of commands.slice(from, to).entries()) {
      const line = command.replace('npx congvu', `"${process.execPath}" "${entry}" --yes`)
      const { out, err } = await runProgram('bash', ['-c', line], { cwd })
      expect(out + err).toMatch(shown[from + i]!)
    }
  }
  await follow(0, 3)

  const first = await reader(an)
  const second = await reader(dao)
  const listed = await first.list()
  expect(listed.map(({ path }) => path)).toEqual(expect.arrayContaining([inbox, 'Hộp thư chung/sokhcn/Sent']))
  expect(listed.find(({ specialUse }) => specialUse === '\\Sent')?.path).toBe('Sent')
  expect((await second.list()).map(({ path }) => path)).not.toContain('Hộp thư chung/sokhcn/Sent')
  expect(await second.mailboxOpen(inbox)).toMatchObject({ readOnly: true })
  expect(await first.mailboxOpen(inbox)).toMatchObject({ readOnly: false })
  const unseen = (await second.status(inbox, { unseen: true })) || {}
  const [uid] = (await first.search({ seen: false }, { uid: true })) || []
  await first.messageFlagsAdd(String(uid), ['\\Seen', '\\Flagged'], { uid: true })
  await second.noop()
  expect(await flagsOf(first, String(uid))).toEqual(['\\Flagged', '\\Seen'])
  expect(await flagsOf(second, String(uid))).toEqual(['\\Flagged'])
  expect(await second.status(inbox, { unseen: true })).toMatchObject(unseen)

  const trail = await congvu({ cwd }, 'archive', 'trail', '1', ...because)
  expect(trail.out).toMatch(/seen in the box of an office +annv\.sokhcn@.* mailbox INBOX/)
  expect(trail.out).toMatch(/flags changed in the box of an office +annv\.sokhcn@.* flags \+\\Flagged/)
  await first.messageCopy(String(uid), 'Hộp thư chung/sokhcn/Archive', { uid: true })
  await first.messageCopy(String(uid), 'INBOX', { uid: true })
  await first.messageMove(String(uid), 'Hộp thư chung/sokhcn/Trash', { uid: true })
  await first.mailboxOpen('INBOX')
  await first.messageMove('*', 'Hộp thư chung/sokhcn/Archive')
  await first.mailboxOpen('Hộp thư chung/sokhcn/Trash')
  await first.messageDelete('1:*')
  await first.mailboxOpen(inbox)
  const further = await congvu({ cwd }, 'archive', 'trail', '1', ...because, '--json')
  const { events } = JSON.parse(further.out) as {
    events: { kind: string; who: string; detail: Record<string, string> }[]
  }
  const acts = events.filter(({ kind }) => kind.startsWith('office')).slice(-6)
  expect(
    acts.map(({ kind, who, detail }) => [
      kind,
      who,
      detail.mailbox,
      detail.to ?? detail.from ?? detail.flags,
    ]),
  ).toEqual([
    ['officeCopied', an, 'INBOX', 'sokhcn@caobang.gov.vn Archive'],
    ['officeCopied', an, 'INBOX', `${an} INBOX`],
    ['officeMoved', an, 'INBOX', 'sokhcn@caobang.gov.vn Trash'],
    ['officeAdded', an, 'Archive', `${an} INBOX`],
    ['officeFlags', an, 'Trash', '+\\Deleted'],
    ['officeDeleted', an, 'Trash', undefined],
  ])

  const closed = new Promise<void>(resolve => second.once('close', () => resolve()))
  await follow(3, 4)
  await closed
  const again = await reader(dao)
  expect((await again.list()).map(({ path }) => path)).not.toContain(inbox)
  await again.logout()
  await first.logout()

  // The office was told whom the administrator lets in.
  const box = await reader(an)
  await box.mailboxOpen(inbox)
  const notices: string[] = []
  const told = await box.search({ subject: 'Thêm cán bộ dùng chung' }, { uid: true })
  for await (const each of box.fetch(told || [], { source: true }, { uid: true }))
    notices.push((await simpleParser(each.source!)).text ?? '')
  expect(notices).toEqual([
    expect.stringContaining(`đã cho ${an} quyền write trong hộp thư sokhcn@caobang.gov.vn, thư mục * `),
    expect.stringContaining(`đã cho ${dao} quyền read trong hộp thư sokhcn@caobang.gov.vn, thư mục INBOX `),
  ])
  await box.logout()

  // Who let whom in and out, in the log, each before it was done.
  const log = await congvu({ cwd }, 'audit', 'log', ...because, '--limit', '1000', '--json')
  const changes = (JSON.parse(log.out) as { operation: string; detail: Record<string, string> }[])
    .filter(({ operation }) => operation === 'share.add' || operation === 'share.remove')
    .map(({ operation, detail }) => [operation, detail.person, detail.rights, detail.mailbox])
    .reverse()
  expect(changes).toEqual([
    ['share.add', an, 'write', null],
    ['share.add', dao, 'read', 'INBOX'],
    ['share.remove', dao, undefined, null],
  ])
})

test('what cannot be shared is refused with its reason', async () => {
  const share = (...argv: readonly string[]) => congvu({ cwd }, 'share', ...argv)
  expect((await share('add', an, dao)).err).toContain("is a person's mailbox")
  expect((await share('add', 'sokhcn@caobang.gov.vn', 'sonoivu@caobang.gov.vn')).err).toContain('no official')
  expect((await share('add', 'sokhcn@caobang.gov.vn', an, '--rights', 'lrZ')).err).toContain('neither read')
  expect((await share('add', 'sokhcn@caobang.gov.vn', an, '--mailbox', 'Gì đó')).err).toContain('no mailbox')
  expect((await share('remove', 'sonoivu@caobang.gov.vn', an)).err).toContain('has no rights')
  expect((await share('add', '--help')).out).toContain('Hộp thư chung/<hộp thư cơ quan>')
})

/** Rights that change while sessions are open, in IDLE as well, over the store that knows offices and their status. */
import { ImapFlow } from 'imapflow'
import { describe, expect, it } from 'vitest'
import { allRights, rightBits } from '../../src/ports/shares.ts'
import type { Store } from '../../src/ports/store.ts'
import { accounts, startImap } from './fixtures.ts'
import { letters } from './letters.ts'
import { makeSqliteStore } from './stores.ts'
import { Talk } from './talk.ts'

const [hanh, tho, , office] = accounts
const inbox = 'Hộp thư chung/vanthu.sokhcn/INBOX'
const { l, r, s } = rightBits

async function reader(port: number, { address, password }: (typeof accounts)[number]): Promise<ImapFlow> {
  const client = new ImapFlow({
    ...{ host: '127.0.0.1', port, secure: true, logger: false },
    tls: { rejectUnauthorized: false },
    auth: { user: address, pass: password },
  })
  client.on('error', () => {})
  await client.connect()
  return client
}

async function give(store: Store, person: number, rights: number): Promise<void> {
  const change = {
    office: office.id,
    mailbox: null,
    person,
    rights,
    mode: 'replace',
    negative: false,
  } as const
  expect(await store.write.changeShare(change)).toMatchObject({ ok: true })
}

/** Two officials in the office's INBOX, where one letter lies. */
async function scene() {
  const opened = new AsyncDisposableStack()
  const made = opened.use(await makeSqliteStore({}))
  const store = made.store as Store
  const running = opened.use(await startImap(store))
  await give(store, hanh.id, allRights)
  await give(store, tho.id, l | r | s)
  const first = await reader(running.port, hanh)
  const second = await reader(running.port, tho)
  await first.append(inbox, Buffer.from(letters.get('directive')!))
  await first.mailboxOpen(inbox)
  await second.mailboxOpen(inbox)
  return {
    ...{ store, first, second, port: running.port },
    async [Symbol.asyncDispose]() {
      first.close()
      second.close()
      await opened.disposeAsync()
    },
  }
}

function closing(client: ImapFlow): Promise<void> {
  return new Promise(resolve => client.once('close', () => resolve()))
}

describe('officials in the box of an office', () => {
  it('one is told in IDLE of what another flags, and of nothing that another has seen', async () => {
    await using at = await scene()
    const told: unknown[] = []
    at.second.on('flags', ({ flags }: { readonly flags: Set<string> }) => told.push([...flags]))
    void at.second.idle()
    await at.first.messageFlagsAdd('1', ['\\Seen'])
    await at.first.messageFlagsAdd('1', ['\\Flagged'])
    await expect.poll(() => told).toEqual([['\\Flagged']])
    expect(await at.second.status(inbox, { unseen: true })).toMatchObject({ unseen: 1 })
    expect(await at.first.status(inbox, { unseen: true })).toMatchObject({ unseen: 0 })
  })

  it('a session ends, in IDLE too, when the right to read is taken away', async () => {
    await using at = await scene()
    const closed = closing(at.second)
    void at.second.idle()
    await give(at.store, tho.id, l)
    await closed
    expect(await at.first.fetchOne('1', { flags: true })).not.toBe(false)
  })

  it('all sessions end when the office is closed', async () => {
    await using at = await scene()
    const closed = Promise.all([closing(at.first), closing(at.second)])
    await at.store.write.setBoxStatus(office.id, 'disabled', 1)
    await closed
  })

  it('whoever left can be taken off the list, and is not put on it again', async () => {
    await using at = await scene()
    await at.store.write.setBoxStatus(tho.id, 'removed', 1)
    using clerk = await Talk.logIn(at.port, office.address, office.password)
    expect(await clerk.run('GETACL INBOX')).toContain(tho.address)
    await expect(clerk.run(`SETACL INBOX ${tho.address} +w`)).rejects.toThrow('[CANNOT] There is no official')
    await clerk.run(`DELETEACL INBOX ${tho.address}`)
    expect(await clerk.run('GETACL INBOX')).not.toContain(tho.address)
    await expect(clerk.run(`DELETEACL INBOX ${tho.address}`)).rejects.toThrow('[CANNOT] There is no official')
  })

  it('each SETACL and DELETEACL is an act in the log, one that is refused is none', async () => {
    await using at = await scene()
    using clerk = await Talk.logIn(at.port, office.address, office.password)
    const acts = async () =>
      (await at.store.read.audit(10)).map(({ operator, role, operation, detail }) => ({
        ...{ operator, role, operation },
        detail: JSON.parse(detail) as unknown,
      }))
    await expect(clerk.run(`SETACL INBOX anyone r`)).rejects.toThrow('[CANNOT]')
    await expect(clerk.run(`SETACL "Không có" ${tho.address} r`)).rejects.toThrow('[NONEXISTENT]')
    expect(await acts()).toEqual([])
    await clerk.run(`SETACL INBOX ${tho.address} -s`)
    using hanhs = await Talk.logIn(at.port, hanh.address, hanh.password)
    await hanhs.run(`DELETEACL "${inbox}" ${tho.address}`)
    const told = { role: 'official', operation: 'share.setacl' }
    const detail = { office: office.address, mailbox: 'INBOX', identifier: tho.address }
    expect(await acts()).toEqual([
      { ...told, operator: hanh.address, detail: { ...detail, mode: 'replace', rights: '' } },
      { ...told, operator: office.address, detail: { ...detail, mode: 'remove', rights: 's' } },
    ])
  })

  it('an office over its quota takes nothing more, whoever brings it', async () => {
    await using at = await scene()
    const used = await at.store.read.directory.usedBytes(office.id)
    expect(used).toBe(Buffer.byteLength(letters.get('directive')!))
    expect(await at.store.read.directory.usedBytes(hanh.id)).toBe(0)
    await at.store.write.changeBox(office.address, { quotaBytes: used + 1 })
    await expect(at.first.append(inbox, Buffer.from(letters.get('directive')!))).rejects.toMatchObject({
      serverResponseCode: 'OVERQUOTA',
    })
    const { id } = (await at.store.read.mailboxes.byName(office.id, 'INBOX'))!
    expect([...(await at.store.read.mailboxes.snapshot(id)).flags]).toEqual([0])
  })
})

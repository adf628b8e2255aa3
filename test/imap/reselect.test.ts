/** A mailbox that is selected again soon: the store is not asked for it, and what it is called now is what counts. */
import { describe, expect, it, vi } from 'vitest'
import { accounts, password, startImap } from './fixtures.ts'
import { makeMemoryStore, makeSqliteStore } from './stores.ts'
import { Talk } from './talk.ts'

const letter = 'Subject: 15/CT-UBND\r\n\r\nx\r\n'

async function setUp(make: typeof makeMemoryStore) {
  await using stack = new AsyncDisposableStack()
  const { store } = stack.use(await make({}))
  const { port } = stack.use(await startImap(store))
  const logIn = async () => stack.use(await Talk.logIn(port, accounts[0].address, password))
  const [one, other] = [await logIn(), await logIn()]
  const held = stack.move()
  return { store, one, other, [Symbol.asyncDispose]: () => held[Symbol.asyncDispose]() }
}

const exists = (answer: string) => Number(/^\* (\d+) EXISTS/m.exec(answer)?.[1])
const idIn = (answer: string) => /MAILBOXID \((\w+)\)/.exec(answer)?.[1]

describe.each([
  ['in memory', makeMemoryStore],
  ['in SQLite', makeSqliteStore],
])('SELECT of a mailbox that was open, %s', (_, make) => {
  it('does not read it from the store', async () => {
    await using all = await setUp(make)
    await all.one.run('SELECT INBOX')
    const reads = all.store.read.mailboxes
    const asked = [vi.spyOn(reads, 'byName'), vi.spyOn(reads, 'byId'), vi.spyOn(reads, 'snapshot')]
    await all.one.run('UNSELECT')
    await all.other.append(letter)
    for (const each of asked) each.mockClear()
    const again = await all.one.run('SELECT INBOX')
    expect(exists(again)).toBe(1)
    expect(again).toContain('[UIDNEXT 2]')
    for (const each of asked) expect(each).not.toHaveBeenCalled()
  })

  it('tells the first message that is not seen, whatever became of those before it', async () => {
    await using all = await setUp(make)
    for (let i = 0; i < 4; i++) await all.other.append(letter)
    const unseen = async () => /\[UNSEEN (\d+)\]/.exec(await all.one.run('SELECT INBOX'))?.[1]
    expect(await unseen()).toBe('1')
    await all.one.run('STORE 1:3 +FLAGS (\\Seen)')
    expect(await unseen()).toBe('4')
    await all.one.run('STORE 1 +FLAGS (\\Deleted)')
    await all.one.run('EXPUNGE')
    expect(await unseen()).toBe('3')
    await all.one.run('STORE 2 -FLAGS.SILENT (\\Seen)')
    expect(await unseen()).toBe('2')
    await all.one.run('STORE 1:* FLAGS (\\Seen)')
    expect(await unseen()).toBeUndefined()
    await all.other.append(letter)
    expect(await unseen()).toBe('4')
  })

  it('finds what has the name now', async () => {
    await using all = await setUp(make)
    await all.other.append(letter)
    const before = idIn(await all.one.run('SELECT INBOX'))
    await all.one.run('UNSELECT')
    await all.other.run('RENAME INBOX "Luu tru"')
    const inbox = await all.one.run('SELECT INBOX')
    expect(exists(inbox)).toBe(0)
    const renamed = await all.one.run('SELECT "Luu tru"')
    expect(exists(renamed)).toBe(1)
    expect(new Set([idIn(inbox), idIn(renamed)])).toContain(before)
    // With it selected here, too.
    await all.other.run('RENAME "Luu tru" Moi')
    await all.other.run('CREATE "Luu tru"')
    const created = await all.one.run('SELECT "Luu tru"')
    expect(exists(created)).toBe(0)
    expect(idIn(created)).not.toBe(idIn(renamed))
    expect(idIn(await all.one.run('SELECT Moi'))).toBe(idIn(renamed))
    await all.one.run('UNSELECT')
    await all.other.run('DELETE "Luu tru"')
    await expect(all.one.run('SELECT "Luu tru"')).rejects.toThrow('NO')
    await all.other.run('CREATE "Luu tru"')
    expect(idIn(await all.one.run('SELECT "Luu tru"'))).not.toBe(idIn(created))
  })
})

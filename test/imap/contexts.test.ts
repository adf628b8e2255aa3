/** Results that are kept current while other sessions change what is being looked at (RFC 5267 §4.3). */
import { expect, it } from 'vitest'
import { defaultLimits } from '../../src/base/limits.ts'
import type { MailboxStore } from '../../src/mailbox/backend.ts'
import { accounts, startImap } from './fixtures.ts'
import { MemoryStore } from './memory-store.ts'
import { Talk } from './talk.ts'

const [{ address, password }] = accounts
const letter = (subject: string) => `Subject: ${subject}\r\n\r\nChao dong chi.\r\n`

/** A store that does something once, when the next letter is read. */
class Interrupted {
  readonly store: MailboxStore
  meanwhile: (() => Promise<unknown>) | undefined

  constructor() {
    const memory = new MemoryStore(defaultLimits.keywords)
    memory.addBox(1)
    const interrupt = async () => {
      const meanwhile = this.meanwhile
      this.meanwhile = undefined
      await meanwhile?.()
    }
    const { blobs, mailboxes, ...rest } = memory.read
    this.store = {
      write: memory.write,
      onCommit: listener => memory.onCommit(listener),
      read: {
        ...rest,
        blobs,
        mailboxes: {
          ...mailboxes,
          async views(ids) {
            await interrupt()
            return await mailboxes.views(ids)
          },
          async sources(ids) {
            await interrupt()
            return await mailboxes.sources(ids)
          },
        },
      },
    }
  }
}

it('looks again at what others change while it looks at what has changed', async () => {
  const interrupted = new Interrupted()
  await using running = await startImap(interrupted.store)
  using client = await Talk.logIn(running.port, address, password)
  using other = await Talk.logIn(running.port, address, password)
  await client.run('SELECT INBOX')
  await other.run('SELECT INBOX')
  await client.run('UID SEARCH RETURN (UPDATE (UID BODY.PEEK[]) COUNT) UNSEEN')
  const { tag } = client
  await other.append(letter('Moi hop'))
  interrupted.meanwhile = () => other.run('STORE 1 +FLAGS.SILENT (\\Seen)')
  expect(await client.run('NOOP')).toContain(`* ESEARCH (TAG "${tag}") UID ADDTO (0 1)`)
  expect(await client.run('NOOP')).toContain(`* ESEARCH (TAG "${tag}") UID REMOVEFROM (0 1)`)
})

it.each([
  ['SEARCH', 'UID SEARCH RETURN (UPDATE ALL)', 'REMOVEFROM (0 1)'],
  ['SORT', 'UID SORT RETURN (UPDATE ALL) (SUBJECT) UTF-8', 'REMOVEFROM (1 1)'],
])('looks again at what others change while the first %s looks', async (_, command, removed) => {
  const interrupted = new Interrupted()
  await using running = await startImap(interrupted.store)
  using client = await Talk.logIn(running.port, address, password)
  using other = await Talk.logIn(running.port, address, password)
  await client.append(letter('Moi hop'))
  await client.append(letter('Bao cao'))
  await client.run('SELECT INBOX')
  await client.run('STORE 2 +FLAGS.SILENT (\\Seen)')
  await other.run('SELECT INBOX')
  // Of the first the flags decide at once; the second is read.
  interrupted.meanwhile = () => other.run('STORE 1 +FLAGS.SILENT (\\Seen)')
  const searched = await client.run(`${command} OR UNSEEN TEXT khong-co`)
  expect(searched).toContain(`* ESEARCH (TAG "${client.tag}") UID ALL 1\r\n`)
  expect(searched).toContain(`* ESEARCH (TAG "${client.tag}") UID ${removed}\r\n`)
})

import { expect, it, vi } from 'vitest'
import { silentLogger } from '../base/log.ts'
import type { AccountEvent } from '../imap/backend.ts'
import type { Mailbox } from '../ports/mailboxes.ts'
import { rightBits, type SharedMailbox } from '../ports/shares.ts'
import { SharedWatch } from './shared-watch.ts'
import { Watchers } from './watchers.ts'

const person = 1
const office = 2

function shared(id: number, name: string): SharedMailbox {
  return { office, address: 'vanthu@tinh.gov.vn', rights: rightBits.l, mailbox: { id, name } as Mailbox }
}

it('tells what left the sight of a person although the store failed meanwhile', async () => {
  const watchers = new Watchers()
  const events: AccountEvent[] = []
  let visible = [shared(10, 'INBOX'), shared(11, 'Mật')]
  const byId = vi.fn(async (id: number) => ({ id }) as Mailbox)
  const error = vi.fn()
  const changeRights = async (next: readonly SharedMailbox[]) => {
    visible = [...next]
    watchers.hear({ kind: 'rights', box: office, person })
    await new Promise(setImmediate)
  }
  using watch = new SharedWatch(
    person,
    {
      watchers,
      shares: { mailboxesFor: async () => visible } as never,
      mailboxes: { byId },
      nameOf: ({ mailbox }) => `Shared/${mailbox.name}`,
      session: 1,
      log: { ...silentLogger, error },
    },
    event => events.push(event),
  )
  await watch.ready

  byId.mockRejectedValueOnce(new Error('the disk'))
  await changeRights([shared(10, 'INBOX')])
  expect(error).toHaveBeenCalledOnce()
  expect(events).toEqual([])
  await changeRights([shared(10, 'INBOX')])
  const names = ['Shared/Mật']
  expect(events).toEqual([{ kind: 'names', names, withdrawn: names, renamed: null, subscription: null }])
})

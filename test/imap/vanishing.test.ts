/** Messages that somebody else removes, or changes, at the very moment in which a session reads or changes them. */
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { MailboxStore } from '../../src/mailbox/backend.ts'
import { flagBits } from '../../src/ports/mailboxes.ts'
import { accounts, password, startImap } from './fixtures.ts'
import { ModelClient } from './model-client.ts'
import { makeSqliteStore } from './stores.ts'

const [{ id: boxId, address }] = accounts

/** When the other session comes in. */
type Moment = 'reading' | 'streaming' | 'streaming again' | 'streamed' | 'changed'

/** A store whose INBOX loses a message at that moment, or one gets a flag, once. */
class Meddled implements MailboxStore {
  readonly onCommit: MailboxStore['onCommit']
  readonly #store: MailboxStore
  #next: { readonly moment: Moment; readonly uid: number; readonly flags?: true } | undefined
  #streams = 0

  constructor(store: MailboxStore) {
    this.#store = store
    this.onCommit = listener => store.onCommit(listener)
  }

  removeWhen(moment: Moment, uid: number): void {
    this.#next = { moment, uid }
    this.#streams = 0
  }

  flagWhen(moment: Moment, uid: number): void {
    this.#next = { moment, uid, flags: true }
    this.#streams = 0
  }

  get read(): MailboxStore['read'] {
    const { blobs, mailboxes, metadata, shares } = this.#store.read
    const remove = (moment: Moment) => this.#remove(moment)
    const streaming = (): Moment => (this.#streams++ === 0 ? 'streaming' : 'streaming again')
    return {
      mailboxes,
      metadata,
      shares,
      // Every letter is read, also by searches.
      keptTexts: { filters: async () => [], texts: async () => [] },
      keptHeaders: { headers: async () => [] },
      blobs: {
        size: blob => blobs.size(blob),
        async bytes(blob, range) {
          await remove('reading')
          return await blobs.bytes(blob, range)
        },
        async *stream(blob, range) {
          await remove(streaming())
          yield* blobs.stream(blob, range)
          await remove('streamed')
        },
      },
    }
  }

  get write(): MailboxStore['write'] {
    const { write } = this.#store
    return new Proxy(write, {
      get: (_, name) => {
        if (name === 'setFlags') {
          return async (change: Parameters<typeof write.setFlags>[0]) => {
            const changed = await write.setFlags(change)
            await this.#remove('changed')
            return changed
          }
        }
        const method: unknown = Reflect.get(write, name)
        return typeof method === 'function' ? method.bind(write) : method
      },
    })
  }

  async #remove(moment: Moment): Promise<void> {
    if (this.#next?.moment !== moment) return
    const { uid, flags } = this.#next
    this.#next = undefined
    const { id } = (await this.#store.read.mailboxes.byName(boxId, 'INBOX'))!
    const uids = Uint32Array.of(uid)
    if (flags)
      await this.#store.write.setFlags({
        mailbox: id,
        uids,
        mode: 'add',
        flags: flagBits.flagged,
        keywords: [],
      })
    else await this.#store.write.expunge(id, uids)
    // The sessions hear of it.
    await setImmediate()
  }
}

function letter(lines: number): string {
  return `Subject: Bao cao\r\nContent-Type: text/plain\r\n\r\n${`${'x'.repeat(70)}\r\n`.repeat(lines)}`
}

/** Three messages, of which the second is removed; the third is larger than what is read at once. */
async function withInbox(
  use: (client: ModelClient, store: Meddled, log: readonly string[]) => Promise<void>,
): Promise<void> {
  await using made = await makeSqliteStore({})
  const store = new Meddled(made.store)
  await using running = await startImap(store)
  const log: string[] = []
  using client = await ModelClient.connect(running.port, 'plain', 'a', log)
  await client.command(`LOGIN ${address} {${Buffer.byteLength(password)}+}\r\n${password}`)
  const flags = [' ', ' (\\Deleted) ', ' (\\Deleted) ']
  const letters = [1, 2, 3000].map((lines, i) => {
    const text = letter(lines)
    return `${flags[i]}{${text.length}+}\r\n${text}`
  })
  await client.command(`APPEND INBOX${letters.join('')}`)
  await client.command('SELECT INBOX')
  log.length = 0
  await use(client, store, log)
  // The conversation goes on.
  expect(await client.command('NOOP')).toMatch(/ OK /)
}

const expungeIssued = /NO \[EXPUNGEISSUED\]/

describe('a message that is removed', () => {
  it('while a search reads it is not found, and ends no search', async () => {
    await withInbox(async (client, store, log) => {
      store.removeWhen('reading', 2)
      expect(await client.command('SEARCH BODY xxx', { keepsNumbers: true })).toMatch(/ OK /)
      expect(log).toContain('a S: * SEARCH 1 3')
    })
  })

  it('while a search reads another leaves what is known of the others theirs', async () => {
    await withInbox(async (client, store, log) => {
      const text = letter(4)
      await client.command(`APPEND INBOX {${text.length}+}\r\n${text}`)
      store.removeWhen('reading', 2)
      // Without the second, the third and largest stands in its place.
      await client.command('SEARCH OR LARGER 10000 BODY nothing', { keepsNumbers: true })
      expect(log).toContain('a S: * SEARCH 3')
    })
  })

  it.each([
    ['reading', 'BODY.PEEK[TEXT]', 2],
    ['streaming', 'BODY.PEEK[TEXT]', 3],
    ['streaming again', 'BINARY.PEEK[1]', 3],
  ] as const)('%s of %s leaves the answer whole', async (moment, item, uid) => {
    await withInbox(async (client, store, log) => {
      store.removeWhen(moment, uid)
      const answer = await client.command(`FETCH ${uid - 1}:${uid} (UID ${item})`, {
        keepsNumbers: true,
        highest: uid,
      })
      expect(answer).toMatch(expungeIssued)
      const told = log.filter(line => line.includes(' FETCH (')).map(line => /UID \d+/.exec(line)?.[0])
      expect(told).toEqual([`UID ${uid - 1}`])
    })
  })

  it('while another is sent leaves to that what is its own', async () => {
    await withInbox(async (client, store, log) => {
      store.removeWhen('streamed', 2)
      const items = 'BODY.PEEK[TEXT] UID RFC822.SIZE EMAILID FLAGS'
      await client.command(`FETCH 3 (${items})`, { keepsNumbers: true, highest: 3 })
      const size = letter(3000).length
      expect(log.find(line => line.includes(' FETCH ('))).toMatch(
        new RegExp(` UID 3 RFC822\\.SIZE ${size} EMAILID \\(\\S+\\) FLAGS \\(\\\\Deleted \\\\Recent\\)\\)$`),
      )
    })
  })

  it('is no other either while its flags are changed: the MODSEQ told is that of the flags', async () => {
    await withInbox(async (client, store, log) => {
      await client.command('FETCH 3 MODSEQ', { keepsNumbers: true, highest: 3 })
      const before = /MODSEQ \((\d+)\)/.exec(log.at(-2)!)?.[1]
      const from = log.length
      store.flagWhen('streamed', 3)
      await client.command('FETCH 3 (UID FLAGS BODY.PEEK[TEXT] MODSEQ)', { keepsNumbers: true, highest: 3 })
      const [told = '', changed = ''] = log.slice(from).filter(line => line.includes(' FETCH ('))
      expect(told).toMatch(new RegExp(`FLAGS \\(\\\\Deleted \\\\Recent\\) .*MODSEQ \\(${before}\\)\\)$`, 's'))
      expect(changed).toContain('\\Flagged')
    })
  })

  it('when its flags were just changed is not passed over in silence', async () => {
    await withInbox(async (client, store, log) => {
      store.removeWhen('changed', 2)
      const about = { keepsNumbers: true, highest: 3 }
      expect(await client.command('STORE 1:3 +FLAGS (\\Flagged)', about)).toMatch(expungeIssued)
      expect(log.filter(line => line.includes(' FETCH (')).length).toBe(2)
    })
  })
})

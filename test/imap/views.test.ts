/**
 * Several clients over one mailbox do at random what clients do, at the same time. Each keeps a picture of the mailbox
 * from the answers alone: none may ever contradict it or those of the others, and when all is quiet it is the store's.
 * Clients break off in the middle of a command; one with QRESYNC also comes back after its connection was lost; one with
 * UIDONLY knows no numbers. The mailbox is of all three, or of an
 * office in whose box two officials have different rights, each with a \Seen of their own. IMAP_MODEL_RUNS sets how many
 * histories each store goes through.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { flagNames } from '../../src/imap/wire/flags.ts'
import type { MailboxStore } from '../../src/mailbox/backend.ts'
import { sharedName } from '../../src/mailbox/shared-name.ts'
import { flagBits } from '../../src/ports/mailboxes.ts'
import { accounts, startImap } from './fixtures.ts'
import { ModelClient } from './model-client.ts'
import type { Kind, StoreSent } from './picture.ts'
import { SharedPicture } from './shared-picture.ts'
import { makeMemoryStore, makeSqliteStore } from './stores.ts'

const long = Number(process.env.IMAP_MODEL_RUNS ?? 0)
const [person, colleague, , office] = accounts

type Range = readonly [number, number]

/** What a client does; numbers are twelfths of what is there. */
type Action =
  | { readonly kind: 'store'; readonly byUid: boolean; readonly at: Range; readonly change: Change }
  | { readonly kind: 'fetch'; readonly byUid: boolean; readonly at: Range; readonly items: string }
  | { readonly kind: 'search'; readonly line: string; readonly keepsNumbers: boolean }
  | { readonly kind: 'move' | 'copy'; readonly byUid: boolean; readonly at: Range; readonly here: boolean }
  | { readonly kind: 'uid-expunge'; readonly at: Range }
  | { readonly kind: 'append'; readonly count: number }
  | { readonly kind: 'expunge' }
  | { readonly kind: 'noop' }
  | { readonly kind: 'idle' }

interface Change {
  readonly mode: '+' | '-' | ''
  readonly silent: boolean
  readonly flags: readonly string[]
  readonly since: 'any' | 'known' | 'none'
}

/** Histories: in each round every client sends its commands in one piece, all clients at the same time. */
interface History {
  readonly kinds: readonly Kind[]
  /** In a box of an office: what the colleague may do, where the person may do most, and whose each client is. */
  readonly shared: { readonly rights: Rights; readonly whose: readonly Account[] } | undefined
  readonly rounds: readonly {
    readonly actions: readonly (readonly Action[])[]
    readonly quiet: boolean
    /** This client loses its connection afterwards and comes back. */
    readonly lost: number
    /** This one breaks off, and begins anew. */
    readonly broken: number
  }[]
}

/** To read alone, to file without marking as deleted, to mark as deleted without expunging. */
type Rights = 'lrs' | 'lrswi' | 'lrst'
type Account = (typeof accounts)[number]

const at = fc.tuple(fc.nat(11), fc.nat(11))
const byUid = fc.boolean()
const change = fc.record<Change>({
  mode: fc.constantFrom('+', '+', '-', ''),
  silent: fc.boolean(),
  flags: fc.subarray(['\\Seen', '\\Deleted', '\\Deleted', '\\Flagged', 'Khan', '$Xong'], { minLength: 1 }),
  since: fc.constantFrom('any', 'any', 'known', 'none'),
})
const items = fc.constantFrom(
  'FLAGS',
  '(UID FLAGS)',
  'BODY[TEXT]<0.1>',
  '(UID MODSEQ)',
  'UID',
  'CHANGED',
  '(UID RFC822.SIZE INTERNALDATE)',
  '(UID ENVELOPE BODYSTRUCTURE)',
  '(UID BODY.PEEK[])',
  '(BODY.PEEK[HEADER.FIELDS (Subject To)] PREVIEW)',
)
const action = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('store' as const), byUid, at, change }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('fetch' as const), byUid, at, items }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Action>(
      { kind: 'search', line: 'SEARCH ALL', keepsNumbers: true },
      { kind: 'search', line: 'SEARCH DELETED', keepsNumbers: true },
      { kind: 'search', line: 'UID SEARCH UNSEEN', keepsNumbers: false },
      { kind: 'search', line: 'UID SEARCH NOT 1:*', keepsNumbers: true },
      { kind: 'search', line: 'SEARCH OR LARGER 400 BODY nowhere', keepsNumbers: true },
      { kind: 'search', line: 'UID SEARCH OR LARGER 400 BODY nowhere', keepsNumbers: false },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('move', 'copy'), byUid, at, here: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('uid-expunge' as const), at }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('append' as const), count: fc.integer({ min: 1, max: 3 }) }),
  },
  { weight: 3, arbitrary: fc.constantFrom<Action>({ kind: 'expunge' }, { kind: 'noop' }, { kind: 'idle' }) },
) as fc.Arbitrary<Action>

const history: fc.Arbitrary<History> = fc.record({
  shared: fc.option(
    fc.record({
      rights: fc.constantFrom<Rights>('lrs', 'lrswi', 'lrst'),
      whose: fc.array(fc.constantFrom<Account>(office, person, colleague), { minLength: 3, maxLength: 3 }),
    }),
    { nil: undefined, freq: 3 },
  ),
  kinds: fc.array(
    fc.constantFrom<Kind>('plain', 'condstore', 'qresync', 'qresync', 'uidonly', 'uidonly-qresync'),
    { minLength: 3, maxLength: 3 },
  ),
  rounds: fc.array(
    fc.record({
      actions: fc.array(fc.array(action, { maxLength: 3 }), { minLength: 3, maxLength: 3 }),
      quiet: fc.boolean(),
      lost: fc.nat(3),
      broken: fc.nat(11),
    }),
    { minLength: 1, maxLength: 7 },
  ),
})

/** A mailbox with some messages, and three clients that have read it. */
class Scene implements Disposable {
  readonly log: string[] = []
  readonly #port: number
  readonly #store: MailboxStore
  readonly #name: string
  readonly #kinds: readonly Kind[]
  readonly #shared: History['shared']
  /** What each account is told alike. */
  readonly #told = new Map<Account, SharedPicture>()
  #clients: ModelClient[] = []
  #uidValidity = 0

  constructor(port: number, store: MailboxStore, name: string, { kinds, shared }: History) {
    this.#port = port
    this.#store = store
    this.#name = name
    this.#kinds = kinds
    this.#shared = shared
  }

  async open(): Promise<void> {
    using owner = await this.#logIn('plain', 'o', this.#owner)
    await owner.command(`CREATE ${this.#name}`)
    await owner.command(append(this.#name, 3))
    if (this.#shared !== undefined) {
      await owner.command(`SETACL ${this.#name} ${person.address} lrswite`)
      await owner.command(`SETACL ${this.#name} ${colleague.address} ${this.#shared.rights}`)
    }
    await owner.command(append(this.#name, 3))
    this.#clients = await Promise.all(this.#kinds.map((kind, i) => this.#connect(kind, i)))
    for (const i of this.#clients.keys()) await this.#select(i)
    this.#uidValidity = (await this.#mailbox()).uidValidity
  }

  get #owner(): Account {
    return this.#shared === undefined ? person : office
  }

  /** Whose client it is. */
  #accountOf(i: number): Account {
    return this.#shared?.whose[i] ?? person
  }

  /** The mailbox as that client names it. */
  #nameFor(i: number): string {
    const account = this.#accountOf(i)
    if (account === this.#owner) return this.#name
    return `"${sharedName(office.address, account.address, this.#name)}"`
  }

  async #mailbox() {
    return (await this.#store.read.mailboxes.byName(this.#owner.id, this.#name))!
  }

  /** The store's, as a client's account sees it: what an official has \Seen is the official's own. */
  async #stored(i: number) {
    const mailbox = await this.#mailbox()
    const { uids, flags, modseqs } = await this.#store.read.mailboxes.snapshot(mailbox.id)
    const messages = Array.from(uids, (uid, row) => ({ uid, flags: flags[row]!, modseq: modseqs[row]! }))
    if (this.#accountOf(i) !== this.#owner) {
      for (const message of messages) message.flags &= ~flagBits.seen
      const runs = await this.#store.read.shares.seenRuns(this.#accountOf(i).id, mailbox.id, 0, 10_000)
      for (const [run, first] of runs.first.entries()) {
        for (const message of messages) {
          if (message.uid < first || message.uid > runs.last[run]!) continue
          message.flags |= runs.seen[run] === 1 ? flagBits.seen : 0
          message.modseq = Math.max(message.modseq, runs.modseqs[run]!)
        }
      }
    }
    return messages.map(message => ({
      ...message,
      flags: flagNames(message.flags, mailbox.keywords).split(' ').filter(Boolean).sort(),
    }))
  }

  async play({ rounds }: History): Promise<void> {
    for (const { actions, quiet, lost, broken } of rounds) {
      await Promise.all(actions.map((each, i) => this.#act(i, each)))
      if (this.#clients[lost]?.picture.qresync) await this.#comeBack(lost)
      if (broken < this.#clients.length) await this.#breakOff(broken)
      if (quiet) await this.quiet()
    }
    await this.quiet()
  }

  /** Every picture is the store's. */
  async quiet(): Promise<void> {
    for (const client of this.#clients) await client.command('NOOP')
    for (const i of this.#clients.keys()) await this.#compare(i)
  }

  [Symbol.dispose](): void {
    for (const client of this.#clients) client[Symbol.dispose]()
  }

  async #connect(kind: Kind, i: number): Promise<ModelClient> {
    return await this.#logIn(kind, 'abc'[i]!, this.#accountOf(i))
  }

  async #logIn(kind: Kind, name: string, account: Account): Promise<ModelClient> {
    const { address, password } = account
    const told = this.#told.get(account) ?? new SharedPicture()
    this.#told.set(account, told)
    const client = await ModelClient.connect(this.#port, kind, name, this.log, told)
    client.send(`LOGIN ${address} {${Buffer.byteLength(password)}+}\r\n${password}`)
    if (client.picture.qresync) client.send('ENABLE QRESYNC')
    if (client.picture.uidOnly) client.send('ENABLE UIDONLY')
    await client.answered()
    return client
  }

  async #select(i: number): Promise<void> {
    const client = this.#clients[i]!
    await client.command(`SELECT ${this.#nameFor(i)}${client.picture.condstore ? ' (CONDSTORE)' : ''}`)
    await this.#learn(client)
  }

  async #breakOff(i: number): Promise<void> {
    await this.#clients[i]!.breakOff(`x APPEND ${this.#nameFor(i)} {1000+}\r\nSubject: never`)
    this.#clients[i] = await this.#connect(this.#kinds[i]!, i)
    await this.#select(i)
  }

  /** Asks for what the client does not know, and for nothing else. */
  async #learn(client: ModelClient): Promise<void> {
    const { messages, condstore, uidOnly } = client.picture
    if (uidOnly) return await this.#learnByUid(client)
    for (const [i, { uid, flags, modseq }] of messages.entries()) {
      if (uid !== undefined && flags !== undefined && (modseq !== undefined || !condstore)) continue
      client.send(`FETCH ${i + 1} (UID FLAGS${condstore ? ' MODSEQ' : ''})`, {
        keepsNumbers: true,
        highest: i + 1,
      })
    }
    await client.answered()
  }

  async #learnByUid(client: ModelClient): Promise<void> {
    const { picture } = client
    const { condstore } = picture
    const items = condstore ? '(FLAGS MODSEQ)' : '(FLAGS)'
    if (picture.messages.some(({ uid }) => uid === undefined))
      await client.command(`UID FETCH ${picture.unknownUids} ${items}`)
    for (const { uid, flags, modseq } of [...picture.messages]) {
      if (flags === undefined || (condstore && modseq === undefined)) client.send(`UID FETCH ${uid} ${items}`)
    }
    await client.answered()
  }

  async #compare(i: number): Promise<void> {
    const client = this.#clients[i]!
    await this.#learn(client)
    const { messages, condstore } = client.picture
    const stored = (await this.#stored(i)).map(({ uid, flags, modseq }) => ({
      uid,
      flags,
      ...(condstore && { modseq }),
    }))
    const known = messages.map(message => ({
      uid: message.uid,
      flags: [...(message.flags ?? [])].sort(),
      ...(condstore && { modseq: message.modseq }),
    }))
    expect(known).toEqual(stored)
    client.picture.checkRecent()
  }

  /** RFC 7162 §6: with what was known by the last tagged answer, and nothing more, the client is current again. */
  async #comeBack(i: number): Promise<void> {
    const { picture } = this.#clients[i]!
    const { highestModseq } = picture
    const unnamed = picture.messages.filter(
      ({ uid, flags }) => uid === undefined || flags === undefined,
    ).length
    const cache = new Map(
      picture.messages.flatMap(({ uid, flags, modseq }) =>
        uid === undefined || flags === undefined ? [] : [[uid, { uid, flags, modseq }] as const],
      ),
    )
    this.#clients[i]![Symbol.dispose]()
    const client = await this.#connect(this.#kinds[i]!, i)
    this.#clients[i] = client
    const from = this.log.length
    await client.command(`SELECT ${this.#nameFor(i)} (QRESYNC (${this.#uidValidity} ${highestModseq}))`)
    for (const line of this.log.slice(from)) {
      const vanished = /S: \* VANISHED \(EARLIER\) ([\d:,]+)$/.exec(line)?.[1]
      for (const range of vanished?.split(',') ?? []) {
        const [first = 0, last = first] = range.split(':').map(Number)
        for (const uid of cache.keys()) if (uid >= first && uid <= last) cache.delete(uid)
      }
    }
    const atSelect = [...client.picture.messages]
    if (client.picture.uidOnly) client.send(`UID FETCH ${client.picture.unknownUids} (UID)`)
    else {
      for (let number = 1; number <= client.picture.messages.length; number++)
        client.send(`FETCH ${number} (UID)`, { keepsNumbers: true, highest: number })
    }
    await client.answered()
    // RFC 7162 §3.2.5.1: what came since is told with its flags, but for what the client knew by EXISTS alone.
    const came = atSelect
      .filter(({ uid }) => uid !== undefined && !cache.has(uid))
      .sort((a, b) => a.uid! - b.uid!)
    for (const { uid, flags } of came.slice(unnamed))
      expect(flags, `UID ${uid} came and nobody said so`).toBeDefined()
    // What is cached must be shown: it did not vanish.
    const shown = new Map(client.picture.messages.map(message => [message.uid, message]))
    for (const [uid, cached] of cache) {
      const message = shown.get(uid)
      expect(message, `UID ${uid} left and nobody said so`).toBeDefined()
      message!.flags ??= cached.flags
      message!.modseq ??= cached.modseq
    }
  }

  async #act(i: number, actions: readonly Action[]): Promise<void> {
    const client = this.#clients[i]!
    for (const each of actions) {
      if (each.kind === 'idle') await client.idle(5)
      else this.#send(client, this.#nameFor(i), each)
    }
    await client.answered()
  }

  #send(client: ModelClient, name: string, each: Exclude<Action, { kind: 'idle' }>): void {
    const { picture } = client
    if (each.kind === 'noop') client.send('NOOP')
    else if (each.kind === 'expunge') client.send('EXPUNGE')
    else if (each.kind === 'append') client.send(append(name, each.count))
    else if (each.kind === 'search') {
      if (picture.uidOnly) client.send(`UID ${each.line.replace('UID ', '').replace(' 1:*', ' UID 1:*')}`)
      else client.send(each.line, { keepsNumbers: each.keepsNumbers })
    } else {
      const isUid = each.kind === 'uid-expunge' || each.byUid || picture.uidOnly
      const [first, last] = this.#numbers(client, each.at, isUid)
      const set = `${first}:${last}`
      const highest = isUid ? 0 : last
      const prefix = isUid ? 'UID ' : ''
      if (each.kind === 'uid-expunge') client.send(`UID EXPUNGE ${set}`)
      else if (each.kind === 'move' || each.kind === 'copy') {
        const target = each.here && each.kind === 'copy' ? name : 'Trash'
        client.send(`${prefix}${each.kind.toUpperCase()} ${set} ${target}`, { highest })
      } else if (each.kind === 'fetch') {
        const needsModseq = each.items === 'CHANGED' || each.items.includes('MODSEQ')
        const vanished = picture.qresync && isUid ? ' VANISHED' : ''
        const changed = `(FLAGS) (CHANGEDSINCE ${Math.max(1, picture.highestModseq)}${vanished})`
        const asked = needsModseq && !picture.condstore ? 'FLAGS' : each.items
        client.send(`${prefix}FETCH ${set} ${asked === 'CHANGED' ? changed : asked}`, {
          keepsNumbers: !isUid,
          highest,
        })
      } else if (each.kind === 'store') {
        const { mode, silent, flags, since } = each.change
        const store: StoreSent = { mode, flags, byUid: isUid, first, last }
        const limit = since === 'known' ? picture.highestModseq : 0
        const condition = since === 'any' || !picture.condstore ? '' : ` (UNCHANGEDSINCE ${limit})`
        client.send(
          `${prefix}STORE ${set}${condition} ${mode}FLAGS${silent ? '.SILENT' : ''} (${flags.join(' ')})`,
          { keepsNumbers: !isUid, highest, store },
        )
      }
    }
  }

  /** Often what is there, sometimes one too many. */
  #numbers({ picture: { messages } }: ModelClient, [one, other]: Range, isUid: boolean): Range {
    const top = isUid
      ? (messages.findLast(({ uid }) => uid !== undefined)?.uid ?? 1) + 1
      : messages.length + 0.4
    const pick = (twelfth: number) => Math.max(1, Math.ceil((top * (twelfth + 1)) / 12))
    return [Math.min(pick(one), pick(other)), Math.max(pick(one), pick(other))]
  }
}

let written = 0

/** Each letter is another. */
function append(name: string, count: number): string {
  let command = `APPEND ${name}`
  for (let i = 0; i < count; i++) {
    const letter = `Subject: Cong van ${++written}\r\nTo: a@x.vn\r\n\r\n${'x'.repeat((written * 97) % 700)}\r\n`
    command += ` {${letter.length}+}\r\n${letter}`
  }
  return command
}

describe.each([
  ['memory', makeMemoryStore, long || 40],
  ['sqlite', makeSqliteStore, long || 12],
] as const)('views over %s', (_, makeStore, numRuns) => {
  it(`show what is there, in ${numRuns} histories`, { timeout: 60_000 + numRuns * 3000 }, async () => {
    await using made = await makeStore({})
    const offers = { uidOnly: true, messageLimit: 'commands' } as const
    await using running = await startImap(made.store, { mode: 'imaps', offers })
    let runs = 0
    await fc.assert(
      fc.asyncProperty(history, async played => {
        using scene = new Scene(running.port, made.store, `Viec-${++runs}`, played)
        try {
          await scene.open()
          await scene.play(played)
        } catch (error) {
          throw new Error(
            `${error instanceof Error ? error.message : String(error)}\n${scene.log.join('\n')}`,
          )
        }
      }),
      // What depends on timing is not made smaller by trying again.
      { numRuns, endOnFailure: true },
    )
  })
})

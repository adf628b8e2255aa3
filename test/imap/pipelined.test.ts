/**
 * Twelve sessions send random commands to a few mailboxes without waiting for answers, in pieces of any size. Whatever is
 * answered must be in the grammar, in order, and agree with what was told before; in the end all agree. IMAP_PIPELINED_RUNS
 * sets how many rounds each store goes through.
 */
import { randomInt } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { accounts, startImap } from './fixtures.ts'
import { type Command, PipelinedClient, type Random } from './pipelined.ts'
import { makeMemoryStore, makeSqliteStore } from './stores.ts'

const rounds = Number(process.env.IMAP_PIPELINED_RUNS ?? 12)
const sessions = 12
const [person] = accounts
const mailboxes = ['INBOX', 'Trash', 'Tam', 'Tam/Con'] as const

/** The same sequence for the same seed. */
function randomFrom(seed: number): Random {
  let state = seed >>> 0 || 1
  return below => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

const letters = [
  'Subject: Re: Bao cao\r\nDate: Mon, 23 Nov 2026 08:00:00 +0700\r\nMessage-ID: <a@b>\r\n\r\nx\r\n',
  'From: "A \\"b\\" c" <a@b>\r\nTo: nhom: x@y, z@w;, (c) q\r\nContent-Type: multipart/mixed\r\n\r\nno boundary',
  'Content-Type: multipart/mixed; boundary="=_"\r\n\r\n--=_\r\nContent-Type: message/rfc822\r\n\r\nSubject: ben trong\r\n\r\ny\r\n--=_\r\nContent-Transfer-Encoding: base64\r\n\r\nAAEC\r\n--=_--\r\n',
  'Subject: =?utf-8?B?VGjDtG5n?= b\xe1o {5}\r\nReferences: <a@b>\r\nContent-Disposition: attachment; filename="a\\"b"\r\n\r\n{3}\r\n',
  // Larger than what is sent in one piece.
  `Subject: phu luc\r\n\r\n${'* 1 FETCH (BODY[] {7}\r\n'.repeat(4000)}`,
]
const fetchItems = [
  'FLAGS',
  '(UID FLAGS)',
  'FAST',
  'FULL',
  '(UID ENVELOPE BODYSTRUCTURE)',
  'BODY[]',
  '(BODY.PEEK[1] BODY.PEEK[1.MIME] BODY.PEEK[2.1] BODY.PEEK[1.HEADER])',
  'BODY.PEEK[HEADER.FIELDS (Subject "to")]<0.10>',
  '(BODY.PEEK[TEXT]<5.1000> RFC822.SIZE PREVIEW)',
  '(BINARY.PEEK[2] BINARY.SIZE[1])',
  '(EMAILID THREADID SAVEDATE)',
  '(MODSEQ)',
]
const keys = [
  'ALL',
  'UNSEEN',
  'OR DELETED NOT SEEN',
  'SUBJECT bao',
  'BODY x',
  'HEADER To ""',
  'LARGER 100',
  'SINCE 1-Feb-2020',
  'SENTON 23-Nov-2026',
  'KEYWORD K1 UNKEYWORD K2',
  '(RECENT) TEXT "c"',
  'MODSEQ 1',
]
const updatedKeys = [
  'ALL',
  'UNSEEN',
  'DELETED',
  'NOT FLAGGED',
  'OR KEYWORD K1 LARGER 200',
  'SUBJECT bao UNSEEN',
]
const returns = ['', 'RETURN () ', 'RETURN (MIN MAX COUNT) ', 'RETURN (PARTIAL -1:-3) ', 'RETURN (ALL SAVE) ']
const flags = ['\\Seen', '\\Deleted', '\\Flagged', '\\Answered', '\\Draft', 'K1', 'K2', '$K3']
const statuses = 'MESSAGES UIDNEXT UIDVALIDITY UNSEEN DELETED SIZE HIGHESTMODSEQ MAILBOXID RECENT'.split(' ')

const events = 'MessageNew MessageExpunge FlagChange'
/** What a session says first. */
const habits = [
  'NOOP',
  'NOOP',
  'ENABLE CONDSTORE',
  `NOTIFY SET (SELECTED-DELAYED (${events})) (PERSONAL (${events} MailboxName SubscriptionChange))`,
  'NOTIFY SET STATUS (SELECTED-DELAYED (MessageNew (UID FLAGS PREVIEW) MessageExpunge FlagChange)) (SUBTREE Tam (MailboxName))',
]

class Scene {
  readonly #random: Random

  constructor(random: Random) {
    this.#random = random
  }

  #one<T>(of: readonly T[]): T {
    return of[this.#random(of.length)]!
  }

  #some<T>(of: readonly T[]): readonly T[] {
    const some = of.filter(() => this.#random(3) === 0)
    return some.length > 0 ? some : [this.#one(of)]
  }

  #append(to: string): Command {
    const rest: string[] = []
    const count = 1 + this.#random(2)
    for (let i = 0; i < count; i++) {
      const letter = this.#one(letters)
      const given = this.#random(2) === 0 ? ` (${this.#some(flags).join(' ')})` : ''
      rest.push(`${given} {${letter.length}+}\r\n${letter}`)
    }
    return { line: `APPEND ${to}`, rest }
  }

  /** A set of numbers of which the session may know. */
  #set(count: number): string {
    const number = () => (this.#random(8) === 0 ? '*' : String(1 + this.#random(Math.max(1, count))))
    const ranges = Array.from({ length: 1 + this.#random(3) }, () =>
      this.#random(2) === 0 ? number() : `${number()}:${number()}`,
    )
    return this.#random(10) === 0 ? '$' : ranges.join(',')
  }

  command(client: PipelinedClient, isSelected: boolean): Command {
    const { length } = client.messages
    const other = this.#one(mailboxes)
    const uid = this.#random(2) === 0 ? 'UID ' : ''
    const set = this.#set(uid === '' ? length : length + 20)
    // What is selected stays so for a while.
    const first = isSelected && this.#random(4) > 0 ? 2 : 0
    switch (first + this.#random((isSelected ? 24 : 7) - first)) {
      case 0:
        return { line: `SELECT ${other}`, selects: other }
      case 1:
        return { line: `EXAMINE {${other.length}+}\r\n${other}`, selects: other }
      case 2:
        return { line: `STATUS ${other} (${this.#some(statuses).join(' ')})` }
      case 3:
        return this.#append(other)
      case 4:
        return { line: `LIST "" (% "Tam/%") RETURN (CHILDREN SUBSCRIBED STATUS (MESSAGES UNSEEN))` }
      case 5:
        return {
          line: this.#one(['CREATE Tam/Con', 'DELETE Tam/Con', 'SUBSCRIBE Tam', 'LSUB "" *', 'LIST "" *']),
        }
      case 6:
        return { line: 'NOOP' }
      case 7:
      case 8:
      case 9:
        return { line: `${uid}FETCH ${set} ${this.#one(fetchItems)}` }
      case 10:
      case 11:
      case 12: {
        const mode = this.#one(['+', '-', ''])
        const silent = this.#one(['', '.SILENT'])
        const since = this.#one(['', '', '(UNCHANGEDSINCE 0) ', '(UNCHANGEDSINCE 9999999) '])
        return { line: `${uid}STORE ${set} ${since}${mode}FLAGS${silent} (${this.#some(flags).join(' ')})` }
      }
      case 13:
      case 14:
        return { line: `${uid}SEARCH ${this.#one(returns)}${this.#some(keys).join(' ')}` }
      case 15:
        return {
          line: `${uid}SORT ${this.#one(returns)}(REVERSE SUBJECT DATE SIZE) UTF-8 ${this.#one(keys)}`,
        }
      case 16:
        return { line: `${uid}THREAD ${this.#one(['REFERENCES', 'ORDEREDSUBJECT', 'REFS'])} UTF-8 ALL` }
      case 17:
        // Else they would double again and again.
        return length > 40 ? { line: 'EXPUNGE' } : { line: `${uid}COPY ${set} ${other}` }
      case 18:
        return { line: `${uid}MOVE ${set} ${other}` }
      case 19:
        return {
          line: this.#one(
            length > 40 ? ['STORE 1:* +FLAGS.SILENT (\\Deleted)'] : ['EXPUNGE', 'UID EXPUNGE 1:*', 'CHECK'],
          ),
        }
      case 20:
        return { line: this.#one(['CLOSE', 'UNSELECT']), selects: null }
      case 21:
      case 22: {
        const criteria =
          this.#random(3) === 0 ? this.#one(['(SIZE)', '(REVERSE SUBJECT ARRIVAL)']) : undefined
        const name = criteria === undefined ? `${uid}SEARCH` : `${uid}SORT`
        const asked = `${criteria === undefined ? '' : `${criteria} UTF-8 `}${this.#one(updatedKeys)}`
        const fetched = this.#one(['', ' (BODY.PEEK[])'])
        return {
          line: `${name} RETURN (UPDATE${fetched} ALL) ${asked}`,
          updates: `${name} RETURN (ALL) ${asked}`,
        }
      }
      default:
        return this.#append(client.mailbox ?? other)
    }
  }

  batch(client: PipelinedClient): readonly Command[] {
    let isSelected = client.mailbox !== null
    const commands = Array.from({ length: 1 + this.#random(6) }, () => {
      const command = this.command(client, isSelected)
      if (command.selects !== undefined) isSelected = command.selects !== null
      return command
    })
    // Whatever follows would end it.
    return this.#random(4) === 0 ? [...commands, { line: 'IDLE', idles: true }] : commands
  }
}

describe.each([
  ['memory', makeMemoryStore],
  ['sqlite', makeSqliteStore],
] as const)('pipelined commands of many sessions over %s', (_, makeStore) => {
  it('are answered by the grammar, in order, and without a contradiction', async () => {
    const given = process.env.PROPERTY_SEED ?? '20261127'
    const seed = given === 'random' ? randomInt(1, 2 ** 32) : Number(given)
    const random = randomFrom(seed)
    const scene = new Scene(random)
    await using made = await makeStore({})
    await using running = await startImap(made.store, {
      limits: { badCommands: 1e6 },
    })
    const logIn = async (name: string) => {
      const client = await PipelinedClient.connect(running.port, name, random)
      const { length } = Buffer.from(person.password)
      const password = Buffer.from(person.password).toString('latin1')
      await client.run([{ line: `LOGIN ${person.address} {${length}+}\r\n${password}` }])
      await client.run([{ line: habits[random(habits.length)]! }])
      return client
    }
    const clients = await Promise.all(Array.from({ length: sessions }, (_, i) => logIn(`s${i}x`)))
    await clients[0]!.run([{ line: 'CREATE Tam/Con' }, { line: 'SELECT INBOX', selects: 'INBOX' }])
    try {
      for (let round = 0; round < rounds; round++) {
        await Promise.all(clients.map(client => client.run(scene.batch(client))))
        for (const [i, client] of clients.entries())
          if (client.ended) clients[i] = await logIn(`r${round}s${i}x`)
      }
      for (const client of clients) await client.run([{ line: 'NOOP' }])
      const pictures = new Map<string, unknown>()
      for (const client of clients) {
        if (client.mailbox === null || client.ended) continue
        const { length } = client.messages
        if (length > 0) await client.run([{ line: 'FETCH 1:* (UID FLAGS)' }])
        expect(client.messages).toHaveLength(length)
        const known = pictures.get(client.mailbox)
        pictures.set(client.mailbox, known ?? client.messages)
        if (known !== undefined) expect(client.messages).toEqual(known)
        await client.compareUpdated()
      }
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error })
    } finally {
      for (const client of clients) client[Symbol.dispose]()
    }
  }, 600_000)
})

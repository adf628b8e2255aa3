/** How soon a session that listens hears of a letter, from the commit's notice on. */
import { connect, type TLSSocket } from 'node:tls'
import { describe, expect, it } from 'vitest'
import { accounts, password, startImap } from './fixtures.ts'
import { letters } from './letters.ts'
import { makeSqliteStore } from './stores.ts'

const lettersSent = 20
/** The quickest of them: others wait for whatever else the machine does. */
const soonMs = 10

class Client {
  readonly #socket: TLSSocket
  #text = ''
  #heard: () => void = () => {}

  constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
    this.#socket.setEncoding('utf8').on('data', (text: string) => {
      this.#text += text
      this.#heard()
    })
  }

  /** Sends a line and waits for a text, and takes everything up to then. */
  async say(line: string, until: string): Promise<void> {
    this.#socket.write(`${line}\r\n`)
    await this.hear(until)
  }

  async hear(until: string): Promise<void> {
    while (!this.#text.includes(until)) {
      await new Promise<void>(resolve => {
        this.#heard = resolve
      })
    }
    this.#text = ''
  }

  destroy(): void {
    this.#socket.destroy()
  }
}

describe.each([
  ['IDLE', 'b SELECT INBOX', 'c IDLE', '+ idling', 'EXISTS'],
  [
    'NOTIFY of the selected mailbox',
    'b SELECT INBOX',
    'c NOTIFY SET (selected (MessageNew (UID) MessageExpunge))',
    'c OK',
    'FETCH',
  ],
  [
    'NOTIFY of another mailbox',
    'b SELECT Sent',
    'c NOTIFY SET (inboxes (MessageNew MessageExpunge))',
    'c OK',
    'STATUS',
  ],
])('%s', (_, select, listen, listening, told) => {
  it(`tells of a letter within ${soonMs} ms of its commit`, async () => {
    await using made = await makeSqliteStore({})
    await using running = await startImap(made.store)
    const listener = new Client(running.port)
    const writer = new Client(running.port)
    let committedAt = 0
    made.store.onCommit(notice => {
      if (notice.kind === 'arrived') committedAt = performance.now()
    })
    try {
      const login = `a LOGIN ${accounts[0].address} "${password}"`
      await listener.say(login, 'a OK')
      await writer.say(login, 'a OK')
      await listener.say(select, 'b OK')
      await listener.say(listen, listening)
      const letter = letters.get('short')!
      const delaysMs: number[] = []
      for (let i = 0; i < lettersSent; i++) {
        const written = writer.say(`w${i} APPEND INBOX {${letter.length}+}\r\n${letter}`, `w${i} OK`)
        await listener.hear(told)
        delaysMs.push(performance.now() - committedAt)
        await written
      }
      expect(Math.min(...delaysMs)).toBeLessThan(soonMs)
    } finally {
      listener.destroy()
      writer.destroy()
    }
  })
})

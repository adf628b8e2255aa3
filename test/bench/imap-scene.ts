/** What the cells of the IMAP bench act on: the server, its filled mailboxes, and clients that are logged in to them. */
import type { Account, Contestant } from './contestant.ts'
import { type Answer, ImapClient, occurrences } from './imap-client.ts'
import { box } from './imap-mailbox.ts'
import type { ImapPlan } from './imap-plan.ts'

export class Scene implements Disposable {
  readonly server: Contestant
  readonly plan: ImapPlan
  readonly account: Account
  readonly #clients: { main: ImapClient; second: ImapClient }

  private constructor(
    server: Contestant,
    plan: ImapPlan,
    account: Account,
    clients: { main: ImapClient; second: ImapClient },
  ) {
    this.server = server
    this.plan = plan
    this.account = account
    this.#clients = clients
  }

  /** Logs in, and reads the large mailbox once so that caches are warm. */
  static async open(server: Contestant, plan: ImapPlan): Promise<Scene> {
    const account = server.accounts[0]
    if (account === undefined) throw new Error(`${server.name} has no account`)
    const main = await ImapClient.logIn(server.imapsPort, account)
    const second = await ImapClient.logIn(server.imapsPort, account)
    const scene = new Scene(server, plan, account, { main, second })
    await main.command(`SELECT ${box}`)
    await scene.fetchAll('(UID FLAGS)')
    await scene.fetchAll('(ENVELOPE BODYSTRUCTURE)')
    return scene
  }

  /** Has the large mailbox selected. */
  get client(): ImapClient {
    return this.#clients.main
  }

  /** Selects what a cell needs. */
  get second(): ImapClient {
    return this.#clients.second
  }

  /** Both log in anew, to a server that has just started; milliseconds until the first has the large mailbox's flags. */
  async coldStart(): Promise<number> {
    this[Symbol.dispose]()
    await this.server.restart()
    const startedAt = performance.now()
    this.#clients.main = await ImapClient.logIn(this.server.imapsPort, this.account)
    await this.client.command(`SELECT ${box}`)
    await this.fetchAll('(UID FLAGS)')
    const ms = performance.now() - startedAt
    this.#clients.second = await ImapClient.logIn(this.server.imapsPort, this.account)
    return ms
  }

  /** Milliseconds of a FETCH of every message of the large mailbox. */
  async fetchAll(items: string): Promise<number> {
    const command = `FETCH 1:* ${items}`
    const answer = await this.client.command(command)
    expectCount(command, answer, ' FETCH (', this.plan.messages)
    return answer.ms
  }

  [Symbol.dispose](): void {
    this.client.close()
    this.second.close()
  }
}

export function expectCount(what: string, answer: Answer, part: string, wanted: number): void {
  const found = occurrences(answer, part)
  if (found !== wanted) throw new Error(`${what}: ${found} of ${wanted} responses`)
}

export async function expectMessages(client: ImapClient, mailbox: string, wanted: number): Promise<void> {
  const found = await client.messages(mailbox)
  if (found !== wanted) throw new Error(`${mailbox} holds ${found} messages and not ${wanted}`)
}

export function text(answer: Answer): string {
  return Buffer.concat(answer.chunks).toString('latin1')
}

/** Numbers in an untagged answer such as `* SEARCH 2 3` or `* SORT 3 2`. */
export function expectNumbers(what: string, answer: Answer, wanted: number): void {
  const found = /\* (?:SEARCH|SORT|THREAD)([^\r]*)/.exec(text(answer))?.[1]?.match(/\d+/g)?.length ?? 0
  if (found !== wanted) throw new Error(`${what}: ${found} numbers and not ${wanted}`)
}

/** Milliseconds of `count` runs in turn. */
export async function total(count: number, run: (i: number) => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  for (let i = 0; i < count; i++) await run(i)
  return performance.now() - startedAt
}

/**
 * The development server, a process of its own, with those who use it: officials with nodemailer and imapflow, other
 * servers at `mx`, and operators at the command line, which finds the server by its control socket. Nothing here
 * reaches behind what the program shows to people.
 */
import { ImapFlow } from 'imapflow'
import { type ParsedMail, simpleParser } from 'mailparser'
import { createTransport, type SendMailOptions } from 'nodemailer'
import { vi } from 'vitest'
import type { Application } from '../../../src/cli/command.ts'
import type { OutputOf } from '../../../src/control/operations.ts'
import { decodeBase32, hotp, totpStepMs } from '../../../src/directory/totp.ts'
import { type Ended, runHere } from '../../support/command-line.ts'
import { reasoned } from '../../support/reason.ts'
import { type ServerOptions, type ServerProcess, startServer } from '../../support/server-process.ts'

export const official = 'annv.sokhcn@caobang.gov.vn'
export const colleague = 'binhtt.sonoivu@caobang.gov.vn'
export const office = 'sokhcn@caobang.gov.vn'

export type Entry = OutputOf<'archive.show'>
export type Violation = OutputOf<'violation.show'>
export type Held = OutputOf<'held.show'>
export type Queued = OutputOf<'queue.list'>[number]
export type Case = OutputOf<'case.show'>

/** What the server said after DATA, one line after the other. */
export interface Answer {
  readonly code: number
  readonly text: string
  /** The reference in it, or empty. */
  readonly ref: string
}

/** A letter as a mailbox holds it. */
export interface Letter {
  readonly source: Buffer
  readonly parsed: ParsedMail
}

/** The server has the data directory: a command line that does not reach it fails. */
const application: Application = {
  openServices: () => Promise.reject(new Error('the server does not listen at its control socket')),
  serve: () => Promise.reject(new Error('it serves already')),
  quickstart: () => Promise.reject(new Error('it is set up already')),
}

export class RunningProvince implements AsyncDisposable {
  readonly server: ServerProcess

  private constructor(server: ServerProcess) {
    this.server = server
  }

  static async start(options: ServerOptions = {}): Promise<RunningProvince> {
    const server = await startServer(options)
    vi.stubEnv('CONGVU_SERVER__DATA', server.data)
    return new RunningProvince(server)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    vi.unstubAllEnvs()
    await this.server[Symbol.asyncDispose]()
  }

  /** A command line, to its end. */
  run(...argv: readonly string[]): Promise<Ended> {
    return runHere(reasoned(argv), application)
  }

  /** The payload of a command line that must succeed. */
  async json<T>(...argv: readonly string[]): Promise<T> {
    return payload(argv, await runHere(['--json', ...reasoned(argv)], application))
  }

  /** An agency's administrator, appointed and logged in with password and second factor. */
  async appoint(name: string, agency: string): Promise<void> {
    const add = ['operator', 'add', name, '--role', 'agency-administrator', '--agency', agency]
    const { password, totpUrl } = await this.json<OutputOf<'operator.add'>>(...add)
    const secret = decodeBase32(new URL(totpUrl).searchParams.get('secret') ?? '')
    const code = hotp(secret ?? Buffer.alloc(0), Math.floor(Date.now() / totpStepMs))
    const logIn = ['--json', 'login', name, '--password-stdin', '--code', code]
    payload(logIn, await runHere(logIn, application, `${password}\n`))
  }

  /** An official's letter, from the own box unless it says otherwise. */
  submit(from: string, letter: SendMailOptions): Promise<Answer> {
    const auth = { user: from, pass: this.#passwordOf(from) }
    return this.#send({ port: this.server.port('submissions'), secure: true, auth }, { from, ...letter })
  }

  /** A letter that another server brings. */
  receive(letter: SendMailOptions): Promise<Answer> {
    return this.#send({ port: this.server.port('mx'), secure: false }, letter)
  }

  async #send(
    options: { port: number; secure: boolean; auth?: { user: string; pass: string } },
    letter: SendMailOptions,
  ): Promise<Answer> {
    const tls = { ca: this.server.certificate, servername: 'mail.caobang.gov.vn' }
    const transport = createTransport({ host: '127.0.0.1', tls, ...options })
    try {
      return answerOf((await transport.sendMail(letter)).response)
    } catch (error) {
      const { response, message } = error as Error & { readonly response?: string }
      if (response === undefined) throw new Error(message, { cause: error })
      return answerOf(response)
    } finally {
      transport.close()
    }
  }

  #passwordOf(address: string): string {
    const account = this.server.accounts.find(sample => sample.address === address)
    if (account === undefined) throw new Error(`there is no sample account ${address}`)
    return account.password
  }

  async imap(address: string): Promise<ImapFlow> {
    const client = new ImapFlow({
      host: '127.0.0.1',
      port: this.server.port('imaps'),
      secure: true,
      tls: { ca: this.server.certificate, servername: 'mail.caobang.gov.vn' },
      auth: { user: address, pass: this.#passwordOf(address) },
      logger: false,
    })
    await client.connect()
    return client
  }

  /** What a box holds, oldest first, whose subject has the words. */
  async letters(address: string, words: string, mailbox = 'INBOX'): Promise<readonly Letter[]> {
    const client = await this.imap(address)
    try {
      await client.mailboxOpen(mailbox, { readOnly: true })
      const fetched = await client.fetchAll('1:*', { source: true })
      const sources = fetched.map(({ source }) => source ?? Buffer.alloc(0))
      const letters = await Promise.all(
        sources.map(async source => ({ source, parsed: await simpleParser(source) })),
      )
      return letters.filter(({ parsed }) => (parsed.subject ?? '').includes(words))
    } finally {
      await client.logout()
    }
  }

  /** The only letter of a box with the words in its subject. */
  async theLetter(address: string, words: string): Promise<Letter> {
    const [letter, ...more] = await this.letters(address, words)
    if (letter === undefined || more.length > 0)
      throw new Error(`${address} has ${letter === undefined ? 'no' : 'several'} letters "${words}"`)
    return letter
  }

  async violation(ref: string): Promise<Violation> {
    return this.json<Violation>('violation', 'show', ref)
  }

  /** The archive's entry behind a reference. */
  async entryOf(ref: string): Promise<Entry> {
    const { entryId } = await this.violation(ref)
    return this.json<Entry>('archive', 'show', String(entryId))
  }

  /** The newest row of the ledger that an inbound letter from the address left, or undefined. */
  async newestOf(address: string): Promise<Violation | undefined> {
    const violations = await this.json<Violation[]>('violation', 'list')
    return violations.find(violation => violation.address === address)
  }

  async queued(address: string): Promise<readonly Queued[]> {
    return (await this.json<Queued[]>('queue', 'list')).filter(item => item.address === address)
  }

  /** The rows of the desk for the letter behind a reference, one a recipient that waits. */
  async heldUnder(ref: string): Promise<OutputOf<'held.list'>> {
    const { entryId } = await this.violation(ref)
    const waiting = await this.json<OutputOf<'held.list'>>('held', 'list')
    return waiting.filter(row => row.entryId === entryId)
  }
}

function payload<T>(argv: readonly string[], { code, out, err }: Ended): T {
  if (code !== 0) throw new Error(`congvu ${argv.join(' ')} exits ${code}: ${err}`)
  return JSON.parse(out) as T
}

function answerOf(response: string): Answer {
  const ref = /CB-\d{4}-[0-9A-Z]+/.exec(response)?.[0] ?? ''
  return { code: Number(response.slice(0, 3)), text: response, ref }
}

/** The line that the server wrote on the copy of a letter: `flag; rule=D1b-free; ref=…`. */
export function policyLines({ parsed }: Letter): readonly string[] {
  return parsed.headerLines
    .filter(({ key }) => key === 'x-congvu-policy')
    .map(({ line }) => line.replace(/^[^:]+: /, '').replace(/\s+/g, ' '))
}

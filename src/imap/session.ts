/**
 * One client's session: reads a command, checks it against the table, runs it, tells what changed meanwhile, answers.
 * Commands run strictly one after another; pipelined ones wait in the socket (RFC 3501 §5.5).
 */
import { randomUUID } from 'node:crypto'
import type { SecureContext } from 'node:tls'
import { Pace } from '../base/breath.ts'
import type { Budget } from '../base/budget.ts'
import type { Limits } from '../base/limits.ts'
import type { Logger } from '../base/log.ts'
import type { Clock } from '../ports/clock.ts'
import { withDependents } from '../ports/imap-capabilities.ts'
import {
  type ImapAccount,
  type ImapBackend,
  type Principal,
  type SelectedMailbox,
  ToldFailure,
} from './backend.ts'
import { capabilities } from './capability/capability.ts'
import { type Offers, plainOffers } from './capability/offers.ts'
import { capabilityOfCommand } from './capability/optional.ts'
import { type About, bad, no, type Outcome, ok, type State } from './command.ts'
import { byNumber, type Entry, findCommand } from './commands.ts'
import { type Connection, Disconnected } from './connection/connection.ts'
import { refusedLiteral } from './mailboxes/metadata.ts'
import { Telling } from './view/telling.ts'
import { View } from './view/view.ts'
import { Cursor, ParseError } from './wire/cursor.ts'
import { type Command, FrameReader, type Refused } from './wire/frame.ts'
import { type Modes, plainModes } from './wire/modes.ts'
import { mayWrite } from './wire/rights.ts'
import { LiteralError, ResponseWriter } from './wire/writer.ts'

export interface SessionOptions {
  readonly connection: Connection
  readonly backend: ImapBackend
  readonly limits: Limits
  readonly budget: Budget
  readonly secureContext: () => SecureContext
  readonly hostname?: string
  readonly offers?: Offers
  readonly log: Logger
  readonly clock: Clock
  /** Counts a session of the account in, or refuses. */
  readonly admit: (who: Principal['id']) => boolean
  /** Counts it out again. */
  readonly dismiss: (who: Principal['id']) => void
  /** Counts a compressed session in, or refuses. */
  readonly admitCompression: () => boolean
}

export interface Selected {
  readonly mailbox: SelectedMailbox
  readonly view: View
  /** Opened by EXAMINE, or of an account for reading only. */
  readonly readOnly: boolean
}

export class Session {
  readonly connection: Connection
  readonly backend: ImapBackend
  readonly limits: Limits
  readonly writer: ResponseWriter
  readonly log: Logger
  readonly clock: Clock
  readonly telling = new Telling(this)
  /** Of long answers, and of many commands that come at once. */
  readonly pace = new Pace()
  readonly #options: SessionOptions
  #reader: FrameReader
  #account: ImapAccount | undefined
  #principal: Principal | undefined
  #selected: Selected | undefined
  #modes = plainModes
  #tag = '*'
  #busy = false
  #closing: string | undefined
  #loginTimer: NodeJS.Timeout | undefined
  #badCommands = 0
  #failedLogins = 0

  constructor(options: SessionOptions) {
    this.#options = options
    this.connection = options.connection
    this.backend = options.backend
    this.limits = options.limits
    this.clock = options.clock
    this.log = options.log.child({ session: randomUUID().slice(0, 8), client: options.connection.address })
    this.writer = new ResponseWriter(options.connection)
    this.#reader = this.#makeReader()
  }

  get state(): State {
    if (this.#selected !== undefined) return 'selected'
    return this.#account === undefined ? 'not-authenticated' : 'authenticated'
  }

  /** The tag of the command in hand. */
  get tag(): string {
    return this.#tag
  }

  /** What ENABLE has changed so far. */
  get modes(): Modes {
    return this.#modes
  }

  get secure(): boolean {
    return this.connection.secure
  }

  /** The name of the server in URLs, where it is known. */
  get hostname(): string | undefined {
    return this.#options.hostname
  }

  get offers(): Offers {
    return this.#options.offers ?? plainOffers
  }

  get budget(): Budget {
    return this.#options.budget
  }

  /** Who logged in. */
  get principal(): Principal | undefined {
    return this.#principal
  }

  get account(): ImapAccount {
    if (this.#account === undefined) throw new Error('the command table let a command through before log-in')
    return this.#account
  }

  get selected(): Selected {
    if (this.#selected === undefined)
      throw new Error('the command table let a command through without a mailbox')
    return this.#selected
  }

  /** Greets and serves until either side ends. Never rejects. */
  async run(): Promise<void> {
    this.#awaitLogin()
    try {
      this.writer.text(`* OK [CAPABILITY ${capabilities(this).join(' ')}] congvu ready\r\n`).flush()
      await this.#serve(() => {
        if (this.state !== 'not-authenticated') clearTimeout(this.#loginTimer)
      })
    } catch (error) {
      if (!(error instanceof Disconnected)) this.log.error({ err: error }, 'imap session failed')
      this.connection.destroy()
    } finally {
      clearTimeout(this.#loginTimer)
      this.#reader.release()
      this.telling[Symbol.dispose]()
      this.unselect()
      this.connection.end()
    }
  }

  /** Whether it waits for the client, so that the client can be told of changes. */
  get isWaiting(): boolean {
    return !this.#busy && this.#closing === undefined
  }

  /** Ends the session with BYE: at once when it waits for the client, else after the command in hand. */
  close(reason: string): void {
    this.#closing ??= reason
    if (this.#busy) return
    if (this.telling.between === undefined) this.#bye()
    else void this.telling.between.then(() => this.#bye())
  }

  /** Logs somebody in; a refusal when there are too many sessions of the same. */
  logIn(who: Principal): Outcome {
    if (!this.#options.admit(who.id)) {
      return { ...no('The account has too many sessions', 'LIMIT'), after: 'close' }
    }
    this.#principal = who
    this.#account = this.backend.account(who)
    const { without = [] } = this.#account
    if (without.length > 0) this.#modes = { ...this.#modes, without: withDependents(without) }
    this.log.info({ box: who.address, tls: this.connection.tls }, 'imap log-in')
    return ok('Logged in', `CAPABILITY ${capabilities(this).join(' ')}`)
  }

  /** Forgets who logged in and all that was theirs; failed log-ins of the connection still count. */
  logOut(): void {
    this.unselect()
    this.telling[Symbol.dispose]()
    this.setModes(plainModes)
    if (this.#principal !== undefined) this.#options.dismiss(this.#principal.id)
    this.#principal = undefined
    this.#account = undefined
    this.#awaitLogin()
  }

  /** Changes how the rest of the session is spoken (RFC 5161). */
  setModes(modes: Modes): void {
    this.#modes = modes
    this.writer.utf8Names = modes.utf8Names
  }

  /** Whether the client has sent more than the command in hand. */
  get hasUnread(): boolean {
    return this.#reader.pending || this.connection.hasUnread
  }

  admitCompression(): boolean {
    return this.#options.admitCompression()
  }

  /** A failed log-in; the connection ends with the last that is allowed. */
  loginFailed(outcome: Outcome): Outcome {
    this.#failedLogins++
    return this.#failedLogins >= this.limits.failedLogins ? { ...outcome, after: 'close' } : outcome
  }

  /** Selects a mailbox in place of the one before; undefined when there is none of that name. */
  async select(name: string, readOnly: boolean): Promise<Selected | undefined> {
    this.unselect()
    const mailbox = await this.account.select(name, change => this.telling.hear(change))
    if (mailbox === undefined) return undefined
    const isReadOnly = readOnly || this.account.readOnly === true
    const claims = !isReadOnly && mayWrite(mailbox.rights)
    const view = new View(mailbox.messages, isReadOnly, this, claims, this.limits.keywords)
    this.#selected = { mailbox, view, readOnly: isReadOnly }
    return this.#selected
  }

  unselect(): void {
    this.#selected?.mailbox[Symbol.dispose]()
    this.#selected = undefined
    this.telling.unselect()
  }

  /** The client knows MODSEQs, and has to learn that of the selected mailbox first (RFC 7162 §3.1). */
  enableCondstore(): void {
    if (this.#modes.condstore) return
    this.setModes({ ...this.#modes, condstore: true })
    this.#selected?.view.writeHighestModseq(this.writer)
  }

  /** Sends `+` and takes one line; undefined when the session ends or the client sends too much. */
  async ask(prompt: string): Promise<Buffer | undefined> {
    if (this.#closing !== undefined) return undefined
    this.writer.text(`+ ${prompt}\r\n`).flush()
    // Waiting for the client, not at work: whoever closes the session need not wait for it as well.
    this.#busy = false
    try {
      const line = await this.#reader.continuation()
      return line === 'too-long' ? undefined : line
    } finally {
      this.#busy = true
    }
  }

  async #serve(onCommand: () => void): Promise<void> {
    while (this.#closing === undefined) {
      if (!this.#reader.pending) this.writer.flush()
      this.#waitInside(false)
      const frame = await this.#reader.next()
      if (frame === undefined || this.#closing !== undefined) return
      // Mail of iOS sends line ends of which nobody knows what they end.
      if (frame.kind === 'command' && frame.line.length === 0) {
        await this.pace.breathe()
        continue
      }
      this.#busy = true
      await this.telling.between
      const outcome = frame.kind === 'command' ? await this.#execute(frame) : this.#refuse(frame)
      this.#answer(outcome)
      await this.#follow(outcome)
      if (outcome.after === 'hang-up') return
      await this.writer.ready()
      // Still at work: nothing is told between commands that came at once.
      if (this.#reader.pending) await this.pace.breathe()
      this.#busy = false
      onCommand()
      if (this.#closing !== undefined) this.#bye()
      else this.telling.wake()
    }
  }

  async #execute(frame: Command): Promise<Outcome> {
    this.#tag = '*'
    try {
      const cursor = new Cursor(frame, this.#modes, this.limits)
      this.#tag = cursor.tag()
      cursor.space()
      const entry = findCommand(cursor)
      if (entry === undefined) return bad('Unknown command')
      const argumentsAt = cursor.position
      const prepared = entry.handler(cursor, entry.flags.byUid ?? false)
      const refused = this.#admit(entry) ?? prepared.check(this)
      const isObserved = entry.flags.reads && this.#account?.observe !== undefined
      const closed =
        isObserved && refused === undefined
          ? await this.#observe(entry, prepared.about(this), cursor.textFrom(argumentsAt))
          : undefined
      const outcome = refused ?? closed ?? (await prepared.run(this))
      if (outcome.status !== 'BAD') {
        const keepsNumbers = entry.flags.keepsNumbers === true || outcome.keepsNumbers === true
        await this.telling.all(!keepsNumbers, entry.flags.writes === 'selected')
      }
      return outcome
    } catch (error) {
      if (error instanceof ParseError) return bad(error.message, error.code)
      if (error instanceof ToldFailure) return no(error.message, error.code)
      if (error instanceof Disconnected || error instanceof LiteralError) throw error
      this.log.error({ err: error }, 'imap command failed')
      return failure(error)
    }
  }

  #admit(entry: Entry): Outcome | undefined {
    const capability = capabilityOfCommand.get(entry.name)
    if (capability !== undefined && this.#modes.without.has(capability)) {
      return bad(`${capability} is turned off for this account`)
    }
    if (!entry.states.includes(this.state)) {
      if (this.state === 'not-authenticated') return bad('Log in first')
      return bad(entry.states.includes('selected') ? 'Select a mailbox first' : 'Already logged in')
    }
    if (this.#modes.uidOnly && byNumber.has(entry.name)) return bad('Messages have UIDs alone', 'UIDREQUIRED')
    if (entry.flags.needsTls && !this.secure) return no('Use STARTTLS first', 'PRIVACYREQUIRED')
    // RFC 5530 §3.
    if (entry.flags.writes && this.#account?.readOnly) return no('The account is for reading only', 'NOPERM')
    if (entry.flags.writes === 'selected' && this.selected.readOnly)
      return no('The mailbox is open for reading only', 'CANNOT')
    return undefined
  }

  /** Tells the account of a command; a refusal when it was closed meanwhile. */
  async #observe({ name }: Entry, about: About, words: string): Promise<Outcome | undefined> {
    const isOpen = await this.account.observe?.({
      name,
      words: words.trim(),
      mailbox: this.#selected?.mailbox.name ?? null,
      uids: null,
      readsBodies: false,
      ...about,
    })
    return isOpen ? undefined : { ...no('The account was closed', 'NOPERM'), after: 'close' }
  }

  #refuse(frame: Refused): Outcome {
    this.#tag = /^[^\s"(){%*\\+]+/.exec(frame.line.toString('latin1', 0, 64))?.[0] ?? '*'
    const outcome = {
      'line-too-long': bad('The command is too long'),
      'too-many-literals': bad('The command has too many literals'),
      // RFC 7888 §5.
      'literal-unasked': { ...bad('The literal is too large to be sent unasked'), code: 'TOOBIG' },
      'literal-too-big': refusedLiteral(frame.line, this.limits),
      'no-memory': no('The server is busy, try again later', 'UNAVAILABLE'),
    }[frame.refusal]
    return frame.fatal ? { ...outcome, after: 'close' } : outcome
  }

  #answer({ status, code, text }: Outcome): void {
    const inBrackets = code === undefined ? '' : `[${code}] `
    this.writer.text(`${this.#tag} ${status} ${inBrackets}`).bytes(Buffer.from(text)).text('\r\n')
    if (status !== 'BAD') this.#badCommands = 0
    else if (++this.#badCommands >= this.limits.badCommands) this.#closing ??= 'Too many bad commands'
  }

  async #follow(outcome: Outcome): Promise<void> {
    if (outcome.after === 'close') this.#closing ??= 'Goodbye'
    if (outcome.after === undefined || outcome.after === 'close') return
    this.writer.flush()
    if (outcome.after === 'hang-up') return this.connection.end()
    if (outcome.after === 'compress') return this.connection.compress()
    if (outcome.after === 'uncompress') {
      if (!(await this.connection.uncompress())) throw new Disconnected('the client does not take its output')
      return
    }
    // What was sent in clear after STARTTLS is dropped with the old reader: it could be anyone's.
    this.#reader = this.#makeReader()
    const secured = await this.connection.secureWith(this.#options.secureContext(), this.limits.imapLoginMs)
    if (!secured) throw new Disconnected('no TLS')
  }

  #awaitLogin(): void {
    clearTimeout(this.#loginTimer)
    this.#loginTimer = setTimeout(() => this.close('Log-in took too long'), this.limits.imapLoginMs)
    this.#loginTimer.unref()
  }

  /** Asks for a literal, but not in the middle of what is being told. */
  async #invite(): Promise<void> {
    await this.telling.between
    this.writer.text('+ Go on\r\n').flush()
  }

  #bye(): void {
    this.writer.text(`* BYE ${this.#closing}\r\n`).flush()
    this.connection.end()
  }

  /** Silence between commands is allowed for long, inside one it is not. */
  #waitInside(inside: boolean): void {
    const ms = inside ? this.limits.imapStallMs : this.limits.imapIdleMs
    this.connection.patience(ms, () => {
      if (inside) this.connection.destroy()
      else this.close('Idle for too long')
    })
  }

  #makeReader(): FrameReader {
    return new FrameReader({
      source: this.connection,
      limits: this.limits,
      budget: this.#options.budget,
      invite: () => this.#invite(),
      mayAppend: () => this.state !== 'not-authenticated',
      inside: waiting => this.#waitInside(waiting),
    })
  }
}

/** A failure behind the server: the client gets a generic text, the cause is in the log. */
function failure(error: unknown): Outcome {
  const isTemporary = error instanceof Error && 'temporary' in error && error.temporary === true
  return isTemporary
    ? no('Try again later', 'UNAVAILABLE')
    : no('An internal error occurred, see the log of the server', 'SERVERBUG')
}

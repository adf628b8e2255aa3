import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { SMTPServer } from 'smtp-server'
import { SMTPConnection, type SMTPConnectionOptions } from 'smtp-server/lib/smtp-connection.js'
import type { Budget } from '../base/budget.ts'
import type { Limits } from '../base/limits.ts'
import type { Logger } from '../base/log.ts'
import { isRefusal, type Reply, reply } from '../base/reply.ts'
import type { Turns } from '../base/turns.ts'
import type { Clock } from '../ports/clock.ts'
import type { Authenticator } from '../ports/credentials.ts'
import type { Box } from '../ports/directory.ts'
import type { Envelope, MailParameters, Peer, RecipientParameters, SmtpBackend } from './backend.ts'
import { type Answer, dispatch, verbOf } from './commands.ts'
import { type DataFault, DataReader } from './data-reader.ts'
import { type FrameHandler, Framer } from './framer.ts'
import { Patience } from './patience.ts'
import { formatReply, replies, tooLarge } from './replies.ts'

export interface SessionContext {
  readonly backend: SmtpBackend
  readonly channel: Peer['channel']
  readonly hostname: string
  readonly limits: Limits
  readonly memory: Budget
  readonly largeLetters: Turns
  /** Absent on `mx`, which knows no AUTH. */
  readonly authenticator: Authenticator | undefined
  /** Whether DSN is announced and its parameters taken. */
  readonly dsn: boolean
  readonly log: Logger
  readonly clock: Clock
}

/** An envelope that still grows. */
export interface OpenEnvelope extends Envelope {
  readonly recipients: { readonly address: string; readonly parameters: RecipientParameters }[]
}

/**
 * One connection: its state, its timers, and the only place that writes to it. What a command means stands in
 * `commands.ts`. The library under it holds the socket and makes the TLS upgrade.
 */
export class Session extends SMTPConnection implements FrameHandler {
  declare _parser: Framer | false
  readonly context: SessionContext
  readonly patience: Patience
  envelope: OpenEnvelope | undefined
  /** A recipient of this transaction was refused. */
  refusedRecipient = false
  readonly #log: Logger
  readonly #onGone: (session: Session) => void
  #helo = ''
  #box: Box | null = null
  #peer: Peer | undefined
  #verb = ''
  #continuation: ((line: string) => Answer) | undefined
  #receiving: { readonly reader: DataReader; readonly envelope: Envelope } | undefined
  #deadline: NodeJS.Timeout | undefined
  #leaving = false
  /** Replies of this turn of the event loop. */
  #outgoing = ''

  constructor(
    server: SMTPServer,
    socket: Socket,
    options: SMTPConnectionOptions,
    context: SessionContext,
    onGone: (session: Session) => void,
  ) {
    super(server, socket, options)
    this.context = context
    this.patience = new Patience(context.limits)
    this.#log = context.log.child({ connection: this.id, client: this.remoteAddress })
    this.#onGone = onGone
  }

  get peer(): Peer {
    this.#peer ??= {
      channel: this.context.channel,
      address: this.remoteAddress,
      port: this.remotePort,
      helo: this.#helo,
      tls: describeTls(this._socket),
      box: this.#box,
      id: this.id,
    }
    return this.#peer
  }

  get greeted(): boolean {
    return this.#helo !== ''
  }

  /** Begins a dialogue anew: RFC 5321 §4.1.4. */
  hello(name: string): void {
    this.#helo = name
    this.#peer = undefined
    this.reset()
  }

  logIn(box: Box): void {
    this.#box = box
    this.#peer = undefined
    this.#log.info({ box: box.address }, 'logged in')
  }

  reset(): void {
    this.envelope = undefined
    this.refusedRecipient = false
  }

  openEnvelope(mailFrom: string, parameters: MailParameters): void {
    this.envelope = { mailFrom, parameters, recipients: [] }
    this.refusedRecipient = false
  }

  /** The next line goes to `next`, not to the command table. RFC 4954 §4. */
  challenge(message: Uint8Array, next: (line: string) => Answer): Reply {
    this.#continuation = next
    return reply(334, '', Buffer.from(message).toString('base64'), 'challenge')
  }

  /** Reads the data that comes; `turnEnded` is told once when nothing of it is in memory any more. */
  receive(envelope: Envelope, turnEnded?: () => void): void {
    if (this._parser === false || this._closed) {
      turnEnded?.()
      return
    }
    const reader = new DataReader(this.context.limits.messageBytes, this.context.memory, turnEnded)
    this.#receiving = { reader, envelope }
    this._parser.readData(reader)
    this.#arm(this.context.limits.smtpDataMs, replies.dataTooSlow)
  }

  startTls(): void {
    this.#write(replies.startTls)
    this.#flush()
    // RFC 3207 §4.2: nothing said in clear is remembered.
    this.#box = null
    this.hello('')
    this.#arm(this.context.limits.smtpCommandMs, replies.commandTooSlow)
    const retired = this._parser
    this.upgrade(() => {
      if (retired !== false) retired.continue()
    })
  }

  /** The server goes down: at once when idle, after the reply that is being made otherwise. */
  leave(): void {
    this.#leaving = true
    if (!this._handlerPending) this.#hangUp(replies.shuttingDown)
  }

  destroy(): void {
    this._socket.destroy()
  }

  override init(): void {
    this._setListeners(() => {
      this.context.backend.connect(this.peer).then(
        refusal => this.#greet(refusal),
        error => this.#greet(this.#defect(error)),
      )
    })
  }

  line(text: string): void {
    this.#disarm()
    if (!this._ready) {
      this.#hangUp(replies.talkedTooSoon)
      return
    }
    const next = this.#continuation
    this.#continuation = undefined
    if (next === undefined) this.#verb = verbOf(text)
    this.#answer(() => (next === undefined ? dispatch(this, this.#verb, text) : next(text)))
  }

  brokenLine(reason: 'too-long' | 'line-end'): void {
    this.#disarm()
    this.#continuation = undefined
    this.#verb = ''
    this.#answer(() => (reason === 'too-long' ? replies.lineTooLong : replies.lineEnd))
  }

  partialLine(): void {
    if (this.#deadline === undefined) this.#arm(this.context.limits.smtpCommandMs, replies.commandTooSlow)
  }

  dataEnd(): void {
    this.#disarm()
    const received = this.#receiving
    if (received === undefined) return
    this.#receiving = undefined
    this.reset()
    this.#answer(async () => {
      const outcome = await this.#deliver(received.reader, received.envelope)
      this.patience.afterMessage(outcome)
      return outcome
    })
  }

  override _createParser(): Framer {
    return new Framer(this, this._server.options.maxCommandLength ?? 512)
  }

  override _onTimeout(): void {
    if (this._closing) this._socket.destroy()
    else if (this._handlerPending) this._armTimeout()
    else this.#hangUp(replies.idle)
  }

  override close(): void {
    super.close()
    this.#letGo()
  }

  override _onClose(): void {
    super._onClose()
    this.#letGo()
    this.#onGone(this)
  }

  #greet(refusal: Reply | undefined): void {
    if (this._closing || this._closed) return
    if (refusal !== undefined) {
      this.#hangUp(refusal)
      return
    }
    this._ready = true
    // RFC 2034 §3: the greeting carries no enhanced code.
    this.#write(reply(220, '', `${this.context.hostname} ESMTP`, 'ok'))
  }

  #answer(run: () => Answer): void {
    this._handlerPending = true
    try {
      const answer = run()
      if (answer instanceof Promise) {
        answer.then(
          result => this.#settle(result),
          error => this.#settle(this.#defect(error)),
        )
      } else this.#settle(answer)
    } catch (error) {
      this.#settle(this.#defect(error))
    }
  }

  #settle(answer: Reply | undefined): void {
    this._handlerPending = false
    if (this._closing || this._closed) return
    if (answer !== undefined) {
      if (answer.code === 221 || answer.code === 421) {
        this.#hangUp(answer)
        return
      }
      this.#write(answer)
      const farewell = this.patience.after(this.#verb, answer)
      if (farewell !== undefined) {
        this.#hangUp(farewell)
        return
      }
    }
    if (this.#leaving) {
      this.#hangUp(replies.shuttingDown)
      return
    }
    // A client that never reads its replies must not make us hold them all.
    if (this._socket.writableNeedDrain) this._socket.once('drain', () => this.#continue())
    else this.#continue()
  }

  #continue(): void {
    if (this._parser !== false) this._parser.continue()
  }

  async #deliver(reader: DataReader, envelope: Envelope): Promise<Reply> {
    const { backend, clock } = this.context
    try {
      if (reader.fault !== undefined) {
        const refusal = this.#refusalOf(reader.fault)
        backend.abandoned?.(this.peer, envelope, refusal)
        return refusal
      }
      return await backend.message(this.peer, envelope, { bytes: reader.bytes(), receivedAt: clock.now() })
    } finally {
      reader.release()
    }
  }

  #refusalOf(fault: DataFault): Reply {
    if (fault === 'too-large') return tooLarge(this.context.limits.messageBytes)
    return fault === 'no-memory' ? replies.noMemory : replies.bareLineEnd
  }

  #defect(error: unknown): Reply {
    this.#log.error({ err: error, verb: this.#verb }, 'command failed')
    return replies.internal
  }

  #write(answer: Reply): void {
    if (isRefusal(answer))
      this.#log.info({ verb: this.#verb, code: answer.code, reason: answer.reason }, 'refused')
    // While TLS is being negotiated anything written would be clear text inside the handshake.
    if (this._upgrading) return
    if (this.#outgoing === '') setImmediate(() => this.#flush())
    this.#outgoing += formatReply(answer)
  }

  /** Replies to commands that came together leave together (RFC 2920 §3.2). */
  #flush(): void {
    const replies = this.#outgoing
    this.#outgoing = ''
    if (replies !== '' && this._socket.writable) this._socket.write(replies)
  }

  #hangUp(farewell: Reply): void {
    this.#write(farewell)
    this.#flush()
    this.close()
  }

  /** Ends the connection unless a line or the data comes to its end in time. */
  #arm(afterMs: number, farewell: Reply): void {
    this.#disarm()
    this.#deadline = setTimeout(() => {
      const cut = this.#receiving
      if (cut !== undefined) this.context.backend.abandoned?.(this.peer, cut.envelope, farewell)
      this.#hangUp(farewell)
    }, afterMs)
    this.#deadline.unref()
  }

  #disarm(): void {
    clearTimeout(this.#deadline)
    this.#deadline = undefined
  }

  #letGo(): void {
    this.#disarm()
    this.#receiving?.reader.release()
    this.#receiving = undefined
  }
}

function describeTls(socket: Socket | TLSSocket): string {
  if (!(socket instanceof TLSSocket)) return ''
  return `${socket.getProtocol() ?? ''} ${socket.getCipher()?.name ?? ''}`.trim()
}

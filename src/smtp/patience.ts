import type { Limits } from '../base/limits.ts'
import { isRefusal, type Reply } from '../base/reply.ts'
import { replies } from './replies.ts'

/** What one connection may cost before it is told to go. */
export class Patience {
  readonly #limits: Limits
  #badCommands = 0
  #badRecipients = 0
  #failedLogins = 0
  #idleCommands = 0
  #messages = 0

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /** True when the connection has brought as many messages as it may. */
  get spent(): boolean {
    return this.#messages >= this.#limits.smtpMessagesPerConnection
  }

  /** Counts a command by the reply it got; returns the farewell when it was one too many. */
  after(verb: string, { code }: Reply): Reply | undefined {
    const limits = this.#limits
    if (isWrongCommand(code) && ++this.#badCommands >= limits.badCommands) return replies.tooManyBadCommands
    if ([454, 525, 534, 535].includes(code)) {
      return ++this.#failedLogins >= limits.failedLogins ? replies.tooManyFailedLogins : undefined
    }
    if (verb === 'RCPT') {
      const refused = code >= 400 && ++this.#badRecipients >= limits.badRecipients
      return refused ? replies.tooManyBadRecipients : undefined
    }
    return ++this.#idleCommands >= limits.smtpIdleCommands ? replies.tooManyIdleCommands : undefined
  }

  afterMessage(outcome: Reply): void {
    if (isRefusal(outcome)) return
    this.#messages++
    this.#idleCommands = 0
  }
}

/** RFC 5321 §4.2.2: syntax errors, unknown commands and parameters, bad sequence. */
function isWrongCommand(code: number): boolean {
  return (code >= 500 && code <= 504) || code === 555
}

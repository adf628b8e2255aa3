/** A way around the regulation, and what becomes of it. */
import type { Action } from '../../../src/ports/directory.ts'
import { greeting, letter, plainText, type Raw } from '../raw.ts'

export interface Evasion {
  /** What the sender does, in Vietnamese. */
  readonly how: string
  readonly letter: Raw | Promise<Raw>
  readonly outcome: Caught | Refused | NotCatchable
}

export interface Caught {
  /** Id of the rule that is not fooled. */
  readonly caught: string
  /** What it does at least. */
  readonly action: Action
}

/** Refused by the road before any rule is asked. */
interface Refused {
  readonly refused: 'no-author'
}

interface NotCatchable {
  /** Why nobody can see it, in one sentence. */
  readonly because: string
  /** The rule that it gets by. */
  readonly eludes: string
  /** Another rule that stops the letter all the same. */
  readonly instead?: string
}

export interface Family {
  readonly title: string
  readonly evasions: readonly Evasion[]
}

export const asSecret: Caught = { caught: 'D1c-secret', action: 'block' }
export const asProgram: Caught = { caught: 'D1c-executable', action: 'block' }
export const asMacros: Caught = { caught: 'D1c-executable', action: 'flag' }
export const asLocked: Caught = { caught: 'D1c-archive', action: 'hold' }
export const asUnreadable: Caught = { caught: 'D1c-unreadable', action: 'flag' }
export const asFreeMail: Caught = { caught: 'D1b-free', action: 'flag' }
export const asForged: Caught = { caught: 'D1b-free', action: 'block' }

/** A stamp as the only thing in a line above a text. */
export function inBody(stamp: string): Raw {
  return letter(plainText(`${stamp}\r\n\r\nBáo cáo tình hình tháng 11.\r\n`))
}

export function inSubject(stamp: string): Raw {
  return letter(greeting, { subject: `[${stamp}] Báo cáo tình hình tháng 11` })
}

/** The shape of a command: parse, then check, then run; and of its answer. */
import type { MailboxError } from '../ports/mailboxes.ts'
import type { ObservedCommand } from './backend.ts'
import type { Session } from './session.ts'
import type { Cursor } from './wire/cursor.ts'

/** RFC 3501 §3. Logout is no state here: the connection ends. */
export type State = 'not-authenticated' | 'authenticated' | 'selected'

/** The tagged answer of a command. */
export interface Outcome {
  readonly status: 'OK' | 'NO' | 'BAD'
  /** Response code without its brackets (RFC 3501 §7.1, RFC 5530). */
  readonly code?: string
  readonly text: string
  /** No removal may be told with it, though the command table allows that. */
  readonly keepsNumbers?: true
  /** What follows once the answer is sent: TLS, compression, BYE and the end, or the end alone. */
  readonly after?: 'start-tls' | 'compress' | 'uncompress' | 'close' | 'hang-up'
}

export function ok(text: string, code?: string): Outcome {
  return code === undefined ? { status: 'OK', text } : { status: 'OK', code, text }
}

export function no(text: string, code?: string): Outcome {
  return code === undefined ? { status: 'NO', text } : { status: 'NO', code, text }
}

export function bad(text: string, code?: string): Outcome {
  return code === undefined ? { status: 'BAD', text } : { status: 'BAD', code, text }
}

export interface Steps<A> {
  /** Takes the arguments with the space before them, up to the end. `byUid` in the variant after `UID`. */
  parse(cursor: Cursor, byUid: boolean): A
  /** May refuse, changes nothing. */
  check?(session: Session, args: A): Outcome | undefined
  /** What it asks for, in a command that shows what is kept; called after `check`. */
  about?(session: Session, args: A): About
  run(session: Session, args: A): Promise<Outcome>
}

/** The mailbox that a command names, when it is not about the selected one, and the messages. */
export type About = Partial<Pick<ObservedCommand, 'mailbox' | 'uids' | 'readsBodies'>>

export interface Prepared {
  check(session: Session): Outcome | undefined
  about(session: Session): About
  run(session: Session): Promise<Outcome>
}

export type Handler = (cursor: Cursor, byUid: boolean) => Prepared

export function command<A>(steps: Steps<A>): Handler {
  return (cursor, byUid) => {
    const args = steps.parse(cursor, byUid)
    cursor.end()
    return {
      check: session => steps.check?.(session, args),
      about: session => steps.about?.(session, args) ?? {},
      run: session => steps.run(session, args),
    }
  }
}

/** For commands without arguments. */
export function nothing(): undefined {
  return undefined
}

/** A refused operation on the mailbox `name`; `missing` is what to say when it does not exist (RFC 5530 §3). */
export function refusal(error: MailboxError, missing: 'NONEXISTENT' | 'TRYCREATE' = 'NONEXISTENT'): Outcome {
  switch (error.reason) {
    case 'exists':
      return no('The mailbox exists already', 'ALREADYEXISTS')
    case 'not-found':
      return no('There is no such mailbox', missing)
    case 'has-children':
      return no('The mailbox has mailboxes below it', 'HASCHILDREN')
    case 'inbox':
      return no('INBOX cannot be changed this way', 'CANNOT')
    case 'over-quota':
      return no('The box is full', 'OVERQUOTA')
    case 'too-many':
      return no('There are too many mailboxes', 'LIMIT')
    case 'too-many-keywords':
      return no('The mailbox has too many keywords', 'LIMIT')
    case 'no-permission':
      return no('You have no right to do that', 'NOPERM')
  }
}

import type { Reply } from '../base/reply.ts'
import { auth } from './commands/auth.ts'
import { data } from './commands/data.ts'
import { ehlo, helo } from './commands/hello.ts'
import { mail } from './commands/mail.ts'
import { rcpt } from './commands/rcpt.ts'
import { replies } from './replies.ts'
import type { Session } from './session.ts'

/** A reply, now or later; undefined when the command has seen to the connection itself. */
export type Answer = Reply | undefined | Promise<Reply | undefined>

/** Refuses a command that comes at the wrong time. */
type Precondition = (session: Session) => Reply | undefined

interface Command {
  readonly after: readonly Precondition[]
  readonly run: (session: Session, argument: string) => Answer
}

const hello: Precondition = session => (session.greeted ? undefined : replies.sayHello)

const login: Precondition = session => {
  if (session.context.authenticator === undefined || session.peer.box !== null) return undefined
  return session.secure ? replies.loginRequired : replies.tlsFirst
}

const noTransaction: Precondition = session => session.envelope && replies.nestedMail

const messagesLeft: Precondition = session => (session.patience.spent ? replies.tooManyMessages : undefined)

const sender: Precondition = session => (session.envelope === undefined ? replies.needMail : undefined)

const recipient: Precondition = session => {
  if (session.envelope?.recipients.length !== 0) return undefined
  return session.refusedRecipient ? replies.noValidRecipients : replies.needRecipient
}

/** RFC 5321 §4.1.1, RFC 3207 §4, RFC 4954 §4. */
const commands: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['EHLO', { after: [], run: ehlo }],
  ['HELO', { after: [], run: helo }],
  ['STARTTLS', { after: [hello], run: startTls }],
  ['AUTH', { after: [hello], run: auth }],
  ['MAIL', { after: [hello, login, noTransaction, messagesLeft], run: mail }],
  ['RCPT', { after: [hello, login, sender], run: rcpt }],
  ['DATA', { after: [hello, login, sender, recipient], run: data }],
  ['RSET', { after: [], run: reset }],
  ['NOOP', { after: [], run: () => replies.ok }],
  ['HELP', { after: [], run: () => replies.help }],
  ['VRFY', { after: [], run: (_, argument) => (argument === '' ? replies.syntax : replies.cannotVerify) }],
  ['QUIT', { after: [], run: () => replies.bye }],
])

/** A web page that makes a browser talk to us is not given a second line. */
const httpMethods = new Set(['GET', 'POST', 'PUT', 'HEAD', 'OPTIONS', 'CONNECT', 'DELETE', 'PATCH', 'TRACE'])

/**
 * The verb of a line, empty when it is none that is known: verbs are logged, and a client that goes on with its log-in
 * although AUTH was refused sends its password as a line.
 */
export function verbOf(line: string): string {
  const space = line.indexOf(' ')
  const verb = (space < 0 ? line : line.slice(0, space)).toUpperCase()
  return commands.has(verb) || httpMethods.has(verb) ? verb : ''
}

export function dispatch(session: Session, verb: string, line: string): Answer {
  const command = commands.get(verb)
  if (command === undefined) return httpMethods.has(verb) ? replies.notHttp : replies.unknownCommand
  for (const precondition of command.after) {
    const refusal = precondition(session)
    if (refusal !== undefined) return refusal
  }
  return command.run(session, line.slice(verb.length).trim())
}

function reset(session: Session): Reply {
  session.reset()
  return replies.ok
}

function startTls(session: Session, argument: string): Answer {
  if (argument !== '') return replies.syntax
  if (session.secure) return replies.tlsActive
  session.startTls()
  return undefined
}

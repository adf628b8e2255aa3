import { type Reply, reply } from '../base/reply.ts'
import type { Text } from '../base/texts.ts'
import { accountTexts } from '../base/texts-account.ts'

/**
 * The replies of the protocol itself. Those that reach a person (in a bounce, in a mail program's window) speak
 * Vietnamese and English; those that only a program reads are ASCII.
 */
export const replies = {
  ok: reply(250, '2.0.0', 'OK', 'ok'),
  senderOk: reply(250, '2.1.0', 'Sender OK', 'ok'),
  recipientOk: reply(250, '2.1.5', 'Recipient OK', 'ok'),
  startData: reply(354, '', 'End data with <CR><LF>.<CR><LF>', 'ok'),
  startTls: reply(220, '2.0.0', 'Ready to start TLS', 'ok'),
  loggedIn: reply(235, '2.7.0', 'Authentication succeeded', 'ok'),
  bye: reply(221, '2.0.0', 'Bye', 'ok'),
  help: reply(214, '2.0.0', 'RFC 5321', 'ok'),
  cannotVerify: reply(252, '2.1.5', 'Cannot VRFY, but will take the message and try', 'ok'),

  unknownCommand: reply(500, '5.5.1', 'Command not recognized', 'unknown-command'),
  lineTooLong: reply(500, '5.5.6', 'Line too long', 'line-too-long'),
  lineEnd: reply(500, '5.5.2', 'A command ends with <CR><LF>', 'bare-line-end'),
  syntax: reply(501, '5.5.4', 'Syntax error in the arguments', 'syntax'),
  badParameter: reply(501, '5.5.4', 'Bad value of a parameter', 'bad-parameter'),
  unknownParameter: reply(555, '5.5.4', 'Parameter not recognized', 'unknown-parameter'),
  badSender: reply(501, '5.1.7', 'Bad sender address syntax', 'bad-sender-syntax'),
  badRecipient: reply(501, '5.1.3', 'Bad recipient address syntax', 'bad-recipient-syntax'),
  needsSmtpUtf8: reply(553, '5.6.7', 'The address needs SMTPUTF8', 'needs-smtputf8'),
  sayHello: reply(503, '5.5.1', 'Send EHLO first', 'no-hello'),
  nestedMail: reply(503, '5.5.1', 'A sender was given already', 'nested-mail'),
  needMail: reply(503, '5.5.1', 'Send MAIL first', 'no-sender'),
  needRecipient: reply(503, '5.5.1', 'Send RCPT first', 'no-recipient'),
  noValidRecipients: reply(554, '5.5.1', 'No valid recipients', 'no-valid-recipients'),
  tlsActive: reply(503, '5.5.1', 'TLS is active already', 'tls-active'),
  tlsFirst: reply(530, '5.7.0', 'Send STARTTLS first', 'tls-required'),
  authNeedsTls: reply(538, '5.7.11', 'Encryption required: send STARTTLS first', 'auth-needs-tls'),
  loginRequired: reply(
    530,
    '5.7.0',
    'Cần đăng nhập trước khi gửi thư\nAuthentication required',
    'login-required',
  ),
  loggedInAlready: reply(503, '5.5.1', 'Logged in already', 'logged-in'),
  authInTransaction: reply(503, '5.5.1', 'AUTH is not permitted during a transaction', 'auth-in-transaction'),
  unknownMechanism: reply(504, '5.5.4', 'Authentication mechanism not supported', 'unknown-mechanism'),
  authAborted: reply(501, '5.7.0', 'Authentication aborted', 'auth-aborted'),
  authMalformed: reply(501, '5.5.2', 'Malformed authentication message', 'auth-malformed'),
  badCredentials: reply(
    535,
    '5.7.8',
    'Sai địa chỉ hoặc mật khẩu\nWrong address or password',
    'bad-credentials',
  ),
  /** RFC 4954 §6: the mechanism, a password that people choose, is too weak for this user. */
  appPasswordNeeded: reply(
    534,
    '5.7.9',
    `${accountTexts.appPasswordNeeded.vi}\n${accountTexts.appPasswordNeeded.en}`,
    'app-password-needed',
  ),
  loginUnavailable: reply(
    454,
    '4.7.0',
    'Chưa đăng nhập được, xin thử lại sau\nTemporary authentication failure, try again later',
    'login-unavailable',
  ),

  bareLineEnd: reply(
    550,
    '5.6.11',
    'Thư có ký tự CR hoặc LF đứng riêng (RFC 5321 §2.3.8)\nThe message has a bare CR or LF',
    'bare-line-end',
  ),
  noMemory: reply(
    452,
    '4.3.1',
    'Máy chủ đang quá tải, xin gửi lại sau\nInsufficient system storage, try again later',
    'no-memory',
  ),
  tooManyRecipients: reply(
    452,
    '4.5.3',
    'Quá nhiều người nhận trong một thư\nToo many recipients',
    'too-many-recipients',
  ),
  internal: reply(451, '4.3.0', 'Local error, try again later', 'internal'),

  tooManyConnections: reply(421, '4.7.0', 'Too many connections, try again later', 'too-many-connections'),
  tooManyFromAddress: reply(
    421,
    '4.7.0',
    'Too many connections from your address, try again later',
    'too-many-connections-from-address',
  ),
  talkedTooSoon: reply(421, '4.5.0', 'Wait for the greeting', 'talked-too-soon'),
  notHttp: reply(421, '4.7.0', 'This is not an HTTP server', 'http'),
  tooManyBadCommands: reply(421, '4.7.0', 'Too many wrong commands', 'too-many-bad-commands'),
  tooManyBadRecipients: reply(421, '4.7.0', 'Too many refused recipients', 'too-many-bad-recipients'),
  tooManyFailedLogins: reply(421, '4.7.0', 'Too many failed log-ins', 'too-many-failed-logins'),
  tooManyMessages: reply(421, '4.7.0', 'Too many messages in one connection', 'too-many-messages'),
  tooManyIdleCommands: reply(421, '4.7.0', 'Too many commands without a message', 'too-many-idle-commands'),
  idle: reply(421, '4.4.2', 'Idle for too long', 'idle'),
  commandTooSlow: reply(421, '4.4.2', 'The command took too long to arrive', 'command-too-slow'),
  dataTooSlow: reply(421, '4.4.2', 'The message took too long to arrive', 'data-too-slow'),
  shuttingDown: reply(421, '4.3.2', 'Shutting down, try again later', 'shutting-down'),
} as const satisfies Record<string, Reply>

/** The right password for an account that may not log in (registry of RFC 5248: X.7.13 goes with 525). */
export function accountLocked({ vi, en }: Text, reason: string): Reply {
  return reply(525, '5.7.13', `${vi}\n${en}`, `account-${reason}`)
}

/** RFC 1870 §6.1. */
export function tooLarge(maxBytes: number): Reply {
  const megabytes = Math.floor(maxBytes / 1_048_576)
  return reply(
    552,
    '5.3.4',
    `Thư lớn hơn giới hạn ${megabytes} MB (${maxBytes} byte)\nThe message exceeds the limit of ${maxBytes} bytes`,
    'too-large',
  )
}

/** RFC 5321 §4.5.3.1.5: a reply line has at most 512 octets, its code and CRLF included. */
const lineBytes = 512 - 2
const controls = /[\0-\x09\x0b-\x1f\x7f-\x9f]/g
const plain = /^[\x20-\x7e]*$/

/**
 * The octets of a reply, its last CRLF included. Texts are UTF-8 although RFC 6531 §3.7.4 wants ASCII for a client
 * that did not ask for SMTPUTF8: a refusal by the regulation has to explain itself in Vietnamese, every program in
 * use passes the octets through, and an English line follows. Lines are cut at 512 octets; control characters
 * cannot get out.
 */
export function formatReply({ code, enhanced, text }: Reply): string {
  const status = enhanced === '' ? '' : `${enhanced} `
  if (text.length < 400 && plain.test(text)) return `${code} ${status}${text}\r\n`
  const room = lineBytes - 4 - status.length
  const lines = text
    .replace(controls, ' ')
    .split('\n')
    .flatMap(line => wrap(line, room))
  const last = lines.length - 1
  return lines.map((line, i) => `${code}${i < last ? '-' : ' '}${status}${line}\r\n`).join('')
}

/** Breaks a line at spaces, or where it must, into pieces of at most `room` octets of UTF-8. */
function wrap(line: string, room: number): string[] {
  if (Buffer.byteLength(line) <= room) return [line]
  const pieces: string[] = []
  let piece = ''
  let bytes = 0
  for (const word of line.split(/(?<= )/).flatMap(word => [...chunks(word, room)])) {
    const size = Buffer.byteLength(word)
    if (bytes + size > room) {
      pieces.push(piece.trimEnd())
      piece = ''
      bytes = 0
    }
    piece += word
    bytes += size
  }
  return [...pieces, piece]
}

function* chunks(word: string, room: number): Generator<string> {
  let chunk = ''
  for (const character of word) {
    if (Buffer.byteLength(chunk) + Buffer.byteLength(character) > room) {
      yield chunk
      chunk = ''
    }
    chunk += character
  }
  yield chunk
}

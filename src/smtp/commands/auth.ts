import type { Reply } from '../../base/reply.ts'
import { type Authenticator, isBox, type LoginFailure } from '../../ports/credentials.ts'
import type { Box } from '../../ports/directory.ts'
import { parsePlain } from '../../sasl/plain.ts'
import { ScramExchange, serverNonce } from '../../sasl/scram.ts'
import type { Answer } from '../commands.ts'
import { accountLocked, replies } from '../replies.ts'
import type { Session } from '../session.ts'

/** What one SASL exchange works with. */
interface Exchange {
  readonly session: Session
  readonly authenticator: Authenticator
  /** The client's address, for throttling. */
  readonly source: string
}

/** Takes the client's first message. */
type Mechanism = (exchange: Exchange, message: Uint8Array) => Answer

const empty = new Uint8Array()

const mechanismTable: ReadonlyMap<string, { readonly prompt: Uint8Array; readonly begin: Mechanism }> =
  new Map([
    ['SCRAM-SHA-256', { prompt: empty, begin: scram }],
    ['PLAIN', { prompt: empty, begin: plain }],
    ['LOGIN', { prompt: Buffer.from('Username:'), begin: login }],
  ])

/** As EHLO announces them. */
export const mechanisms = [...mechanismTable.keys()].join(' ')

/** AUTH: RFC 4954 §4. Before TLS it is neither announced nor taken. */
export function auth(session: Session, argument: string): Answer {
  const { authenticator } = session.context
  if (authenticator === undefined) return replies.unknownCommand
  if (!session.secure) return replies.authNeedsTls
  if (session.peer.box !== null) return replies.loggedInAlready
  if (session.envelope !== undefined) return replies.authInTransaction
  const [name = '', initial, ...extra] = argument.split(' ')
  const mechanism = mechanismTable.get(name.toUpperCase())
  if (mechanism === undefined) return replies.unknownMechanism
  if (extra.length > 0) return replies.syntax
  const exchange = { session, authenticator, source: session.peer.address }
  const begin = (message: Uint8Array) => mechanism.begin(exchange, message)
  if (initial === undefined) return ask(session, mechanism.prompt, begin)
  // RFC 4954 §4: "=" is an initial response that is empty.
  return initial === '=' ? begin(empty) : decoded(initial, begin)
}

/** RFC 4616. */
function plain(exchange: Exchange, message: Uint8Array): Answer {
  const credentials = parsePlain(message)
  if (!credentials.ok) return replies.authMalformed
  const { authorizationId, authenticationId, password } = credentials.value
  if (actsForAnother(authorizationId, authenticationId)) return replies.badCredentials
  return verify(exchange, authenticationId, password)
}

/** draft-murchison-sasl-login: two prompts, no more. */
function login(exchange: Exchange, name: Uint8Array): Answer {
  const address = Buffer.from(name).toString('utf8')
  return ask(exchange.session, Buffer.from('Password:'), password =>
    verify(exchange, address, Buffer.from(password).toString('utf8')),
  )
}

async function verify({ session, authenticator, source }: Exchange, address: string, password: string) {
  return finish(session, await authenticator.verifyPlain(address, password, source))
}

/** RFC 5802, RFC 7677. */
async function scram(exchange: Exchange, clientFirst: Uint8Array): Promise<Reply> {
  const { session, authenticator, source } = exchange
  const steps = new ScramExchange(serverNonce())
  const first = steps.clientFirst(clientFirst)
  if (!first.ok) return replies.authMalformed
  const { username, authorizationId } = first.value
  if (actsForAnother(authorizationId, username)) return replies.badCredentials
  const verifiers = await authenticator.scramVerifiers(username, source)
  if (verifiers.length === 0) return replies.loginUnavailable
  return ask(session, steps.serverFirst(verifiers), async clientFinal => {
    const final = steps.clientFinal(clientFinal)
    const outcome = await authenticator.scramDone(username, final.ok ? final.value.verifier : null, source)
    if (!final.ok || !isBox(outcome)) return finish(session, outcome)
    // RFC 4954 §4: the server's last message is a challenge, answered by an empty line.
    return ask(session, final.value.serverFinal, ending =>
      ending.length === 0 ? finish(session, outcome) : replies.authMalformed,
    )
  })
}

function finish(session: Session, outcome: Box | LoginFailure): Reply {
  if (!isBox(outcome)) return refusalOf(outcome)
  session.logIn(outcome)
  return replies.loggedIn
}

function refusalOf({ reason, temporary, explanation }: LoginFailure): Reply {
  if (reason === 'app-password-needed') return replies.appPasswordNeeded
  if (explanation !== undefined) return accountLocked(explanation, reason)
  return temporary ? replies.loginUnavailable : replies.badCredentials
}

/** Acting on another's behalf is not granted to anyone. */
function actsForAnother(authorizationId: string, authenticationId: string): boolean {
  return authorizationId !== '' && authorizationId.toLowerCase() !== authenticationId.toLowerCase()
}

function ask(session: Session, prompt: Uint8Array, next: (message: Uint8Array) => Answer): Reply {
  return session.challenge(prompt, line => (line === '*' ? replies.authAborted : decoded(line, next)))
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

function decoded(text: string, next: (message: Uint8Array) => Answer): Answer {
  return base64.test(text) ? next(Buffer.from(text, 'base64')) : replies.authMalformed
}

import type { Result } from '../../base/result.ts'
import { hasLoggedIn, type LoginFailure } from '../../ports/credentials.ts'
import { type BearerMessage, parseOauthBearer, parseXoauth2 } from '../../sasl/bearer.ts'
import { parsePlain } from '../../sasl/plain.ts'
import { type ChannelBinding, ScramExchange, serverNonce } from '../../sasl/scram.ts'
import type { Principal } from '../backend.ts'
import { capabilities } from '../capability/capability.ts'
import { bad, command, no } from '../command.ts'
import type { Session } from '../session.ts'
import { loginRefusal } from './login.ts'

interface Arguments {
  readonly mechanism: string
  /** SASL-IR: the first message of the client; `=` is an empty one. */
  readonly initial: string | undefined
}

/**
 * RFC 3501 §6.2.2 with the initial response of RFC 4959:
 *
 *     authenticate = "AUTHENTICATE" SP auth-type [SP (base64 / "=")] *(CRLF base64)
 */
export const authenticate = command({
  parse(cursor): Arguments {
    cursor.space()
    const mechanism = cursor.keyword()
    return { mechanism, initial: cursor.takes(' ') ? cursor.word() : undefined }
  },
  check(session, { mechanism }) {
    const isOffered = mechanisms.has(mechanism) && capabilities(session).includes(`AUTH=${mechanism}`)
    return isOffered ? undefined : no('Unknown mechanism', 'CANNOT')
  },
  async run(session, { mechanism, initial }) {
    const dialogue = new Dialogue(session, initial)
    const outcome = (await mechanisms.get(mechanism)?.(dialogue)) ?? 'malformed'
    if (outcome === 'downgrade') {
      return session.loginFailed(
        no('Somebody hides SCRAM-SHA-256-PLUS from the client', 'AUTHENTICATIONFAILED'),
      )
    }
    if (outcome === 'malformed') return session.loginFailed(bad('The exchange was broken off'))
    return hasLoggedIn(outcome) ? session.logIn(outcome) : session.loginFailed(loginRefusal(outcome))
  },
})

type Authenticated = Principal | LoginFailure | 'malformed' | 'downgrade'

const mechanisms: ReadonlyMap<string, (dialogue: Dialogue) => Promise<Authenticated>> = new Map([
  ['PLAIN', plain],
  ['LOGIN', login],
  ['SCRAM-SHA-256', dialogue => scram(dialogue, offeredBinding(dialogue.session))],
  ['SCRAM-SHA-256-PLUS', dialogue => scram(dialogue, boundTo(dialogue.session))],
  ['OAUTHBEARER', dialogue => bearer(dialogue, parseOauthBearer)],
  ['XOAUTH2', dialogue => bearer(dialogue, parseXoauth2)],
])

/** Messages of a SASL exchange, taken out of their base64. */
class Dialogue {
  readonly session: Session
  #initial: string | undefined

  constructor(session: Session, initial: string | undefined) {
    this.session = session
    this.#initial = initial === '=' ? '' : initial
  }

  /** Sends a challenge and takes the answer; the initial response answers the first one unasked. */
  async exchange(challenge: Uint8Array): Promise<Buffer | undefined> {
    const initial = this.#initial
    this.#initial = undefined
    const line =
      initial ?? (await this.session.ask(Buffer.from(challenge).toString('base64')))?.toString('latin1')
    // `*` cancels (RFC 3501 §6.2.2); it is not base64 either.
    if (line === undefined || !/^[A-Za-z0-9+/]*={0,2}$/.test(line)) return undefined
    return Buffer.from(line, 'base64')
  }
}

const empty = Buffer.alloc(0)

/** RFC 4616. An authorization identity may only repeat the one that logs in. */
async function plain(dialogue: Dialogue): Promise<Authenticated> {
  const message = await dialogue.exchange(empty)
  const parsed = message === undefined ? undefined : parsePlain(message)
  if (parsed?.ok !== true) return 'malformed'
  const { authorizationId, authenticationId, password } = parsed.value
  if (authorizationId !== '' && authorizationId !== authenticationId) return refused
  return await verify(dialogue, authenticationId, password)
}

/** The mechanism LOGIN was never standardized; old clients know nothing else. */
async function login(dialogue: Dialogue): Promise<Authenticated> {
  const address = await dialogue.exchange(Buffer.from('Username:'))
  if (address === undefined) return 'malformed'
  const password = await dialogue.exchange(Buffer.from('Password:'))
  if (password === undefined) return 'malformed'
  return await verify(dialogue, address.toString('utf8'), password.toString('utf8'))
}

/** RFC 7628 §3.2.3: a refusal goes out as a challenge, to which the client answers before it is refused. */
async function bearer(
  dialogue: Dialogue,
  parse: (message: Uint8Array) => Result<BearerMessage, 'malformed'>,
): Promise<Authenticated> {
  const message = await dialogue.exchange(empty)
  const parsed = message === undefined ? undefined : parse(message)
  if (parsed?.ok !== true) return 'malformed'
  const { token, authorizationId } = parsed.value
  const outcome =
    (await dialogue.session.backend.authenticator.verifyBearer?.(token, authorizationId)) ?? refused
  if (hasLoggedIn(outcome)) return outcome
  await dialogue.exchange(Buffer.from('{"status":"invalid_token"}'))
  return outcome
}

/** RFC 7677; the server's last message goes out as a challenge, to which the client sends an empty answer. */
async function scram(dialogue: Dialogue, binding: ChannelBinding): Promise<Authenticated> {
  const { authenticator } = dialogue.session.backend
  const source = dialogue.session.connection.address
  const exchange = new ScramExchange(serverNonce(), binding)
  const first = await dialogue.exchange(empty)
  const started = first === undefined ? undefined : exchange.clientFirst(first)
  if (started?.ok !== true) return started?.error === 'downgrade' ? 'downgrade' : 'malformed'
  const { username, authorizationId } = started.value
  if (authorizationId !== '' && authorizationId !== username) return refused
  const verifiers = await authenticator.scramVerifiers(username, source)
  const final = await dialogue.exchange(exchange.serverFirst(verifiers))
  if (final === undefined) return 'malformed'
  const proved = exchange.clientFinal(final)
  if (!proved.ok) {
    await authenticator.scramDone(username, null, source)
    return proved.error === 'malformed' ? 'malformed' : refused
  }
  const outcome = await authenticator.scramDone(username, proved.value.verifier, source)
  if (!hasLoggedIn(outcome)) return outcome
  return (await dialogue.exchange(proved.value.serverFinal)) === undefined ? 'malformed' : outcome
}

/** RFC 5802 §6: a client that could bind must not be told that the server cannot. */
function offeredBinding(session: Session): ChannelBinding {
  const isOffered = capabilities(session).includes('AUTH=SCRAM-SHA-256-PLUS')
  return isOffered ? { kind: 'declined' } : { kind: 'none' }
}

/** RFC 9266 §2 */
function boundTo({ connection }: Session): ChannelBinding {
  const data = connection.tlsExporter
  return data === undefined ? { kind: 'none' } : { kind: 'bound', name: 'tls-exporter', data }
}

const refused: LoginFailure = { reason: 'bad-credentials', temporary: false }

async function verify(dialogue: Dialogue, address: string, password: string): Promise<Authenticated> {
  const { backend, connection } = dialogue.session
  return await backend.authenticator.verifyPlain(address, password, connection.address)
}

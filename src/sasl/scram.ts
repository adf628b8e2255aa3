/**
 * The server's side of SCRAM-SHA-256 as pure steps: bytes in, bytes out, no sockets and no store.
 *
 * RFC 5802 (SCRAM), RFC 7677 (with SHA-256), RFC 4013 (SASLprep), with channel binding (RFC 5802 §6) where given. A message is given and taken without the base64
 * of the protocol around it.
 *
 *     const exchange = new ScramExchange(serverNonce())
 *     exchange.clientFirst(bytes)      who logs in
 *     exchange.serverFirst(verifiers)  what to answer
 *     exchange.clientFinal(bytes)      which verifier matched, and the last answer
 *
 * An account may have several verifiers (app passwords), but the server's first message carries one salt, so only
 * verifiers that share the first one's salt and iteration count can match: an account's verifiers are made with one.
 */
import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { saslprep } from '@mongodb-js/saslprep'
import { fail, ok, type Result } from '../base/result.ts'
import type { ScramVerifier } from '../ports/credentials.ts'

/** `downgrade`: the client could bind and thinks that the server cannot: somebody stands between. */
export type ScramError =
  | 'malformed'
  | 'channel-binding'
  | 'downgrade'
  | 'extension'
  | 'wrong-nonce'
  | 'wrong-proof'

/** Channel binding as the server sees it. RFC 5802 §6. */
export type ChannelBinding =
  /** There is none to offer. */
  | { readonly kind: 'none' }
  /** One was offered, and the client chose the mechanism without. */
  | { readonly kind: 'declined' }
  /** The client chose the mechanism with -PLUS: `name` and `data` of this connection. */
  | { readonly kind: 'bound'; readonly name: string; readonly data: Uint8Array }

/** RFC 7677 §4 asks for at least 4096. */
export const scramIterations = 4096

const digestBytes = 32

const derive = promisify(pbkdf2)

/** A nonce of printable ASCII without comma (RFC 5802 §7 `s-nonce`). */
export function serverNonce(): string {
  return randomBytes(18).toString('base64')
}

/** What the server keeps of a password. RFC 5802 §3. */
export async function deriveVerifier(
  password: string,
  salt: Uint8Array,
  iterations: number = scramIterations,
): Promise<ScramVerifier> {
  const salted = await derive(saslprep(password), salt, iterations, digestBytes, 'sha256')
  return {
    iterations,
    salt,
    storedKey: sha256(hmac(salted, 'Client Key')),
    serverKey: hmac(salted, 'Server Key'),
  }
}

export class ScramExchange {
  readonly #serverNonce: string
  readonly #binding: ChannelBinding
  #gs2Header = ''
  #clientFirstBare = ''
  #nonce = ''
  #serverFirst = ''
  #candidates: readonly ScramVerifier[] = []

  constructor(nonce: string, binding: ChannelBinding = { kind: 'none' }) {
    this.#serverNonce = nonce
    this.#binding = binding
  }

  /**
   * Takes the client's first message and tells who wants to log in. RFC 5802 §7:
   *
   *     client-first-message      = gs2-header client-first-message-bare
   *     gs2-header                = gs2-cbind-flag "," [ "a=" saslname ] ","
   *     gs2-cbind-flag            = ("p=" cb-name) / "n" / "y"
   *     client-first-message-bare = [reserved-mext ","] username "," nonce ["," extensions]
   */
  clientFirst(message: Uint8Array): Result<{ username: string; authorizationId: string }, ScramError> {
    const text = decode(message)
    const match = text === undefined ? null : /^(([^,]*),(?:a=([^,]*))?,)(.*)$/s.exec(text)
    if (match === null) return fail('malformed')
    const [, header = '', binding = '', authzid, bare = ''] = match
    const problem = this.#bindingProblem(binding)
    if (problem !== undefined) return fail(problem)
    const attributes = bare.split(',')
    if (attributes[0]?.startsWith('m=')) return fail('extension')
    const username = prepareName(attributeValue(attributes[0], 'n'))
    const clientNonce = attributeValue(attributes[1], 'r')
    const authorizationId = authzid === undefined ? '' : prepareName(authzid)
    if (username === undefined || authorizationId === undefined) return fail('malformed')
    if (clientNonce === undefined || !/^[\x21-\x2b\x2d-\x7e]+$/.test(clientNonce)) return fail('malformed')
    this.#gs2Header = header
    this.#clientFirstBare = bare
    this.#nonce = clientNonce + this.#serverNonce
    return ok({ username, authorizationId })
  }

  /** What is wrong with a `gs2-cbind-flag`. RFC 5802 §6. */
  #bindingProblem(flag: string): ScramError | undefined {
    if (flag.startsWith('p=')) {
      return this.#binding.kind === 'bound' && flag === `p=${this.#binding.name}`
        ? undefined
        : 'channel-binding'
    }
    if (flag !== 'n' && flag !== 'y') return 'malformed'
    if (this.#binding.kind === 'bound') return 'channel-binding'
    return flag === 'y' && this.#binding.kind === 'declined' ? 'downgrade' : undefined
  }

  /** `cbind-input = gs2-header [ cbind-data ]` */
  #channelInput(): Buffer {
    const header = Buffer.from(this.#gs2Header, 'utf8')
    return this.#binding.kind === 'bound' ? Buffer.concat([header, this.#binding.data]) : header
  }

  /** Makes the server's first message: `r=` nonce, `s=` salt, `i=` iteration count. */
  serverFirst(verifiers: readonly ScramVerifier[]): Uint8Array {
    const [first] = verifiers
    if (first === undefined) throw new RangeError('a SCRAM exchange needs a verifier')
    this.#candidates = verifiers.filter(
      v => v.iterations === first.iterations && Buffer.compare(v.salt, first.salt) === 0,
    )
    const salt = Buffer.from(first.salt).toString('base64')
    this.#serverFirst = `r=${this.#nonce},s=${salt},i=${first.iterations}`
    return Buffer.from(this.#serverFirst, 'utf8')
  }

  /**
   * Checks the client's proof against every candidate. RFC 5802 §7:
   *
   *     client-final-message               = client-final-message-without-proof "," proof
   *     client-final-message-without-proof = channel-binding "," nonce ["," extensions]
   */
  clientFinal(message: Uint8Array): Result<{ verifier: ScramVerifier; serverFinal: Uint8Array }, ScramError> {
    const text = decode(message)
    const match = text === undefined ? null : /^(c=([^,]*),r=([^,]*)(?:,[^,]+)*),p=([^,]*)$/s.exec(text)
    if (match === null) return fail('malformed')
    const [, withoutProof = '', binding = '', nonce = '', proofText = ''] = match
    if (!Buffer.from(binding, 'base64').equals(this.#channelInput())) return fail('channel-binding')
    if (nonce !== this.#nonce) return fail('wrong-nonce')
    const proof = Buffer.from(proofText, 'base64')
    if (proof.length !== digestBytes) return fail('wrong-proof')
    const authMessage = `${this.#clientFirstBare},${this.#serverFirst},${withoutProof}`
    const verifier = this.#candidates.find(candidate => proves(candidate, authMessage, proof))
    if (verifier === undefined) return fail('wrong-proof')
    const signature = hmac(verifier.serverKey, authMessage).toString('base64')
    return ok({ verifier, serverFinal: Buffer.from(`v=${signature}`, 'utf8') })
  }
}

/** RFC 5802 §3: H(ClientProof XOR HMAC(StoredKey, AuthMessage)) = StoredKey. */
function proves(verifier: ScramVerifier, authMessage: string, proof: Uint8Array): boolean {
  const clientKey = hmac(verifier.storedKey, authMessage)
  for (let i = 0; i < digestBytes; i++) clientKey[i] = clientKey[i]! ^ proof[i]!
  return timingSafeEqual(sha256(clientKey), verifier.storedKey)
}

function hmac(key: Uint8Array, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'utf8').digest()
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest()
}

function decode(message: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(message)
  } catch {
    return undefined
  }
}

function attributeValue(attribute: string | undefined, name: string): string | undefined {
  return attribute?.startsWith(`${name}=`) ? attribute.slice(2) : undefined
}

/** A `saslname`: `,` and `=` are written `=2C` and `=3D`, any other `=` is an error. RFC 5802 §5.1. */
function prepareName(name: string | undefined): string | undefined {
  if (name === undefined || name === '' || /=(?!2C|3D)/.test(name)) return undefined
  try {
    return saslprep(name.replaceAll('=2C', ',').replaceAll('=3D', '='))
  } catch {
    return undefined
  }
}

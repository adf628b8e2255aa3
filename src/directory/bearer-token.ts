/**
 * Tokens of an identity provider (RFC 7519, signed as RFC 7515 has it), verified with the provider's published keys
 * (RFC 7517). Deliberately absent: keys or their places that a token itself names, symmetric and missing signatures.
 */
import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { fail, ok, type Result } from '../base/result.ts'

export interface ProviderKey {
  readonly kid: string | null
  readonly key: KeyObject
}

export interface TokenRules {
  /** `iss`, character by character. */
  readonly issuer: string
  /** One of `aud`. */
  readonly audience: string
  /** The claim that holds the address of the box. */
  readonly claim: string
}

export type TokenError = 'malformed' | 'algorithm' | 'signature' | 'issuer' | 'audience' | 'time' | 'address'

/** How far the provider's clock may be from ours. */
const skewS = 60
const tokenChars = 16 * 1024
const rsaBits = 2048

type Verify = (key: KeyObject, data: Uint8Array, signature: Uint8Array) => boolean

/** By `alg` (RFC 7518 §3.1, RFC 8037 §3.1); each wants a key of its own kind. */
const algorithms: ReadonlyMap<string, Verify> = new Map<string, Verify>([
  [
    'RS256',
    (key, data, signature) =>
      key.asymmetricKeyType === 'rsa' &&
      (key.asymmetricKeyDetails?.modulusLength ?? 0) >= rsaBits &&
      verify('sha256', data, key, signature),
  ],
  [
    'ES256',
    (key, data, signature) =>
      key.asymmetricKeyDetails?.namedCurve === 'prime256v1' &&
      verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, signature),
  ],
  [
    'EdDSA',
    (key, data, signature) => key.asymmetricKeyType === 'ed25519' && verify(null, data, key, signature),
  ],
])

/** The keys of a JWK set (RFC 7517 §5); such as we cannot use are left out. */
export function providerKeys(text: string): Result<readonly ProviderKey[], string> {
  const set = record(parsed(text))
  if (!Array.isArray(set?.keys)) return fail('it is no JWK set')
  const keys = set.keys.flatMap(each => publicKey(record(each)))
  return keys.length === 0 ? fail('there is no key in it that can be used') : ok(keys)
}

function publicKey(jwk: Claims | undefined): readonly ProviderKey[] {
  // A set that holds secrets is somebody's mistake; what is meant for encryption signs nothing.
  if (jwk === undefined || 'd' in jwk || 'k' in jwk || (jwk.use !== undefined && jwk.use !== 'sig')) return []
  try {
    const key = createPublicKey({ format: 'jwk', key: jwk })
    return [{ kid: typeof jwk.kid === 'string' ? jwk.kid : null, key }]
  } catch {
    return []
  }
}

/** The address that a token opens; `nowMs` is the time of day. */
export function verifyToken(
  token: string,
  keys: readonly ProviderKey[],
  rules: TokenRules,
  nowMs: number,
): Result<string, TokenError> {
  const match = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(token.length > tokenChars ? '' : token)
  if (match === null) return fail('malformed')
  const [, head = '', body = '', seal = ''] = match
  const header = record(parsed(decoded(head)))
  const claims = record(parsed(decoded(body)))
  // RFC 7515 §4.1.11: what is critical and unknown is refused.
  if (header === undefined || claims === undefined || 'crit' in header) return fail('malformed')
  const holds = algorithms.get(String(header.alg))
  if (holds === undefined) return fail('algorithm')
  const signature = Buffer.from(seal, 'base64url')
  const data = Buffer.from(`${head}.${body}`)
  const isOurs = keys.some(
    ({ kid, key }) => (header.kid === undefined || kid === header.kid) && holds(key, data, signature),
  )
  return isOurs ? judged(claims, rules, nowMs / 1000) : fail('signature')
}

function judged(
  claims: Claims,
  { issuer, audience, claim }: TokenRules,
  now: number,
): Result<string, TokenError> {
  const { iss, aud, exp, nbf } = claims
  if (iss !== issuer) return fail('issuer')
  if (aud !== audience && !(Array.isArray(aud) && aud.includes(audience))) return fail('audience')
  if (typeof exp !== 'number' || exp <= now - skewS) return fail('time')
  if (nbf !== undefined && (typeof nbf !== 'number' || nbf > now + skewS)) return fail('time')
  const address = claims[claim]
  const isDoubtful = claim === 'email' && claims.email_verified === false
  if (typeof address !== 'string' || address === '' || isDoubtful) return fail('address')
  return ok(address.trim().toLowerCase())
}

type Claims = Readonly<Record<string, unknown>>

function decoded(part: string): string {
  return Buffer.from(part, 'base64url').toString('utf8')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function record(value: unknown): Claims | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Claims) : undefined
}

import { fail, ok, type Result } from '../base/result.ts'

export interface BearerMessage {
  /** On whose behalf; empty when only the token says. */
  readonly authorizationId: string
  readonly token: string
}

/**
 * The message of a client of OAUTHBEARER, out of its base64. RFC 7628 §3.1:
 *
 *     client-resp = gs2-header kvsep *kvpair kvsep
 *     kvpair      = key "=" value kvsep
 *     kvsep       = %x01
 *
 * `host` and `port` are of no use to a server of one name; the token is in `auth=Bearer ...` (RFC 6750 §2.1).
 */
export function parseOauthBearer(message: Uint8Array): Result<BearerMessage, 'malformed'> {
  const match = /^n,(?:a=([^,\x01]*))?,\x01((?:[A-Za-z]+=[^\x01\0]*\x01)*)\x01$/.exec(text(message))
  if (match === null) return fail('malformed')
  const authorizationId = (match[1] ?? '').replaceAll('=2C', ',').replaceAll('=3D', '=')
  return withToken(authorizationId, match[2] ?? '')
}

/** The mechanism XOAUTH2 was never standardized: `"user=" address %x01 "auth=Bearer " token %x01 %x01`. */
export function parseXoauth2(message: Uint8Array): Result<BearerMessage, 'malformed'> {
  const match = /^user=([^\x01\0]+)\x01((?:[A-Za-z]+=[^\x01\0]*\x01)*)\x01$/.exec(text(message))
  return match === null ? fail('malformed') : withToken(match[1] ?? '', match[2] ?? '')
}

function withToken(authorizationId: string, pairs: string): Result<BearerMessage, 'malformed'> {
  const values = pairs.split('\x01').filter(pair => /^auth=/i.test(pair))
  const token = /^auth=Bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(values[0] ?? '')?.[1]
  return values.length === 1 && token !== undefined ? ok({ authorizationId, token }) : fail('malformed')
}

function text(message: Uint8Array): string {
  return Buffer.from(message).toString('utf8')
}

import { fail, ok, type Result } from '../base/result.ts'

export interface PlainCredentials {
  /** On whose behalf; empty when it is the one who logs in. */
  readonly authorizationId: string
  readonly authenticationId: string
  readonly password: string
}

const NUL = 0

/**
 * The one message of SASL PLAIN, decoded from base64 already. RFC 4616 §2:
 *
 *     message = [authzid] NUL authcid NUL passwd
 */
export function parsePlain(message: Uint8Array): Result<PlainCredentials, 'malformed'> {
  const first = message.indexOf(NUL)
  const second = first < 0 ? -1 : message.indexOf(NUL, first + 1)
  if (second < 0 || message.indexOf(NUL, second + 1) >= 0) return fail('malformed')
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    const authorizationId = decoder.decode(message.subarray(0, first))
    const authenticationId = decoder.decode(message.subarray(first + 1, second))
    const password = decoder.decode(message.subarray(second + 1))
    if (authenticationId === '' || password === '') return fail('malformed')
    return ok({ authorizationId, authenticationId, password })
  } catch {
    return fail('malformed')
  }
}

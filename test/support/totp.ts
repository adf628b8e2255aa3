/** Codes of a second factor, as an authenticator app shows them. */
import { decodeBase32, hotp, totpStepMs } from '../../src/directory/totp.ts'

/** Six digits; `secret` is base32. */
export function totpCode(secret: string, nowMs: number): string {
  const key = decodeBase32(secret)
  if (key === undefined) throw new Error('the secret is not base32')
  return hotp(key, Math.floor(nowMs / totpStepMs))
}

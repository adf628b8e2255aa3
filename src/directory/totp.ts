/**
 * Time-based one-time passwords, the operators' second factor. RFC 6238 over RFC 4226: HMAC-SHA-1, six digits,
 * thirty seconds, which is what authenticator apps assume. RFC 4648 §6 (base32).
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

export const totpStepMs = 30_000
const digits = 6
const secretBytes = 20
const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** A new secret in base32 (RFC 4226 §4 asks for 160 bits). */
export function newTotpSecret(): string {
  return encodeBase32(randomBytes(secretBytes))
}

/** RFC 4226 §5.3 */
export function hotp(key: Uint8Array, counter: number, length: number = digits): string {
  const message = Buffer.alloc(8)
  message.writeBigUInt64BE(BigInt(counter))
  const hash = createHmac('sha1', key).update(message).digest()
  const offset = (hash.at(-1) ?? 0) & 0xf
  const binary = hash.readUInt32BE(offset) & 0x7fff_ffff
  return String(binary % 10 ** length).padStart(length, '0')
}

/**
 * The time step of a right code, or undefined. One step of clock drift either way is allowed (RFC 6238 §5.2);
 * only steps after `lastStep` count, so that a code is good once.
 */
export function verifyTotp(secret: string, code: string, nowMs: number, lastStep = -1): number | undefined {
  const key = decodeBase32(secret)
  const given = Buffer.from(code.replace(/\s/g, ''))
  if (key === undefined || given.length !== digits) return undefined
  const current = Math.floor(nowMs / totpStepMs)
  return [current, current - 1, current + 1].find(
    step => step > lastStep && timingSafeEqual(Buffer.from(hotp(key, step)), given),
  )
}

/** What an authenticator app reads from a QR code. */
export function totpUrl(secret: string, account: string): string {
  const issuer = 'congvu'
  return `otpauth://totp/${issuer}:${encodeURIComponent(account)}?secret=${secret}&issuer=${issuer}`
}

export function encodeBase32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, byte => byte.toString(2).padStart(8, '0')).join('')
  const groups = bits.match(/.{1,5}/g) ?? []
  return groups.map(group => base32.charAt(Number.parseInt(group.padEnd(5, '0'), 2))).join('')
}

export function decodeBase32(text: string): Buffer | undefined {
  const values = Array.from(text.replace(/=+$/, '').toUpperCase(), letter => base32.indexOf(letter))
  if (values.includes(-1)) return undefined
  const bits = values.map(value => value.toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map(octet => Number.parseInt(octet, 2)))
}

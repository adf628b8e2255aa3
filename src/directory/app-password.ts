/**
 * App passwords: random, one a device, shown once. Kept as an HMAC for PLAIN and as a SCRAM-SHA-256 verifier; being
 * random (80 bits) they need no slow hash.
 *
 * All verifiers of an account share one salt, since SCRAM's server tells a single salt before it knows the device
 * (RFC 5802 §5.1). The salt is derived from the address, so an account that does not exist has one too.
 */
import { createHmac, randomInt } from 'node:crypto'
import { subkey } from '../base/subkey.ts'
import type { ScramVerifier } from '../ports/credentials.ts'
import type { NewAppPassword } from '../ports/directory.ts'
import { deriveVerifier, scramIterations } from '../sasl/scram.ts'

const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789'
const length = 16
const saltBytes = 16

export interface AppPasswordKeys {
  lookup(password: string): string
  salt(address: string): Uint8Array
  /** A verifier that no password matches, the same each time for one address. */
  decoy(address: string): ScramVerifier
}

export function appPasswordKeys(serverKey: Uint8Array): AppPasswordKeys {
  const lookupKey = subkey(serverKey, 'app-password lookup')
  const scramKey = subkey(serverKey, 'scram')
  const derive = (purpose: string, address: string) =>
    createHmac('sha256', scramKey).update(`${purpose}\0${address}`).digest()
  const salt = (address: string) => derive('salt', address).subarray(0, saltBytes)
  return {
    lookup: password => createHmac('sha256', lookupKey).update(password).digest('hex'),
    salt,
    decoy: address => ({
      iterations: scramIterations,
      salt: salt(address),
      storedKey: derive('stored', address),
      serverKey: derive('server', address),
    }),
  }
}

/** A new app password and the row that remembers it. */
export async function issueAppPassword(
  keys: AppPasswordKeys,
  box: { readonly id: number; readonly address: string },
  label: string,
  now: number,
): Promise<{ readonly password: string; readonly row: NewAppPassword }> {
  const password = Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('')
  const verifier = await deriveVerifier(password, keys.salt(box.address))
  return {
    password,
    row: {
      boxId: box.id,
      label,
      lookup: keys.lookup(password),
      scram: formatScram(verifier),
      createdAt: now,
    },
  }
}

/** `iterations:salt:storedKey:serverKey`, as the store keeps it. */
export function formatScram({ iterations, salt, storedKey, serverKey }: ScramVerifier): string {
  const parts = [salt, storedKey, serverKey].map(part => Buffer.from(part).toString('base64'))
  return [iterations, ...parts].join(':')
}

export function parseScram(text: string): ScramVerifier | undefined {
  const [iterations, salt, storedKey, serverKey, ...rest] = text.split(':')
  if (salt === undefined || storedKey === undefined || serverKey === undefined || rest.length > 0)
    return undefined
  const count = Number(iterations)
  if (!Number.isSafeInteger(count) || count < 1) return undefined
  const bytes = (part: string) => Buffer.from(part, 'base64')
  return { iterations: count, salt: bytes(salt), storedKey: bytes(storedKey), serverKey: bytes(serverKey) }
}

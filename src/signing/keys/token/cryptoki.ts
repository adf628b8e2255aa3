/**
 * PKCS #11 2.40 as far as signing needs it: its numbers, and a module as something that can be called.
 * `module.ts` loads one.
 */

export const userType = { user: 1n, contextSpecific: 2n } as const

export const objectClass = { certificate: 1n, publicKey: 2n, privateKey: 3n } as const

export const attributeType = {
  class: 0x00n,
  label: 0x03n,
  value: 0x11n,
  keyType: 0x100n,
  id: 0x102n,
  modulus: 0x120n,
  publicExponent: 0x122n,
  publicKeyInfo: 0x129n,
  ecParams: 0x180n,
  ecPoint: 0x181n,
  alwaysAuthenticate: 0x202n,
} as const

export const keyType = { rsa: 0n, ec: 3n, edwards: 0x40n } as const

export type Mechanism = 'rsaPkcs' | 'rsaPss' | 'ecdsa' | 'eddsa'

/** What is wrong with a PIN: an administrator can mend these. */
export const pinReturns: ReadonlyMap<number, string> = new Map([
  [0xa0, 'CKR_PIN_INCORRECT'],
  [0xa1, 'CKR_PIN_INVALID'],
  [0xa2, 'CKR_PIN_LEN_RANGE'],
  [0xa3, 'CKR_PIN_EXPIRED'],
  [0xa4, 'CKR_PIN_LOCKED'],
  [0x102, 'CKR_USER_PIN_NOT_INITIALIZED'],
])

/** A function of the module did not return CKR_OK. */
export class CryptokiError extends Error {
  readonly code: number
  constructor(name: string, code: number) {
    const number = `0x${code.toString(16)}`
    const meaning = pinReturns.get(code)
    super(`${name} returned ${meaning === undefined ? number : `${meaning} (${number})`}`)
    this.code = code
  }
}

export type Attributes = readonly (readonly [type: bigint, value: Buffer])[]

export interface TokenInfo {
  readonly slot: bigint
  readonly label: string
  readonly manufacturer: string
  readonly model: string
  readonly serial: string
  readonly flags: bigint
}

/** Flags of a token that tell whether it is in use, and about its PIN. */
export const tokenFlags = {
  initialized: 0x400n,
  pinCountLow: 0x10000n,
  pinFinalTry: 0x20000n,
  pinLocked: 0x40000n,
} as const

export interface Cryptoki {
  /** Tokens that are there and in use. */
  tokens(): readonly TokenInfo[]
  openSession(slot: bigint): bigint
  login(session: bigint, user: bigint, pin: Buffer): void
  /** At most `most` of them. */
  find(session: bigint, attributes: Attributes, most: number): readonly bigint[]
  /** Undefined when the object has no such attribute, or an empty one. */
  attribute(session: bigint, object: bigint, type: bigint): Buffer | undefined
  /** `unlock` is called between the two steps of a signature, for keys that want the PIN each time. */
  sign(session: bigint, key: bigint, mechanism: Mechanism, data: Buffer, unlock: () => void): Buffer
}

/** CK_ULONGs, one after another. */
export function ulongs(...values: readonly bigint[]): Buffer {
  const bytes = Buffer.alloc(8 * values.length)
  for (const [i, value] of values.entries()) bytes.writeBigUInt64LE(value, 8 * i)
  return bytes
}

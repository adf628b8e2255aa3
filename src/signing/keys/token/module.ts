/**
 * A PKCS #11 module through `node:ffi`. Only for the helper process: a module of a token's maker is native code, which
 * may bring down whoever loads it.
 *
 * Structures are laid out as on 64-bit Unix: CK_ULONG has eight octets and nothing is packed. A structure with its
 * values is one buffer, so that all of it is alive while the module reads it.
 */
import { dlopen, getRawPointer } from 'node:ffi'
import {
  type Attributes,
  type Cryptoki,
  CryptokiError,
  type Mechanism,
  type TokenInfo,
  tokenFlags,
  ulongs,
} from './cryptoki.ts'

const ulong = 'uint64'
const buffer = 'buffer'

const signatures = {
  C_Initialize: { arguments: ['pointer'], return: ulong },
  C_GetSlotList: { arguments: ['uint8', buffer, buffer], return: ulong },
  C_GetTokenInfo: { arguments: [ulong, buffer], return: ulong },
  C_OpenSession: { arguments: [ulong, ulong, 'pointer', 'pointer', buffer], return: ulong },
  C_Login: { arguments: [ulong, ulong, buffer, ulong], return: ulong },
  C_FindObjectsInit: { arguments: [ulong, buffer, ulong], return: ulong },
  C_FindObjects: { arguments: [ulong, buffer, ulong, buffer], return: ulong },
  C_FindObjectsFinal: { arguments: [ulong], return: ulong },
  C_GetAttributeValue: { arguments: [ulong, ulong, buffer, ulong], return: ulong },
  C_SignInit: { arguments: [ulong, buffer, ulong], return: ulong },
  C_Sign: { arguments: [ulong, buffer, ulong, buffer, buffer], return: ulong },
} as const

/** Return values that something is done about. */
export const returned = {
  ok: 0x00,
  userAlreadyLoggedIn: 0x100,
  alreadyInitialized: 0x191,
} as const

const mechanismType = {
  rsaPkcs: 0x01n,
  rsaPss: 0x0dn,
  ecdsa: 0x1041n,
  eddsa: 0x1057n,
} as const satisfies Record<Mechanism, bigint>

/** CKM_SHA256, CKG_MGF1_SHA256, and the octets of the salt. */
const pssParameters = [0x250n, 0x02n, 32n] as const

/** CKF_SERIAL_SESSION */
const serialSession = 4n

const mostSlots = 64
const mostValueBytes = 16_384
const mostSignatureBytes = 2048

/** Loads and initializes a module; throws when it cannot be. */
export function loadCryptoki(path: string): Cryptoki {
  const { functions: module } = dlopen(path, signatures)
  const check = (name: string, value: bigint, ...fine: readonly number[]) => {
    const code = Number(value)
    if (code !== returned.ok && !fine.includes(code)) throw new CryptokiError(name, code)
    return code
  }
  check('C_Initialize', module.C_Initialize(0n), returned.alreadyInitialized)

  return {
    tokens() {
      const slots = Buffer.alloc(8 * mostSlots)
      const count = ulongs(BigInt(mostSlots))
      check('C_GetSlotList', module.C_GetSlotList(1, slots, count))
      const found = Array.from({ length: Number(count.readBigUInt64LE()) }, (_, i) =>
        slots.readBigUInt64LE(8 * i),
      )
      const all = found.map(slot => {
        const info = Buffer.alloc(256)
        check('C_GetTokenInfo', module.C_GetTokenInfo(slot, info))
        return { slot, ...readTokenInfo(info) }
      })
      return all.filter(({ flags }) => (flags & tokenFlags.initialized) !== 0n)
    },

    openSession(slot) {
      const session = Buffer.alloc(8)
      check('C_OpenSession', module.C_OpenSession(slot, serialSession, 0n, 0n, session))
      return session.readBigUInt64LE()
    },

    login(session, user, pin) {
      const value = module.C_Login(session, user, pin, BigInt(pin.length))
      check('C_Login', value, returned.userAlreadyLoggedIn)
    },

    find(session, attributes, most) {
      const template = templateOf(attributes)
      const count = BigInt(attributes.length)
      check('C_FindObjectsInit', module.C_FindObjectsInit(session, template, count))
      const objects = Buffer.alloc(8 * most)
      const found = Buffer.alloc(8)
      check('C_FindObjects', module.C_FindObjects(session, objects, BigInt(most), found))
      check('C_FindObjectsFinal', module.C_FindObjectsFinal(session))
      const handles = Array.from({ length: most }, (_, i) => objects.readBigUInt64LE(8 * i))
      return handles.slice(0, Number(found.readBigUInt64LE()))
    },

    attribute(session, object, type) {
      const template = templateOf([[type, Buffer.alloc(mostValueBytes)]])
      const code = Number(module.C_GetAttributeValue(session, object, template, 1n))
      const length = template.readBigUInt64LE(16)
      // CK_UNAVAILABLE_INFORMATION is the largest number there is.
      if (code !== returned.ok || length === 0n || length > BigInt(mostValueBytes)) return undefined
      return Buffer.from(template.subarray(attributeBytes, attributeBytes + Number(length)))
    },

    sign(session, key, mechanism, data, unlock) {
      check('C_SignInit', module.C_SignInit(session, mechanismOf(mechanism), key))
      unlock()
      const signature = Buffer.alloc(mostSignatureBytes)
      const length = ulongs(BigInt(signature.length))
      check('C_Sign', module.C_Sign(session, data, BigInt(data.length), signature, length))
      return signature.subarray(0, Number(length.readBigUInt64LE()))
    },
  }
}

/** CK_ATTRIBUTE: type, pointer to the value, its length. */
const attributeBytes = 24

/** The attributes, followed by the values that they point to. */
function templateOf(attributes: Attributes): Buffer {
  const head = attributeBytes * attributes.length
  const bytes = Buffer.alloc(head + attributes.reduce((sum, [, value]) => sum + value.length, 0))
  const base = getRawPointer(bytes)
  let at = head
  for (const [i, [type, value]] of attributes.entries()) {
    value.copy(bytes, at)
    ulongs(type, base + BigInt(at), BigInt(value.length)).copy(bytes, attributeBytes * i)
    at += value.length
  }
  return bytes
}

/** CK_MECHANISM: type, pointer to the parameters, their length. */
function mechanismOf(mechanism: Mechanism): Buffer {
  const type = mechanismType[mechanism]
  if (mechanism !== 'rsaPss') return ulongs(type, 0n, 0n)
  const bytes = ulongs(type, 0n, 24n, ...pssParameters)
  bytes.writeBigUInt64LE(getRawPointer(bytes) + 24n, 8)
  return bytes
}

/** CK_TOKEN_INFO: texts are padded with blanks. */
function readTokenInfo(info: Buffer): Omit<TokenInfo, 'slot'> {
  const text = (from: number, length: number) => info.toString('utf8', from, from + length).trimEnd()
  return {
    label: text(0, 32),
    manufacturer: text(32, 32),
    model: text(64, 16),
    serial: text(80, 16),
    flags: info.readBigUInt64LE(96),
  }
}

/** The tokens of a module, as the helper process uses them: sessions, log-ins, keys by their URI. */
import { bitString, integer, none, oid, oidText, readAll, sequence, tags } from '../../der.ts'
import {
  type Attributes,
  attributeType,
  type Cryptoki,
  CryptokiError,
  keyType,
  type Mechanism,
  objectClass,
  pinReturns,
  type TokenInfo,
  tokenFlags,
  ulongs,
  userType,
} from './cryptoki.ts'
import type { HelperFailure, HelperValue, ListedKey, SignatureScheme } from './protocol.ts'
import { formatTokenUri, type TokenKeyUri } from './uri.ts'

/** Why a call fails. */
export class TokenRefusal extends Error {
  readonly reason: HelperFailure
  constructor(reason: HelperFailure, message: string) {
    super(message)
    this.reason = reason
  }
}

interface OpenKey {
  readonly session: bigint
  readonly handle: bigint
  readonly type: bigint
  readonly alwaysAuthenticate: boolean
}

export interface Tokens {
  open(key: TokenKeyUri): HelperValue
  sign(key: TokenKeyUri, scheme: SignatureScheme, data: Buffer): Buffer
  list(): readonly ListedKey[]
}

/** DigestInfo of a SHA-256, up to the hash (RFC 8017 §9.2). */
const sha256DigestInfo = Buffer.from('3031300d060960864801650304020105000420', 'hex')

const mechanisms: Readonly<Record<SignatureScheme, { readonly name: Mechanism; readonly keys: bigint }>> = {
  rsa: { name: 'rsaPkcs', keys: keyType.rsa },
  'rsa-pss': { name: 'rsaPss', keys: keyType.rsa },
  ec: { name: 'ecdsa', keys: keyType.ec },
  ed25519: { name: 'eddsa', keys: keyType.edwards },
}

/** Keys that are shown of one token. */
const mostListed = 500

/** With a label, no other token is touched: a PIN that is not its own would count against it. */
export function openTokens(module: Cryptoki, label: string | null, pin: Buffer): Tokens {
  const tokens = () => module.tokens().filter(token => label === null || token.label === label)
  const sessions = new Map<bigint, bigint>()
  const keys = new Map<string, OpenKey>()

  function sessionOf({ slot, label, flags }: TokenInfo): bigint {
    const known = sessions.get(slot)
    if (known !== undefined) return known
    const session = module.openSession(slot)
    if ((flags & tokenFlags.pinLocked) !== 0n) throw new TokenRefusal('pin', `the PIN of ${label} is locked`)
    // One more wrong PIN would lock the token; a person who knows it takes the warning away by logging in.
    if ((flags & tokenFlags.pinFinalTry) !== 0n)
      throw new TokenRefusal('pin', `the PIN of ${label} has a single try left; log in by hand first`)
    module.login(session, userType.user, pin)
    sessions.set(slot, session)
    return session
  }

  function find(uri: TokenKeyUri): OpenKey {
    const name = formatTokenUri({ ...uri, pss: false })
    const known = keys.get(name)
    if (known !== undefined) return known
    const meant = tokens().filter(token => isMeant(token, uri))
    if (meant.length === 0) throw new TokenRefusal('gone', `no token is there for ${name}`)
    const wanted: Attributes = [
      [attributeType.class, ulongs(objectClass.privateKey)],
      ...(uri.object === null ? [] : [[attributeType.label, Buffer.from(uri.object)] as const]),
      ...(uri.id === null ? [] : [[attributeType.id, Buffer.from(uri.id, 'hex')] as const]),
    ]
    const found = meant.flatMap(token => {
      const session = sessionOf(token)
      return module.find(session, wanted, 2).map(handle => ({ session, handle }))
    })
    const [one] = found
    if (one === undefined) throw new TokenRefusal('no-key', `the token has no key ${name}`)
    if (found.length > 1) throw new TokenRefusal('no-key', `there are several keys ${name}`)
    const type = module.attribute(one.session, one.handle, attributeType.keyType)?.readBigUInt64LE() ?? -1n
    const always = module.attribute(one.session, one.handle, attributeType.alwaysAuthenticate)?.[0] === 1
    const key = { ...one, type, alwaysAuthenticate: always }
    keys.set(name, key)
    return key
  }

  return {
    open(uri) {
      return publicHalf(module, find(uri))
    },

    sign(uri, scheme, data) {
      const { session, handle, type, alwaysAuthenticate } = find(uri)
      const { name, keys } = mechanisms[scheme]
      if (type !== keys) throw new TokenRefusal('refused', 'the key is of another kind than its name says')
      const unlock = () => {
        if (alwaysAuthenticate) module.login(session, userType.contextSpecific, pin)
      }
      const octets = scheme === 'rsa' ? Buffer.concat([sha256DigestInfo, data]) : data
      const signature = module.sign(session, handle, name, octets, unlock)
      return scheme === 'ec' ? ecdsaDer(signature) : signature
    },

    list() {
      const all = tokens()
      if (all.length === 0) throw new TokenRefusal('gone', 'no token is there')
      return all.flatMap(token => {
        const session = sessionOf(token)
        const wanted: Attributes = [[attributeType.class, ulongs(objectClass.privateKey)]]
        return module.find(session, wanted, mostListed).map(handle => {
          const value = (type: bigint) => module.attribute(session, handle, type)
          const type = value(attributeType.keyType)?.readBigUInt64LE()
          const object = value(attributeType.label)?.toString() ?? null
          const id = value(attributeType.id)?.toString('hex') ?? null
          const uri = formatTokenUri({ token: token.label, serial: token.serial, object, id })
          return { uri, kind: kindNames.get(type ?? -1n) ?? 'other' }
        })
      })
    },
  }
}

const kindNames = new Map<bigint, string>([
  [keyType.rsa, 'rsa'],
  [keyType.ec, 'ec'],
  [keyType.edwards, 'ed25519'],
])

function isMeant(token: TokenInfo, uri: TokenKeyUri): boolean {
  const fits = (wanted: string | null, is: string) => wanted === null || wanted === is
  return (
    fits(uri.token, token.label) &&
    fits(uri.manufacturer, token.manufacturer) &&
    fits(uri.model, token.model) &&
    fits(uri.serial, token.serial)
  )
}

/** ECDSA-Sig-Value (RFC 3279 §2.2.3) of two numbers of one length. */
function ecdsaDer(signature: Buffer): Buffer {
  const half = signature.length / 2
  const number = (bytes: Buffer) => integer(BigInt(`0x${bytes.toString('hex')}`))
  return sequence(number(signature.subarray(0, half)), number(signature.subarray(half)))
}

/** SubjectPublicKeyInfo from what the token tells: of the key, of its public half, or of its certificate. */
function publicHalf(module: Cryptoki, { session, handle, type }: OpenKey): HelperValue {
  const own = (attribute: bigint) => module.attribute(session, handle, attribute)
  const info = (spki: Buffer) => ({ publicKey: spki.toString('base64') })
  const [modulus, exponent] = [own(attributeType.modulus), own(attributeType.publicExponent)]
  if (type === keyType.rsa && modulus !== undefined && exponent !== undefined)
    return info(rsaInfo(modulus, exponent))
  const stated = own(attributeType.publicKeyInfo)
  if (stated !== undefined) return info(stated)

  const id = own(attributeType.id)
  const beside = (kind: bigint) =>
    id === undefined
      ? undefined
      : module.find(
          session,
          [
            [attributeType.class, ulongs(kind)],
            [attributeType.id, id],
          ],
          1,
        )[0]
  const publicKey = beside(objectClass.publicKey)
  const point =
    publicKey === undefined ? undefined : module.attribute(session, publicKey, attributeType.ecPoint)
  if (publicKey !== undefined && point !== undefined)
    return info(curveInfo(type, own(attributeType.ecParams), point))
  const certificate = beside(objectClass.certificate)
  const der =
    certificate === undefined ? undefined : module.attribute(session, certificate, attributeType.value)
  if (der === undefined)
    throw new TokenRefusal('refused', 'the token does not tell the public half of the key')
  return { certificate: der.toString('base64') }
}

function rsaInfo(modulus: Buffer, exponent: Buffer): Buffer {
  const number = (bytes: Buffer) => integer(BigInt(`0x${bytes.toString('hex')}`))
  const key = sequence(number(modulus), number(exponent))
  return sequence(sequence(oid('1.2.840.113549.1.1.1'), none()), bitString(key))
}

function curveInfo(type: bigint, parameters: Buffer | undefined, point: Buffer): Buffer {
  // A point is an OCTET STRING; some modules give its octets alone.
  const [wrapped, ...more] = readAll(point) ?? []
  const isWrapped = wrapped?.tag === tags.octetString && more.length === 0
  const octets = isWrapped ? wrapped.content : point
  if (type === keyType.edwards) return sequence(sequence(oid('1.3.101.112')), bitString(octets))
  const curve = readAll(parameters ?? Buffer.alloc(0))?.[0]
  if (curve?.tag !== tags.oid || oidText(curve.content) === '')
    throw new TokenRefusal('refused', 'the curve of the key is not named')
  return sequence(sequence(oid('1.2.840.10045.2.1'), curve.whole), bitString(octets))
}

/** What a failure of the module means to whoever asked. */
export function refusalOf(error: unknown): TokenRefusal {
  if (error instanceof TokenRefusal) return error
  if (!(error instanceof CryptokiError)) return new TokenRefusal('gone', String(error))
  const reason = pinReturns.has(error.code) ? 'pin' : refusedCodes.has(error.code) ? 'refused' : 'gone'
  return new TokenRefusal(reason, error.message)
}

/** CKR_DATA_INVALID, _LEN_RANGE, CKR_KEY_SIZE_RANGE, _TYPE_INCONSISTENT, _FUNCTION_NOT_PERMITTED, CKR_MECHANISM_INVALID, _PARAM_INVALID. */
const refusedCodes = new Set([0x20, 0x21, 0x62, 0x63, 0x68, 0x70, 0x71])

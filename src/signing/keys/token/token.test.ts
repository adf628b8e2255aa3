/** What no software token does by itself: warnings about the PIN, keys that want it each time, other makers' habits. */
import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  attributeType,
  type Cryptoki,
  CryptokiError,
  keyType,
  objectClass,
  tokenFlags,
  userType,
} from './cryptoki.ts'
import { openTokens, refusalOf } from './token.ts'
import type { TokenKeyUri } from './uri.ts'

const uri: TokenKeyUri = {
  ...{ token: null, manufacturer: null, model: null, serial: null, object: 'office', id: null, pss: false },
}

function ulong(value: bigint): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(value)
  return bytes
}

/** A token with one private key, and what it is asked. */
function fake(attributes: readonly (readonly [bigint, Buffer])[], flags = 0n, label: string | null = null) {
  const said: string[] = []
  const own = new Map(attributes)
  const module: Cryptoki = {
    tokens: () => [{ slot: 1n, label: 'Office', manufacturer: '', model: '', serial: '', flags }],
    openSession: () => 7n,
    login: (_, user, pin) => said.push(`login ${user} ${pin}`),
    find(_, wanted) {
      const kind = wanted[0]![1].readBigUInt64LE()
      const wantsId = wanted.some(([type]) => type === attributeType.id)
      return kind === objectClass.privateKey || wantsId ? [kind] : []
    },
    attribute: (_, object, type) =>
      own.get(object === objectClass.privateKey ? type : (object << 32n) | type),
    sign(_session, _key, mechanism, data, unlock) {
      said.push(`init ${mechanism}`)
      unlock()
      said.push(`sign ${data.length}`)
      return Buffer.alloc(64, 0x81)
    },
  }
  return { tokens: openTokens(module, label, Buffer.from('1234')), said }
}

const rsaKey: readonly (readonly [bigint, Buffer])[] = [[attributeType.keyType, ulong(keyType.rsa)]]

describe('a token', () => {
  it.each([
    [tokenFlags.pinFinalTry, 'the PIN of Office has a single try left; log in by hand first'],
    [tokenFlags.pinLocked, 'the PIN of Office is locked'],
  ])('that warns of its PIN is not tried (%s)', (flag, message) => {
    const { tokens, said } = fake(rsaKey, flag)
    expect(() => tokens.open(uri)).toThrow(message)
    expect(said).toEqual([])
  })

  it('is touched by its label alone, where one is given', () => {
    const { tokens, said } = fake(rsaKey, 0n, 'Another')
    expect(() => tokens.open(uri)).toThrow('no token is there')
    expect(() => tokens.list()).toThrow('no token is there')
    expect(said).toEqual([])
    expect(fake(rsaKey, 0n, 'Office').tokens.sign(uri, 'rsa', Buffer.alloc(32))).toHaveLength(64)
  })

  it('that counts a wrong PIN of somebody else is tried', () => {
    const { tokens, said } = fake(rsaKey, tokenFlags.pinCountLow)
    tokens.sign(uri, 'rsa', Buffer.alloc(32))
    expect(said).toEqual(['login 1 1234', 'init rsaPkcs', 'sign 51'])
  })

  it('whose key wants the PIN each time gets it, between the two steps of a signature', () => {
    const { tokens, said } = fake([...rsaKey, [attributeType.alwaysAuthenticate, Buffer.of(1)]])
    for (let i = 0; i < 2; i++) tokens.sign(uri, 'rsa-pss', Buffer.alloc(32))
    const each = ['init rsaPss', `login ${userType.contextSpecific} 1234`, 'sign 32']
    expect(said).toEqual(['login 1 1234', ...each, ...each])
  })

  it('signs with no key of another kind than is asked for', () => {
    const { tokens, said } = fake(rsaKey)
    expect(() => tokens.sign(uri, 'ec', Buffer.alloc(32))).toThrow('of another kind')
    expect(said).toEqual(['login 1 1234'])
  })

  it('gives two numbers for ECDSA, which are written as DER', () => {
    const { tokens } = fake([[attributeType.keyType, ulong(keyType.ec)]])
    const number = `022100${'81'.repeat(32)}`
    expect(tokens.sign(uri, 'ec', Buffer.alloc(32)).toString('hex')).toBe(`3046${number}${number}`)
  })

  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const spki = publicKey.export({ format: 'der', type: 'spki' })
  const point = spki.subarray(-65)
  const curve = Buffer.from('06082a8648ce3d030107', 'hex')
  const ec: readonly (readonly [bigint, Buffer])[] = [
    [attributeType.keyType, ulong(keyType.ec)],
    [attributeType.id, Buffer.of(1)],
    [attributeType.ecParams, curve],
  ]
  const publicPoint = (objectClass.publicKey << 32n) | attributeType.ecPoint
  const certificateValue = (objectClass.certificate << 32n) | attributeType.value

  it.each([
    ['its own word', [[attributeType.publicKeyInfo, spki] as const]],
    ['a point in an OCTET STRING', [[publicPoint, Buffer.concat([Buffer.of(4, 65), point])] as const]],
    ['a point alone', [[publicPoint, point] as const]],
  ])('tells the public half of a key by %s', (_, more) => {
    expect(fake([...ec, ...more]).tokens.open(uri)).toEqual({ publicKey: spki.toString('base64') })
  })

  it('tells it by a certificate, or not at all', () => {
    expect(fake([...ec, [certificateValue, Buffer.from('der')]]).tokens.open(uri)).toEqual({
      certificate: Buffer.from('der').toString('base64'),
    })
    expect(() => fake(ec).tokens.open(uri)).toThrow('does not tell the public half')
  })
})

it.each([
  [0xa0, 'pin'],
  [0xa4, 'pin'],
  [0x32, 'gone'],
  [0xe0, 'gone'],
  [0x05, 'gone'],
  [0x68, 'refused'],
  [0x70, 'refused'],
])('0x%s of a module means: %s', (code, reason) => {
  expect(refusalOf(new CryptokiError('C_Sign', code)).reason).toBe(reason)
})

it.each([
  [0xa0, 'C_Login returned CKR_PIN_INCORRECT (0xa0)'],
  [0xa4, 'C_Login returned CKR_PIN_LOCKED (0xa4)'],
  [0x05, 'C_Login returned 0x5'],
])('0x%s of a log-in is told as: %s', (code, message) => {
  expect(new CryptokiError('C_Login', code).message).toBe(message)
})

import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { providerKeys, verifyToken } from './bearer-token.ts'

const now = Date.UTC(2026, 10, 26, 8)
const seconds = now / 1000
const rules = { issuer: 'https://sso.caobang.gov.vn', audience: 'congvu', claim: 'email' }
const claims = {
  iss: rules.issuer,
  aud: ['other', 'congvu'],
  exp: seconds + 300,
  email: 'Nong.Thi.Hanh@caobang.gov.vn',
}
const address = 'nong.thi.hanh@caobang.gov.vn'

const pairs = {
  RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ES256: generateKeyPairSync('ec', { namedCurve: 'prime256v1' }),
  EdDSA: generateKeyPairSync('ed25519'),
}
const weak = generateKeyPairSync('rsa', { modulusLength: 1024 })
type Algorithm = keyof typeof pairs

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

function signed(
  alg: Algorithm,
  body: unknown,
  header: object = {},
  key: KeyObject = pairs[alg].privateKey,
): string {
  const text = `${part({ alg, kid: alg, ...header })}.${part(body)}`
  const digest = alg === 'EdDSA' ? null : 'sha256'
  const seal = sign(digest, Buffer.from(text), alg === 'ES256' ? { key, dsaEncoding: 'ieee-p1363' } : key)
  return `${text}.${seal.toString('base64url')}`
}

const jwks = JSON.stringify({
  keys: [
    ...Object.entries(pairs).map(([kid, { publicKey }]) => ({ ...publicKey.export({ format: 'jwk' }), kid })),
    { ...weak.publicKey.export({ format: 'jwk' }), kid: 'weak' },
    { kty: 'oct', k: 'c2VjcmV0', kid: 'secret' },
    { kty: 'unknown' },
    'no key',
  ],
})
const read = providerKeys(jwks)
const keys = read.ok ? read.value : []
const verified = (token: string) => verifyToken(token, keys, rules, now)

it('reads the keys of a set that can be used', () => {
  expect(keys.map(({ kid }) => kid)).toEqual(['RS256', 'ES256', 'EdDSA', 'weak'])
  expect(providerKeys('{"keys":[]}').ok).toBe(false)
  expect(providerKeys('[]').ok).toBe(false)
  expect(providerKeys('<html>').ok).toBe(false)
})

describe.each(['RS256', 'ES256', 'EdDSA'] as const)('%s', alg => {
  it('opens the box of the address', () => {
    expect(verified(signed(alg, claims))).toEqual({ ok: true, value: address })
    expect(verified(signed(alg, { ...claims, aud: 'congvu', nbf: seconds }, { kid: undefined }))).toEqual({
      ok: true,
      value: address,
    })
  })

  it('is refused once one octet is another', () => {
    const [head = '', body = '', seal = ''] = signed(alg, claims).split('.')
    const forged = part({ ...claims, email: 'chu.tich@caobang.gov.vn' })
    expect(verified(`${head}.${forged}.${seal}`)).toEqual({ ok: false, error: 'signature' })
    const other = Buffer.from(seal, 'base64url')
    other[8]! ^= 1
    expect(verified(`${head}.${body}.${other.toString('base64url')}`)).toEqual({
      ok: false,
      error: 'signature',
    })
    expect(verified(`${head}.${body}.`)).toEqual({ ok: false, error: 'malformed' })
  })
})

it.each([
  ['no signature', `${part({ alg: 'none' })}.${part(claims)}.AA`, 'algorithm'],
  ['a symmetric one', `${part({ alg: 'HS256', kid: 'secret' })}.${part(claims)}.AA`, 'algorithm'],
  ['a key of another kind', signed('EdDSA', claims, { alg: 'RS256' }), 'signature'],
  ['a key of another name', signed('ES256', claims, { kid: 'RS256' }), 'signature'],
  ['a weak key', signed('RS256', claims, { kid: 'weak' }, weak.privateKey), 'signature'],
  ['something critical', signed('EdDSA', claims, { crit: ['b64'], b64: false }), 'malformed'],
  ['another issuer', signed('EdDSA', { ...claims, iss: 'https://sso.example' }), 'issuer'],
  ['another audience', signed('EdDSA', { ...claims, aud: ['other'] }), 'audience'],
  ['no audience', signed('EdDSA', { ...claims, aud: undefined }), 'audience'],
  ['an end that has come', signed('EdDSA', { ...claims, exp: seconds - 61 }), 'time'],
  ['no end', signed('EdDSA', { ...claims, exp: undefined }), 'time'],
  ['an end in words', signed('EdDSA', { ...claims, exp: 'never' }), 'time'],
  ['a beginning to come', signed('EdDSA', { ...claims, nbf: seconds + 61 }), 'time'],
  ['no address', signed('EdDSA', { ...claims, email: undefined }), 'address'],
  ['an address that was not verified', signed('EdDSA', { ...claims, email_verified: false }), 'address'],
  ['too much of it', signed('EdDSA', { ...claims, more: 'x'.repeat(20_000) }), 'malformed'],
  ['no parts', 'abc', 'malformed'],
  ['no JSON', 'YWJj.YWJj.YWJj', 'malformed'],
])('refuses a token with %s', (_, token, error) => {
  expect(verified(token)).toEqual({ ok: false, error })
})

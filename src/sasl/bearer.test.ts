import { expect, it } from 'vitest'
import { parseOauthBearer, parseXoauth2 } from './bearer.ts'

const bytes = (text: string) => Buffer.from(text.replaceAll('^A', '\x01'))

it('reads the example of RFC 7628 §4.1', () => {
  const message =
    'n,a=user@example.com,^Ahost=server.example.com^Aport=143^Aauth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==^A^A'
  expect(parseOauthBearer(bytes(message))).toEqual({
    ok: true,
    value: { authorizationId: 'user@example.com', token: 'vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==' },
  })
  expect(parseOauthBearer(bytes('n,,^Aauth=Bearer a.b.c^A^A'))).toMatchObject({
    value: { authorizationId: '', token: 'a.b.c' },
  })
})

it('reads XOAUTH2', () => {
  expect(parseXoauth2(bytes('user=hanh@caobang.gov.vn^Aauth=Bearer a.b.c^A^A'))).toEqual({
    ok: true,
    value: { authorizationId: 'hanh@caobang.gov.vn', token: 'a.b.c' },
  })
})

it.each([
  '',
  '^A',
  'y,,^Aauth=Bearer a.b.c^A^A',
  'p=tls-exporter,,^Aauth=Bearer a.b.c^A^A',
  'n,,^Aauth=Basic a.b.c^A^A',
  'n,,^Aauth=Bearer a.b.c^A',
  'n,,^Ahost=x^A^A',
  'n,,^Aauth=Bearer a^Aauth=Bearer b^A^A',
  'n,,^Aauth=Bearer a b^A^A',
])('%j is no message of OAUTHBEARER', message => {
  expect(parseOauthBearer(bytes(message))).toEqual({ ok: false, error: 'malformed' })
})

it.each(['', 'user=^Aauth=Bearer a^A^A', 'user=a^A^A', 'user=a^Aauth=Bearer a^A'])(
  '%j is no message of XOAUTH2',
  message => {
    expect(parseXoauth2(bytes(message))).toEqual({ ok: false, error: 'malformed' })
  },
)

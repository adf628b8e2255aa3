/** What openssl signs, under every circumstance, is judged here as openssl judges it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { author, brief, type Holder, header, type KeyKind, Pki, text, verified } from './pki.ts'

const pki = new Pki()
const year = 365 * 86_400_000
let root: Holder
let upper: Holder
let issuing: Holder
let chain: readonly string[]

beforeAll(() => {
  root = pki.authority('Root')
  upper = pki.authority('Upper', root)
  issuing = pki.authority('Issuing', upper)
  const above = [upper, issuing].map(({ certificate }) => pki.openssl(['x509', '-in', certificate]))
  chain = ['-certfile', pki.write('chain.pem', Buffer.concat(above))]
}, 60_000)
afterAll(() => pki[Symbol.dispose]())

const pss = ['-keyopt', 'rsa_padding_mode:pss']
const keys: readonly [string, KeyKind, readonly string[]][] = [
  ['RSA-2048', 'rsa:2048', []],
  ['RSA-3072', 'rsa:3072', []],
  ['RSA-4096', 'rsa:4096', []],
  ['RSA-3072 with PSS', 'rsa:3072', pss],
  ['a key for PSS alone', 'rsa-pss:2048', pss],
  ['ECDSA P-256', 'P-256', []],
]
const forms: readonly [string, readonly string[]][] = [
  ['clear, DER', []],
  ['clear, BER', ['-stream', '-indef']],
  ['opaque, DER', ['-nodetach']],
  ['opaque, BER', ['-nodetach', '-stream', '-indef']],
]

interface Circumstance {
  readonly by: Holder
  readonly at: number
  readonly address?: string
  readonly expected: string
}

describe.each(keys)('%s', (_name, kind, options) => {
  let circumstances: ReadonlyMap<string, Circumstance>

  beforeAll(() => {
    const good = pki.person('Nguyễn Văn A', issuing, { key: kind })
    const of = (more: Parameters<Pki['person']>[2]) =>
      pki.person('Nguyễn Văn A', issuing, { key: good, ...more })
    const use = (...extensions: readonly string[]) => of({ extensions })
    const gone = use('keyUsage=critical,digitalSignature', 'extendedKeyUsage=emailProtection')
    for (const issuer of [root, upper]) pki.revoke(issuer, [])
    pki.revoke(issuing, [gone])
    const at = Date.now() + 5000
    const cases: Readonly<Record<string, Circumstance>> = {
      'all in order': { by: good, at, expected: 'pass whole from' },
      'an address without a purpose named': {
        by: use('keyUsage=nonRepudiation'),
        at,
        expected: 'pass whole from',
      },
      expired: { by: good, at: at + 2 * year, expected: 'policy whole from expired' },
      'not yet valid': { by: good, at: at - year, expected: 'policy whole from not-yet-valid' },
      revoked: { by: gone, at, expected: 'fail whole from revoked' },
      'for servers': {
        by: use('keyUsage=digitalSignature', 'extendedKeyUsage=serverAuth'),
        at,
        expected: 'policy whole from wrong-purpose',
      },
      'for encryption alone': {
        by: use('keyUsage=critical,keyEncipherment', 'extendedKeyUsage=emailProtection'),
        at,
        expected: 'policy whole from wrong-purpose',
      },
      'of another address': {
        by: of({ address: 'b@sonoivu.caobang.gov.vn' }),
        at,
        expected: 'policy whole wrong-address',
      },
      'of no address': { by: of({ address: null }), at, expected: 'policy whole no-address' },
      'of an authority nobody trusts': {
        by: pki.person('Nguyễn Văn A', pki.authority('Issuing'), { key: good }),
        at,
        expected: 'policy whole from untrusted',
      },
      'of an authority that is none': {
        by: pki.person('Nguyễn Văn A', pki.authority('Issuing', upper, ['keyUsage=digitalSignature']), {
          key: good,
        }),
        at,
        expected: 'policy whole from untrusted',
      },
    }
    circumstances = new Map(Object.entries(cases))
  }, 60_000)

  // This openssl cannot stream attributes beside PSS.
  const possible = forms.filter(([, form]) => !(options === pss && form.includes('-indef')))

  test.each(possible)('%s', (_form, form) => {
    const trust = pki.trust(root)
    for (const [name, { by, at, expected }] of circumstances) {
      const letter = Buffer.concat([Buffer.from(header), pki.sign(text, by, [...chain, ...options, ...form])])
      // Lists that have run out are no reason here: they are of the time of the test.
      const lists = name === 'expired' || name === 'not yet valid' ? [] : [root, upper, issuing]
      const theirs = pki.accepts(letter, root, { at, address: author, lists })
      const { facts } = verified(letter, trust, at)
      expect([name, ...brief(facts)]).toEqual([name, expected])
      expect([name, theirs]).toEqual([name, facts.every(({ result }) => result === 'pass')])
    }
  })

  test.each(possible)('%s, changed', (_form, form) => {
    const { by, at } = circumstances.get('all in order')!
    const letter = pki.sign(text, by, [...chain, ...options, ...form])
    const opaque = form.includes('-nodetach')
    const changed = opaque ? changedContent(letter) : letter.toString('latin1').replace('K\xc3', 'k\xc3')
    const bytes = Buffer.concat([Buffer.from(header), Buffer.from(changed, 'latin1')])
    expect(pki.accepts(bytes, root, { at, address: author })).toBe(false)
    expect(brief(verified(bytes, pki.trust(root), at).facts)).toEqual(['fail whole from bad-digest'])
  })
})

/** The same opaque letter, one letter of its text another. */
function changedContent(letter: Buffer): string {
  const [head = '', body = ''] = letter.toString('latin1').split('\r\n\r\n')
  const der = Buffer.from(body, 'base64').toString('latin1')
  expect(der).toContain('text/plain')
  const changed = Buffer.from(der.replace('text/plain', 'text/plaim'), 'latin1').toString('base64')
  return `${head}\r\n\r\n${changed.replace(/.{64}/g, '$&\r\n')}\r\n`
}

test('a chain is found among the authorities of a whole country, and among as many certificates as may be sent along', () => {
  const name = (number: number) => `Authority ${number}`
  const others = Array.from({ length: 60 }, (_, number) => pki.authority(name(number)))
  const by = pki.person('Nguyễn Văn A', issuing)
  const along = [...others.slice(0, 27), issuing, upper].map(({ certificate }) =>
    pki.openssl(['x509', '-in', certificate]),
  )
  const certfile = ['-certfile', pki.write('many.pem', Buffer.concat(along))]
  const letter = Buffer.concat([Buffer.from(header), pki.sign(text, by, certfile)])
  const { facts } = verified(letter, pki.trust(...others, root, ...others.toReversed()))
  expect(facts).toMatchObject([{ result: 'pass', anchor: 'Root' }])
})

test('of several chains the one that ends in the first authority of the file counts', () => {
  const government = pki.authority('Government')
  const province = pki.authority('Province')
  const below = pki.authority('Below', province)
  const cross = pki.crossCertified(below, government)
  const by = pki.person('Nguyễn Văn A', below)
  const along = [below, cross].map(({ certificate }) => pki.openssl(['x509', '-in', certificate]))
  const certfile = ['-certfile', pki.write('both.pem', Buffer.concat(along))]
  const letter = Buffer.concat([Buffer.from(header), pki.sign(text, by, certfile)])
  const anchorUnder = (...anchors: readonly Holder[]) =>
    verified(letter, pki.trust(...anchors)).facts[0]?.anchor
  expect(anchorUnder(government, province)).toBe('Government')
  expect(anchorUnder(province, government)).toBe('Province')
  expect(anchorUnder(province)).toBe('Province')
})

/** Encrypted messages against openssl: what is made here is decrypted there, what is made there is decrypted here. */

import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type KeyAlgorithm, type KeyPair, OpensslAuthority } from '../../../test/support/openssl.ts'
import { OpensslCorrespondent } from '../../../test/support/openssl-encryption.ts'
import { Turns, threadMs } from '../../../test/support/processor-time.ts'
import { defaultLimits } from '../../base/limits.ts'
import { element, integer, none, octetString, oid, sequence, setOf, tagged } from '../der.ts'
import { localKey } from '../keys/local-key.ts'
import { canEncryptTo, envelop } from './enveloped-data.ts'
import { openEnveloped, type RecipientIdentity } from './open-enveloped.ts'

const content = Buffer.from('Content-Type: text/plain; charset=utf-8\r\n\r\nKính gửi Sở Nội vụ\r\n')
const algorithms = ['RSA-2048', 'RSA-3072', 'RSA-4096', 'ECDSA P-256', 'ECDSA P-384'] as const
let authority: OpensslAuthority
let openssl: OpensslCorrespondent
let identities: ReadonlyMap<KeyAlgorithm, Identity>

beforeAll(() => {
  authority = new OpensslAuthority()
  openssl = new OpensslCorrespondent()
  identities = new Map(algorithms.map(name => [name, issued('sonoivu@caobang.gov.vn', name)]))
})
afterAll(async () => {
  authority[Symbol.dispose]()
  openssl[Symbol.dispose]()
})

type Identity = KeyPair & RecipientIdentity

function withKey<Pair extends { readonly privateKey: KeyObject }>(pair: Pair) {
  return { ...pair, key: localKey('k', pair.privateKey) }
}

function issued(address: string, algorithm?: KeyAlgorithm): Identity {
  return withKey(authority.pair(address, algorithm))
}

function identity(name: KeyAlgorithm): Identity {
  return identities.get(name) as Identity
}

function open(message: Buffer, ...by: readonly RecipientIdentity[]) {
  return openEnveloped(message, by, defaultLimits)
}

describe.each(['gcm', 'cbc'] as const)('what is made with %s', format => {
  it.each(algorithms)('is decrypted by openssl with %s, and here', async name => {
    const to = identity(name)
    const pieces = [content.subarray(0, 10), content.subarray(10)]
    const message = Buffer.concat(await envelop(pieces, [to.certificate], format))
    expect(openssl.decrypt(message, to).equals(content)).toBe(true)
    expect(await open(message, to)).toMatchObject({
      content,
      cipher: `aes-256-${format}`,
      authenticated: format === 'gcm',
      by: [to],
    })
  })

  it('is decrypted by each of several recipients, and by nobody else', async () => {
    const all = [...identities.values()]
    const message = Buffer.concat(
      await envelop(
        [content],
        all.map(({ certificate }) => certificate),
        format,
      ),
    )
    for (const to of all) {
      expect(openssl.decrypt(message, to).equals(content)).toBe(true)
      expect((await open(message, to))?.content.equals(content)).toBe(true)
    }
    expect((await open(message, ...all))?.by).toEqual(all)
    const stranger = issued('syt@caobang.gov.vn')
    expect(await open(message, stranger)).toBeUndefined()
  })

  it('of many megabytes is made and opened in turns', async () => {
    const large = Buffer.alloc(25 * 1024 * 1024, 'Cao Bằng ')
    const to = identity('RSA-2048')
    const turns = new Turns()
    const message = Buffer.concat(await envelop([large], [to.certificate], format))
    const opened = await open(message, to)
    turns[Symbol.dispose]()
    expect(turns.longestMs).toBeLessThan(200)
    expect(opened?.content.equals(large)).toBe(true)
  })
})

const ciphers = [
  ['-aes128', 'aes-128-cbc'],
  ['-aes192', 'aes-192-cbc'],
  ['-aes256', 'aes-256-cbc'],
  ['-des3', 'des-ede3-cbc'],
  ['-aes-128-gcm', 'aes-128-gcm'],
  ['-aes-192-gcm', 'aes-192-gcm'],
  ['-aes-256-gcm', 'aes-256-gcm'],
] as const

const transports: readonly (readonly [string, KeyAlgorithm, readonly string[]])[] = [
  ['PKCS #1 v1.5', 'RSA-2048', []],
  ['OAEP with SHA-1', 'RSA-2048', ['rsa_padding_mode:oaep']],
  ['OAEP with SHA-256', 'RSA-3072', ['rsa_padding_mode:oaep', 'rsa_oaep_md:sha256']],
  ['OAEP with SHA-512', 'RSA-4096', ['rsa_padding_mode:oaep', 'rsa_oaep_md:sha512']],
  ['ECDH P-256 with SHA-1', 'ECDSA P-256', []],
  ['ECDH P-256 with SHA-256', 'ECDSA P-256', ['ecdh_kdf_md:sha256']],
  ['ECDH P-384 with SHA-384', 'ECDSA P-384', ['ecdh_kdf_md:sha384']],
  ['ECDH with cofactor', 'ECDSA P-384', ['ecdh_kdf_md:sha256', 'ecdh_cofactor_mode:1']],
]

describe.each(transports)('openssl by %s', (_name, algorithm, keyOptions) => {
  it.each(ciphers)('with %s', async (option, cipher) => {
    const to = { ...identity(algorithm), keyOptions }
    // Its triple DES goes under a wrap of triple DES, which is not read.
    if (cipher === 'des-ede3-cbc' && algorithm.startsWith('ECDSA')) return
    for (const more of [[], ['-stream'], ['-keyid'], ['-binary', '-stream', '-keyid']]) {
      const message = openssl.encrypt(content, [to], [option, ...more])
      const opened = await open(message, identity(algorithm))
      expect(opened?.content.equals(content), more.join(' ')).toBe(true)
      expect(opened).toMatchObject({ cipher, authenticated: cipher.endsWith('gcm') })
    }
  })
})

it('opens what openssl streams in many pieces', async () => {
  const large = Buffer.alloc(3 * 1024 * 1024, 'Cao Bằng\r\n')
  const message = openssl.encrypt(large, [identity('RSA-2048')], ['-aes256', '-stream', '-binary'])
  const opened = await open(message, identity('RSA-2048'))
  expect(opened?.content.equals(large)).toBe(true)
})

it('finds nobody among thousands of recipients without keeping others waiting', async () => {
  const others = Array<Buffer>(2000).fill(identity('RSA-3072').certificate)
  const message = Buffer.concat(await envelop([content], others, 'gcm'))
  const all = Array<Identity>(5000).fill(identity('RSA-2048'))
  const turns = new Turns()
  expect(await open(message, ...all)).toBeUndefined()
  turns[Symbol.dispose]()
  expect(turns.longestMs).toBeLessThan(200)
})

describe('what cannot be opened', () => {
  const sealed = (format: 'gcm' | 'cbc', name: KeyAlgorithm = 'RSA-2048') =>
    envelop([content], [identity(name).certificate], format).then(pieces => Buffer.concat(pieces))

  it.each(['gcm', 'cbc'] as const)(
    'a changed bit anywhere in %s never brings other content',
    async format => {
      for (const name of ['RSA-2048', 'ECDSA P-256'] as const) {
        const message = await sealed(format, name)
        for (let at = 0; at < message.length; at += 3) {
          const changed = Buffer.from(message)
          changed[at]! ^= 1 << (at % 8)
          const opened = await open(changed, identity(name))
          // Without an authentication code the content's own octets can be changed, and nothing else.
          if (format === 'gcm') expect(opened === undefined || opened.content.equals(content)).toBe(true)
          else if (opened !== undefined) expect(opened.authenticated).toBe(false)
        }
      }
    },
  )

  it('is nothing at all for a key that only has the name of the right one', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    for (const format of ['gcm', 'cbc'] as const) {
      const impostor = withKey({ certificate: identity('RSA-2048').certificate, privateKey })
      const opened = await open(await sealed(format), impostor)
      expect(opened?.content.equals(content) ?? false).toBe(false)
    }
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-384' })
    const crossed = withKey({ ...ec, certificate: identity('ECDSA P-256').certificate })
    expect(await open(await sealed('gcm', 'ECDSA P-256'), crossed)).toBeUndefined()
  })

  it('does not let one recipient read along on the key of another', async () => {
    const [own, other] = [identity('RSA-2048'), identity('RSA-3072')]
    // The other is named, with a key that is not that of the content.
    const [message, decoy] = await Promise.all([sealed('gcm'), sealed('gcm', 'RSA-3072')])
    const spliced = withRecipientOf(message, decoy)
    expect((await open(spliced, own, other))?.by).toEqual([own])
    expect((await open(spliced, other, own))?.by).toEqual([own])
    expect(await open(spliced, other)).toBeUndefined()
  })

  it('ends after a message cut short anywhere', async () => {
    const message = await sealed('gcm')
    for (let length = 0; length < message.length; length++)
      expect(await open(message.subarray(0, length), identity('RSA-2048'))).toBeUndefined()
  })

  it('keeps to its limits', async () => {
    const nested = Buffer.concat([Buffer.alloc(60_000, Buffer.of(0x30, 0x80)), Buffer.alloc(60_000)])
    expect(await open(nested, identity('RSA-2048'))).toBeUndefined()
    const message = openssl.encrypt(
      Buffer.alloc(300_000),
      [identity('RSA-2048')],
      ['-aes256', '-stream', '-binary'],
    )
    const by = [identity('RSA-2048')]
    const few = { ...defaultLimits, cmsElements: 30 }
    expect(await openEnveloped(message, by, few)).toBeUndefined()
    const nobody = { ...defaultLimits, cmsRecipients: 0 }
    expect(await openEnveloped(message, by, nobody)).toBeUndefined()
  })

  it.each([
    ['an identifier', () => enveloped(element(0x06, Buffer.alloc(megabytes, 1)), none())],
    ['parameters of many values', () => enveloped(oid(aes256gcm), sequence(Buffer.alloc(megabytes, none())))],
  ])('takes no time over %s of many megabytes', async (_, made) => {
    const message = made()
    const to = identity('RSA-2048')
    const start = threadMs()
    const startedAt = performance.now()
    expect(await open(message, to)).toBeUndefined()
    expect(threadMs() - start).toBeLessThan(200)
    // Loosely, for what other threads work.
    expect(performance.now() - startedAt).toBeLessThan(5000)
  })
})

const megabytes = 4 * 1024 * 1024
const aes256gcm = '2.16.840.1.101.3.4.1.46'

/** AuthEnvelopedData for nobody, its content under an algorithm with these parameters. */
function enveloped(algorithm: Buffer, parameters: Buffer): Buffer {
  const encrypted = sequence(
    oid('1.2.840.113549.1.7.1'),
    sequence(algorithm, parameters),
    element(0x80, Buffer.alloc(16)),
  )
  const message = sequence(integer(0), setOf(), encrypted, octetString(Buffer.alloc(16)))
  return sequence(oid('1.2.840.113549.1.9.16.1.23'), tagged(0, message))
}

/** The message with the recipients of another put behind its own; lengths that are not told make it simple. */
function withRecipientOf(message: Buffer, other: Buffer): Buffer {
  const [type, version, infos, ...rest] = partsOf(message)
  const [, , otherInfos] = partsOf(other)
  const set = (content: Buffer) => Buffer.concat([Buffer.of(0x31, 0x80), content, Buffer.alloc(2)])
  const inside = (element: Buffer) => element.subarray(element[1]! & 0x80 ? 2 + (element[1]! & 0x7f) : 2)
  const both = set(Buffer.concat([inside(infos!), inside(otherInfos!)]))
  const open = (tag: number) => Buffer.of(tag, 0x80)
  return Buffer.concat([open(0x30), type!, open(0xa0), open(0x30), version!, both, ...rest, Buffer.alloc(6)])
}

/** Type, and what is in the message. */
function partsOf(message: Buffer): readonly Buffer[] {
  const [type, explicit] = childrenOf(message)
  const [inner] = childrenOf(explicit!)
  return [type!, ...childrenOf(inner!)]
}

function childrenOf(element: Buffer): readonly Buffer[] {
  const start = element[1]! & 0x80 ? 2 + (element[1]! & 0x7f) : 2
  const children: Buffer[] = []
  for (let at = start; at < element.length; at += children.at(-1)!.length) {
    const long = element[at + 1]! & 0x80 ? element[at + 1]! & 0x7f : 0
    const length = long === 0 ? element[at + 1]! : element.readUIntBE(at + 2, long)
    children.push(element.subarray(at, at + 2 + long + length))
  }
  return children
}

it('encrypts to keys that can decrypt, and are strong enough', () => {
  const rsa1024 = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey
  const pss = generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).publicKey
  const ed25519 = generateKeyPairSync('ed25519').publicKey
  for (const key of [rsa1024, pss, ed25519]) expect(canEncryptTo(key)).toBe(false)
  for (const { key } of identities.values()) expect(canEncryptTo(key.publicKey)).toBe(true)
})

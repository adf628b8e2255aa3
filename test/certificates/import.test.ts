/** Certificates of an authority elsewhere, which openssl plays: what is taken in, and every reason not to. */

import { createPrivateKey, X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultLimits } from '../../src/base/limits.ts'
import { createAuthority } from '../../src/signing/certificates/authority.ts'
import { chainOf, toPem } from '../../src/signing/certificates/certificates.ts'
import { exportIdentity } from '../../src/signing/certificates/export.ts'
import { createIdentities } from '../../src/signing/certificates/identity.ts'
import { type Bundle, importCertificate, readCertificates } from '../../src/signing/certificates/import.ts'
import { issueToBox, requestForBox } from '../../src/signing/certificates/issue.ts'
import { readPkcs12, shroudKey, writePkcs12 } from '../../src/signing/certificates/pkcs12.ts'
import { integer } from '../../src/signing/der.ts'
import { generatePrivateKey } from '../../src/signing/keys/file-keys.ts'
import { addresses, value } from '../conformance/letters.ts'
import { type CertificatePlace, hasOpenssl, openPlace } from './place.ts'

const mail = `keyUsage=critical,digitalSignature,nonRepudiation
extendedKeyUsage=emailProtection
subjectAltName=email:${addresses[0]}`

const config = `[req]
distinguished_name=dn
prompt=no
[dn]
CN=CA chuyên dùng Chính phủ
[ca]
basicConstraints=critical,CA:true
keyUsage=critical,keyCertSign,cRLSign
[mail]
${mail}
[host]
keyUsage=critical,digitalSignature
extendedKeyUsage=serverAuth
subjectAltName=DNS:caobang.gov.vn,email:${addresses[0]}
[neighbour]
keyUsage=critical,digitalSignature
extendedKeyUsage=emailProtection
subjectAltName=email:${addresses[1]}
[encryption]
keyUsage=critical,keyEncipherment
extendedKeyUsage=emailProtection
subjectAltName=email:${addresses[0]}
[authority]
basicConstraints=critical,CA:true
${mail.replace('nonRepudiation', 'keyCertSign')}
`

/** The government's root and the authority under it, as files root.* and sub.*. */
async function government(place: CertificatePlace): Promise<void> {
  await place.file('config', config)
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  const at = ['-utf8', '-config', 'config']
  await place.openssl(
    'req',
    '-x509',
    ...key,
    ...at,
    '-keyout',
    'root.key',
    '-out',
    'root.pem',
    '-extensions',
    'ca',
    '-days',
    '30',
  )
  await place.openssl(
    'req',
    '-new',
    ...key,
    ...at,
    '-keyout',
    'sub.key',
    '-out',
    'sub.csr',
    '-subj',
    '/CN=CA cấp dưới',
  )
  await signRequest(place, 'sub', 'root', 'ca', 20)
}

function signRequest(place: CertificatePlace, name: string, by: string, section: string, days: number) {
  return place.openssl(
    ...['x509', '-req', '-in', `${name}.csr`, '-CA', `${by}.pem`, '-CAkey', `${by}.key`, '-CAcreateserial'],
    ...['-days', `${days}`, '-extfile', 'config', '-extensions', section, '-out', `${name}.pem`],
  )
}

async function bundleOf(place: CertificatePlace, ...names: readonly string[]): Promise<Bundle> {
  const pems = await Promise.all(names.map(name => place.read(`${name}.pem`)))
  return { certificates: readCertificates(Buffer.concat(pems))!, key: null }
}

describe.runIf(hasOpenssl)('an imported certificate', () => {
  let place: CertificatePlace

  beforeAll(async () => {
    place = await openPlace()
    place.now = Date.now() + 60_000
    await government(place)
  })

  afterAll(() => place[Symbol.asyncDispose]())

  const request = async (name: string, keyKind: 'ec-p256' | 'rsa-2048' = 'ec-p256') => {
    const pem = value(await requestForBox(place.parts, await place.box(), keyKind))
    await place.file(`${name}.csr`, pem)
  }
  const take = async (bundle: Bundle) => importCertificate(place.parts, await place.box(), bundle, 'quantri')

  it.each(['ec-p256', 'rsa-2048'] as const)('answers a request with a key of %s', async keyKind => {
    await request('own', keyKind)
    expect(await place.openssl('req', '-in', 'own.csr', '-noout', '-verify', '-text')).toContain(
      `email:${addresses[0]}`,
    )
    await signRequest(place, 'own', 'sub', 'mail', 10)
    const taken = value(await take(await bundleOf(place, 'root', 'own', 'sub')))
    expect(taken).toMatchObject({
      kind: 'person',
      subject: addresses[0],
      status: 'active',
      issuer: 'CA cấp dưới',
    })
    const chain = await chainOf(place.parts, taken)
    expect(chain.map(({ kind, subject }) => [kind, subject])).toEqual([
      ['ca-other', 'CA cấp dưới'],
      ['ca-other', 'CA chuyên dùng Chính phủ'],
    ])
    const identity = (await createIdentities(place.parts)(await place.box()))!
    expect(new X509Certificate(identity.certificate).publicKey.equals(identity.key.publicKey)).toBe(true)
    expect(place.told.at(-1)).toContain('A certificate was issued')
    // The chain is known by now, and the same certificate again changes nothing.
    expect(value(await take(await bundleOf(place, 'own'))).id).toBe(taken.id)
  })

  it.each([
    ['host', 'its purpose is not mail (emailProtection)'],
    ['neighbour', `it is not for ${addresses[0]}, but for: email:${addresses[1]}, CN=`],
    ['encryption', 'its key is not for signing'],
    ['authority', 'it is of an authority, not of a box'],
  ])('of the kind %s is refused', async (section, problem) => {
    const key = await generatePrivateKey('ec-p256')
    await place.file('wrong.key', key.export({ type: 'pkcs8', format: 'pem' }))
    await place.openssl('req', '-new', '-key', 'wrong.key', '-subj', '/CN=x', '-out', 'wrong.csr')
    await signRequest(place, 'wrong', 'sub', section, 10)
    const bundle = await bundleOf(place, 'wrong', 'sub', 'root')
    expect(await take({ ...bundle, key })).toMatchObject({
      ok: false,
      error: { problems: [expect.stringContaining(problem)] },
    })
  })

  it('is refused before and after it holds', async () => {
    await request('short')
    await signRequest(place, 'short', 'sub', 'mail', 10)
    const bundle = await bundleOf(place, 'short', 'sub', 'root')
    const now = place.now
    place.now += 11 * 86_400_000
    expect(await take(bundle)).toMatchObject({ error: { problems: [expect.stringContaining('ran out on')] } })
    place.now = now - 86_400_000
    const early = (await take(bundle)) as { error: { problems: readonly string[] } }
    expect(early.error.problems).toHaveLength(3)
    expect(early.error.problems[0]).toContain('holds only from')
    place.now = now
    value(await take(bundle))
  })

  it('is refused without the key', async () => {
    await place.openssl(
      ...[
        'req',
        '-new',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-subj',
        '/CN=x',
        '-keyout',
        'x.key',
        '-out',
        'x.csr',
      ],
    )
    await signRequest(place, 'x', 'sub', 'mail', 10)
    expect(await take(await bundleOf(place, 'x', 'sub', 'root'))).toMatchObject({
      error: {
        reason: 'invalid',
        message: expect.stringContaining('belongs to a key that the server holds'),
      },
    })
    const told = place.told.length
    const key = createPrivateKey(await place.read('root.key'))
    expect(await take({ ...(await bundleOf(place, 'x')), key })).toMatchObject({ ok: false })
    expect(place.told).toHaveLength(told)
  })

  it('is refused with a weak key', async () => {
    await place.openssl(
      ...[
        'req',
        '-new',
        '-newkey',
        'rsa:1024',
        '-nodes',
        '-subj',
        '/CN=x',
        '-keyout',
        'x.key',
        '-out',
        'x.csr',
      ],
    )
    await signRequest(place, 'x', 'sub', 'mail', 10)
    const key = createPrivateKey(await place.read('x.key'))
    expect(await take({ ...(await bundleOf(place, 'x', 'sub', 'root')), key })).toMatchObject({
      error: { problems: [expect.stringContaining('too weak')] },
    })
  })

  it('is refused when its chain does not reach a root, or only seems to', async () => {
    await using elsewhere = await openPlace()
    elsewhere.now = Date.now() + 60_000
    await government(elsewhere)
    const pem = value(await requestForBox(elsewhere.parts, await elsewhere.box(), 'ec-p256'))
    await elsewhere.file('own.csr', pem)
    await signRequest(elsewhere, 'own', 'sub', 'mail', 10)
    const takeThere = async (...names: readonly string[]) =>
      importCertificate(
        elsewhere.parts,
        await elsewhere.box(),
        await bundleOf(elsewhere, ...names),
        'quantri',
      )
    const missing = (name: string) => ({
      error: { problems: [expect.stringContaining(`certificate of ${name}`)] },
    })
    expect(await takeThere('own')).toMatchObject(missing('CA cấp dưới'))
    expect(await takeThere('own', 'sub')).toMatchObject(missing('CA chuyên dùng Chính phủ'))
    // An authority of the same names with other keys.
    const { certificates } = await bundleOf(elsewhere, 'own')
    const forged = {
      certificates: [...certificates, ...(await bundleOf(place, 'sub', 'root')).certificates],
      key: null,
    }
    expect(await importCertificate(elsewhere.parts, await elsewhere.box(), forged, 'quantri')).toMatchObject(
      missing('CA cấp dưới'),
    )
    expect(await elsewhere.parts.store.read.certificates.list({ limit: 10 })).toEqual([])
  })
})

describe.runIf(hasOpenssl)('PKCS#12', () => {
  it.each([
    ['rsa:2048', []],
    ['rsa:2048', ['-certpbe', 'PBE-SHA1-3DES', '-keypbe', 'PBE-SHA1-3DES', '-macalg', 'sha1']],
    ['rsa:2048', ['-certpbe', 'NONE', '-iter', '50000']],
    ['ec:params', []],
  ])('of openssl with a key of %s is read: %j', async (kind, options) => {
    await using place = await openPlace()
    place.now = Date.now() + 60_000
    await government(place)
    await place.openssl('ecparam', '-name', 'prime256v1', '-out', 'params')
    await place.openssl(
      ...[
        'req',
        '-new',
        '-newkey',
        kind,
        '-nodes',
        '-subj',
        '/CN=x',
        '-keyout',
        'own.key',
        '-out',
        'own.csr',
      ],
    )
    await signRequest(place, 'own', 'sub', 'mail', 10)
    await place.file('chain.pem', Buffer.concat([await place.read('sub.pem'), await place.read('root.pem')]))
    await place.openssl(
      ...['pkcs12', '-export', '-in', 'own.pem', '-inkey', 'own.key', '-certfile', 'chain.pem'],
      ...['-passout', 'pass:Mã PIN 1234', '-out', 'own.p12', ...options],
    )
    const file = await place.read('own.p12')
    expect(await readPkcs12(file, 'Mã PIN 1235', defaultLimits)).toMatchObject({ ok: false })
    const read = value(await readPkcs12(file, 'Mã PIN 1234', defaultLimits))
    const taken = value(await importCertificate(place.parts, await place.box(), read, 'quantri'))
    expect(await chainOf(place.parts, taken)).toHaveLength(2)
    expect(await createIdentities(place.parts)(await place.box())).not.toBeNull()
  })

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a text', Buffer.from('not a file of keys')],
    ['zeros', Buffer.alloc(2000)],
  ])('of %s is none', async (_, bytes) => {
    expect(await readPkcs12(bytes, '', defaultLimits)).toMatchObject({ ok: false })
  })

  it.each(['ec-p256', 'rsa-2048'] as const)('of ours with a key of %s is read by openssl', async keyKind => {
    await using place = await openPlace()
    value(await createAuthority(place.parts, { name: 'Cao Bằng', keyKind: 'ec-p256' }))
    const box = await place.box()
    const issued = value(await issueToBox(place.parts, box, { keyKind, days: null }, 'quantri'))
    const passphrase = 'một-lần-thôi'
    const bytes = value(await exportIdentity(place.parts, box, { passphrase, account: null }, 'quantri'))
    await place.file('own.p12', bytes)
    const options = ['pkcs12', '-in', 'own.p12', '-passin', `pass:${passphrase}`]
    const leaf = await place.openssl(...options, '-nokeys', '-clcerts')
    expect(leaf).toContain(toPem(issued.der))
    expect(leaf).toContain(`friendlyName: ${addresses[0]}`)
    const authorities = await place.openssl(...options, '-nokeys', '-cacerts')
    expect(authorities.match(/BEGIN CERTIFICATE/g)).toHaveLength(2)
    const key = createPrivateKey(await place.openssl(...options, '-nocerts', '-nodes'))
    expect(new X509Certificate(issued.der).checkPrivateKey(key)).toBe(true)
    await expect(
      place.openssl('pkcs12', '-in', 'own.p12', '-passin', 'pass:khác', '-noout'),
    ).rejects.toThrow()
    expect(place.told.at(-1)).toBe(`${addresses[0]}: The signing key of ${addresses[0]} was exported`)
    const read = value(await readPkcs12(bytes, passphrase, defaultLimits))
    expect(read.certificates.map(({ raw }) => raw)).toEqual([
      issued.der,
      ...(await chainOf(place.parts, issued)).map(({ der }) => der),
    ])
  })

  it('that asks for endless work is given up', async () => {
    const key = shroudKey(await generatePrivateKey('ec-p256'), 'x')
    const file = writePkcs12({ key, certificates: [], name: 'x' }, 'x')
    // The rounds of the MAC become two thousand million; MacData and the file around it grow by two octets.
    expect(file.subarray(-4)).toEqual(integer(2048))
    const hostile = Buffer.concat([file.subarray(0, -4), integer(0x7fffffff)])
    hostile.writeUInt16BE(file.readUInt16BE(2) + 2, 2)
    const macLength = file.length - 50
    expect(file.subarray(macLength - 1, macLength + 1)).toEqual(Buffer.of(0x30, 49))
    hostile[macLength] = 51
    expect(await readPkcs12(file, 'x', { pkcs12Ms: 10_000 })).toMatchObject({ ok: true })
    const startedAt = performance.now()
    expect(await readPkcs12(hostile, 'x', { pkcs12Ms: 1000 })).toMatchObject({ ok: false })
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(995)
  })
})

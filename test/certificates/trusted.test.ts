/** Letters that the server signs are believed where they arrive, and no longer once their certificate is revoked. */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defaultLimits, type Limits } from '../../src/base/limits.ts'
import { silentLogger } from '../../src/base/log.ts'
import { createRandomPool } from '../../src/base/random-pool.ts'
import { createLetterReader, type LetterReader } from '../../src/documents/reader.ts'
import { scanMessage } from '../../src/mail/structure.ts'
import type { Certificate } from '../../src/ports/certificates.ts'
import { createAuthority, removeRootKey, renewIssuing } from '../../src/signing/certificates/authority.ts'
import { createIdentities } from '../../src/signing/certificates/identity.ts'
import { importCertificate } from '../../src/signing/certificates/import.ts'
import { issueToBox } from '../../src/signing/certificates/issue.ts'
import { followOwnAuthorities } from '../../src/signing/certificates/own-authorities.ts'
import { revoke } from '../../src/signing/certificates/revocation.ts'
import type { SignerIdentity } from '../../src/signing/identity.ts'
import type { SignatureFact } from '../../src/signing/outcome.ts'
import { signMessage } from '../../src/signing/smime/sign.ts'
import { addresses, value } from '../conformance/letters.ts'
import { letterOf, letterWith } from '../documents/support.ts'
import { makeDocx } from '../support/attachments.ts'
import { type CertificatePlace, openPlace } from './place.ts'

const usual = { keyKind: 'ec-p256', days: null } as const
let place: CertificatePlace
let reader: LetterReader

async function follow(
  anchors: readonly Uint8Array[] = [],
  limits: Partial<Limits> = {},
): Promise<LetterReader> {
  const reader = createLetterReader({
    limits: { ...defaultLimits, ...limits },
    data: { documentKinds: [], signUpServices: [], runnableSuffixes: [] },
    trust: { anchors, crlFolder: null },
  })
  await followOwnAuthorities(place.parts.store, own => reader.useAuthorities(own), silentLogger)
  return reader
}

beforeEach(async () => {
  place = await openPlace()
  reader = await follow()
})
afterEach(async () => {
  await reader[Symbol.asyncDispose]()
  await place[Symbol.asyncDispose]()
})

async function issued(): Promise<Certificate> {
  return value(await issueToBox(place.parts, await place.box(), usual, 'quantri'))
}

async function identity(): Promise<SignerIdentity> {
  return (await createIdentities(place.parts)(await place.box()))!
}

async function signed(signer: SignerIdentity): Promise<Buffer> {
  const letter = Buffer.from(`From: <${addresses[0]}>\r\nSubject: a\r\n\r\nKinh gui So Noi vu.\r\n`)
  return signMessage(letter, scanMessage(letter, defaultLimits), signer, {
    signingTime: place.now,
    random: createRandomPool(),
  })
}

async function read(bytes: Uint8Array, by = reader): Promise<SignatureFact> {
  const { signatures } = await by.read({ ...letterOf(bytes), at: place.now })
  expect(signatures).toHaveLength(1)
  return signatures[0]!
}

describe('a letter signed with a certificate of the own authority', () => {
  it('is believed as soon as there is the authority', async () => {
    value(await createAuthority(place.parts, { name: 'Cao Bằng', keyKind: 'ec-p256' }))
    await issued()
    const letter = await signed(await identity())
    expect(await read(letter)).toMatchObject({
      result: 'pass',
      speaksFor: 'from',
      anchor: 'Cao Bằng Root CA',
      revocation: 'good',
    })
    await using another = createLetterReader({
      limits: defaultLimits,
      data: { documentKinds: [], signUpServices: [], runnableSuffixes: [] },
    })
    expect(await read(letter, another)).toMatchObject({ result: 'policy', reasons: ['untrusted'] })
  })

  it('without those above it: the authority is known', async () => {
    value(await createAuthority(place.parts, { name: 'Cao Bằng', keyKind: 'ec-p256' }))
    await issued()
    const letter = await signed({ ...(await identity()), chain: [] })
    expect(await read(letter)).toMatchObject({ result: 'pass', anchor: 'Cao Bằng Root CA' })
  })

  it('fails from the moment of its revocation', async () => {
    value(await createAuthority(place.parts, { name: 'Cao Bằng', keyKind: 'ec-p256' }))
    const { id } = await issued()
    const letter = await signed(await identity())
    expect(await read(letter)).toMatchObject({ result: 'pass' })
    value(await revoke(place.parts, id, 'key-compromise'))
    expect(await read(letter)).toMatchObject({ result: 'fail', reasons: ['revoked'], revocation: 'revoked' })
    place.now -= 1
    expect(await read(letter)).toMatchObject({ result: 'pass' })
  })

  it('fails even where no list can be signed: the issuing key is gone', async () => {
    const { issuing } = value(await createAuthority(place.parts, { name: 'Cao Bằng', keyKind: 'ec-p256' }))
    const { id } = await issued()
    const letter = await signed(await identity())
    value(await renewIssuing(place.parts, 'ec-p256'))
    value(await removeRootKey(place.parts))
    await place.parts.store.write.setCertificateKey(issuing.id, null)
    expect(await read(letter)).toMatchObject({ result: 'pass' })
    value(await revoke(place.parts, id, 'unspecified'))
    expect(await read(letter)).toMatchObject({ result: 'fail', reasons: ['revoked'] })
  })

  it('fails with its authority', async () => {
    const { issuing } = value(await createAuthority(place.parts, { name: 'Cao Bằng', keyKind: 'ec-p256' }))
    await issued()
    const letter = await signed(await identity())
    value(await revoke(place.parts, issuing.id, 'key-compromise'))
    expect(await read(letter)).toMatchObject({ result: 'fail', reasons: ['revoked'] })
  })

  it('is believed by a reading thread that had to begin anew', async () => {
    value(await createAuthority(place.parts, { name: 'Cao Bằng', keyKind: 'ec-p256' }))
    await issued()
    const letter = await signed(await identity())
    await using small = await follow([], { documentHeapBytes: 16 * 1024 * 1024, documentRatio: 10_000 })
    expect(await read(letter, small)).toMatchObject({ result: 'pass' })
    // Its paragraphs alone are more than the heap holds.
    const heavy = letterWith([{ name: 'b.docx', bytes: makeDocx('ạy\n'.repeat(300_000)) }])
    const { attachments } = await small.read(letterOf(heavy))
    expect(attachments).toMatchObject([{ readability: 'over-limit' }])
    expect(await read(letter, small)).toMatchObject({ result: 'pass' })
  })
})

it('a certificate of elsewhere that was revoked here counts no more here', async () => {
  await using government = await openPlace()
  const { root } = value(await createAuthority(government.parts, { name: 'Chính phủ', keyKind: 'ec-p256' }))
  value(await issueToBox(government.parts, await government.box(), usual, 'quantri'))
  const signer = (await createIdentities(government.parts)(await government.box()))!
  await using trusting = await follow([root.der])
  const letter = await signed(signer)
  expect(await read(letter, trusting)).toMatchObject({ result: 'pass', revocation: 'unknown' })
  const certificates = [signer.certificate, ...signer.chain].map(der => new X509Certificate(der))
  const pem = (await government.parts.keys.export(signer.key.name, 'pem', 'bí mật'))!
  const bundle = { certificates, key: createPrivateKey({ key: pem, passphrase: 'bí mật' }) }
  const taken = value(await importCertificate(place.parts, await place.box(), bundle, 'quantri'))
  expect(await read(letter, trusting)).toMatchObject({ result: 'pass', revocation: 'unknown' })
  value(await revoke(place.parts, taken.id, 'key-compromise'))
  expect(await read(letter, trusting)).toMatchObject({ result: 'fail', reasons: ['revoked'] })
})

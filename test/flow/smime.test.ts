/** Letters that the server signs: which, as whom, and what becomes of those it cannot. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type LetterFindings, noFindings } from '../../src/documents/facts.ts'
import type { BoxChange } from '../../src/ports/directory.ts'
import type { SignerIdentity } from '../../src/signing/identity.ts'
import type { SignatureFact } from '../../src/signing/outcome.ts'
import { officialDocument, signatureFact } from '../support/letter-facts.ts'
import { OpensslAuthority } from '../support/openssl.ts'
import { an, binh, office, Road } from './road.ts'

const outside = 'vanthu@langson.gov.vn'
let authority: OpensslAuthority
let identities: ReadonlyMap<string, SignerIdentity>
let road: Road

beforeAll(() => {
  authority = new OpensslAuthority()
  identities = new Map([an, office].map(address => [address, authority.issue(address)]))
})
afterAll(() => authority[Symbol.dispose]())
beforeEach(async () => {
  road = await Road.open()
  road.identityFor = async ({ address }) => identities.get(address) ?? null
})
afterEach(() => road[Symbol.asyncDispose]())

async function set(address: string, change: BoxChange): Promise<void> {
  expect(await road.store.write.changeBox(address, change)).toMatchObject({ ok: true })
}

function letter(from: string, ...lines: readonly string[]): Buffer {
  const header = `From: <${from}>\r\nTo: <${outside}>\r\nMessage-ID: <1@x>\r\nDate: Mon, 23 Nov 2026 09:00:00 +0700\r\nSubject: Giay moi\r\n`
  return Buffer.from(`${header}${lines.join('\r\n')}\r\n`)
}

const plain = (from: string) => letter(from, '', 'Kính gửi Sở Nội vụ')
const ownDocument: LetterFindings = { ...noFindings, documents: [officialDocument()] }

/** The newest letter's forms, by kind. */
async function forms(): Promise<ReadonlyMap<string, Buffer>> {
  const [entry] = await road.letters()
  const read = (entry?.forms ?? []).map(
    async ({ kind, blob }) => [kind, Buffer.from(await road.store.read.blobs.bytes(blob))] as const,
  )
  return new Map(await Promise.all(read))
}

async function signedLetter(): Promise<boolean> {
  const sent = (await forms()).get('sent')
  return sent !== undefined && (await authority.verify(sent)).valid
}

describe('a box whose letters are always signed', () => {
  beforeEach(() => set(an, { sign: 'always' }))

  it('sends and shows the signed form, and the archive keeps both', async () => {
    const bytes = plain(an)
    expect(await road.submit(an, [outside, binh], bytes)).toMatchObject({ code: 250 })
    const kept = await forms()
    expect(kept.get('received')).toEqual(bytes)
    const sent = kept.get('sent')!
    expect(await authority.verify(sent)).toMatchObject({ valid: true })
    const [shown = ''] = await road.inbox(binh)
    expect(shown.endsWith(sent.toString('utf8'))).toBe(true)
    const [item] = await road.store.read.queue.list({ limit: 10 })
    expect(Buffer.from(await road.store.read.blobs.bytes(item!.blob))).toEqual(sent)
  })

  it('signs what stays inside, too', async () => {
    await road.submit(an, [binh], plain(an))
    expect(await signedLetter()).toBe(true)
    const [shown = ''] = await road.inbox(binh)
    expect(await authority.verify(Buffer.from(shown))).toMatchObject({ valid: true })
  })

  it('takes the fields that nobody may see out before', async () => {
    await road.submit(an, [outside], letter(an, `Bcc: <${binh}>`, 'Content-Type: text/plain', '', 'a'))
    const sent = (await forms()).get('sent')!
    expect(sent.toString()).not.toContain('Bcc')
    expect(await authority.verify(sent)).toMatchObject({ valid: true })
  })

  it('leaves what a client signed as it is', async () => {
    const bytes = letter(
      an,
      'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=b',
      '',
      '--b',
      '',
      'a',
      '--b--',
    )
    await road.submit(an, [outside], bytes)
    const sent = (await forms()).get('sent')!
    expect(sent.subarray(-bytes.length)).toEqual(bytes)
  })

  it('signs a held letter before it waits', async () => {
    road.findings = { ...noFindings, topics: [{ topic: 'personnel', place: 'body' }] }
    await road.change({
      kind: 'set-action',
      reason: 'restricted-paper',
      agencyId: null,
      direction: 'outbound',
      action: 'hold',
    })
    expect(await road.submit(an, [outside], plain(an))).toMatchObject({ reason: 'held' })
    expect(await signedLetter()).toBe(true)
  })
})

describe('a box whose official documents are signed', () => {
  beforeEach(() => set(office, { sign: 'office-documents' }))

  it('signs a letter with a document of its own agency, and counts it as signed', async () => {
    road.findings = ownDocument
    await road.submit(office, [outside], plain(office))
    expect(await signedLetter()).toBe(true)
    const [entry] = await road.letters()
    expect(entry?.judgements).not.toContain('unsigned-document')
    expect(await road.store.read.archive.documents({ entryId: entry!.id, limit: 10 })).toMatchObject([
      { signed: true },
    ])
  })

  it('signs no other', async () => {
    for (const findings of [
      noFindings,
      { ...noFindings, documents: [officialDocument({ issuer: 'SỞ Y TẾ', notation: 'SYT-VP' })] },
    ]) {
      road.findings = findings
      await road.submit(office, [outside], plain(office))
      expect(await signedLetter()).toBe(false)
    }
  })

  it('is a setting of office boxes: a person speaks for nobody', async () => {
    await set(an, { sign: 'office-documents' })
    road.findings = {
      ...noFindings,
      documents: [officialDocument({ issuer: 'SỞ KHOA HỌC VÀ CÔNG NGHỆ', notation: 'SKHCN-VP' })],
    }
    await road.submit(an, [outside], plain(an))
    expect(await signedLetter()).toBe(false)
  })
})

it('does not sign what nobody asked for, and tells a document that goes without', async () => {
  road.findings = ownDocument
  await road.submit(office, [outside], plain(office))
  expect(await signedLetter()).toBe(false)
  const [entry] = await road.letters()
  expect(entry?.judgements).toContain('unsigned-document')
})

describe('a letter that cannot be signed', () => {
  it('goes without where nobody insists', async () => {
    await set(binh, { sign: 'always' })
    expect(await road.submit(binh, [outside], plain(binh))).toMatchObject({ code: 250 })
    expect(await signedLetter()).toBe(false)
  })

  it('is refused where somebody does, with what to do', async () => {
    await set(binh, { sign: 'always', signRequired: true })
    const answer = await road.submit(binh, [outside], plain(binh))
    expect(answer).toMatchObject({ code: 550, enhanced: '5.7.5', reason: 'signature-missing' })
    expect(answer.text).toMatch(/chứng thư số[\s\S]*certificate/)
    expect((await forms()).size).toBe(0)
  })

  it("waits at the sender's while the key is out of reach", async () => {
    await set(an, { sign: 'always', signRequired: true })
    road.identityFor = async () => {
      throw new Error('the token is out')
    }
    expect(await road.submit(an, [outside], plain(an))).toMatchObject({
      code: 451,
      reason: 'signature-unavailable',
    })
  })

  describe('and that its client', () => {
    const typed = (type: string) =>
      letter(binh, `Content-Type: ${type}; boundary=b`, '', '--b', '', 'a', '--b--')
    const smime = 'multipart/signed; protocol="application/pkcs7-signature"'
    const submitted = async (bytes: Buffer, ...signatures: readonly SignatureFact[]) => {
      await set(binh, { sign: 'always', signRequired: true })
      road.findings = { ...noFindings, signatures }
      return road.submit(binh, [outside], bytes)
    }

    it.each([
      ['signed', signatureFact()],
      ['signed with a certificate that nobody here knows', signatureFact({ result: 'policy' })],
      ['signed with more than could be verified', signatureFact({ result: 'permerror' })],
    ])('%s passes', async (_, fact) => {
      expect(await submitted(typed(smime), fact)).toMatchObject({ code: 250 })
      expect((await forms()).get('sent')?.toString()).toContain('protocol="application/pkcs7-signature"')
    })

    it.each([
      ['multipart/encrypted; protocol="application/pgp-encrypted"'],
      ['multipart/signed; protocol="application/pgp-signature"'],
    ])('made %s passes: nobody here can look into it', async type => {
      expect(await submitted(typed(type))).toMatchObject({ code: 250 })
    })

    it.each([
      ['gave the form of a signed one', smime, []],
      ['gave the form of one, but no protocol', 'multipart/signed', []],
      [
        'signed so that it does not hold',
        smime,
        [signatureFact({ result: 'fail', reasons: ['bad-digest'] })],
      ],
      [
        'signed with what cannot be read',
        smime,
        [signatureFact({ result: 'neutral', reasons: ['malformed'] })],
      ],
      ['signed in part', smime, [signatureFact({ result: 'policy', reasons: ['partial'], covers: 'part' })]],
    ])('%s is refused', async (_, type, facts) => {
      expect(await submitted(typed(type), ...facts)).toMatchObject({ code: 550, reason: 'signature-missing' })
    })
  })

  it('is signed by the server where only its form says that it is', async () => {
    await set(an, { sign: 'always', signRequired: true })
    const bytes = letter(an, 'Content-Type: multipart/signed; boundary=b', '', '--b', '', 'a', '--b--')
    expect(await road.submit(an, [outside], bytes)).toMatchObject({ code: 250 })
    expect(await signedLetter()).toBe(true)
  })
})

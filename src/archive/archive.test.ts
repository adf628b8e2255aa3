import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { append, edgeAt, emptyEdge, inclusionPath, leafHash, root } from '../base/merkle.ts'
import type { ArchiveReads, Entry, EntryQuery, InclusionProof } from '../ports/archive.ts'
import type { BlobReads } from '../ports/blobs.ts'
import type { Agency } from '../ports/directory.ts'
import type { Held, QueueItem } from '../ports/queue.ts'
import { proofOf } from './prove.ts'
import { DamagedForm, findForm, formBytes } from './raw.ts'
import { cutsOf, showEntry } from './show.ts'
import { trace } from './trace.ts'

const received = Buffer.from(
  'From: anv.vpubnd@caobang.gov.vn\r\nBcc: bi-mat@gmail.com\r\n\r\nKính gửi Sở Y tế.\r\n',
)
const sent = Buffer.from(
  'DKIM-Signature: v=1\r\nFrom: anv.vpubnd@caobang.gov.vn\r\n\r\nKính gửi Sở Y tế.\r\n',
)

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest()
}

const salt = Buffer.alloc(32, 7)
const statement = JSON.stringify({ v: 1, sequence: 2, sha256: sha256(received).toString('hex') })
const leafBytes = Buffer.concat([salt, Buffer.from(statement)])

const entry: Entry = {
  receivedAt: Date.parse('2026-11-23T01:30:00Z'),
  channel: 'submission',
  direction: 'outbound',
  verdict: 'flag',
  accepted: true,
  reply: { code: 250, enhanced: '2.0.0', reason: 'accepted', text: 'OK' },
  mailFrom: 'anv.vpubnd@caobang.gov.vn',
  recipients: [
    {
      address: 'soyte@caobang.gov.vn',
      boxId: 9,
      agencyId: 2,
      outcome: 'delivered',
      reason: '',
      blind: false,
    },
    { address: 'bi-mat@gmail.com', boxId: null, agencyId: null, outcome: 'queued', reason: '', blind: true },
  ],
  client: { address: '10.1.2.3', helo: 'may-tinh', tls: 'TLSv1.3' },
  boxId: 8,
  senderAgencyId: 1,
  messageId: '<15-ct-ubnd@caobang.gov.vn>',
  headerFrom: 'anv.vpubnd@caobang.gov.vn',
  subject: 'Chỉ thị 15/CT-UBND',
  sentAt: Date.parse('2026-11-23T01:29:58Z'),
  sha256: sha256(received),
  sizeBytes: received.length,
  authentication: '',
  judgements: '[{"rule":"D1b-free","action":"flag"}]',
  id: 3,
  forms: [
    { kind: 'received', blob: 1, sizeBytes: received.length, sha256: sha256(received) },
    { kind: 'sent', blob: 2, sizeBytes: sent.length, sha256: sha256(sent) },
  ],
  leaf: { index: 2, hash: leafHash(leafBytes), salt },
  erasedAt: null,
  erasedBy: null,
}

function proof(): InclusionProof {
  const leaves = [
    leafHash(Buffer.from('a')),
    leafHash(Buffer.from('b')),
    leafHash(leafBytes),
    leafHash(Buffer.from('d')),
  ]
  const nodes = new Map<string, Uint8Array>()
  let edge = emptyEdge
  leaves.forEach((leaf, index) => {
    const added = append(edge, leaf)
    for (const [level, node] of added.completed.entries())
      nodes.set(`${level} ${(index + 1) / 2 ** level - 1}`, node)
    edge = added.edge
  })
  const read = (level: number, n: number) => nodes.get(`${level} ${n}`) ?? new Uint8Array()
  return {
    leafIndex: 2,
    treeSize: 4,
    leafHash: leafHash(leafBytes),
    path: inclusionPath(2, 4, read),
    root: root(edgeAt(4, read)),
    leafBytes,
  }
}

function archiveOf(entries: readonly Entry[]): ArchiveReads {
  return {
    search: async (query: EntryQuery) =>
      entries.filter(
        e =>
          (query.messageId === undefined || e.messageId === query.messageId) &&
          (query.sender === undefined || e.mailFrom === query.sender) &&
          (query.recipient === undefined || e.recipients.some(r => r.address === query.recipient)),
      ),
    entriesAfter: async () => [],
    lastEntry: async () => 0,
    entry: async id => entries.find(e => e.id === id),
    viewsOf: async () => [
      {
        form: 'received',
        prefix: Buffer.from('X-CongVu-Policy: flag\r\n'),
        slices: [
          { from: 'prefix', start: 0, end: 23 },
          { from: 'form', start: 0, end: 33 },
          { from: 'form', start: 56, end: received.length },
        ],
        sizeBytes: 23 + received.length - 23,
        structure: undefined as never,
      },
    ],
    violations: async () => [],
    documents: async () => [],
    proof: async () => proof(),
    sentOutside: async () => [],
  }
}

function blobsOf(content: ReadonlyMap<number, Uint8Array>): BlobReads {
  return {
    size: async blob => content.get(blob)?.length,
    bytes: async blob => content.get(blob) ?? new Uint8Array(),
    async *stream(blob) {
      const bytes = content.get(blob) ?? new Uint8Array()
      for (let at = 0; at < bytes.length; at += 16) yield bytes.subarray(at, at + 16)
    },
  }
}

async function read(blobs: BlobReads, form: Entry['forms'][number]): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(formBytes(blobs, entry, form)))
}

describe('raw', () => {
  const blobs = blobsOf(
    new Map([
      [1, received],
      [2, sent],
    ]),
  )

  test('gives each form byte for byte', async () => {
    expect(await read(blobs, entry.forms[0]!)).toEqual(received)
    expect(await read(blobs, entry.forms[1]!)).toEqual(sent)
  })

  test('one changed bit is an error', async () => {
    const changed = Buffer.from(received)
    changed[40]! ^= 1
    await expect(read(blobsOf(new Map([[1, changed]])), entry.forms[0]!)).rejects.toThrow(DamagedForm)
  })

  test('bytes that agree with their row but not with the entry are an error', async () => {
    const forged = { ...entry.forms[0]!, blob: 2, sha256: sha256(sent) }
    await expect(read(blobs, forged)).rejects.toThrow(DamagedForm)
  })

  test('the wire’s form by default; refused letters have none', async () => {
    const refused = { ...entry, id: 4, forms: [] }
    const archive = archiveOf([entry, refused])
    expect(await findForm(archive, 3)).toMatchObject({ ok: true, value: { form: { kind: 'received' } } })
    expect(await findForm(archive, 3, 'sent')).toMatchObject({ value: { form: { kind: 'sent' } } })
    expect(await findForm(archive, 3, 'decrypted')).toEqual({
      ok: false,
      error: { reason: 'no-form', kinds: ['received', 'sent'] },
    })
    expect(await findForm(archive, 4)).toEqual({ ok: false, error: { reason: 'no-form', kinds: [] } })
    expect(await findForm(archive, 5)).toEqual({ ok: false, error: { reason: 'no-entry' } })
  })
})

describe('prove', () => {
  test('a true proof is verified and can be read', () => {
    const proved = proofOf(entry, proof())
    expect(proved).toMatchObject({ leafIndex: 2, treeSize: 4, statement, verified: true })
    expect(proved.path).toHaveLength(2)
    expect(Buffer.from(proved.leaf, 'base64')).toEqual(leafBytes)
  })

  test.each<[string, (p: InclusionProof) => InclusionProof]>([
    ['another root', p => ({ ...p, root: Buffer.alloc(32) })],
    ['another place', p => ({ ...p, leafIndex: 3 })],
    ['a path cut short', p => ({ ...p, path: p.path.slice(1) })],
    ['another statement', p => ({ ...p, leafBytes: Buffer.concat([salt, Buffer.from('{"v":1}')]) })],
    ['another salt', p => ({ ...p, leafBytes: Buffer.concat([Buffer.alloc(32), Buffer.from(statement)]) })],
  ])('%s is not', (_what, change) => {
    expect(proofOf(entry, change(proof())).verified).toBe(false)
  })

  test('a proof of other bytes than the entry’s is not', () => {
    expect(proofOf({ ...entry, sha256: sha256(sent) }, proof()).verified).toBe(false)
  })
})

describe('show and search', () => {
  const directory = {
    agencies: async () => [{ id: 1, code: 'vpubnd' } as Agency, { id: 2, code: 'soyte' } as Agency],
  }
  const queue = {
    list: async () => [{ entryId: 3, address: 'bi-mat@gmail.com', form: 'encrypted' } as QueueItem],
  }

  const retention = {
    act: async (leafIndex: number) => ({ leafIndex, at: 5, operator: 'quantri', rule: 'công văn' }),
  }

  test('says of an erased letter when, by whom and under which class it went', async () => {
    const erased = { ...entry, subject: '', erasedAt: Date.parse('2036-11-23T01:30:00Z'), erasedBy: 77 }
    const shown = await showEntry({ archive: archiveOf([erased]), directory, queue, retention }, 3, 100)
    expect(shown).toMatchObject({
      subject: '',
      erased: {
        at: '2036-11-23T08:30:00.000+07:00',
        rule: 'công văn',
        operator: 'quantri',
        leafIndex: 77,
      },
      proof: { verified: true },
    })
  })

  test('shows agencies, cuts, judgements and the proof, as JSON', async () => {
    const shown = await showEntry({ archive: archiveOf([entry]), directory, queue, retention }, 3, 100)
    expect(shown).toMatchObject({
      receivedAt: '2026-11-23T08:30:00.000+07:00',
      senderAgency: 'vpubnd',
      recipients: [
        { agency: 'soyte', form: null },
        { agency: null, blind: true, form: 'encrypted' },
      ],
      judgements: [{ rule: 'D1b-free', action: 'flag' }],
      authentication: null,
      views: [{ form: 'received', prefix: 'X-CongVu-Policy: flag\r\n', cuts: [{ start: 33, end: 56 }] }],
      proof: { leafIndex: 2, treeSize: 4, verified: true },
    })
    expect(JSON.parse(JSON.stringify(shown))).toEqual(shown)
    expect(await showEntry({ archive: archiveOf([]), directory, queue, retention }, 3, 100)).toBeUndefined()
  })

  test('what is cut at the end counts too', () => {
    const form = (start: number, end: number) => ({ from: 'form' as const, start, end })
    expect(cutsOf({ slices: [form(5, 10), form(10, 20)] }, 25)).toEqual([
      { start: 0, end: 5 },
      { start: 20, end: 25 },
    ])
    expect(cutsOf({ slices: [form(0, 25)] }, 25)).toEqual([])
  })
})

describe('trace', () => {
  const item = {
    entryId: 3,
    address: 'bi-mat@gmail.com',
    state: 'waiting',
    attempts: 2,
    nextAttemptAt: Date.parse('2026-11-23T02:00:00Z'),
    lastReply: '451 4.7.1 try again later',
  } as QueueItem
  const reads = (items: readonly QueueItem[], held: readonly Held[] = []) => ({
    archive: archiveOf([entry]),
    retention: { act: async () => undefined },
    queue: { list: async () => items, heldOf: async () => held },
  })

  test('tells each recipient’s state, the queue’s over the entry’s', async () => {
    const traced = await trace(reads([item]), '15-ct-ubnd@caobang.gov.vn', { limit: 10 })
    expect(
      traced.map(row => [row.recipient, row.state, row.attempts, row.nextAttemptAt, row.detail]),
    ).toEqual([
      ['soyte@caobang.gov.vn', 'delivered', 0, null, ''],
      ['bi-mat@gmail.com', 'waiting', 2, '2026-11-23T09:00:00.000+07:00', '451 4.7.1 try again later'],
    ])
  })

  test.each([
    ['waits for its approver', 'held', '', 'policy'],
    ['was released to its box', 'released', '', 'policy'],
    ['was rejected', 'rejected', 'Gửi nhầm', 'Gửi nhầm'],
  ] as const)('a held letter that %s', async (_what, state, reason, detail) => {
    const held = { entryId: 3, address: 'bi-mat@gmail.com', state, reason } as Held
    const recipients = entry.recipients.map(recipient => ({
      ...recipient,
      outcome: 'held' as const,
      reason: 'policy',
    }))
    const archive = archiveOf([{ ...entry, recipients }])
    const traced = await trace({ ...reads([], [held]), archive }, '<15-ct-ubnd@caobang.gov.vn>', {
      limit: 10,
    })
    expect(traced[1]).toMatchObject({ state, detail })
  })

  test.each(['anv.vpubnd@caobang.gov.vn', 'BI-MAT@gmail.com'])('finds letters of %s', async address => {
    expect(await trace(reads([]), address, { limit: 10 })).toHaveLength(2)
  })

  test('finds nothing for strangers', async () => {
    expect(await trace(reads([]), 'ai-do@yahoo.com', { limit: 10 })).toEqual([])
    expect(await trace(reads([]), '<ai-do@yahoo.com>', { limit: 10 })).toEqual([])
  })
})

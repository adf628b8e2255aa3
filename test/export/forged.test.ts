/**
 * Packages that somebody makes who has a key and forges the rest, as a dishonest server could: verify.mjs finds what
 * contradicts itself, and of what it cannot find says that it is not proved.
 */
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { csvHead, csvLine, type ManifestRow, nextChain, numbered } from '../../src/archive/export/rows.ts'
import { localTime } from '../../src/base/local-time.ts'
import { type CheckpointSigner, checkpointText, signCheckpoint } from '../../src/tlog/checkpoint.ts'
import { formatVerifierKey, signatureTypes, verifierKey } from '../../src/tlog/note.ts'
import { formatProof } from '../../src/tlog/proof.ts'
import { leafHash, treeHash } from '../tlog/verifier.ts'
import { runBare } from './place.ts'

const verifier = join(import.meta.dirname, '../../src/archive/export/verify.mjs')
const origin = 'caobang.gov.vn/congvu/log'
const time = Date.parse('2026-11-20T08:00:00+07:00')
const sha256 = (octets: Uint8Array | string) => createHash('sha256').update(octets).digest('hex')

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'congvu-forged-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

interface Letter {
  readonly version: 1 | 2
  readonly entry: number
  /** Octets by form; none: refused. */
  readonly forms: Readonly<Partial<Record<'received' | 'sent', string>>>
  /** What the manifest says besides. */
  readonly row?: Partial<ManifestRow>
}

interface Forgery {
  /** In the order of the log; `begin` is where the export begins. */
  readonly leaves: readonly (Letter | 'begin')[]
  readonly files?: Readonly<Record<string, string>>
}

const folders = { received: 'letters', sent: 'sent' } as const
const isLetter = (leaf: Letter | 'begin'): leaf is Letter => leaf !== 'begin'

function rowOf({ entry, forms, row }: Letter, leaf: number): ManifestRow {
  const kinds = Object.keys(forms) as (keyof typeof folders)[]
  const received = forms.received ?? 'từ chối'
  return {
    entry,
    leaf,
    timeMs: time,
    time: localTime(time),
    direction: 'internal',
    channel: 'submission',
    verdict: 'allow',
    accepted: kinds.length > 0,
    state: kinds.length > 0 ? 'kept' : 'refused',
    from: 'an.nv@caobang.gov.vn',
    fromAgency: null,
    author: '',
    to: [{ address: 'hanh.nt@caobang.gov.vn', agency: null, blind: false, outcome: 'delivered' }],
    subject: 'Giấy mời họp',
    messageId: '',
    rules: [],
    size: Buffer.byteLength(received),
    sha256: sha256(received),
    forms: kinds.map(form => ({
      form,
      file: `${folders[form]}/${numbered(entry)}.eml`,
      size: Buffer.byteLength(forms[form]!),
      sha256: sha256(forms[form]!),
    })),
    erased: null,
    ...row,
  }
}

function entryLeaf(letter: Letter, sequence: number): Buffer {
  const { from, to, direction, verdict, sha256: received, forms } = rowOf(letter, sequence)
  const hashes = Object.fromEntries(forms.map(form => [form.form, form.sha256]))
  const line = {
    v: letter.version,
    sequence,
    time,
    from,
    to: to.map(({ address }) => address),
    direction,
    verdict,
    sha256: received,
    ...(letter.version === 2 ? { forms: hashes } : {}),
  }
  return Buffer.concat([Buffer.alloc(32, 1), Buffer.from(JSON.stringify(line))])
}

function actLeaf(sequence: number, operation: string, detail: object): Buffer {
  const act = { v: 1, kind: 'act', sequence, time, operator: 'thanhtra', role: 'auditor', operation }
  return Buffer.concat([
    Buffer.alloc(32, 2),
    Buffer.from(JSON.stringify({ ...act, detail: JSON.stringify(detail) })),
  ])
}

/** RFC 6962 §2.1.1, by its definition. */
function pathOf(index: number, leaves: readonly Uint8Array[]): Uint8Array[] {
  if (leaves.length <= 1) return []
  let k = 1
  while (k * 2 < leaves.length) k *= 2
  return index < k
    ? [...pathOf(index, leaves.slice(0, k)), treeHash(leaves.slice(k))]
    : [...pathOf(index - k, leaves.slice(k)), treeHash(leaves.slice(0, k))]
}

/** Writes the package; answers the key that signed it. */
async function forge({ leaves, files = {} }: Forgery): Promise<string> {
  const letters = leaves.flatMap((leaf, index) => (isLetter(leaf) ? [{ leaf, index }] : []))
  const rows = letters.map(({ leaf, index }) => rowOf(leaf, index)).sort((a, b) => a.entry - b.entry)
  const list = Buffer.alloc(rows.length * 8)
  let chain = sha256('')
  for (const [i, row] of rows.entries()) {
    list.writeBigUInt64BE(BigInt(row.entry), i * 8)
    chain = nextChain(chain, JSON.stringify(row), csvLine(row))
  }
  const data = leaves.map((leaf, index) =>
    isLetter(leaf)
      ? entryLeaf(leaf, index)
      : actLeaf(index, 'export.begun', {
          export: 'a1',
          approval: 1,
          query: 'x',
          entries: rows.length,
          list: sha256(list),
        }),
  )
  data.push(actLeaf(data.length, 'export.ended', { export: 'a1', entries: rows.length, rows: chain }))
  const hashes = data.map(leafHash)
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const signer: CheckpointSigner = {
    key: { name: origin, publicKey, sign: async octets => sign(null, octets, privateKey) },
    verifier: verifierKey(origin, signatureTypes.ed25519, publicKey),
  }
  const head = { origin, size: data.length, root: treeHash(hashes) }
  const checkpoint = `${checkpointText(head)}\n${await signCheckpoint(signer, head, time)}`
  const proof = (index: number) =>
    formatProof({ extra: data[index]!, index, path: pathOf(index, hashes), checkpoint })
  const written: Record<string, string> = {
    'README.txt': 'Gói thư xuất',
    'verify.mjs': '// như đã gửi',
    'keys.txt': `${formatVerifierKey(signer.verifier)}\n`,
    checkpoint,
    'acts/begun.tlog-proof': proof(leaves.indexOf('begin')),
    'acts/ended.tlog-proof': proof(data.length - 1),
    'manifest.json': `[\n${rows.map(row => JSON.stringify(row)).join(',\n')}\n]\n`,
    'manifest.csv': csvHead + rows.map(csvLine).join(''),
    ...files,
  }
  for (const { leaf, index } of letters) {
    written[`proofs/${numbered(leaf.entry)}.tlog-proof`] = proof(index)
    for (const [form, text] of Object.entries(leaf.forms))
      written[`${folders[form as keyof typeof folders]}/${numbered(leaf.entry)}.eml`] = text
  }
  const sums = Object.entries(written).map(([name, text]) => `${sha256(text)}  ${name}\n`)
  for (const [name, text] of Object.entries({ ...written, SHA256SUMS: sums.join('') })) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  return formatVerifierKey(signer.verifier)
}

interface Told {
  readonly ok: boolean
  readonly first: readonly { readonly place: string; readonly en: string }[]
  readonly counts: Readonly<Record<string, number>>
  readonly proved: readonly { readonly en: string }[]
  readonly notProved: readonly { readonly en: string }[]
}

async function verify(...more: readonly string[]): Promise<Told> {
  const { out, err } = await runBare(process.execPath, [verifier, folder, '--json', ...more], folder)
  if (out === '') throw new Error(err)
  return JSON.parse(out) as Told
}

const texts = (said: readonly { readonly en: string }[]) => said.map(({ en }) => en).join('\n')
const letter = (entry: number, change: Partial<Letter> = {}): Letter => ({
  version: 2,
  entry,
  forms: { received: `Subject: Thư ${entry}\r\n\r\n` },
  ...change,
})
const signed = { received: 'Subject: Thư\r\n\r\n', sent: 'Subject: Thư\r\nX-Form: sent\r\n\r\n' }

describe('verify.mjs', () => {
  it('agrees to a package that is what it says', async () => {
    const key = await forge({
      leaves: [letter(1), letter(2, { forms: signed }), letter(3, { forms: {} }), 'begin'],
    })
    const told = await verify('--key', key)
    expect(told).toMatchObject({
      ok: true,
      counts: { letters: 2, otherForms: 1, refused: 1, olderEntries: 0 },
    })
    expect(texts(told.proved)).toContain('1 other forms of the letters')
    expect(texts(told.notProved)).not.toContain('older form')
  })

  it('says of leaves of version 1 that other forms, and refusals, are not in the log', async () => {
    await forge({
      leaves: [
        letter(1, { version: 1, forms: signed }),
        letter(2, { version: 1, forms: {} }),
        letter(3, { forms: signed }),
        'begin',
      ],
    })
    const told = await verify()
    expect(told).toMatchObject({
      ok: true,
      counts: { letters: 2, otherForms: 1, refused: 0, olderEntries: 2, olderForms: 1, olderRefused: 1 },
    })
    expect(texts(told.proved)).toContain('1 other forms of the letters')
    expect(texts(told.proved)).not.toContain('refused')
    expect(texts(told.notProved)).toMatch(
      /2 entries were logged in the older form.*: 1 other forms.*1 refused/,
    )
  })

  it('says that the files beside the letters are not in the log', async () => {
    await forge({ leaves: [letter(1), 'begin'], files: { 'README.txt': 'MỌI ĐIỀU ĐỀU ĐÃ CHỨNG MINH' } })
    const told = await verify()
    expect(told.ok).toBe(true)
    expect(texts(told.notProved)).toContain(
      'README.txt, keys.txt, verify.mjs and SHA256SUMS are not in the log',
    )
  })

  it.each<[string, Forgery['leaves']]>([
    ['after the export began', [letter(1), 'begin', letter(2)]],
    ['under the number of another', [letter(2), letter(1), 'begin']],
  ])('finds a letter that was logged %s', async (_what, leaves) => {
    await forge({ leaves })
    expect(await verify()).toMatchObject({
      ok: false,
      first: [{ place: 'entry 2', en: expect.stringContaining('logged out of its order') }],
    })
  })

  it('takes no log for a witness of itself', async () => {
    const key = await forge({ leaves: [letter(1), 'begin'] })
    expect((await verify('--key', key)).ok).toBe(true)
    const told = await verify('--key', key, '--witness', key)
    expect(told).toMatchObject({
      ok: false,
      first: [{ place: origin, en: expect.stringContaining('no key of a') }],
    })
  })
})

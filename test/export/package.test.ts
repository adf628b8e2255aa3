/** Packages: what is in them, that plain Node and an independent verifier agree to them, and that nothing changed passes. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { existsSync } from 'node:fs'
import {
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ManifestRow } from '../../src/archive/export/rows.ts'
import { parseCsv } from '../../src/base/csv.ts'
import type { SigningKey } from '../../src/ports/keys.ts'
import { type CheckpointSigner, signCheckpoint } from '../../src/tlog/checkpoint.ts'
import { formatVerifierKey, type SignatureType, signatureTypes, verifierKey } from '../../src/tlog/note.ts'
import { randomFrom } from '../support/corpus/random.ts'
import { OpensslTimestampAuthority, policy } from '../support/timestamp-authority.ts'
import { openCheckpoint, openProof } from '../tlog/verifier.ts'
import { auditor, ExportPlace, fill, runBare, runIn } from './place.ts'

const letters = 240
const systemNode = '/usr/bin/node'
const verifier = join(import.meta.dirname, '../../src/archive/export/verify.mjs')

const cosigners = ['langson.gov.vn', 'bacninh.gov.vn'].map(domain =>
  signerOf(`${domain}/congvu/witness`, signatureTypes.cosignature),
)

let authority: OpensslTimestampAuthority
let place: ExportPlace
let zip: string
/** The package unpacked by unzip. */
let folder: string
let bare: string

beforeAll(async () => {
  authority = await OpensslTimestampAuthority.open()
  const section = `[timestamp]\nurl = "${authority.url}"\ntrust = "${authority.rootFile}"\npolicy = "${policy}"`
  place = await ExportPlace.open(section)
  await fill(place.store, letters)
  await place.agree('')
  cosign(cosigners[0]!)
  const ran = await place.export('', 'all.zip', '--approval', '1')
  expect(ran).toMatchObject({ code: 0 })
  zip = place.file('all.zip')
  folder = place.file('all')
  expect(await runIn(place.out, 'unzip', ['-q', zip, '-d', folder])).toMatchObject({
    code: 0,
    err: '',
  })
  bare = await mkdtemp(join(tmpdir(), 'congvu-bare-'))
}, 120_000)
afterAll(async () => {
  await place?.[Symbol.asyncDispose]()
  await authority?.[Symbol.asyncDispose]()
  if (bare !== undefined) await rm(bare, { recursive: true, force: true })
})

function signerOf(name: string, type: SignatureType): CheckpointSigner {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const key: SigningKey = { name, publicKey, sign: async octets => sign(null, octets, privateKey) }
  return { key, verifier: verifierKey(name, type, publicKey) }
}

/** From now on a witness cosigns what the server publishes. */
function cosign(signer: CheckpointSigner): void {
  const { transparency, store, config } = place.cli.services
  const usual = transparency.tick.bind(transparency)
  transparency.tick = async () => {
    await usual()
    const newest = (await store.read.log.checkpoint())!
    const at = Date.parse('2026-11-26T08:00:00Z')
    const line = await signCheckpoint(signer, { ...newest, origin: config.transparency.origin }, at)
    await store.write.addCosignatures(newest.size, signer.verifier.name, line, at)
  }
}

interface Told {
  readonly ok: boolean
  readonly findings: number
  readonly first: readonly { readonly place: string; readonly en: string }[]
  readonly counts: Readonly<Record<string, number>> | null
  readonly proved: readonly { readonly vi: string; readonly en: string }[]
  readonly notProved: readonly { readonly vi: string; readonly en: string }[]
}

async function verify(path: string, ...more: readonly string[]): Promise<Told & { readonly code: number }> {
  const { code, out, err } = await runBare(process.execPath, [verifier, path, '--json', ...more], bare)
  if (out === '') throw new Error(`exit ${code}: ${err}`)
  return { ...(JSON.parse(out) as Told), code }
}

async function rows(): Promise<readonly ManifestRow[]> {
  return JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as ManifestRow[]
}

describe('a package', () => {
  it('holds every form octet for octet, by the store', async () => {
    const manifest = await rows()
    expect(manifest).toHaveLength(letters)
    for (const row of manifest) {
      const entry = (await place.store.read.archive.entry(row.entry))!
      expect(row.forms.map(({ form }) => form)).toEqual(entry.forms.map(({ kind }) => kind))
      for (const [i, { file, sha256, size }] of row.forms.entries()) {
        const octets = await readFile(join(folder, file!))
        expect(octets.equals(Buffer.from(await place.store.read.blobs.bytes(entry.forms[i]!.blob)))).toBe(
          true,
        )
        expect([createHash('sha256').update(octets).digest('hex'), octets.length]).toEqual([sha256, size])
      }
      expect(row.to.map(({ address }) => address)).toEqual(entry.recipients.map(({ address }) => address))
    }
    expect(manifest.filter(({ state }) => state === 'refused').length).toBe(letters / 10)
    expect(manifest.find(({ entry }) => entry === 4)).toMatchObject({
      state: 'refused',
      rules: ['D1c-malware'],
      forms: [],
      to: [
        { agency: 'sokhcn', blind: false },
        { address: 'bi-mat@gmail.com', blind: true },
      ],
    })
  })

  it('has a table that a spreadsheet shows and does not compute', async () => {
    const octets = await readFile(join(folder, 'manifest.csv'))
    expect(octets.subarray(0, 3)).toEqual(Buffer.of(0xef, 0xbb, 0xbf))
    const parsed = parseCsv(octets.toString('utf8'))
    if (!parsed.ok) throw new Error(parsed.error.message)
    expect(parsed.value).toHaveLength(letters + 1)
    expect(parsed.value[5]!.cells[12]).toBe(`'=HYPERLINK("http://x","Giấy mời")`)
    expect(parsed.value[7]!.cells[12]).toBe('Công văn "số 7", khẩn')
    expect(parsed.value[1]!.cells[9]).toBe('bi-mat@gmail.com')
  })

  it('is a zip to others, for its owner alone', async () => {
    const python = `import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print(len(z.namelist()))`
    const listed = await runIn(place.out, 'python3', ['-c', python, zip])
    const sums = (await readFile(join(folder, 'SHA256SUMS'), 'utf8')).trimEnd().split('\n')
    expect(listed).toMatchObject({ code: 0, out: `${sums.length + 1}\n` })
    expect((await runIn(folder, 'sha256sum', ['-c', '--quiet', 'SHA256SUMS'])).code).toBe(0)
    const { mode } = await stat(zip)
    expect(mode & 0o777).toBe(0o600)
    expect((await readdir(place.out)).filter(name => name.includes('.part'))).toEqual([])
  })

  it('is proved to the verifier that was written apart', async () => {
    const keys = (await readFile(join(folder, 'keys.txt'), 'utf8')).trimEnd().split('\n')
    expect(keys).toEqual(await place.cli.services.transparency.verifierKeys())
    const note = await readFile(join(folder, 'checkpoint'), 'utf8')
    const head = openCheckpoint(note, keys)
    expect(head.signedBy).toEqual(keys)
    const ed25519 = keys.slice(0, 1)
    for (const row of await rows()) {
      const name = `${row.entry}`.padStart(8, '0')
      const proof = openProof(await readFile(join(folder, `proofs/${name}.tlog-proof`), 'utf8'), ed25519)
      expect([proof.head.size, proof.head.root, proof.index]).toEqual([head.size, head.root, row.leaf])
      expect(JSON.parse(proof.data.toString('utf8', 32))).toMatchObject({
        sha256: row.sha256,
        time: row.timeMs,
      })
    }
    const acts = ['begun', 'ended'].map(async name => {
      const { data } = openProof(await readFile(join(folder, `acts/${name}.tlog-proof`), 'utf8'), ed25519)
      const { operation, operator, detail } = JSON.parse(data.toString('utf8', 32))
      return { operation, operator, ...JSON.parse(detail) }
    })
    expect(await Promise.all(acts)).toMatchObject([
      { operation: 'export.begun', operator: auditor, query: '', approval: 1, entries: letters },
      { operation: 'export.ended', operator: auditor, entries: letters },
    ])
    await authority.verify(
      await readFile(join(folder, 'checkpoint.tst')),
      createHash('sha256').update(note.split('\n').slice(0, 3).join('\n').concat('\n')).digest('hex'),
    )
  })
})

const nodes: [string, string][] = [
  ['the Node of the project', process.execPath],
  ['the Node of the system', systemNode],
]

describe.each(nodes.filter(([, node]) => existsSync(node)))(
  'verify.mjs, in an empty folder and environment, by %s',
  (_name, node) => {
    it('says in two languages what is proved and what is not', async () => {
      await copyFile(join(folder, 'verify.mjs'), join(bare, 'verify.mjs'))
      expect(await readFile(join(bare, 'verify.mjs'))).toEqual(await readFile(verifier))
      for (const argv of [['verify.mjs', zip], ['verify.mjs', folder], [join(folder, 'verify.mjs')]]) {
        const { code, out, err } = await runBare(node, argv, bare)
        expect(err).toBe('')
        expect(out).toMatch(/^GÓI ĐÚNG\.\nĐã chứng minh:\n {2}- 216 thư đúng từng byte như khi máy chủ nhận/)
        expect(out).toContain(
          'THE PACKAGE HOLDS.\nProved:\n  - 216 letters are, byte for byte, what the server received',
        )
        expect(out).toContain('Không chứng minh rằng không thư nào bị bỏ sót')
        expect(out).toContain('compare keys.txt with the published ones')
        expect(code).toBe(0)
      }
    })

    it('takes keys from elsewhere', async () => {
      const [key, mlDsa] = await place.cli.services.transparency.verifierKeys()
      const pinned = await runBare(node, ['verify.mjs', zip, '--key', key!, '--key', mlDsa!], bare)
      expect(pinned.code).toBe(0)
      expect(pinned.out).not.toContain('compare keys.txt')
      const foreign = formatVerifierKey(
        signerOf('caobang.gov.vn/congvu/log', signatureTypes.ed25519).verifier,
      )
      const unsigned = await runBare(node, ['verify.mjs', zip, '--key', foreign], bare)
      expect(unsigned.code).toBe(1)
      expect(unsigned.out).toContain('did not sign the checkpoint')
      expect((await runBare(node, ['verify.mjs', zip, '--key', key!.replace('+', '+0')], bare)).code).toBe(2)
      for (const [argv, told] of [
        [['--what'], '--what is not understood\nnode verify.mjs'],
        [['khong-co.zip'], 'there is no khong-co.zip\nnode verify.mjs'],
        [[], 'there is no package in this folder\nnode verify.mjs'],
      ] as const)
        expect(await runBare(node, ['verify.mjs', ...argv], bare)).toMatchObject({
          code: 2,
          err: expect.stringContaining(told),
        })
      expect(await runBare(node, ['verify.mjs', '--help'], bare)).toMatchObject({
        code: 0,
        out: expect.stringContaining('--witness'),
      })
    })

    it('says which witness cosigned, when it is given their keys', async () => {
      const [first, second] = cosigners.map(({ verifier }) => formatVerifierKey(verifier))
      const known = await runBare(node, ['verify.mjs', zip, '--witness', first!], bare)
      expect(known.code).toBe(0)
      expect(known.out).toContain(
        'The witness langson.gov.vn/congvu/witness cosigned that very checkpoint at 2026-11-',
      )
      expect(known.out).not.toContain('two different logs')
      const absent = await runBare(node, ['verify.mjs', zip, '--witness', first!, '--witness', second!], bare)
      expect(absent.code).toBe(1)
      expect(absent.out).toContain('bacninh.gov.vn/congvu/witness: this witness did not cosign')
    })
  },
)

describe('verify.mjs finds', () => {
  const kinds: readonly [string, RegExp][] = [
    ['a letter', /^letters\//],
    ['a signed form', /^sent\//],
    ['an encrypted form', /^encrypted\//],
    ['a decrypted form', /^decrypted\//],
    ['a proof', /^proofs\//],
    ['an act', /^acts\//],
    ['the checkpoint', /^checkpoint$/],
    ['the keys', /^keys\.txt$/],
    ['the time stamp', /^checkpoint\.tst$/],
    ['the manifest', /^manifest\.json$/],
    ['the table', /^manifest\.csv$/],
    ['the sums', /^SHA256SUMS$/],
    ['the readme', /^README\.txt$/],
    ['itself', /^verify\.mjs$/],
  ]
  const random = randomFrom(1402)
  let names: readonly string[]
  beforeAll(async () => {
    names = (await readFile(join(folder, 'SHA256SUMS'), 'utf8'))
      .trimEnd()
      .split('\n')
      .map(line => line.slice(66))
    names = [...names, 'SHA256SUMS']
  })

  it.each(kinds)('one flipped bit in %s', { timeout: 60_000 }, async (_what, pattern) => {
    const fitting = names.filter(name => pattern.test(name))
    for (let i = 0; i < 3; i++) {
      const name = random.pick(fitting)
      const file = join(folder, name)
      const octets = await readFile(file)
      const flipped = Buffer.from(octets)
      const at = random.below(octets.length)
      flipped[at]! ^= 1 << random.below(8)
      await writeFile(file, flipped)
      expect(await verify(folder), `${name}, octet ${at}`).toMatchObject({ ok: false, code: 1 })
      await writeFile(file, octets)
    }
    expect(await verify(folder)).toMatchObject({ ok: true, code: 0 })
  })

  it('one flipped bit anywhere in the zip', { timeout: 180_000 }, async () => {
    const octets = await readFile(zip)
    const changed = place.file('changed.zip')
    const directory = octets.readUInt32LE(octets.length - 6)
    const places = [
      ...Array.from({ length: 12 }, () => random.below(octets.length)),
      // The directory and the end.
      ...Array.from({ length: 12 }, () => directory + random.below(octets.length - directory)),
      // The first header.
      ...Array.from({ length: 10 }, (_, i) => 3 * i),
      octets.length - 1,
    ]
    for (const at of places) {
      const flipped = Buffer.from(octets)
      flipped[at]! ^= 1 << random.below(8)
      await writeFile(changed, flipped)
      expect(await verify(changed), `octet ${at}`).toMatchObject({ ok: false, code: 1 })
    }
    await writeFile(changed, octets.subarray(0, octets.length - 100))
    expect((await verify(changed)).ok).toBe(false)
    await writeFile(changed, Buffer.concat([octets, Buffer.of(0)]))
    expect((await verify(changed)).ok).toBe(false)
    await writeFile(changed, Buffer.concat([Buffer.from('x'), octets]))
    expect((await verify(changed)).ok).toBe(false)
  })

  it('letters swapped, gone, added, linked, and an empty folder', async () => {
    const file = (name: string) => join(folder, name)
    const swapped = ['letters/00000001.eml', 'letters/00000002.eml'].map(file) as [string, string]
    const swap = async () => {
      await rename(swapped[0], file('x'))
      await rename(swapped[1], swapped[0])
      await rename(file('x'), swapped[1])
    }
    await swap()
    expect((await verify(folder)).findings).toBeGreaterThanOrEqual(4)
    await swap()
    await rename(swapped[0], join(bare, 'x'))
    expect((await verify(folder)).first[0]).toMatchObject({ place: 'letters/00000001.eml', en: 'is missing' })
    await symlink(join(bare, 'x'), swapped[0])
    expect((await verify(folder)).ok).toBe(false)
    await rm(swapped[0])
    await rename(join(bare, 'x'), swapped[0])
    await writeFile(file('letters/99999999.eml'), 'Subject: thêm vào\r\n\r\n')
    expect((await verify(folder)).first).toEqual([
      expect.objectContaining({ place: 'letters/99999999.eml', en: 'is surplus: not one of the package' }),
    ])
    await rm(file('letters/99999999.eml'))
    expect((await verify(folder)).ok).toBe(true)
    expect((await verify(bare)).ok).toBe(false)
  })

  /** What somebody does who knows SHA256SUMS: the sums are made anew after the change. */
  async function forge(change: (copy: string) => Promise<void>): Promise<Told> {
    const copy = await mkdtemp(join(tmpdir(), 'congvu-forged-'))
    try {
      const sums: string[] = []
      for (const name of names) {
        await mkdir(dirname(join(copy, name)), { recursive: true })
        await copyFile(join(folder, name), join(copy, name))
      }
      await change(copy)
      for (const entry of await readdir(copy, { recursive: true, withFileTypes: true })) {
        const path = join(entry.parentPath, entry.name)
        if (!entry.isFile() || entry.name === 'SHA256SUMS') continue
        const sum = createHash('sha256')
          .update(await readFile(path))
          .digest('hex')
        sums.push(`${sum}  ${path.slice(copy.length + 1)}\n`)
      }
      await writeFile(join(copy, 'SHA256SUMS'), sums.join(''))
      return await verify(copy)
    } finally {
      await rm(copy, { recursive: true, force: true })
    }
  }

  async function editManifest(copy: string, edit: (lines: string[]) => string[]): Promise<void> {
    const path = join(copy, 'manifest.json')
    await writeFile(path, edit((await readFile(path, 'utf8')).split('\n')).join('\n'))
  }

  it('nothing in a package whose sums alone were made anew', async () => {
    expect((await forge(async () => {})).ok).toBe(true)
  })

  it.each<[string, RegExp, (copy: string) => Promise<void>]>([
    [
      'a letter changed together with its row',
      /entry 1 .*not the letter that was logged/,
      async copy => {
        const path = join(copy, 'letters/00000001.eml')
        const forged = Buffer.concat([await readFile(path), Buffer.from('P.S.\r\n')])
        await writeFile(path, forged)
        const sum = createHash('sha256').update(forged).digest('hex')
        await editManifest(copy, lines =>
          lines.map((line, i) => {
            if (i !== 1) return line
            const row = JSON.parse(line.slice(0, -1))
            row.forms[0] = { ...row.forms[0], sha256: sum, size: forged.length }
            return `${JSON.stringify({ ...row, sha256: sum, size: forged.length })},`
          }),
        )
      },
    ],
    [
      'another sender in a row',
      /entry 1 .*another from than the log/,
      copy =>
        editManifest(copy, lines =>
          lines.map(line =>
            line.replace('"entry":1,', '"entry":1,').replace(/"from":"[^"]*"/, '"from":"x@gmail.com"'),
          ),
        ),
    ],
    [
      'another subject in a row',
      /not what the server logged when the export ended/,
      copy =>
        editManifest(copy, lines =>
          lines.map((line, i) => (i === 3 ? line.replace('Công văn', 'Thư riêng') : line)),
        ),
    ],
    [
      'a letter left out with all that speaks of it',
      /not the list of letters that the server logged/,
      async copy => {
        await editManifest(copy, lines => lines.filter((_, i) => i !== 1))
        const csv = join(copy, 'manifest.csv')
        await writeFile(
          csv,
          (await readFile(csv, 'utf8'))
            .split('\r\n')
            .filter((_, i) => i !== 1)
            .join('\r\n'),
        )
        for (const name of ['letters/00000001.eml', 'proofs/00000001.tlog-proof']) await rm(join(copy, name))
      },
    ],
    [
      'a letter said to be erased',
      /entry 1 /,
      async copy => {
        await editManifest(copy, lines =>
          lines.map(line =>
            line
              .replace('"state":"kept"', '"state":"erased"')
              .replace('"erased":null', '"erased":{"time":"","leaf":1}'),
          ),
        )
      },
    ],
    [
      'a letter whose proof is of another',
      /entry 2 .*leaf of something else/,
      copy => copyFile(join(copy, 'proofs/00000001.tlog-proof'), join(copy, 'proofs/00000002.tlog-proof')),
    ],
    [
      'a changed root',
      /NOT hold/,
      async copy => {
        const path = join(copy, 'checkpoint')
        const lines = (await readFile(path, 'utf8')).split('\n')
        lines[2] = Buffer.alloc(32, 1).toString('base64')
        await writeFile(path, lines.join('\n'))
      },
    ],
    [
      'a time stamp about something else',
      /is not about this checkpoint/,
      async copy => {
        const stamped = await place.cli.services.timestamps.stamp(
          createHash('sha256').update('khác').digest(),
        )
        if (!stamped.ok) throw new Error(stamped.error.detail)
        await writeFile(join(copy, 'checkpoint.tst'), stamped.value.token)
      },
    ],
    ['a file beside', /no row of the manifest names it/, copy => writeFile(join(copy, 'letters/x.eml'), 'x')],
  ])('%s, with the sums made anew', async (_what, says, change) => {
    const told = await forge(change)
    expect(told.ok).toBe(false)
    expect(told.first.map(({ place, en }) => `${place} ${en}`).join('\n')).toMatch(says)
  })

  it('one name twice in a zip, and names that lead elsewhere', async () => {
    const script = `
import sys, zipfile
for name, members in (('twice', ['a.eml', 'a.eml']), ('up', ['../a.eml']), ('absolute', ['/a.eml']), ('back', ['a\\\\b.eml'])):
    with zipfile.ZipFile(sys.argv[1] + '/' + name + '.zip', 'w') as z:
        for member in members: z.writestr(member, 'x')
`
    expect((await runIn(place.out, 'python3', ['-W', 'ignore', '-c', script, place.out])).code).toBe(0)
    for (const name of ['twice', 'up', 'absolute', 'back'])
      expect(await verify(place.file(`${name}.zip`)), name).toMatchObject({ ok: false, code: 1 })
  })
})

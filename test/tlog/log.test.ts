/** The log over a real store, checked by a verifier that knows only the specifications. */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defaultLimits } from '../../src/base/limits.ts'
import { silentLogger } from '../../src/base/log.ts'
import { consistencyPath, verifyConsistency } from '../../src/base/merkle.ts'
import { LogForked } from '../../src/tlog/log.ts'
import { openLogFiles } from '../../src/tlog/log-files.ts'
import { createLogServer } from '../../src/tlog/log-server.ts'
import { parseProof, provesLeaf } from '../../src/tlog/proof.ts'
import { addresses, letter, provision, value } from '../conformance/letters.ts'
import { LogPlace } from './place.ts'
import {
  checkConsistency,
  leafHash,
  openCheckpoint,
  openProof,
  readTiles,
  rootOfPath,
  treeHash,
} from './verifier.ts'

let place: LogPlace

beforeEach(async () => {
  place = await LogPlace.open()
})
afterEach(async () => {
  await place?.[Symbol.asyncDispose]()
})

async function letters(count: number, first = 1): Promise<readonly number[]> {
  const { store } = place
  if ((await store.read.directory.agencies()).length === 0) await provision(store)
  const committed = await Promise.all(
    Array.from({ length: count }, (_, i) =>
      store.write.commitMessage(letter({ number: first + i, to: [{ address: addresses[1]! }] })),
    ),
  )
  return committed.map(({ entryId }) => entryId)
}

const published = () => readFileSync(join(place.logFolder, 'checkpoint'), 'utf8')

/** What the outside sees: the published checkpoint signed by both keys, its tiles, and the root over their leaves. */
async function outside() {
  const vkeys = await place.log.verifierKeys()
  const head = openCheckpoint(published(), vkeys)
  expect(head.signedBy).toEqual(vkeys)
  const leaves = readTiles(place.logFolder, head.size)
  expect(treeHash(leaves)).toEqual(head.root)
  return { ...head, leaves, vkeys }
}

it('is checked by a verifier that understands what others published', () => {
  const folder = join(import.meta.dirname, 'published')
  const vkeys = readFileSync(join(folder, 'navigli.vkeys'), 'utf8').trimEnd().split('\n')
  const note = readFileSync(join(folder, 'coachandhorses.checkpoint'), 'utf8')
  expect(openCheckpoint(note, vkeys)).toMatchObject({ size: 185_550_722, signedBy: vkeys })
  expect(() => openCheckpoint(note.replace('185550722', '185550723'), vkeys)).toThrow('does not hold')
})

describe('the published log', () => {
  it('is signed by both keys, which stay, and holds every letter and act', async () => {
    const entries = await letters(3)
    await place.act(2)
    await place.log.publish()
    const { origin, size, leaves, vkeys } = await outside()
    expect(origin).toBe('caobang.gov.vn/congvu/log')
    expect(vkeys.map(vkey => vkey.split('+')[0])).toEqual([origin, origin])
    expect(size).toBe(5)
    for (const id of entries) {
      const leaf = (await place.store.read.log.leafOf(id))!
      expect(leaves[leaf.index]).toEqual(leafHash(leaf.data))
    }
    const [first] = await place.store.read.log.leaves('act', 0, 1)
    expect(JSON.parse(Buffer.from(first!.data.subarray(32)).toString())).toEqual({
      v: 1,
      kind: 'act',
      sequence: 3,
      time: place.now,
      operator: 'thanhtra',
      role: 'auditor',
      operation: 'archive.show',
      detail: '{"id":0,"reason":"Kiểm tra việc thực hiện Chỉ thị 15/CT-UBND"}',
    })
    await place.stop()
    await place.start()
    expect(await place.log.verifierKeys()).toEqual(vkeys)
  })

  it('signs nothing anew while it does not grow', async () => {
    await place.act(1)
    const first = await place.log.publish()
    place.now += 60_000
    expect(await place.log.publish()).toEqual(first)
    await place.act(1)
    expect((await place.log.publish()).at).toBe(place.now)
  })

  it('grows in any steps, each consistent with all before, all seen by the verifier', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 6 }),
        async steps => {
          await using own = await LogPlace.open()
          const before = place
          place = own
          const heads = []
          for (const step of steps) {
            await own.act(step)
            await own.log.publish()
            heads.push(await outside())
          }
          const last = heads.at(-1)!
          for (const head of heads) {
            const path = value(await own.log.consistency(head.size, last.size))
            checkConsistency(head.size, last.size, head.root, last.root, path)
            expect(last.leaves.slice(0, head.size)).toEqual(head.leaves)
          }
          expect(await own.log.verify()).toMatchObject({ leaves: last.size, acts: last.size, findings: 0 })
          place = before
        },
      ),
      { numRuns: 8 },
    )
  })

  it('drops a partial tile only for its whole one', async () => {
    await place.act(255)
    await place.log.publish()
    expect(existsSync(join(place.logFolder, 'tile/0/000.p/255'))).toBe(true)
    await place.act(2)
    await place.log.publish()
    expect(readdirSync(join(place.logFolder, 'tile/0'))).toEqual(['000', '001.p'])
    await outside()
  })

  it('is made anew when its folder is gone', async () => {
    await place.act(300)
    await place.log.publish()
    const before = await outside()
    rmSync(place.logFolder, { recursive: true })
    await place.log.publish()
    expect((await outside()).root).toEqual(before.root)
  })
})

it('is given out over HTTP, and nothing else is', async () => {
  await place.act(300)
  await using server = createLogServer({ files: place.log.files, limits: defaultLimits, log: silentLogger })
  const url = `http://127.0.0.1:${await server.listen('127.0.0.1', 0)}`
  expect((await fetch(`${url}/checkpoint`)).status).toBe(404)
  await place.log.publish()
  const checkpoint = await fetch(`${url}/checkpoint`)
  expect(checkpoint.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  expect(openCheckpoint(await checkpoint.text(), await place.log.verifierKeys()).size).toBe(300)
  for (const path of ['tile/0/000', 'tile/0/001.p/44', 'tile/1/000.p/1']) {
    const tile = await fetch(`${url}/${path}`)
    expect(tile.headers.get('content-type')).toBe('application/octet-stream')
    expect(Buffer.from(await tile.arrayBuffer())).toEqual(readFileSync(join(place.logFolder, path)))
    expect((await fetch(`${url}/${path}`, { method: 'HEAD' })).headers.get('content-length')).toMatch(/^\d+$/)
  }
  for (const path of ['', 'tile/0/001', 'tile/0/000.p/44', 'tile/1/000', '..%2fstore.db', 'tile/0/%2e%2e'])
    expect((await fetch(`${url}/${path}`)).status, path).toBe(404)
  expect((await fetch(`${url}/checkpoint`, { method: 'POST' })).status).toBe(405)
})

describe('between the steps of a publication', () => {
  it('without the checkpoint, the one before stands with its tiles, and the next goes on', async () => {
    await place.act(200)
    await place.log.publish()
    const before = await outside()
    await place.act(100)
    // The power goes after the tiles: what is on disk then is what a new start finds.
    const files = openLogFiles(place.logFolder)
    await files.writeTiles(place.store.read.log, 200, 300)
    expect((await outside()).size).toBe(200)
    expect((await outside()).root).toEqual(before.root)
    await place.log.publish()
    expect((await outside()).size).toBe(300)
  })

  it('with the checkpoint stored and not published, it is published', async () => {
    await place.act(10)
    await place.log.publish()
    const old = published()
    await place.act(500)
    await place.log.publish()
    writeFileSync(join(place.logFolder, 'checkpoint'), old)
    rmSync(join(place.logFolder, 'tile'), { recursive: true })
    await openLogFiles(place.logFolder).writeTiles(place.store.read.log, 0, 10)
    await place.stop()
    await place.start()
    await place.log.publish()
    expect((await outside()).size).toBe(510)
  })
})

describe('what cannot be taken back', () => {
  it('signs nothing over a database that was put back from a copy', async () => {
    await place.act(10)
    await place.log.publish()
    await place.stop()
    const copy = join(place.dataDir, 'copy')
    cpSync(join(place.dataDir, 'store.db'), copy)
    await place.start()
    await place.act(5)
    await place.log.publish()
    const signed = published()
    await place.stop()
    for (const suffix of ['-wal', '-shm']) rmSync(join(place.dataDir, `store.db${suffix}`), { force: true })
    cpSync(copy, join(place.dataDir, 'store.db'))
    await place.start()
    await expect(place.log.publish()).rejects.toThrow(LogForked)
    await expect(place.log.publish()).rejects.toThrow('15 leaves was signed, and the log has only 10')
    // As many leaves as before, and other ones.
    await place.act(7)
    await expect(place.log.publish()).rejects.toThrow('are not those that a checkpoint was signed over')
    expect(published()).toBe(signed)
    expect((await place.log.verify()).first[0]).toMatchObject({ place: 'the published checkpoint' })
  })

  it('does not replace a key that verifiers know', async () => {
    await place.act(1)
    await place.log.publish()
    await place.keys.remove('log-ml-dsa-44')
    await place.stop()
    await place.start()
    await place.act(1)
    await expect(place.log.publish()).rejects.toThrow('the key log-ml-dsa-44 is gone')
  })
})

describe('proofs', () => {
  it('of every letter hold for an outsider, and for nothing else', async () => {
    await place.act(3)
    const entries = await letters(20)
    await place.log.publish()
    const vkeys = await place.log.verifierKeys()
    for (const id of entries) {
      const text = (await place.log.proofOf(id))!
      const { index, data, head } = openProof(text, vkeys)
      expect(head.size).toBe(23)
      const entry = (await place.store.read.archive.entry(id))!
      expect(index).toBe(entry.leaf.index)
      expect(JSON.parse(data.subarray(32).toString())).toMatchObject({
        sequence: index,
        sha256: Buffer.from(entry.sha256).toString('hex'),
      })
      expect(provesLeaf(value(parseProof(text)))).toBe(true)
      const other = text.replace(`index ${index}`, `index ${(index + 1) % 23}`)
      expect(() => openProof(other, vkeys)).toThrow()
      expect(provesLeaf(value(parseProof(other)))).toBe(false)
    }
    expect(await place.log.proofOf(99)).toBeUndefined()
  })

  it('of a letter that no checkpoint covers yet brings one about', async () => {
    await place.act(1)
    await place.log.publish()
    const [id] = await letters(1)
    const { head } = openProof((await place.log.proofOf(id!))!, await place.log.verifierKeys())
    expect(head.size).toBe(2)
  })

  it('break with any octet', async () => {
    const [id] = await letters(2)
    const text = (await place.log.proofOf(id!))!
    const vkeys = await place.log.verifierKeys()
    const lines = text.split('\n')
    for (const [i, line] of lines.entries()) {
      if (line === '') continue
      const middle = line.length >> 1
      const letter = line[middle] === 'B' ? 'C' : 'B'
      const changed = line.slice(0, middle) + letter + line.slice(middle + 1)
      expect(() => openProof(lines.with(i, changed).join('\n'), vkeys), line.slice(0, 40)).toThrow()
    }
  })

  it('of consistency are refused where there is none', async () => {
    await place.act(4)
    expect(await place.log.consistency(3, 2)).toMatchObject({ ok: false })
    expect(await place.log.consistency(2, 5)).toMatchObject({ ok: false, error: 'the log has 4 leaves' })
    expect(await place.log.consistency(0, 4)).toEqual({ ok: true, value: [] })
  })
})

describe('consistency (RFC 6962 §2.1.2)', () => {
  const leaves = Array.from({ length: 130 }, (_, i) => leafHash(Buffer.from(`${i}`)))
  const read = (level: number, n: number) => treeHash(leaves.slice(n * 2 ** level, (n + 1) * 2 ** level))

  it('is proved between any two sizes, as the verifier understands it, and only so', () => {
    for (let size = 1; size <= leaves.length; size += size < 40 ? 1 : 13) {
      const root = treeHash(leaves.slice(0, size))
      for (let oldSize = 1; oldSize <= size; oldSize++) {
        const oldRoot = treeHash(leaves.slice(0, oldSize))
        const path = consistencyPath(oldSize, size, read)
        checkConsistency(oldSize, size, oldRoot, root, path)
        const proof = { oldSize, size, oldRoot, root, path }
        expect(verifyConsistency(proof)).toBe(true)
        expect(verifyConsistency({ ...proof, oldRoot: leafHash(root) })).toBe(false)
        expect(verifyConsistency({ ...proof, root: leafHash(root) })).toBe(false)
        expect(verifyConsistency({ ...proof, path: [...path, root] })).toBe(false)
        if (path.length > 0) expect(verifyConsistency({ ...proof, path: path.slice(1) })).toBe(false)
        if (oldSize > 1)
          expect(verifyConsistency({ ...proof, oldSize: oldSize - 1 }), `${oldSize} ${size}`).toBe(false)
      }
    }
  })

  /** Of the reference implementation (certificate-transparency, merkle_tree_test.cc). */
  it('has the reference paths', () => {
    const reference = [
      '',
      '00',
      '10',
      '2021',
      '3031',
      '40414243',
      '5051525354555657',
      '606162636465666768696a6b6c6d6e6f',
    ]
    const hashes = reference.map(text => leafHash(Buffer.from(text, 'hex')))
    const of = (level: number, n: number) => treeHash(hashes.slice(n * 2 ** level, (n + 1) * 2 ** level))
    const path = (m: number, n: number) =>
      consistencyPath(m, n, of).map(hash => Buffer.from(hash).toString('hex'))
    expect(path(1, 1)).toEqual([])
    expect(path(1, 8)).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ])
    expect(path(6, 8)).toEqual([
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ])
    expect(path(2, 5)).toEqual([
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ])
    expect(Buffer.from(rootOfPath(hashes[2]!, 2, 3, [of(1, 0)])).toString('hex')).toBe(
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    )
  })
})

describe('verification', () => {
  /** 280 leaves: 10 letters after 270 acts, two checkpoints, tiles of three kinds. */
  async function filled(): Promise<void> {
    await place.act(270)
    await place.log.publish()
    await letters(10)
    await place.log.publish()
    await place.stop()
  }

  it('counts what it saw', async () => {
    await filled()
    await place.start()
    await place.act(3)
    expect(await place.log.verify()).toMatchObject({
      leaves: 283,
      entries: 10,
      acts: 273,
      checkpoints: 2,
      cosigned: 0,
      tiles: 3,
      uncovered: 3,
      findings: 0,
      first: [],
    })
  })

  it('does not take for a finding what is logged meanwhile', async () => {
    await place.act(600)
    await place.log.publish()
    let growing = true
    const grown = (async () => {
      for (let i = 0; i < 20; i++) {
        await place.act(40)
        await place.log.publish()
      }
      growing = false
    })()
    const sizes = []
    while (growing) {
      const { leaves, first } = await place.log.verify()
      expect(first).toEqual([])
      sizes.push(leaves)
    }
    await grown
    expect(sizes[0]).toBeLessThan(1400)
  })

  it.each<readonly [string, string, string]>([
    ['a letter’s sender', `UPDATE entries SET mail_from = 'x@gmail.com' WHERE id = 3`, 'leaf 272'],
    ['a letter’s bytes', 'UPDATE entries SET sha256 = zeroblob(32) WHERE id = 1', 'leaf 270'],
    ['a letter’s blind recipient', `UPDATE entries SET recipients = '[]' WHERE id = 10`, 'leaf 279'],
    ['who did what', `UPDATE audit SET operator = 'ai' WHERE id = 5`, 'leaf 4'],
    ['why', `UPDATE audit SET detail = '{}' WHERE id = 270`, 'leaf 269'],
    ['a letter that is gone', 'DELETE FROM entries WHERE id = 4', 'leaf 273'],
    ['an act that is gone', 'DELETE FROM audit WHERE id = 100', 'leaf 99'],
    ['an act that is no leaf any more', 'UPDATE audit SET leaf_index = NULL WHERE id = 1', 'leaf 0'],
    [
      'the newest act, gone with its leaf',
      'DELETE FROM entries WHERE id = 10; DELETE FROM log WHERE leaf_index = 279',
      'checkpoint 280',
    ],
    [
      'two letters that changed places',
      'UPDATE entries SET leaf_index = CASE id WHEN 1 THEN 271 ELSE 270 END WHERE id < 3',
      'leaf 270',
    ],
    ['a leaf’s hash', 'UPDATE log SET hashes = zeroblob(length(hashes)) WHERE leaf_index = 6', 'leaf 6'],
    [
      'a node',
      'UPDATE log SET hashes = CAST(substr(hashes, 1, 32) || zeroblob(length(hashes) - 32) AS BLOB) WHERE leaf_index = 7',
      'leaf 7',
    ],
    ['a leaf in the middle', 'DELETE FROM log WHERE leaf_index = 50', 'leaf 50'],
    ['an entry nobody logged', 'UPDATE entries SET leaf_index = 5000 WHERE id = 10', 'leaf 279'],
    ['a checkpoint’s root', 'UPDATE checkpoints SET root = zeroblob(32) WHERE size = 270', 'checkpoint 270'],
    [
      'a checkpoint’s note',
      `UPDATE checkpoints SET note = replace(note, '270', '271') WHERE size = 270`,
      'checkpoint 270',
    ],
    [
      'a checkpoint beyond the log',
      `INSERT INTO checkpoints SELECT 999, root, at, note FROM checkpoints WHERE size = 280`,
      'checkpoint 999',
    ],
    ['the newest checkpoint, gone', 'DELETE FROM checkpoints WHERE size = 280', 'the published checkpoint'],
  ])('finds %s', async (_what, sql, where) => {
    await filled()
    const db = new Database(join(place.dataDir, 'store.db'))
    db.exec(sql)
    db.close()
    await place.start()
    const found = await place.log.verify()
    expect(found.findings).toBeGreaterThan(0)
    expect(found.first.map(({ place }) => place)).toContain(where)
    // Nothing else but what follows from it: the first is where to look.
    expect(found.first[0]?.place).toBe(where)
  })

  it.each<readonly [string, string, (octets: Buffer) => Buffer | null]>([
    ['a tile that is gone', 'tile/0/000', () => null],
    ['a partial tile that is gone', 'tile/0/001.p/24', () => null],
    [
      'a tile that was changed',
      'tile/0/000',
      octets => Buffer.concat([octets.subarray(32), octets.subarray(0, 32)]),
    ],
    ['a tile of a higher level', 'tile/1/000.p/1', octets => Buffer.alloc(octets.length)],
    ['a tile that was cut', 'tile/0/000', octets => octets.subarray(1)],
  ])('finds %s', async (_what, file, change) => {
    await filled()
    const path = join(place.logFolder, file)
    const changed = change(readFileSync(path))
    if (changed === null) rmSync(path)
    else writeFileSync(path, changed)
    await place.start()
    expect((await place.log.verify()).first).toMatchObject([{ what: 'tile', place: file }])
  })

  it.each([
    ['is missing', () => null],
    ['cannot be read', (text: string) => text.slice(0, 20)],
    [
      'is not signed by this log',
      (text: string) => text.replace(/.(?=.{9}\n$)/, one => (one === 'A' ? 'B' : 'A')),
    ],
    ['is not signed by this log', (text: string) => `${text.split('\n').slice(0, 5).join('\n')}\n`],
  ])('finds that the published checkpoint %s', async (detail, change) => {
    await filled()
    const file = join(place.logFolder, 'checkpoint')
    const changed = change(readFileSync(file, 'utf8'))
    if (changed === null) rmSync(file)
    else writeFileSync(file, changed)
    await place.start()
    const { first } = await place.log.verify()
    expect(first).toMatchObject([
      { place: 'the published checkpoint', detail: expect.stringContaining(detail) },
    ])
  })

  it('sees what was rewritten with all its hashes by the checkpoint that was signed before', async () => {
    await place.act(20)
    await place.log.publish()
    const outsideCopy = openCheckpoint(published(), await place.log.verifierKeys())
    await place.stop()
    // Everything rewritten as if it had always been so, checkpoints and tiles gone.
    const db = new Database(join(place.dataDir, 'store.db'))
    db.exec('DELETE FROM audit; DELETE FROM log; DELETE FROM checkpoints; DELETE FROM cosignatures')
    db.close()
    rmSync(place.logFolder, { recursive: true })
    await place.start()
    await place.act(25)
    await place.log.publish()
    // By itself nothing is to be seen: this is what a copy elsewhere and witnesses are for.
    expect(await place.log.verify()).toMatchObject({ findings: 0, leaves: 25 })
    const now = openCheckpoint(published(), await place.log.verifierKeys())
    const path = value(await place.log.consistency(20, 25))
    expect(() => checkConsistency(20, 25, outsideCopy.root, now.root, path)).toThrow('of another old tree')
  })
})

it('keeps of old checkpoints the last of each hour', async () => {
  const hour = 3_600_000
  const start = place.now
  for (let i = 0; i < 24; i++) {
    place.now = start + i * (hour / 4)
    await place.act(1)
    await place.log.publish()
  }
  const before = (await place.store.read.log.checkpoints(0, 100)).length
  expect(before).toBe(24)
  place.now = start + 54 * hour
  await place.act(1)
  await place.log.publish()
  const kept = await place.store.read.log.checkpoints(0, 100)
  expect(kept.map(({ size }) => size)).toEqual([4, 8, 12, 16, 20, 24, 25])
  expect(await place.log.verify()).toMatchObject({ checkpoints: 7, findings: 0 })
})

/** Who may export what, what becomes of letters that change meanwhile, and what the log says of it. */

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  type Asker,
  createExports,
  type ExportParts,
  type Exports,
} from '../../src/archive/export/exports.ts'
import type { Part } from '../../src/archive/export/parts.ts'
import type { ManifestRow } from '../../src/archive/export/rows.ts'
import { readFrames } from '../../src/base/framed.ts'
import { wholeProvince } from '../../src/ports/search.ts'
import { letter, value } from '../conformance/letters.ts'
import { auditor, ExportPlace, fill, runBare, runIn } from './place.ts'

const verifier = join(import.meta.dirname, '../../src/archive/export/verify.mjs')
let place: ExportPlace

beforeEach(async () => {
  place = await ExportPlace.open('[limits]\nexport_page_bytes = 40000\nexport_piece_bytes = 8000')
  await fill(place.store, 40)
})
afterEach(async () => {
  await place[Symbol.asyncDispose]()
})

async function manifest(name: string): Promise<readonly ManifestRow[]> {
  const { out } = await runIn(place.out, 'unzip', ['-p', place.file(name), 'manifest.json'])
  return JSON.parse(out) as ManifestRow[]
}

async function verify(name: string) {
  const { out, code } = await runBare(process.execPath, [verifier, place.file(name), '--json'], place.out)
  return { code, ...(JSON.parse(out) as { counts: unknown; first: { place: string; en: string }[] }) }
}

async function acts(): Promise<readonly { operation: string; detail: Record<string, unknown> }[]> {
  const records = await place.store.read.audit(1000)
  return records
    .filter(({ operation }) => /export/.test(operation))
    .map(({ operation, detail }) => ({ operation, detail: JSON.parse(detail) }))
    .reverse()
}

function exportsOf(change: Partial<ExportParts> = {}): Exports {
  const { services } = place.cli
  return createExports({
    ...services,
    index: services.search,
    origin: services.config.transparency.origin,
    ...change,
  })
}

function change(sql: string): void {
  const db = new Database(join(place.cli.folder, 'data/store.db'))
  db.exec(sql)
  db.close()
}

const asker: Asker = { name: auditor, role: 'auditor', scope: wholeProvince }

describe('congvu archive export', () => {
  it('needs the approval of this query', async () => {
    expect(await place.export('', 'a.zip')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--approval'),
    })
    expect(await place.export('', 'a.zip', '--approval', '7')).toMatchObject({
      code: 4,
      err: 'congvu: no approval 7\n',
    })
    expect(await place.agree('agency:sokhcn')).toBe(1)
    expect(await place.export('', 'a.zip', '--approval', '1')).toMatchObject({
      code: 5,
      err: 'congvu: approval 1 is to export agency:sokhcn, nothing else\n',
    })
    expect(await place.agree('nonsense:')).toBe(2)
    expect((await place.export('nonsense:', 'a.zip', '--approval', '2')).code).toBe(2)
    // Nothing is left of those.
    expect((await runIn(place.out, 'ls', ['-A', place.out])).out).toBe('')
    expect((await acts()).filter(({ operation }) => operation === 'export.begun')).toEqual([])
    expect((await place.export('agency:sokhcn', 'a.zip', '--approval', '1')).code).toBe(0)
    expect((await place.export('agency:sokhcn', 'a.zip', '--approval', '1')).err).toContain(
      'is there already',
    )
  })

  it('begins when a second auditor has agreed, and asks for a reason', async () => {
    const { cli } = place
    await cli.operator('thanhtra2', 'auditor', 'Suối Lê-nin 2026')
    await cli.session('thanhtra2')
    const query = 'agency:thucphan'
    const request = ['approval', 'request', 'export', '--query', query, '--reason', 'Kết luận số 4/KL-TTr']
    const by = async (name: string) => ['--as', name, '--code', await cli.code(name)]
    const { id } = await cli.json<{ id: number }>(...request, ...(await by(auditor)))
    const attempt = () => place.export(query, 'a.zip', '--approval', `${id}`, '--as', auditor)
    expect(await attempt()).toMatchObject({
      code: 5,
      err: expect.stringContaining('still waits for another auditor'),
    })
    const grant = ['approval', 'grant', `${id}`]
    expect((await cli.run([...grant, ...(await by(auditor))])).code).toBe(5)
    expect((await cli.run([...grant, ...(await by('thanhtra2'))])).code).toBe(0)
    const silent = [
      'archive',
      'export',
      query,
      '--out',
      place.file('a.zip'),
      '--approval',
      `${id}`,
      '--as',
      auditor,
    ]
    expect(await cli.run(silent)).toMatchObject({ code: 2, err: expect.stringContaining('say why you look') })
    expect((await attempt()).code).toBe(0)
    expect(await verify('a.zip')).toMatchObject({ code: 0, counts: { entries: 13 } })
  })

  it('is an act in the log before the first page, and another at its end', async () => {
    await place.agree('agency:sokhcn')
    await place.export('agency:sokhcn', 'a.zip', '--approval', '1')
    const told = await acts()
    const operations = told.map(({ operation }) => operation)
    expect(operations.slice(0, 3)).toEqual(['archive.export.begin', 'export.begun', 'archive.export.page'])
    expect(operations).toContain('archive.export.end')
    const begun = told[1]!.detail
    expect(begun).toMatchObject({
      query: 'agency:sokhcn',
      approval: 1,
      format: 'zip',
      through: 40,
      scope: wholeProvince,
    })
    const rows = await manifest('a.zip')
    expect(begun.entries).toBe(rows.length)
    expect(rows.every(({ fromAgency }) => fromAgency === 'sokhcn')).toBe(true)
    expect(told.find(({ operation }) => operation === 'export.ended')!.detail).toMatchObject({
      export: begun.export,
      entries: rows.length,
    })
    expect((await verify('a.zip')).code).toBe(0)
    const trail = ['archive', 'trail', `${rows[0]!.entry}`, '--json']
    expect(await place.cli.json<{ events: unknown }>(...trail)).toMatchObject({
      events: expect.arrayContaining([expect.objectContaining({ kind: 'exported', who: auditor })]),
    })
  })

  it('of nothing is a package without letters', async () => {
    await place.agree('agency:thue')
    expect((await place.export('agency:thue', 'none.zip', '--approval', '1')).code).toBe(0)
    expect(await manifest('none.zip')).toEqual([])
    expect(await verify('none.zip')).toMatchObject({ code: 0, counts: { entries: 0 } })
  })

  it('as an mbox holds what others read, without the refused', async () => {
    await place.agree('')
    expect((await place.export('', 'all.mbox', '--approval', '1', '--format', 'mbox')).code).toBe(0)
    const script = `import mailbox, sys; box = mailbox.mbox(sys.argv[1]); print(len(box), sum(1 for m in box if m['Message-ID']))`
    const { out } = await runIn(place.out, 'python3', ['-c', script, place.file('all.mbox')])
    expect(Number(out.split(' ')[0])).toBe(36)
    const text = await readFile(place.file('all.mbox'), 'latin1')
    expect(text).toMatch(/^From hanh\.nt@caobang\.gov\.vn Mon Nov 23 01:00:00 2026\n/)
    expect(text).not.toContain('\r\n')
  })
})

describe('an export holds', () => {
  it('only what both scopes allow, and gives it only to its own auditor', async () => {
    const exports = exportsOf()
    const [sokhcn, thucphan] = (await place.store.read.directory.agencies()).map(({ id }) => id)
    await place.agree('', { ...wholeProvince, agencies: [thucphan!] })
    const wanted = { query: '', approval: 1, format: 'zip' } as const
    const begun = value(await exports.begin(asker, wanted))
    expect(begun.entries).toBe(13)
    const own = { ...asker, scope: { ...wholeProvince, agencies: [sokhcn!] } }
    // What was agreed to is not what this one may see now.
    expect(await exports.page(own, begun.export, begun.cursor)).toMatchObject({
      ok: false,
      error: { reason: 'refused', message: expect.stringContaining('outside what you may see') },
    })
    const stranger = { ...asker, name: 'thanhtra2' }
    for (const attempt of [
      // Of another's approval it is not told that there is one.
      exports.begin(stranger, wanted),
      exports.page(stranger, begun.export, begun.cursor),
      exports.end(stranger, begun.export, begun.cursor),
      exports.page({ ...asker, scope: null }, begun.export, begun.cursor),
      exports.page(asker, '0'.repeat(18), begun.cursor),
    ])
      expect(await attempt).toMatchObject({ ok: false, error: { reason: 'not-found' } })
    await place.agree('', { ...wholeProvince, agencies: [thucphan!] })
    expect(await exports.begin(own, { ...wanted, approval: 2 })).toMatchObject({
      ok: false,
      error: { reason: 'refused', message: expect.stringContaining('sees nothing') },
    })
  })

  it('what it was begun with, whatever comes after; begun again it is the same', async () => {
    const exports = exportsOf()
    await place.agree('')
    const wanted = { query: '', approval: 1, format: 'zip' } as const
    const begun = value(await exports.begin(asker, wanted))
    change("UPDATE approvals SET state = 'lapsed'")
    await fillMore()
    expect(value(await exports.begin(asker, wanted))).toEqual(begun)
    expect(begun.entries).toBe(40)
    const [one, again] = [1, 2].map(() => exports.page(asker, begun.export, begun.cursor))
    expect(value(await one!)).toEqual(value(await again!))
  })

  async function fillMore(): Promise<void> {
    await place.store.write.commitMessage(letter({ number: 900, to: [{}] }))
  }

  it('no places but its own, and ends when all is fetched', async () => {
    const exports = exportsOf()
    await place.agree('')
    const begun = value(await exports.begin(asker, { query: '', approval: 1, format: 'zip' }))
    const other = value(await exports.begin(asker, { query: '', approval: 1, format: 'mbox' }))
    const forged = begun.cursor.replace('letters.0.', 'letters.40.')
    for (const cursor of [forged, other.cursor, '', begun.cursor.replace('letters', 'proofs')])
      for (const attempt of [
        exports.page(asker, begun.export, cursor),
        exports.end(asker, begun.export, cursor),
      ])
        expect(await attempt).toMatchObject({ ok: false, error: { reason: 'invalid' } })
    expect(await exports.end(asker, begun.export, begun.cursor)).toMatchObject({
      ok: false,
      error: { reason: 'invalid' },
    })
  })

  it('nothing any more when its time is over', async () => {
    const exports = exportsOf()
    await place.agree('')
    const wanted = { query: '', approval: 1, format: 'zip' } as const
    const begun = value(await exports.begin(asker, wanted))
    const then = exportsOf({ clock: { now: () => begun.expiresAtMs } })
    expect(await then.page(asker, begun.export, begun.cursor)).toMatchObject({
      ok: false,
      error: { reason: 'refused' },
    })
    const anew = value(await then.begin(asker, wanted))
    expect(anew.export).not.toBe(begun.export)
    expect(await place.store.read.exports.export(begun.export)).toBeUndefined()
    expect(await place.store.read.exports.exportEntries(begun.export, 0, 9)).toEqual([])
  })

  it('waits for the index', async () => {
    await place.agree('')
    place.cli.services.search.caughtUp = () => Promise.reject(new Error('behind'))
    expect(await place.export('', 'a.zip', '--approval', '1')).toMatchObject({ code: 75 })
  })
})

describe('letters that are not whole', () => {
  it('are told, and none of their bytes are given', async () => {
    const gone = `SELECT received_blob FROM entries WHERE id = 2 UNION SELECT sent_blob FROM entries WHERE id = 6`
    change(`DELETE FROM hot WHERE blob_id IN (${gone}); DELETE FROM cold WHERE blob_id IN (${gone});
      UPDATE entries SET mail_from = 'x@gmail.com' WHERE id = 9`)
    await place.agree('')
    expect((await place.export('', 'a.zip', '--approval', '1')).code).toBe(0)
    const rows = await manifest('a.zip')
    expect(rows.filter(({ state }) => state === 'damaged').map(({ entry }) => entry)).toEqual([2, 6])
    expect(rows[5]!.forms.map(({ file }) => file !== null)).toEqual([true, false, true, true])
    const told = await verify('a.zip')
    expect(told.code).toBe(1)
    expect(told.first).toEqual([
      expect.objectContaining({ place: 'entry 2', en: expect.stringContaining('by the server itself') }),
      expect.objectContaining({ place: 'entry 6', en: expect.stringContaining('by the server itself') }),
      // Somebody changed its row: its leaf cannot be made anew.
      expect.objectContaining({ place: 'entry 9', en: 'its proof does not lead to the root of the log' }),
      expect.objectContaining({ place: 'letters/00000009.eml' }),
    ])
  })

  /** As retention erases: the act first, then the keys; the row tells of both. */
  async function erase(ids: readonly number[]): Promise<void> {
    const detail = JSON.stringify({ rule: 'thư thường, 5 năm', entries: ids })
    await place.store.write.audit({
      at: 1,
      operator: 'congvu',
      role: 'system',
      operation: 'retention.erase',
      detail,
    })
    const leaf = (await place.store.read.log.size()) - 1
    for (const id of ids) {
      const blobs = `SELECT received_blob FROM entries WHERE id = ${id}`
      change(`DELETE FROM hot WHERE blob_id IN (${blobs}); DELETE FROM cold WHERE blob_id IN (${blobs});
        UPDATE entries SET subject = '', message_id = '' WHERE id = ${id}`)
    }
    const { archive } = place.store.read
    const usual = archive.entry.bind(archive)
    archive.entry = async id => {
      const entry = await usual(id)
      return entry && ids.includes(id) ? { ...entry, erasedAt: 1, erasedBy: leaf } : entry
    }
  }

  it('because they were erased are proved by the act that erased them', async () => {
    await erase([1, 3])
    await place.agree('')
    expect((await place.export('', 'a.zip', '--approval', '1')).code).toBe(0)
    const rows = await manifest('a.zip')
    expect(rows[0]).toMatchObject({
      state: 'erased',
      forms: [{ file: null }],
      erased: { leaf: expect.any(Number) },
    })
    expect(await verify('a.zip')).toMatchObject({ code: 0, counts: { erased: 2, letters: 34 } })
  })

  it('because they are erased in the middle of the export are taken out again', async () => {
    const exports = exportsOf()
    await place.agree('')
    const begun = value(await exports.begin(asker, { query: '', approval: 1, format: 'zip' }))
    let cursor = begun.cursor
    // Up to a letter that is cut by the end of a page.
    for (;;) {
      const heads = [...readFrames(value(await exports.page(asker, begun.export, cursor)))].map(
        ({ head }) => head as Part,
      )
      const last = heads.at(-1)!
      if (last.part !== 'next' || last.cursor === null) throw new Error('no letter is large enough')
      cursor = last.cursor
      const [, entry, form, offset] = cursor.split('.')
      if (form === '0' && offset !== '0') {
        await erase([Number(entry) + 1])
        break
      }
    }
    const heads = [...readFrames(value(await exports.page(asker, begun.export, cursor)))].map(
      ({ head }) => head,
    )
    expect(heads).toEqual([{ part: 'void' }, { part: 'next', cursor: null }])
  })

  it('because they are erased while the command takes their pieces leave nothing in the package', async () => {
    await place.agree('')
    const { blobs } = place.store.read
    const usual = blobs.bytes.bind(blobs)
    let erased = 0
    blobs.bytes = async (blob, range) => {
      if (erased === 0 && (range?.start ?? 0) > 0) {
        const received = await Promise.all(
          Array.from({ length: 40 }, async (_, i) => (await place.store.read.archive.entry(i + 1))!),
        )
        const entry = received.find(({ forms }) => forms[0]?.blob === blob)
        if (entry !== undefined) {
          erased = entry.id
          await erase([entry.id])
        }
      }
      return usual(blob, range)
    }
    expect((await place.export('', 'a.zip', '--approval', '1')).code).toBe(0)
    expect(erased).toBeGreaterThan(0)
    expect((await manifest('a.zip'))[erased - 1]).toMatchObject({ entry: erased, state: 'erased' })
    expect(await verify('a.zip')).toMatchObject({ code: 0, counts: { entries: 40, erased: 1, letters: 35 } })
  })

  it('because they are erased just before the end are in it with the act', async () => {
    await place.agree('')
    const { transparency } = place.cli.services
    const usual = transparency.tick
    transparency.tick = async () => {
      await erase([5])
      await usual()
    }
    expect((await place.export('', 'a.zip', '--approval', '1')).code).toBe(0)
    transparency.tick = usual
    expect((await manifest('a.zip'))[4]).toMatchObject({ state: 'kept' })
    expect(await verify('a.zip')).toMatchObject({ code: 0, counts: { erased: 0, letters: 36 } })
  })
})

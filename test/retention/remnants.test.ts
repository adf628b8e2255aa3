/**
 * What is left on the disk of letters that were erased: nothing of their keys and words, in the database, in its log and
 * in the segments, whatever pages they have been on. The bytes are looked for as they lie in the files.
 */
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { headerRecipe, keptHeader } from '../../src/imap/fetch/kept-header.ts'
import type { EntryId } from '../../src/ports/archive.ts'
import { letterBytes, sha256, value } from '../conformance/letters.ts'
import { RetentionPlace, yearMs } from './place.ts'

const letters = 900
const rounds = 3

/** Every wrapped key that each blob ever had. */
class Keys {
  readonly #seen = new Map<number, Map<string, Buffer>>()

  look(dataDir: string): void {
    const db = new Database(join(dataDir, 'store.db'), { readonly: true })
    const rows = db
      .prepare('SELECT blob_id AS blob, key FROM hot UNION ALL SELECT blob_id, key FROM cold')
      .all()
    for (const { blob, key } of rows as { blob: number; key: Buffer }[]) {
      const ofBlob = this.#seen.get(blob) ?? new Map<string, Buffer>()
      this.#seen.set(blob, ofBlob.set(key.toString('hex'), key))
    }
    db.close()
  }

  of(blob: number): readonly Buffer[] {
    return [...(this.#seen.get(blob)?.values() ?? [])]
  }
}

function filesOf(dataDir: string): readonly (readonly [string, Buffer])[] {
  return [
    'store.db',
    'store.db-wal',
    ...readdirSync(join(dataDir, 'blobs')).map(name => `blobs/${name}`),
  ].map(name => [name, readFileSync(join(dataDir, name))])
}

function wordOf(number: number): string {
  const hash = Buffer.from(sha256(Buffer.from(`từ ${number}`)))
  return `hiếm${hash.toString('hex', 0, 6)}`
}

/** As searches over mailboxes keep of a letter. */
function filterOf(number: number): Buffer {
  return Buffer.from(sha256(Buffer.from(`lọc ${number}`)))
}

/** Keeps texts and headers of letters, and their filters together; answers by letter what of them lies sealed. */
async function keepTextsOf(
  { store, directory, dataDir }: RetentionPlace,
  numbers: readonly number[],
): Promise<ReadonlyMap<number, readonly Buffer[]>> {
  const inbox = (await store.read.mailboxes.byName(directory.boxIds[1]!, 'INBOX'))!
  const { views } = await store.read.mailboxes.snapshot(inbox.id)
  const newest = await store.read.mailboxes.searchTexts([...views.slice(-numbers.length)])
  const kept = numbers.map(number => ({
    id: newest.find(({ subject }) => subject.endsWith(wordOf(number)))!.id,
    filter: filterOf(number),
    text: Buffer.from(`văn bản ${wordOf(number)}`),
  }))
  await store.write.keepTexts(1, kept)
  const sealedTogether = [randomBytes(300), randomBytes(300)]
  const keys = randomBytes(92)
  await store.write.keepSlab([], {
    mailbox: inbox.id,
    recipe: 1,
    firstUid: numbers[0]! + 1,
    lastUid: numbers.at(-1)! + 1,
    views: kept.map(({ id }) => id),
    shape: randomBytes(40),
    keys,
    records: sealedTogether,
  })
  const headers = kept.map(({ id }, i) => keptHeader(id, Buffer.from(`Subject: ${wordOf(numbers[i]!)}`)))
  await store.write.keepHeaders(headerRecipe, headers)
  const db = new Database(join(dataDir, 'store.db'), { readonly: true })
  const columns = [
    ['sealed', 'text_filters'],
    ['listed', 'kept_headers'],
    ['whole', 'kept_headers'],
  ]
  const sealed = columns.map(([column, table]) =>
    db.prepare<unknown[], Buffer>(`SELECT ${column} FROM ${table} WHERE view_id = ?`).pluck(),
  )
  const filters = new Map(
    numbers.map((number, i) => [
      number,
      [...sealed.map(of => of.get(kept[i]!.id)!), keys, ...sealedTogether],
    ]),
  )
  db.close()
  return filters
}

it('is nothing of their keys and words', { timeout: 120_000 }, async () => {
  await using place = await RetentionPlace.open({ hotBytes: 200_000, segmentBytes: 4_000_000 })
  const keys = new Keys()
  const sealedTexts = new Map<number, readonly Buffer[]>()
  const entries: {
    readonly id: EntryId
    readonly number: number
    readonly blob: number
    readonly round: number
  }[] = []
  for (let number = 0; number < letters; number += 30) {
    const added = await Promise.all(
      Array.from({ length: 30 }, async (_, i) => {
        const one = number + i
        const random = sha256(Buffer.from(`tuổi ${one}`))[0]!
        const round = random % (rounds + 1)
        const id = await place.add({
          number: one,
          // A class for each round; the last one's letters stay.
          ageMs: (2 + 2 * round) * yearMs,
          subject: `Về việc ${wordOf(one)}`,
          bytes: letterBytes(one, one % 11 === 0 ? 90_000 : 1000 + 100 * (random % 64)),
        })
        return { id, number: one, round }
      }),
    )
    keys.look(place.dataDir)
    const sealed = await keepTextsOf(
      place,
      added.map(({ number }) => number),
    )
    for (const [number, texts] of sealed) sealedTexts.set(number, texts)
    for (const one of added) {
      const { blob } = (await place.store.read.archive.entry(one.id))!.forms[0]!
      entries.push({ ...one, blob })
    }
    if (number % 240 === 0) await wait(150)
    keys.look(place.dataDir)
  }
  const before = filesOf(place.dataDir)
  const found = (what: Buffer | string) => before.some(([, bytes]) => bytes.includes(what))
  expect(entries.every(({ number }) => found(wordOf(number)) && sealedTexts.get(number)!.every(found))).toBe(
    true,
  )
  for (const { number } of entries)
    expect(found(`văn bản ${wordOf(number)}`) || found(filterOf(number))).toBe(false)

  for (let round = rounds; round > 0; round--) {
    await place.setClass('chung', `${1 + 2 * round} years`)
    const applied = value(await place.retention.apply({ operator: 'quantri', role: 'administrator' }))
    expect(applied).toMatchObject({
      entries: entries.filter(entry => entry.round === round).length,
      complete: true,
    })
    keys.look(place.dataDir)
    const files = filesOf(place.dataDir)
    const left: string[] = []
    for (const { id, number, blob, round: ofRound } of entries) {
      const looked = [wordOf(number), ...sealedTexts.get(number)!, ...keys.of(blob)]
      expect(looked.length).toBeGreaterThan(4)
      for (const [name, bytes] of files)
        for (const what of looked)
          if (ofRound >= round && bytes.includes(what))
            left.push(
              `entry ${id}: ${typeof what === 'string' ? what : 'a key, a filter or a header'} in ${name}`,
            )
    }
    expect(left).toEqual([])
  }
  const staying = entries.filter(({ round }) => round === 0)
  for (const { blob, number } of staying)
    expect(Buffer.from(await place.store.read.blobs.bytes(blob)).toString()).toContain(
      `Công văn số ${number}/`,
    )
  expect([...place.index.forgotten].toSorted((a, b) => a - b)).toEqual(
    entries
      .filter(({ round }) => round > 0)
      .map(({ id }) => id)
      .toSorted((a, b) => a - b),
  )
})

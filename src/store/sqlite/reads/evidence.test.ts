import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'
import { openWriterDb } from '../connection.ts'
import { EvidenceReader } from './evidence.ts'

it('bounds are of one moment: a letter that comes meanwhile is no blob without an entry', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'congvu-evidence-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'store.db')
  const writer = openWriterDb(path, {})
  onTestFinished(() => void writer.close())
  const put = writer.prepare('INSERT INTO blobs (size) VALUES (1000)')
  put.run()
  let meanwhile: number | undefined
  const reader = new Database(path, {
    readonly: true,
    // Told of each statement before it runs.
    verbose: sql => {
      if (meanwhile !== undefined) meanwhile += put.run().changes
      if (String(sql).includes('FROM entries')) meanwhile ??= 0
    },
  })
  onTestFinished(() => void reader.close())
  const { entries, blobs, blobBytes } = await new EvidenceReader(reader, folder).bounds()
  expect({ entries, blobs, blobBytes }).toEqual({ entries: 0, blobs: 1, blobBytes: 1000 })
  expect(meanwhile).toBeGreaterThan(0)
})

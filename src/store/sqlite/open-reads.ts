/** The archive for another thread of the process that has the store open: a read-only connection of its own. */
import { join } from 'node:path'
import type { EntryId } from '../../ports/archive.ts'
import { openReaderDb } from './connection.ts'
import { KeyWrap } from './frames.ts'
import { ArchiveReader } from './reads/archive.ts'
import { BlobReader } from './reads/blobs.ts'

/** Whoever goes through the archive once needs no page twice. */
const cacheKiB = 1024

export interface ArchiveSource extends AsyncDisposable {
  readonly archive: ArchiveReader
  /** To be told of segments that are removed: what it has open else keeps their room. */
  readonly blobs: BlobReader
  /** Of these numbers, both inclusive, entries that an act has condemned and that are not wholly gone. */
  condemned(first: EntryId, last: EntryId): ReadonlySet<EntryId>
}

export function openArchiveSource({
  dataDir,
  masterKey,
}: {
  readonly dataDir: string
  readonly masterKey: Uint8Array
}): ArchiveSource {
  const db = openReaderDb(join(dataDir, 'store.db'), cacheKiB)
  const blobs = new BlobReader(db, new KeyWrap(masterKey), join(dataDir, 'blobs'))
  const condemned = db
    .prepare<unknown[], EntryId>('SELECT entry_id FROM erasures WHERE entry_id BETWEEN ? AND ?')
    .pluck()
  return {
    archive: new ArchiveReader(db),
    blobs,
    condemned: (first, last) => new Set(condemned.all(first, last)),
    async [Symbol.asyncDispose]() {
      await blobs[Symbol.asyncDispose]()
      db.close()
    },
  }
}

/** The archive for another thread of the process that has the store open: a read-only connection of its own. */
import { join } from 'node:path'
import type { StoreReads } from '../../ports/store.ts'
import { openReaderDb } from './connection.ts'
import { KeyWrap } from './frames.ts'
import { ArchiveReader } from './reads/archive.ts'
import { BlobReader } from './reads/blobs.ts'

/** Whoever goes through the archive once needs no page twice. */
const cacheKiB = 1024

export type ArchiveSource = Pick<StoreReads, 'archive' | 'blobs'> & AsyncDisposable

export function openArchiveSource({
  dataDir,
  masterKey,
}: {
  readonly dataDir: string
  readonly masterKey: Uint8Array
}): ArchiveSource {
  const db = openReaderDb(join(dataDir, 'store.db'), cacheKiB)
  const blobs = new BlobReader(db, new KeyWrap(masterKey), join(dataDir, 'blobs'))
  return {
    archive: new ArchiveReader(db),
    blobs,
    async [Symbol.asyncDispose]() {
      await blobs[Symbol.asyncDispose]()
      db.close()
    },
  }
}

/**
 * A process whose sync failed may have been killed before it settled that. The kernel takes the pages of that sync for
 * written although they are not, and the next sync leaves them out: what is committed behind them would be lost with
 * them in a power cut, because SQLite recovers a log up to its first hole. Written once more, they are synced.
 *
 * This needs neither room on the disk nor that readers leave the log, as emptying it would.
 */
import { closeSync, existsSync, fsyncSync, openSync, readSync, statSync, writeSync } from 'node:fs'

const pieceBytes = 1024 * 1024

/** Before the database is opened by the one who writes. Throws when the log cannot be made durable. */
export function rewriteWal(database: string): void {
  const path = `${database}-wal`
  if (!existsSync(path) || statSync(path).size === 0) return
  const file = openSync(path, 'r+')
  try {
    const piece = Buffer.allocUnsafe(pieceBytes)
    for (let at = 0; ; ) {
      const read = readSync(file, piece, 0, pieceBytes, at)
      if (read === 0) break
      for (let done = 0; done < read; ) done += writeSync(file, piece, done, read - done, at + done)
      at += read
    }
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

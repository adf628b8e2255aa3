/** Takes a blob's location away, and with it the only copy of its wrapped key. */
import type { BlobId } from '../../../ports/blobs.ts'
import type { Statement } from '../connection.ts'
import { storedBytes } from '../frames.ts'
import type { WriterSession } from '../session.ts'

export class BlobEraser {
  readonly #session: WriterSession
  readonly #hot: Statement<number>
  readonly #cold: Statement<{ segment: number; frames: Buffer }>
  readonly #dead: Statement

  constructor(session: WriterSession) {
    this.#session = session
    const { db } = session
    this.#hot = db
      .prepare<unknown[], number>('DELETE FROM hot WHERE blob_id = ? RETURNING length(bytes)')
      .pluck()
    this.#cold = db.prepare('DELETE FROM cold WHERE blob_id = ? RETURNING segment, frames')
    this.#dead = db.prepare('UPDATE segments SET dead = dead + ? WHERE id = ?')
  }

  /** Stored bytes that can be read no more; 0 when there were none. */
  erase(blob: BlobId): number {
    const hot = this.#hot.get(blob)
    if (hot !== undefined) {
      this.#session.cooled(hot)
      return hot
    }
    const cold = this.#cold.get(blob)
    if (cold === undefined) return 0
    const bytes = storedBytes(cold.frames)
    this.#dead.run(bytes, cold.segment)
    return bytes
  }
}

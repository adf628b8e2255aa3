import { frame } from '../../base/framed.ts'
import type { Limits } from '../../base/limits.ts'
import type { Cursor } from './cursor.ts'
import type { Part } from './parts.ts'

/** Gathers the frames of one page. */
export class PageBuilder {
  readonly pieceBytes: number
  readonly #pageBytes: number
  readonly #toText: (cursor: Cursor) => string
  readonly #octets: Uint8Array[] = []
  #size = 0

  constructor(
    { exportPageBytes, exportPieceBytes }: Pick<Limits, 'exportPageBytes' | 'exportPieceBytes'>,
    toText: (cursor: Cursor) => string,
  ) {
    this.#pageBytes = exportPageBytes
    this.pieceBytes = exportPieceBytes
    this.#toText = toText
  }

  /** Nothing is begun in it any more. */
  get full(): boolean {
    return this.#size >= this.#pageBytes
  }

  add(part: Part, octets?: Uint8Array): void {
    for (const piece of frame(part, octets)) {
      this.#octets.push(piece)
      this.#size += piece.length
    }
  }

  member(name: string, content: string | Uint8Array): void {
    const octets = typeof content === 'string' ? Buffer.from(content) : content
    this.add({ part: 'member', name, size: octets.length, offset: 0 }, octets)
  }

  whole(cursor: Cursor): void {
    this.add({ part: 'whole', cursor: this.#toText(cursor) })
  }

  finish(next: Cursor | null): Buffer {
    this.add({ part: 'next', cursor: next && this.#toText(next) })
    return Buffer.concat(this.#octets)
  }
}

/** The bytes of a view: its slices over the server's prefix and the stored form, nothing else. */
import type { BlobReads, ByteRange } from '../ports/blobs.ts'
import type { ViewSource } from '../ports/mailboxes.ts'

/** Where a piece of a view's range comes from. */
interface Piece extends ByteRange {
  readonly from: 'prefix' | 'form'
}

/** A range of a view (clipped to it; the whole by default) in chunks of at most one blob frame. */
export async function* viewBytes(
  blobs: BlobReads,
  view: ViewSource,
  range: ByteRange = { start: 0, end: view.sizeBytes },
): AsyncGenerator<Uint8Array> {
  for (const { from, start, end } of piecesOf(view, range)) {
    if (from === 'prefix') yield view.prefix.subarray(start, end)
    else yield* blobs.stream(view.blob, { start, end })
  }
}

/** The same as one array. */
export async function readView(blobs: BlobReads, view: ViewSource, range: ByteRange): Promise<Uint8Array> {
  const pieces = piecesOf(view, range)
  const read = ({ from, start, end }: Piece) =>
    from === 'prefix' ? view.prefix.subarray(start, end) : blobs.bytes(view.blob, { start, end })
  return pieces.length === 1 ? await read(pieces[0]!) : Buffer.concat(await Promise.all(pieces.map(read)))
}

function piecesOf(view: ViewSource, range: ByteRange): readonly Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (const slice of view.slices) {
    const start = Math.max(range.start - at, 0) + slice.start
    const end = Math.min(range.end - at + slice.start, slice.end)
    if (start < end) pieces.push({ from: slice.from, start, end })
    at += slice.end - slice.start
  }
  return pieces
}

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
export function readView(blobs: BlobReads, view: ViewSource, range: ByteRange): Promise<Uint8Array> {
  const pieces = piecesOf(view, range)
  const first = pieces[0]
  // As of most letters: nothing but the form.
  if (pieces.length === 1 && first?.from === 'form') return blobs.bytes(view.blob, first)
  return joined(blobs, view, pieces)
}

async function joined(blobs: BlobReads, view: ViewSource, pieces: readonly Piece[]): Promise<Uint8Array> {
  const bytes = await Promise.all(
    pieces.map(({ from, start, end }) =>
      from === 'prefix' ? view.prefix.subarray(start, end) : blobs.bytes(view.blob, { start, end }),
    ),
  )
  return bytes.length === 1 ? bytes[0]! : Buffer.concat(bytes)
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

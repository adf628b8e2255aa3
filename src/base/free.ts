/**
 * Gives the memory of a large buffer back at once, not at the next collection: garbage outside the heap is no reason for
 * one until there is much of it. Only for a view that owns its whole buffer and that nothing reads any more; the view is
 * empty afterwards.
 */
export function free(view: Uint8Array): void {
  const { buffer } = view
  if (buffer instanceof ArrayBuffer && view.length === buffer.byteLength && view.length >= largeBytes)
    buffer.transfer(0)
}

/** The first `size` octets of a view that owns its whole buffer, in a buffer of just that size. */
export function trim(view: Buffer<ArrayBuffer>, size: number): Buffer<ArrayBuffer> {
  return size === view.length ? view : Buffer.from(view.buffer.transfer(size))
}

/** Smaller ones die young and cheap. */
const largeBytes = 16 * 1024

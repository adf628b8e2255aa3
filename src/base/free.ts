/**
 * Gives the memory of a large buffer back at once, not at the next collection: garbage outside the heap is what makes
 * collections frequent under load. Only for a view that owns its whole buffer and that nothing reads any more; the
 * view is empty afterwards.
 */
export function free(view: Uint8Array): void {
  const { buffer } = view
  if (buffer instanceof ArrayBuffer && view.length === buffer.byteLength && view.length >= largeBytes)
    buffer.transfer(0)
}

/** Smaller ones die young and cheap. */
const largeBytes = 32 * 1024

/**
 * Compression between a connection and its socket (RFC 4978): raw deflate (RFC 1951) in both directions.
 *
 * Every chunk that the writer hands over ends in a sync flush, so that the client can read all of an answer as soon as
 * it is written. What arrives is inflated only as fast as it is taken: a small packet that unpacks to very much waits
 * packed, and the limits of the framing count unpacked octets.
 */
import type { Readable, Writable } from 'node:stream'
import { constants, createDeflateRaw, createInflateRaw } from 'node:zlib'

/**
 * Memory of one compressed session, outside JavaScript's heap: the client may use a window of 32 KiB, so inflating
 * takes that, 7 KiB of tables and 4 KiB of output. Deflating takes 2^(windowBits + 2) + 2^(memLevel + 9) octets, here
 * 32 KiB + 16 KiB, and 16 KiB of output. With the streams around them 200 KiB were measured for each of 400 sessions.
 */
const deflating = {
  windowBits: 13,
  memLevel: 5,
  level: 5,
  chunkSize: 16 * 1024,
  flush: constants.Z_SYNC_FLUSH,
  // No last block: where compression ends in a connection that goes on, the client reads on in clear.
  finishFlush: constants.Z_SYNC_FLUSH,
}
/** A client that breaks off in the middle of a block is gone like any other. */
const inflating = { chunkSize: 4 * 1024, finishFlush: constants.Z_SYNC_FLUSH }

export interface DeflateLayer extends Disposable {
  /** What the client says, unpacked. */
  readonly input: Readable
  /** What goes to the client, to be packed; 'end' comes when all of it is in the socket's hands. */
  readonly output: Writable
}

/** `onBroken` is called when the client does not send deflated octets. */
export function deflateLayer(socket: Readable & Writable, onBroken: () => void): DeflateLayer {
  const input = createInflateRaw(inflating)
  const output = createDeflateRaw(deflating)
  input.on('error', onBroken)
  output.on('error', onBroken)
  socket.pipe(input)
  output.pipe(socket, { end: false })
  return {
    input,
    output,
    [Symbol.dispose]() {
      socket.unpipe(input)
      output.unpipe(socket)
      // Their memory is not V8's, and would wait for its collector.
      input.destroy()
      output.destroy()
    },
  }
}

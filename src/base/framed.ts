/**
 * Several things in one octet string: each a head in JSON and octets of its own.
 *
 *     length of the head (4 octets, big-endian), length of the octets (4), head, octets
 */

const lengthBytes = 4

export interface Frame {
  readonly head: unknown
  readonly octets: Uint8Array
}

export function frame(head: unknown, octets: Uint8Array = Buffer.alloc(0)): readonly Uint8Array[] {
  const text = Buffer.from(JSON.stringify(head))
  const lengths = Buffer.alloc(2 * lengthBytes)
  lengths.writeUInt32BE(text.length, 0)
  lengths.writeUInt32BE(octets.length, lengthBytes)
  return [lengths, text, octets]
}

/** Throws RangeError when they end within a frame. */
export function* readFrames(all: Uint8Array): Generator<Frame> {
  const whole = Buffer.from(all.buffer, all.byteOffset, all.byteLength)
  let at = 0
  while (at < whole.length) {
    const head = whole.readUInt32BE(at)
    const octets = whole.readUInt32BE(at + lengthBytes)
    const start = at + 2 * lengthBytes
    at = start + head + octets
    if (at > whole.length) throw new RangeError('a frame is cut off')
    yield {
      head: JSON.parse(whole.toString('utf8', start, start + head)),
      octets: whole.subarray(start + head, at),
    }
  }
}

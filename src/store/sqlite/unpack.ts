/**
 * Unpacks zstd frames of known length. The runtime makes a stream object and a decoder for every call of
 * `zstdDecompressSync`, which costs ten times what a letter's frame does; here one decoder is used again and again.
 *
 * The runtime has no public name for that. Where its stream is not what it was when this was written, or anything is
 * unusual about a frame, the public function does the work.
 */
import { constants, createZstdDecompress, zstdDecompressSync } from 'node:zlib'

/** The decoder inside the runtime's stream. */
interface Decoder {
  reset(): void
  writeSync(
    flush: number,
    from: Uint8Array,
    fromStart: number,
    fromBytes: number,
    to: Uint8Array,
    toStart: number,
    toBytes: number,
  ): void
  onerror: () => void
}

export class Unpacker {
  #decoder: Decoder | undefined
  /** Octets left over after a call: of the output, and of the input. */
  #left: Uint32Array = new Uint32Array(2)
  #failed = false
  readonly #options: { readonly dictionary?: Uint8Array }

  /** `dictionary`: what the frames were packed with. */
  constructor(dictionary?: Uint8Array) {
    this.#options = dictionary === undefined ? {} : { dictionary }
    const stream: { _handle?: unknown; _writeState?: unknown } = createZstdDecompress(this.#options) as object
    const { _handle: decoder, _writeState: left } = stream
    if (!isDecoder(decoder) || !(left instanceof Uint32Array)) return
    decoder.onerror = () => {
      this.#failed = true
    }
    this.#decoder = decoder
    this.#left = left
  }

  /** Whether the runtime's decoder is the one that is known. */
  get isQuick(): boolean {
    return this.#decoder !== undefined
  }

  /** The `size` octets that `packed` holds. Throws when it does not. */
  unpack(packed: Uint8Array, size: number): Buffer {
    const unpacked = this.#quickly(packed, size) ?? this.#publicly(packed, size)
    if (unpacked.length !== size) throw new Error(`a packed frame of ${size} octets holds ${unpacked.length}`)
    return unpacked
  }

  /** undefined when the public function has to look at it. */
  #quickly(packed: Uint8Array, size: number): Buffer | undefined {
    const decoder = this.#decoder
    if (decoder === undefined || size === 0) return undefined
    // With an octet to spare: a decoder that stops short of the end of its room has come to the end of the frame.
    const room = Buffer.allocUnsafe(size + 1)
    this.#failed = false
    decoder.reset()
    decoder.writeSync(constants.ZSTD_e_end, packed, 0, packed.length, room, 0, room.length)
    const [outputLeft, inputLeft] = this.#left
    return this.#failed || outputLeft !== 1 || inputLeft !== 0 ? undefined : room.subarray(0, size)
  }

  #publicly(packed: Uint8Array, size: number): Buffer {
    return zstdDecompressSync(packed, { ...this.#options, maxOutputLength: Math.max(1, size) })
  }
}

function isDecoder(handle: unknown): handle is Decoder {
  return (
    typeof handle === 'object' &&
    handle !== null &&
    'reset' in handle &&
    typeof handle.reset === 'function' &&
    'writeSync' in handle &&
    typeof handle.writeSync === 'function'
  )
}

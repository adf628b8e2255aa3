/**
 * Content-Transfer-Encoding undone chunk by chunk, for bodies that should not be held whole: what comes out, put
 * together, is what `decodeTransfer` makes of the whole (a property in the test).
 */
import { asBuffer, CR, HTAB, LF, SPACE } from './bytes.ts'
import { decodeTransfer } from './transfer.ts'

export type TransferEncoding = 'identity' | 'base64' | 'quoted-printable'

const encodings: ReadonlyMap<string, TransferEncoding> = new Map([
  ['7bit', 'identity'],
  ['8bit', 'identity'],
  ['binary', 'identity'],
  ['base64', 'base64'],
  ['quoted-printable', 'quoted-printable'],
])

/** What a field says, in lower case, by RFC 2045 §6.1; undefined for anything else. */
export function transferEncoding(field: string): TransferEncoding | undefined {
  return encodings.get(/[\w-]+/.exec(field)?.[0] ?? '7bit')
}

export function decodeTransferStream(
  chunks: AsyncIterable<Uint8Array>,
  encoding: TransferEncoding,
): AsyncIterable<Uint8Array> {
  switch (encoding) {
    case 'identity':
      return chunks
    case 'base64':
      return decodeBase64(chunks)
    case 'quoted-printable':
      return decodeQuotedPrintable(chunks)
  }
}

async function* decodeBase64(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let carry = ''
  for await (const chunk of chunks) {
    const text =
      carry +
      asBuffer(chunk)
        .toString('latin1')
        .replace(/[^A-Za-z0-9+/=]+/g, '')
    // Padding ends a run: joined encodings are taken one after another.
    const runs = text.split(/=+/)
    const last = runs.pop() as string
    for (const run of runs) if (run !== '') yield Buffer.from(run, 'base64')
    const whole = last.length - (last.length % 4)
    if (whole > 0) yield Buffer.from(last.slice(0, whole), 'base64')
    carry = last.slice(whole)
  }
  if (carry !== '') yield Buffer.from(carry, 'base64')
}

async function* decodeQuotedPrintable(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? asBuffer(chunk) : Buffer.concat([rest, chunk])
    const end = cutBefore(bytes)
    if (end > 0) yield decodeTransfer(bytes.subarray(0, end), 'quoted-printable', end)
    rest = bytes.subarray(end)
  }
  if (rest.length > 0) yield decodeTransfer(rest, 'quoted-printable', rest.length)
}

/**
 * Where what follows does not matter to what stands before: behind the last line end, or else behind an octet that is
 * no white space, no CR and none of an escape's.
 */
function cutBefore(bytes: Buffer): number {
  const line = bytes.lastIndexOf(LF) + 1
  if (line > 0) return line
  for (let end = bytes.length; end > 3; end--) {
    const octet = bytes[end - 1]
    if (octet === SPACE || octet === HTAB || octet === CR) continue
    if (bytes.subarray(end - 3, end).includes(0x3d)) continue
    return end
  }
  return 0
}

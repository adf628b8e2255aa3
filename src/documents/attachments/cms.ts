/** Cryptographic messages (RFC 5652): which kind one is, and the content that a signature encloses. */
import { asBuffer } from '../../mail/bytes.ts'

export type CmsKind =
  | { readonly kind: 'signature' }
  /** Signed content inside (RFC 8551 §3.5.2): the letter itself. */
  | { readonly kind: 'signed'; readonly content: Uint8Array }
  | { readonly kind: 'encrypted' }
  | { readonly kind: 'compressed' }

const signedData = '2a864886f70d010702'
const kinds = new Map<string, CmsKind>([
  ['2a864886f70d010703', { kind: 'encrypted' }],
  ['2a864886f70d0109100117', { kind: 'encrypted' }],
  ['2a864886f70d0109100109', { kind: 'compressed' }],
])

/** Null for what is no ContentInfo (RFC 5652 §3). */
export function cmsKind(file: Uint8Array): CmsKind | null {
  const bytes = asBuffer(file)
  if (bytes[0] !== SEQUENCE) return null
  const [type, explicit] = childrenOf(bytes, elementAt(bytes, 0))
  if (type?.tag !== OBJECT_IDENTIFIER) return null
  const name = bytes.toString('hex', type.start, type.end)
  if (name !== signedData) return kinds.get(name) ?? null
  const [signed] = explicit === undefined ? [] : childrenOf(bytes, explicit)
  // version, digestAlgorithms, encapContentInfo
  const encapsulated = signed === undefined ? undefined : childrenOf(bytes, signed)[2]
  const wrapped = encapsulated === undefined ? undefined : childrenOf(bytes, encapsulated)[1]
  const [octets] = wrapped === undefined ? [] : childrenOf(bytes, wrapped)
  return octets === undefined ? { kind: 'signature' } : { kind: 'signed', content: octetsOf(bytes, octets) }
}

const OBJECT_IDENTIFIER = 0x06
const SEQUENCE = 0x30
const constructed = 0x20
/** Elements of one level that are looked at: a long content may come in many pieces. */
const maxChildren = 100_000

interface Element {
  readonly tag: number
  /** Of the content. */
  readonly start: number
  readonly end: number
  /** After the element. */
  readonly next: number
}

/** A tag and its length; an indefinite length reaches to its end mark, found by its children. */
function elementAt(bytes: Buffer, at: number, depth = 0): Element {
  const tag = bytes[at] ?? 0
  const first = bytes[at + 1] ?? 0
  if (first === 0x80 && depth < 16) {
    let position = at + 2
    while (position + 2 <= bytes.length && (bytes[position] !== 0 || bytes[position + 1] !== 0))
      position = elementAt(bytes, position, depth + 1).next
    return { tag, start: at + 2, end: Math.min(position, bytes.length), next: position + 2 }
  }
  const lengthOctets = first < 0x80 ? 0 : Math.min(first & 0x7f, 6)
  const start = at + 2 + lengthOctets
  const length =
    lengthOctets === 0 || start > bytes.length ? first & 0x7f : bytes.readUIntBE(at + 2, lengthOctets)
  return {
    tag,
    start: Math.min(start, bytes.length),
    end: Math.min(start + length, bytes.length),
    next: start + length,
  }
}

function childrenOf(bytes: Buffer, { tag, start, end }: Element): readonly Element[] {
  if ((tag & constructed) === 0) return []
  const children: Element[] = []
  for (let at = start; at < end && children.length < maxChildren; at = children.at(-1)!.next)
    children.push(elementAt(bytes, at))
  return children
}

/** An octet string, in one piece or in several (X.690 §8.7). */
function octetsOf(bytes: Buffer, element: Element, depth = 0): Buffer {
  if ((element.tag & constructed) === 0 || depth > 8) return bytes.subarray(element.start, element.end)
  return Buffer.concat(childrenOf(bytes, element).map(child => octetsOf(bytes, child, depth + 1)))
}

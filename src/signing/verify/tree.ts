/**
 * What strangers wrote as a tree of the library's. A tree takes a hundred times the room of its octets, an identifier even
 * a thing for each of its numbers: what there will be is counted before.
 */
import { type BaseBlock, fromBER } from 'asn1js'
import { asBuffer } from '../../mail/bytes.ts'
import { BerReader } from '../ber.ts'
import { tags } from '../der.ts'

const deepest = 100
/** Octets of one object identifier. */
const longestIdentifier = 100

/** The first value in the octets. Throws for one that cannot be read, or of more than `mostNodes` elements. */
export function readTree(octets: Uint8Array, mostNodes: number): BaseBlock {
  const bytes = asBuffer(octets)
  const reader = new BerReader(bytes, { cmsDepth: deepest, cmsElements: mostNodes })
  lookThrough(reader, reader.next())
  // The content of octet strings is read by who knows what it is.
  const options = {
    maxNodes: mostNodes,
    maxContentLength: bytes.length,
    maxDepth: deepest,
    parseEmbedded: false,
  }
  const { result, offset } = fromBER(bytes, options)
  if (offset === -1) throw new TypeError(result.error)
  return result
}

const constructed = 0x20

function lookThrough(reader: BerReader, element: ReturnType<BerReader['next']>): void {
  if (element === undefined) return
  const { tag } = element
  if (tag === tags.oid && reader.content(element).length > longestIdentifier)
    throw new TypeError('an identifier that is too long')
  if ((tag & constructed) === 0) {
    reader.skip(element)
    return
  }
  reader.enter(element)
  for (let inside = reader.next(); inside !== undefined; inside = reader.next()) lookThrough(reader, inside)
  reader.leave()
}

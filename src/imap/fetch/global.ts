/** Parts of type message/global in structures for IMAP4rev2. */

const global = Buffer.from('("message" "global" ')
const opaque = Buffer.from('("application" "octet-stream" ')

/**
 * The structure with such parts as octets. IMAP4rev2 wants the envelope and the structure of what is inside
 * (RFC 9051 §9, `media-message`), which IMAP4rev1 has for message/rfc822 alone; we do not look into them, and a part
 * without could not be read. Parameters of that name and value are followed by another string or the end.
 */
export function withoutGlobal(structure: Uint8Array): Uint8Array {
  const bytes = Buffer.from(structure.buffer, structure.byteOffset, structure.byteLength)
  let at = bytes.indexOf(global)
  if (at < 0) return structure
  const pieces: Uint8Array[] = []
  let from = 0
  for (; at >= 0; at = bytes.indexOf(global, at + 1)) {
    const next = bytes[at + global.length]
    if (next !== 0x28 /* ( */ && next !== 0x4e /* NIL */) continue
    pieces.push(bytes.subarray(from, at), opaque)
    from = at + global.length
  }
  return Buffer.concat([...pieces, bytes.subarray(from)])
}

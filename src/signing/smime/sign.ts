/**
 * smime/ — letters with a clear signature: multipart/signed with application/pkcs7-signature (RFC 8551 §3.5.3, RFC 1847
 * §2.1). The letter's Content-* fields go inside, under the signature; all others stay outside, in order and untouched.
 *
 * Invariants: the bytes that were hashed are the bytes between the boundaries; the whole is 7-bit as far as
 * `entity.ts` can make it; a large letter never keeps the event loop for long.
 *
 * Deliberately absent: signatures over what a client sealed itself (`sealed.ts` tells), and protected copies of the outer
 * header fields, which DKIM covers.
 */
import { joined } from '../../base/large-bytes.ts'
import { asBuffer } from '../../mail/bytes.ts'
import type { Part } from '../../mail/structure.ts'
import { encodeBase64 } from '../../mail/transfer-encoding.ts'
import { signDetached } from '../cms/signed-data.ts'
import type { SignerIdentity } from '../identity.ts'
import { signedEntity } from './entity.ts'
import { outerHeader } from './outer-header.ts'

export interface SignOptions {
  /** Milliseconds since 1970. */
  readonly signingTime: number
  /** Unguessable bytes, for the boundary. */
  readonly random: (bytes: number) => Uint8Array
}

/** The whole message, signed. `form` ends every line with CRLF, the last one, too, and stays as it is; `root` is its scan. */
export async function signMessage(
  form: Uint8Array,
  root: Part,
  signer: SignerIdentity,
  { signingTime, random }: SignOptions,
): Promise<Buffer> {
  const entity = await signedEntity(form, root)
  const signature = await signDetached(entity, signer, signingTime)
  const boundary = freshBoundary(entity, random)
  return joined([
    ...outerHeader(form, root, contentType(boundary)),
    Buffer.from(`--${boundary}\r\n`),
    ...entity,
    Buffer.from(signatureHead(boundary)),
    encodeBase64(signature),
    Buffer.from(`--${boundary}--\r\n`),
  ])
}

function contentType(boundary: string): Buffer {
  return Buffer.from(
    'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256;\r\n' +
      `\tboundary="${boundary}"\r\n`,
  )
}

function signatureHead(boundary: string): string {
  return (
    `\r\n--${boundary}\r\n` +
    'Content-Type: application/pkcs7-signature; name="smime.p7s"\r\n' +
    'Content-Transfer-Encoding: base64\r\n' +
    'Content-Disposition: attachment; filename="smime.p7s"\r\n\r\n'
  )
}

/** One that occurs nowhere in the entity. `=_` keeps it apart from everything encoded (RFC 2045 §6.7). */
function freshBoundary(entity: readonly Uint8Array[], random: SignOptions['random']): string {
  for (;;) {
    const boundary = `=_${Buffer.from(random(18)).toString('base64url')}`
    if (!entity.some(piece => asBuffer(piece).includes(boundary))) return boundary
  }
}

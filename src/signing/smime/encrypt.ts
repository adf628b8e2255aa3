/**
 * Encrypted letters: application/pkcs7-mime over the letter's Content-* fields and its body (RFC 8551 §3.3 and RFC 8551
 * §3.4). All other fields stay outside, in order and untouched, the Subject among them: the recipient's server files and judges
 * the letter by them, and DKIM covers them.
 *
 * Invariant: what was signed before is inside to the byte. A large letter never keeps the event loop for long.
 */
import { joined } from '../../base/large-bytes.ts'
import { asBuffer } from '../../mail/bytes.ts'
import { headerFields } from '../../mail/header.ts'
import type { Part } from '../../mail/structure.ts'
import { type EnvelopeFormat, envelop } from '../cms/enveloped-data.ts'
import { emptyLine, isContentField, textType } from './entity.ts'
import { outerHeader } from './outer-header.ts'
import { inBase64 } from './seven-bit.ts'

/** The whole message, encrypted to certificates in DER. `root` is the scan of `form`, which stays as it is. */
export async function encryptMessage(
  form: Uint8Array,
  root: Part,
  recipients: readonly Buffer[],
  format: EnvelopeFormat,
): Promise<Buffer> {
  const message = await envelop(entityOf(form, root), recipients, format)
  return joined([
    ...outerHeader(form, root, contentFields[format]),
    ...(await inBase64(await joined(message))),
  ])
}

function entityOf(form: Uint8Array, root: Part): readonly Uint8Array[] {
  const bytes = asBuffer(form)
  const body = bytes.subarray(root.bodyStart)
  const fields = headerFields(form, root.headerStart, root.headerEnd).filter(isContentField)
  return [
    ...(fields.some(({ name }) => name === 'content-type') ? [] : [Buffer.from(textType(body), 'latin1')]),
    ...fields.map(({ start, end }) => bytes.subarray(start, end)),
    emptyLine,
    body,
  ]
}

function fieldsFor(type: string): Buffer {
  return Buffer.from(
    `Content-Type: application/pkcs7-mime; smime-type=${type};\r\n\tname="smime.p7m"\r\n` +
      'Content-Transfer-Encoding: base64\r\n' +
      'Content-Disposition: attachment; filename="smime.p7m"\r\n',
  )
}

const contentFields: Readonly<Record<EnvelopeFormat, Buffer>> = {
  gcm: fieldsFor('authEnveloped-data'),
  cbc: fieldsFor('enveloped-data'),
}

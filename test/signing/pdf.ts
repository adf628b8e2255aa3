/** PDF files, signed by openssl over the ranges that the specification asks for. */
import { fromBER } from 'asn1js'
import { Attribute, ContentInfo, SignedAndUnsignedAttributes, SignedData } from 'pkijs'
import type { Holder, Pki } from './pki.ts'

/** A file of one page, as small as they come. */
export function plainPdf(text = 'Quyet dinh'): Buffer {
  const stream = `BT /F1 12 Tf 72 720 Td (${text}) Tj ET`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
  ]
  return update(Buffer.from('%PDF-1.7\n'), objects, 1)
}

/** Appends objects and a table of them, as a new version of the file. */
export function update(file: Buffer, objects: readonly string[], first = 10): Buffer {
  let body = ''
  const offsets = objects.map((object, index) => {
    const at = file.length + Buffer.byteLength(body, 'latin1')
    body += `${first + index} 0 obj\n${object}\nendobj\n`
    return `${String(at).padStart(10, '0')} 00000 n \n`
  })
  const table = file.length + Buffer.byteLength(body, 'latin1')
  const previous = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(file.toString('latin1'))?.[1]
  const prev = previous === undefined ? '' : ` /Prev ${previous}`
  const catalog = /\/Root (\d+ \d+ R)/.exec(file.toString('latin1'))?.[1] ?? '1 0 R'
  body += `xref\n${first} ${objects.length}\n${offsets.join('')}trailer\n<< /Size ${first + objects.length} /Root ${catalog}${prev} >>\nstartxref\n${table}\n%%EOF\n`
  return Buffer.concat([file, Buffer.from(body, 'latin1')])
}

const roomBytes = 12 * 1024

export interface Signing {
  readonly format?: 'adbe.pkcs7.detached' | 'ETSI.CAdES.detached' | 'ETSI.RFC3161' | 'adbe.pkcs7.sha1'
  readonly object?: number
  /** The value stands before the ranges in the dictionary, as some programs write it. */
  readonly valueFirst?: boolean
  /** Changes the ranges before anything is signed. */
  readonly ranges?: (ranges: readonly number[]) => readonly number[]
  /** Makes the value of what the ranges cover. */
  readonly value: (covered: Buffer) => Buffer
}

/** The file with a signature appended. */
export function signPdf(
  file: Buffer,
  { format = 'adbe.pkcs7.detached', object = 20, valueFirst = false, ranges, value }: Signing,
): Buffer {
  const room = `<${'0'.repeat(roomBytes * 2)}>`
  const place = '/ByteRange [0 0000000000 0000000000 0000000000]'
  const appended = update(
    file,
    [
      valueFirst
        ? `<< /Type /Sig /Contents ${room} /Filter /Adobe.PPKLite /SubFilter /${format} ${place} >>`
        : `<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /${format} ${place} /Contents ${room} >>`,
    ],
    object,
  )
  const begin = appended.lastIndexOf(room)
  const whole = [0, begin, begin + room.length, appended.length - begin - room.length]
  const numbers = ranges?.(whole) ?? whole
  const [start = 0, length = 0, second = 0, rest = 0] = numbers
  appended.write(
    `/ByteRange [${numbers.join(' ')}]`.padEnd(place.length),
    appended.lastIndexOf(place),
    'latin1',
  )
  const covered = Buffer.concat([
    appended.subarray(start, start + length),
    appended.subarray(second, second + rest),
  ])
  appended.write(value(covered).toString('hex'), begin + 1, 'latin1')
  return appended
}

/** The file with the last of its signatures made anew, over other ranges. */
export function signAnew(
  file: Buffer,
  ranges: (ranges: readonly number[]) => readonly number[],
  value: Signing['value'],
): Buffer {
  const text = file.toString('latin1')
  const at = text.lastIndexOf('/ByteRange')
  const [place = ''] = /^\/ByteRange *\[[^\]]*\] */.exec(text.slice(at)) ?? []
  const whole = place.match(/\d+/g)?.map(Number) ?? []
  const numbers = ranges(whole)
  const [start = 0, length = 0, second = 0, rest = 0] = numbers
  const signed = Buffer.from(file)
  signed.write(`/ByteRange [${numbers.join(' ')}]`.padEnd(place.length), at, 'latin1')
  const covered = [signed.subarray(start, start + length), signed.subarray(second, second + rest)]
  const [gap = 0, end = 0] = [whole[1], whole[2]]
  const hex = value(Buffer.concat(covered))
    .toString('hex')
    .padEnd(end - gap - 2, '0')
  signed.write(`<${hex}>`, gap, 'latin1')
  return signed
}

export function detached(pki: Pki, holder: Holder, options: readonly string[] = []): Signing['value'] {
  const by = ['-signer', holder.certificate, '-inkey', holder.key, ...options]
  return covered =>
    pki.openssl(['cms', '-sign', '-binary', '-outform', 'DER', '-md', 'sha256', ...by], covered)
}

/** An authority's token over the octets. */
export function stampOf(pki: Pki, authority: Holder, data: Buffer): Buffer {
  const settings = `[tsa]\ndefault_tsa=t\n[t]\nserial=${pki.path('tsa-serial')}\nsigner_digest=sha256\ndefault_policy=1.2.3.4\ndigests=sha256\nessc_ert_id_alg=sha256\n`
  const file = pki.write('tsa.cnf', settings)
  pki.write('tsa-serial', '01\n')
  pki.write('stamped', data)
  const query = pki.openssl(['ts', '-query', '-data', pki.path('stamped'), '-sha256', '-cert'])
  pki.write('query.tsq', query)
  const by = ['-signer', authority.certificate, '-inkey', authority.key, '-config', file]
  return pki.openssl(['ts', '-reply', '-queryfile', pki.path('query.tsq'), ...by, '-token_out'])
}

/** The signature with a token over its value. */
export function withStamp(pki: Pki, authority: Holder, value: Signing['value']): Signing['value'] {
  return covered => {
    const signature = value(covered)
    const signer = signedData(signature).signerInfos[0]!
    return withToken(
      stampOf(pki, authority, Buffer.from(signer.signature.getValue())),
      () => signature,
    )(covered)
  }
}

/** The signature with a token among its unsigned attributes. */
export function withToken(token: Uint8Array, value: Signing['value']): Signing['value'] {
  return covered => {
    const signed = signedData(value(covered))
    const values = [fromBER(new Uint8Array(token)).result]
    const attributes = [new Attribute({ type: '1.2.840.113549.1.9.16.2.14', values })]
    signed.signerInfos[0]!.unsignedAttrs = new SignedAndUnsignedAttributes({ type: 1, attributes })
    const outer = new ContentInfo({ contentType: '1.2.840.113549.1.7.2', content: signed.toSchema(true) })
    return Buffer.from(outer.toSchema().toBER())
  }
}

function signedData(value: Buffer): SignedData {
  return new SignedData({
    schema: new ContentInfo({ schema: fromBER(new Uint8Array(value)).result }).content,
  })
}

/** Signatures inside a PDF file: adbe.pkcs7.detached and ETSI.CAdES.detached, and ETSI.RFC3161 time stamps of it. */
import type { SignatureFact, SignatureFacts, SignatureReason } from '../outcome.ts'
import { type PdfSignature, pdfSignatures } from './byte-ranges.ts'
import { readSignedData, type SignedContent } from './cms.ts'
import { stampedAt } from './timestamp.ts'
import { settled, unverified, type Verified, type VerifyTools, verifySigners } from './verify.ts'

/** The facts of every signature in a file, in the order of their dictionaries. Linear in size times signatures. */
export function verifyPdf(file: Uint8Array, place: string, tools: VerifyTools): SignatureFacts {
  const most = tools.limits.signatures
  const found = pdfSignatures(file, most + 1)
  const facts = found.slice(0, most).flatMap(signature => verifyOne(signature, place, tools))
  return found.length > most ? [...facts, unverified('pdf', place, 'over-limit', 'part')] : facts
}

const gapReasons = new Map<PdfSignature['covers'], SignatureReason>([
  ['appended', 'appended'],
  ['partial', 'partial'],
])

function verifyOne(found: PdfSignature, place: string, tools: VerifyTools): SignatureFacts {
  const kind = found.format === 'timestamp' ? 'timestamp' : 'pdf'
  const covers = found.covers === 'whole' ? 'whole' : 'part'
  const without = (reason: SignatureReason) => [unverified(kind, place, reason, covers)]
  if (found.contents === null) return without('malformed')
  if (found.format === 'other') return without('unsupported')
  if (found.contents.length > tools.limits.signatureBytes) return without('over-limit')
  const read = readSignedData(found.contents, tools.trust.read)
  if (!read.ok || read.value === null || read.value.signers.length === 0) return without('malformed')
  const where = { kind, place, covers: 'whole' } as const
  const verified =
    kind === 'timestamp'
      ? verifyStamp(found, read.value, where, tools)
      : verifySigners(read.value, found.pieces, where, tools)
  const reason = gapReasons.get(found.covers)
  const added = reason === undefined ? [] : [reason]
  return verified.map(each => settled({ ...each, covers, reasons: [...each.reasons, ...added] }))
}

/** A token whose imprint is that of the file (RFC 3161 §2.4.2). */
function verifyStamp(
  { pieces }: PdfSignature,
  token: SignedContent,
  where: Pick<SignatureFact, 'kind' | 'place' | 'covers'>,
  tools: VerifyTools,
): readonly Verified[] {
  if (token.content === null) return [unverified(where.kind, where.place, 'malformed', where.covers)]
  const moment = stampedAt(token, pieces)
  return verifySigners(token, [token.content], where, tools).map(fact => ({
    ...fact,
    reasons: moment === null ? ['bad-digest', ...fact.reasons] : fact.reasons,
    signedAt: moment,
    timestamped: moment !== null && fact.reasons.length === 0,
  }))
}

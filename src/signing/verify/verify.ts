/**
 * signing/verify/ — what signatures in a letter are worth: S/MIME over the letter (RFC 8551, RFC 8550) and signatures
 * inside PDF files (ISO 32000-2 §12.8, ETSI EN 319 142-1), by the same rules of certificates and trust.
 *
 *     smime.ts      which parts of a letter are signed, and whether that is all of it
 *     pdf.ts        which octets of a file are signed, and whether that is all of them
 *     verify.ts     this file: one signature → its facts (outcome.ts)
 *     cms.ts        the signed data itself; algorithms.ts, certificate.ts, tree.ts below it
 *     encryption.ts to which certificate the author can be answered
 *     chain.ts      certificates up to an authority; trust.ts, and revocation.ts with its lists and OCSP answers below
 *
 * Invariants: hostile octets give facts, never an exception; the octets verified are those that stand in the letter; a
 * signature is `pass` only when it covers all that is shown; no network is asked. Heavy: the reading thread only.
 *
 * Validity is judged when the letter came, or at the moment that a time stamp of a trusted authority proves (RFC 3161):
 * what a signer says of the time is told and proves nothing.
 *
 * Deliberately absent: asking a responder of OCSP, constraints of names and policies (such a chain is untrusted), MGF1
 * with another digest than its signature's, signatures in XML (office files), what a PDF's own security store holds,
 * decryption.
 */
import type { Limits } from '../../base/limits.ts'
import { resultOf, type SignatureFact, type SignatureReason, worstFirst } from '../outcome.ts'
import { type ChainFacts, judgeChain, type Purpose } from './chain.ts'
import { checkSigner, type SignedContent, type SignerOutcome } from './cms.ts'
import { type EncryptionChoices, encryptionChoices } from './encryption.ts'
import { timestampOver } from './timestamp.ts'
import type { Trust } from './trust.ts'

export type VerifyLimits = Pick<Limits, 'signatures' | 'signatureBytes'>

export interface VerifyTools {
  readonly trust: Trust
  readonly limits: VerifyLimits
  /** When the letter came, milliseconds. */
  readonly at: number
}

/** A signature's facts but for what its surroundings add. */
export interface Verified extends Omit<SignatureFact, 'result'> {
  /** What its author may want letters encrypted to. */
  readonly choices?: EncryptionChoices
}

/** A fact of something nobody could look into. */
export function unverified(
  kind: SignatureFact['kind'],
  place: string,
  reason: SignatureReason,
  covers: SignatureFact['covers'],
): SignatureFact {
  const nothing = {
    signer: null,
    speaksFor: null,
    algorithm: '',
    signedAt: null,
    timestamped: false,
    anchor: null,
  }
  return settled({ kind, place, reasons: [reason], covers, ...nothing, revocation: 'unknown' })
}

export function settled({ choices: _, ...verified }: Verified): SignatureFact {
  const reasons = worstFirst(verified.reasons)
  return { ...verified, reasons, result: resultOf(reasons) }
}

/** Every signer of one signed data. `pieces` are the content, in order. */
export function verifySigners(
  signed: SignedContent,
  pieces: readonly Uint8Array[],
  where: Pick<SignatureFact, 'kind' | 'place' | 'covers'>,
  tools: VerifyTools,
): readonly Verified[] {
  const signers = signed.signers.slice(0, tools.limits.signatures)
  return signers.map(signer => {
    try {
      const outcome = checkSigner(signer, signed, pieces)
      const { certificate } = outcome
      const choices = certificate === null ? {} : { choices: encryptionChoices(signer, certificate, signed) }
      const facts: Verified = { ...verified(outcome, signed, where, tools), ...choices }
      return where.covers === 'part' ? { ...facts, reasons: [...facts.reasons, 'partial'] } : facts
    } catch {
      return unverified(where.kind, where.place, 'malformed', where.covers)
    }
  })
}

const purposes: Readonly<Record<SignatureFact['kind'], Purpose>> = {
  smime: 'mail',
  pdf: 'document',
  timestamp: 'timestamp',
}

function verified(
  { certificate, algorithm, reasons, ...signer }: SignerOutcome,
  signed: SignedContent,
  where: Pick<SignatureFact, 'kind' | 'place' | 'covers'>,
  { trust, at }: VerifyTools,
): Verified {
  const proved =
    signer.timestamp === null ? null : timestampOver(signer.timestamp, signer.signature, trust, at)
  const chain: ChainFacts =
    certificate === null
      ? { anchor: null, revocation: 'unknown', reasons: [] }
      : judgeChain(certificate, signed, trust, purposes[where.kind], proved ?? at)
  return {
    ...where,
    ...chain,
    reasons: [...reasons, ...chain.reasons],
    signer: certificate?.facts ?? null,
    speaksFor: null,
    algorithm,
    signedAt: proved ?? signer.signingTime,
    timestamped: proved !== null,
  }
}

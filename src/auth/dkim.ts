import { Readable } from 'node:stream'
import type { ARCSigningData, DKIMResult, DNSResolver } from 'mailauth'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import { breathe } from '../base/breath.ts'
import type { DkimOutcome, DkimResult } from './outcome.ts'

export interface DkimFindings {
  readonly outcomes: readonly DkimOutcome[]
  /** From fields as the verifier counted them. */
  readonly fromFields: number
  /** What ARC seals there are, unverified. */
  readonly seals?: ARCSigningData
}

/** Above this the verifier is fed in pieces, so that other sessions get their turns. */
const pieceBytes = 128 * 1024

/** Verifies every DKIM signature of a message: RFC 6376, RFC 8301, RFC 8463. */
export async function verifyDkim(bytes: Uint8Array, resolver: DNSResolver): Promise<DkimFindings> {
  const message = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const input = message.length <= pieceBytes ? message : Readable.from(pieces(message))
  const { results, fromFields, arc } = await dkimVerify(input, { resolver, strict: true })
  return { outcomes: results.map(outcomeOf), fromFields, ...(arc === undefined ? {} : { seals: arc }) }
}

const known: ReadonlySet<string> = new Set<DkimResult>([
  'pass',
  'fail',
  'policy',
  'neutral',
  'temperror',
  'permerror',
])

function outcomeOf({
  status,
  signingDomain,
  selector,
  algo,
  canonBodyLengthLimited,
}: DKIMResult): DkimOutcome {
  const who = { domain: signingDomain ?? '', selector: selector ?? '', algorithm: algo ?? '' }
  // RFC 6376 §8.2: whoever passes such a letter on can add to it and the signature still holds.
  if (status.result === 'pass' && canonBodyLengthLimited === true) {
    return { ...who, result: 'policy', comment: 'signs a part of the body only (l=)' }
  }
  const result = known.has(status.result) ? (status.result as DkimResult) : 'neutral'
  return { ...who, result, comment: result === 'pass' ? '' : (status.comment ?? '') }
}

async function* pieces(message: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < message.length; at += pieceBytes) {
    yield message.subarray(at, at + pieceBytes)
    await breathe()
  }
}

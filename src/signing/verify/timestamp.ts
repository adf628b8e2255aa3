/** Time stamps (RFC 3161): the moment that a trusted authority vouches for. */
import { TSTInfo } from 'pkijs'
import { digestOf, hashOf } from './algorithms.ts'
import { hex } from './certificate.ts'
import { judgeChain } from './chain.ts'
import { checkSigner, readSignedData, type SignedContent } from './cms.ts'
import { readTree } from './tree.ts'
import type { Trust } from './trust.ts'

/** Elements of what an authority says. */
const mostNodes = 1000

export const tstInfoType = '1.2.840.113549.1.9.16.1.4'

/** When a trusted authority saw `stamped`, milliseconds; null when the token does not prove it. */
export function timestampOver(
  token: Uint8Array,
  stamped: Uint8Array,
  trust: Trust,
  at: number,
): number | null {
  const read = readSignedData(token, trust.read)
  if (!read.ok || read.value === null) return null
  const signed = read.value
  const moment = stampedAt(signed, [stamped])
  const [signer] = signed.signers
  if (moment === null || signer === undefined || signed.content === null) return null
  const { certificate, reasons } = checkSigner(signer, signed, [signed.content])
  if (certificate === null || reasons.length > 0) return null
  const chain = judgeChain(certificate, signed, trust, 'timestamp', at)
  return chain.reasons.length === 0 ? moment : null
}

/** The moment in a token that is about these octets; null for one about others. */
export function stampedAt({ type, content }: SignedContent, pieces: readonly Uint8Array[]): number | null {
  if (type !== tstInfoType || content === null) return null
  try {
    const { messageImprint, genTime } = new TSTInfo({ schema: readTree(content, mostNodes) })
    const digest = digestOf(messageImprint.hashAlgorithm)
    if (digest === undefined) return null
    const imprint = messageImprint.hashedMessage.valueBlock.valueHexView
    return hex(imprint) === hex(hashOf(digest, pieces)) ? genTime.getTime() : null
  } catch {
    return null
  }
}

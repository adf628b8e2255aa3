/** TimeStampResp (RFC 3161 §2.4.2): the token that was granted, or why there is none. */
import { fail, ok, type Result } from '../../base/result.ts'
import type { TimestampFailure } from '../../ports/timestamp.ts'
import { childrenOf, type Element, readAll, tags } from '../der.ts'

const granted = new Set([0, 1])
const statusNames = new Map([
  [2, 'rejection'],
  [3, 'waiting'],
  [4, 'revocation is near'],
  [5, 'the authority was revoked'],
])
const waiting = 3

/** PKIFailureInfo: the bits of the standard, and whether waiting helps. */
const failureNames = new Map<number, { readonly name: string; readonly temporary?: boolean }>([
  [0, { name: 'badAlg' }],
  [2, { name: 'badRequest' }],
  [5, { name: 'badDataFormat' }],
  [14, { name: 'timeNotAvailable', temporary: true }],
  [15, { name: 'unacceptedPolicy' }],
  [16, { name: 'unacceptedExtension' }],
  [17, { name: 'addInfoNotAvailable' }],
  [25, { name: 'systemFailure', temporary: true }],
])

/** DER of the token in a reply. */
export function readReply(bytes: Buffer): Result<Buffer, TimestampFailure> {
  const [reply, ...more] = readAll(bytes) ?? []
  const [info, token] = childrenOf(reply) ?? []
  const [status, ...details] = childrenOf(info) ?? []
  if (more.length > 0 || status?.tag !== tags.integer || status.content.length !== 1)
    return malformed('not a reply of a time-stamping authority')
  const code = status.content[0] ?? -1
  if (!granted.has(code)) return fail(rejection(code, details))
  return token === undefined ? malformed('granted, but without a token') : ok(token.whole)
}

function rejection(status: number, details: readonly Element[]): TimestampFailure {
  const failures = details.filter(({ tag }) => tag === tags.bitString).flatMap(bitsOf)
  const known = failures.map(bit => failureNames.get(bit) ?? { name: `failure ${bit}` })
  const said = details.filter(({ tag }) => tag === tags.sequence).flatMap(textsOf)
  const detail = [statusNames.get(status) ?? `status ${status}`, ...known.map(({ name }) => name), ...said]
  const temporary = status === waiting || known.some(each => 'temporary' in each && each.temporary)
  return { reason: 'rejected', permanent: !temporary, detail: detail.join(': ').slice(0, 400) }
}

/** Positions of the bits that are set. */
function bitsOf({ content }: Element): readonly number[] {
  const octets = content.subarray(1, 1 + 8)
  const positions = Array.from({ length: octets.length * 8 }, (_, i) => i)
  return positions.filter(i => ((octets[i >> 3] ?? 0) & (0x80 >> (i & 7))) !== 0)
}

/** PKIFreeText, on one line. */
function textsOf(list: Element): readonly string[] {
  return (childrenOf(list) ?? []).map(({ content }) => content.toString('utf8').replace(/\s+/g, ' ').trim())
}

function malformed(detail: string): Result<never, TimestampFailure> {
  return fail({ reason: 'malformed', permanent: true, detail })
}

/**
 * timestamp/ — asks a time-stamping authority (RFC 3161) when something existed, and believes no word of its answer
 * before it was verified.
 *
 *     request.ts   what is asked; the way there and back is a port's (`net/timestamp-authority.ts`)
 *     reply.ts     granted, or why not
 *     token.ts     what the token says, and that its authority signed it
 *     chain.ts     that the authority is one to be trusted
 *
 * Invariants: a token counts only for the hash, the policy and, when it was asked for here, the nonce of the request;
 * every failure has a constant reason and says whether asking again helps.
 *
 * Deliberately absent: revocation of the authority's certificate, whose lists are not fetched, and hashes other than
 * SHA-256.
 */
import type { X509Certificate } from 'node:crypto'
import { fail, ok, type Result } from '../../base/result.ts'
import type {
  AskTimestampAuthority,
  Timestamp,
  TimestampFailure,
  TimestampReason,
  Timestamps,
} from '../../ports/timestamp.ts'
import { commonName } from '../certificates/certificates.ts'
import { chainFailure } from './chain.ts'
import { readReply } from './reply.ts'
import { encodeRequest, type TimestampRequest } from './request.ts'
import { readToken } from './token.ts'

export interface TimestampsOptions {
  /** Null where no authority is configured: tokens can be verified all the same. */
  readonly ask: AskTimestampAuthority | null
  readonly trust: readonly X509Certificate[]
  /** Object identifier of the policy to ask for; null for the authority's own. */
  readonly policy: string | null
  readonly random: (bytes: number) => Uint8Array
}

/** What a token must be about; a nonce only of a request that was just made. */
type Wanted = Pick<TimestampRequest, 'imprint'> & Partial<TimestampRequest>

const nonceBytes = 8

export function createTimestamps({ ask, trust, policy, random }: TimestampsOptions): Timestamps {
  const verified = (token: Uint8Array, wanted: Wanted) => verifiedToken(token, wanted, trust)
  return {
    async stamp(imprint) {
      if (ask === null) return refuse('not-configured', 'no authority is configured: [timestamp] url')
      const nonce = BigInt(`0x${Buffer.from(random(nonceBytes)).toString('hex')}`)
      const request = { imprint, nonce, policy }
      const answer = await ask(encodeRequest(request))
      const token = answer.ok ? readReply(answer.value) : answer
      return token.ok ? verified(token.value, request) : token
    },
    verify: (token, imprint) => verified(token, { imprint }),
  }
}

function verifiedToken(
  bytes: Uint8Array,
  { imprint, nonce, policy }: Wanted,
  trust: readonly X509Certificate[],
): Result<Timestamp, TimestampFailure> {
  const token = readToken(bytes)
  if (!token.ok) return token
  const { content, signer } = token.value
  if (content.sha256 === null || !content.sha256.equals(imprint))
    return refuse('wrong-imprint', 'the token is about other octets')
  if (nonce !== undefined && content.nonce !== nonce)
    return refuse('wrong-nonce', 'the token answers another request')
  if (policy != null && content.policy !== policy)
    return refuse('wrong-policy', `the token was made under the policy ${content.policy}`)
  const untrusted = chainFailure(token.value, trust)
  if (untrusted !== undefined) return fail(untrusted)
  const { at, accuracyMs, serial } = content
  const authority = commonName(signer.subject)
  return ok({ token: Buffer.from(bytes), at, accuracyMs, serial, policy: content.policy, authority })
}

function refuse(reason: TimestampReason, detail: string): Result<never, TimestampFailure> {
  return fail({ reason, permanent: true, detail })
}

/** TimeStampReq (RFC 3161 §2.4.1): what the authority is asked to vouch for. */
import { boolean, integer, none, octetString, oid, sequence } from '../der.ts'

export const sha256Oid = '2.16.840.1.101.3.4.2.1'

export interface TimestampRequest {
  /** SHA-256 of the octets. */
  readonly imprint: Uint8Array
  /** Unguessable, and never used twice: the reply must repeat it. */
  readonly nonce: bigint
  /** Object identifier of the policy that is wanted; null for the authority's own. */
  readonly policy: string | null
}

/** DER. The authority's certificate is asked for, so that the token can be verified on its own. */
export function encodeRequest({ imprint, nonce, policy }: TimestampRequest): Buffer {
  return sequence(
    integer(1),
    sequence(sequence(oid(sha256Oid), none()), octetString(imprint)),
    ...(policy === null ? [] : [oid(policy)]),
    integer(nonce),
    boolean(true),
  )
}

/** What a letter is signed with. */
import type { SigningKey } from '../ports/keys.ts'

export interface SignerIdentity {
  readonly key: SigningKey
  /** DER. */
  readonly certificate: Buffer
  /** DER of the authorities above it, its issuer first, with the root where it is known. */
  readonly chain: readonly Buffer[]
}

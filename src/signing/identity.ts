/** What a letter is signed with. */
import type { KeyObject } from 'node:crypto'

export interface SignerIdentity {
  readonly key: KeyObject
  /** DER. */
  readonly certificate: Buffer
  /** DER of the authorities above it, its issuer first, with the root where it is known. */
  readonly chain: readonly Buffer[]
}

/** What operations work with. Built once by the composition root; each member is one domain's entry point. */

import type { Retention } from '../archive/retention/retention.ts'
import type { Limits } from '../base/limits.ts'
import type { Text } from '../base/texts.ts'
import type { Config } from '../config/config.ts'
import type { BoxRules } from '../directory/box-rules.ts'
import type { PasswordHasher } from '../directory/password.ts'
import type { ReadLetter } from '../flow/context.ts'
import type { HeldDesk } from '../flow/held.ts'
import type { Health } from '../health/health.ts'
import type { ExchangerFacts } from '../policy/facts.ts'
import type { Policy } from '../policy/policy.ts'
import type { Clock } from '../ports/clock.ts'
import type { DkimKeys } from '../ports/dkim.ts'
import type { Dns } from '../ports/dns.ts'
import type { KeyUseTotals, TokenDesk } from '../ports/keys.ts'
import type { Scanner } from '../ports/scanner.ts'
import type { ParseQuery, SearchIndex } from '../ports/search.ts'
import type { Store } from '../ports/store.ts'
import type { Timestamps } from '../ports/timestamp.ts'
import type { CertificateParts } from '../signing/certificates/certificates.ts'
import type { IdentityFor } from '../signing/certificates/identity.ts'
import type { Transparency } from '../tlog/open.ts'
import type { ArchiveVerifier } from '../verification/verifier.ts'

export interface Services {
  readonly config: Config
  readonly clock: Clock
  readonly store: Store
  readonly passwords: PasswordHasher
  readonly policy: Policy
  /** The regulation's numbers for a box, as they stand now. */
  readonly boxRules: () => BoxRules
  readonly hostname: string
  readonly limits: Limits
  readonly readLetter: ReadLetter
  readonly scanner: Scanner
  readonly held: HeldDesk
  readonly certificates: CertificateParts
  /** What a box's letters are signed with. */
  readonly identityFor: IdentityFor
  readonly dkim: DkimKeys
  readonly timestamps: Timestamps
  readonly tokens: TokenDesk
  readonly transparency: Transparency
  readonly search: SearchIndex
  readonly parseQuery: ParseQuery
  readonly retention: Retention
  readonly verifier: ArchiveVerifier
  readonly health: Pick<Health, 'report'>
  /** What each private key did until now. */
  readonly keyUses: () => Promise<readonly KeyUseTotals[]>
  /** What the world is told of our names. */
  readonly dns: Dns
  /** Country of an address from the offline table; null when it has none. */
  readonly countryOf: (address: string) => Promise<string | null>
  /** Whose network an address is of, where a table of networks is configured. */
  readonly networkOf: (address: string) => Promise<string | null>
  /** Hosts that take a domain's mail, and where they stand; none when nobody answers. */
  readonly exchangersOf: (domain: string) => Promise<readonly ExchangerFacts[]>
  /** Puts a letter of the server's own into a box, such as the word that its password was reset. */
  readonly notify: (address: string, notice: { readonly subject: Text; readonly body: Text }) => Promise<void>
  /** 32 bytes from which the keys of sessions, app passwords and second factors are derived (`base/subkey.ts`). */
  readonly serverKey: Uint8Array
}

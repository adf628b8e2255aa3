/** What the roads need of the world: every dependency is an argument, `app.ts` supplies them. */
import type { SenderAuthentication } from '../auth/outcome.ts'
import type { Limits } from '../base/limits.ts'
import type { Logger } from '../base/log.ts'
import type { OutboundRate } from '../directory/outbound-rate.ts'
import type { LetterFindings } from '../documents/facts.ts'
import type { Part } from '../mail/structure.ts'
import type { ExchangerFacts } from '../policy/facts.ts'
import type { Policy } from '../policy/policy.ts'
import type { Clock } from '../ports/clock.ts'
import type { Scanner } from '../ports/scanner.ts'
import type { Store } from '../ports/store.ts'
import type { IdentityFor } from '../signing/certificates/identity.ts'
import type { SignDkim } from '../signing/dkim/dkim.ts'
import type { LetterEncryption } from '../signing/encryption.ts'
import type { Peer } from '../smtp/backend.ts'
import type { FlagNotices } from './flag-notices.ts'
import type { HeldDesk } from './held.ts'

/** SPF, DKIM and DMARC of one inbound message. Outcomes are data; it rejects only on a defect. */
export type VerifySender = (message: {
  readonly peer: Peer
  readonly mailFrom: string
  readonly bytes: Uint8Array
}) => Promise<SenderAuthentication>

/** What the texts and attachments of a letter are. Always resolves: what could not be read is told as such. */
export type ReadLetter = (letter: {
  readonly bytes: Uint8Array
  readonly root: Part
  /** Decoded, NFC. */
  readonly subject: string
  /** Address of the author, for telling who registers whom. */
  readonly from: string
  /** From another server. */
  readonly inbound: boolean
  /** When it came, milliseconds. */
  readonly at: number
}) => Promise<LetterFindings>

export interface FlowContext {
  readonly hostname: string
  /** The province's domain, lower case A-label. */
  readonly domain: string
  readonly store: Store
  readonly verifySender: VerifySender
  readonly readLetter: ReadLetter
  readonly scanner: Scanner
  readonly policy: Policy
  /** Null where the configuration has nothing signed. */
  readonly signDkim: SignDkim | null
  readonly flagNotices: FlagNotices
  /** Rejects when the key is out of reach. */
  readonly identityFor: IdentityFor
  readonly encryption: LetterEncryption
  readonly outboundRate: OutboundRate
  readonly held: HeldDesk
  /** ISO 3166-1 alpha-2, null when unknown or private. */
  readonly countryOf: (address: string) => Promise<string | null>
  /** Mail exchangers of a domain, lower case; empty when there are none or nobody answers. */
  readonly exchangersOf: (domain: string) => Promise<readonly ExchangerFacts[]>
  /** `AS7552 Viettel Group`, null when unknown. */
  readonly networkOf: (address: string) => Promise<string | null>
  readonly clock: Clock
  /** Unguessable bytes, for message ids and references. */
  readonly random: (bytes: number) => Uint8Array
  readonly limits: Limits
  readonly log: Logger
}

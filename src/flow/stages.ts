/**
 * What each stage of a message's road knows. A stage takes the type before it and returns the next one, or a
 * Reply that ends the road, so the compiler keeps the order:
 *
 *     Enveloped → Received → Parsed → Authenticated → Examined → Judged → committed
 */
import type { SenderAuthentication } from '../auth/outcome.ts'
import type { LetterFindings } from '../documents/facts.ts'
import type { Part } from '../mail/structure.ts'
import type { AgencyFacts } from '../policy/facts.ts'
import type { Verdict } from '../policy/verdict.ts'
import type { Ledger } from '../policy/violations.ts'
import type { Agency, Recipient } from '../ports/directory.ts'
import type { ScanOutcome } from '../ports/scanner.ts'
import type { OpenedLetter, Opening } from '../signing/encryption.ts'
import type { SignerIdentity } from '../signing/identity.ts'
import type { Envelope, Peer, RecipientParameters } from '../smtp/backend.ts'
import type { HeaderFacts } from './stages/parse.ts'

/** One RCPT: a local one leads to boxes, an outside one to the queue. */
export interface Addressee {
  /** Canonical: lower case, A-label domain. */
  readonly address: string
  readonly parameters: RecipientParameters
  readonly local: Recipient | null
  /** Agency of the (first) box; null for an outside address. */
  readonly agency: Agency | null
}

export interface Enveloped {
  readonly peer: Peer
  readonly envelope: Envelope
  readonly addressees: readonly Addressee[]
  /** Agency of the box that logged in; of an inbound letter the sector's own, once its domain is proved. */
  readonly senderAgency: AgencyFacts | null
}

export interface Received extends Enveloped {
  /** Names the message in logs, in its Received field and in the reply. */
  readonly id: string
  readonly bytes: Uint8Array
  readonly sha256: Uint8Array
  readonly receivedAt: number
}

export interface Parsed extends Received {
  readonly root: Part
  readonly header: HeaderFacts
}

/** What was inside of a letter that came encrypted: examined and judged in its place, and shown to who has the key. */
export interface Unsealed extends Pick<Parsed, 'bytes' | 'sha256' | 'root' | 'header'> {
  readonly letter: OpenedLetter
}

/** `authentication` is null for a submission: the log-in is the authentication. */
export interface Authenticated<A extends SenderAuthentication | null = SenderAuthentication | null>
  extends Parsed {
  readonly authentication: A
}

/** Its texts and attachments were read and scanned. */
export interface Examined<A extends SenderAuthentication | null = SenderAuthentication | null>
  extends Authenticated<A> {
  readonly findings: LetterFindings
  readonly scan: ScanOutcome
  /** Who signs a submission; undefined when the server does not. */
  readonly signer?: SignerIdentity | undefined
  /** Of a letter that came encrypted as a whole; undefined of any other. */
  readonly opening?: (Opening & { readonly unsealed: Unsealed | null }) | undefined
}

export interface Judged<A extends SenderAuthentication | null = SenderAuthentication | null>
  extends Examined<A> {
  /** One verdict an addressee, in the same order; all the same for a submission, where the strictest binds. */
  readonly verdicts: readonly Verdict[]
  readonly strictest: Verdict
  readonly ledger: Ledger
}

/** A judged message from another server. */
export type Inbound = Judged<SenderAuthentication>

/**
 * What a rule may know of a letter. Plain data, gathered by the roads before they ask: the policy reads no
 * message, no name server and no clock. Addresses are as they came on the wire; the policy compares their domains
 * as A-labels. What all recipients share stands in `LetterFacts` and is built once a letter.
 */
import type { LetterFindings } from '../documents/facts.ts'
import type { Channel, Direction } from '../ports/archive.ts'
import type { Agency, Box } from '../ports/directory.ts'
import type { ScanOutcome } from '../ports/scanner.ts'

/** What the rules need of an agency; a row of the directory is one. */
export type AgencyFacts = Pick<Agency, 'id' | 'code' | 'name' | 'mailSystem' | 'sectorDomains'>

/** What the rules need of a box; a row of the directory is one. */
export type BoxFacts = Pick<Box, 'id' | 'address' | 'kind' | 'name'>

export interface HeaderAddress {
  /** Decoded display name, empty when there is none. */
  readonly name: string
  readonly address: string
}

/** Outcomes in the words of RFC 8601 §2.7. */
export interface AuthenticationFacts {
  readonly spf: { readonly result: string; readonly domain: string }
  /** Every signature; one that covers only part of the body (`l=`) is no `pass`. */
  readonly dkim: readonly { readonly result: string; readonly domain: string }[]
  readonly dmarc: { readonly result: string }
}

export interface PeerFacts {
  readonly address: string
  readonly helo: string
  /** ISO 3166-1 alpha-2 of the connecting address; null when unknown or private. */
  readonly country: string | null
  /** Whose network it is of, `AS7552 Viettel Group`; null when unknown, absent without a table of networks. */
  readonly network?: string | null
}

/** A host that takes a domain's mail, and where it stands. */
export interface ExchangerFacts {
  readonly host: string
  readonly country: string | null
}

export interface LetterFacts {
  readonly channel: Channel
  /** When it came, milliseconds. */
  readonly at: number
  /** Reverse path, empty for the null sender. */
  readonly mailFrom: string
  readonly from: readonly HeaderAddress[]
  readonly sender: readonly HeaderAddress[]
  readonly replyTo: readonly HeaderAddress[]
  /** Return-Path fields the letter brought with it. */
  readonly returnPath: readonly HeaderAddress[]
  /** Decoded, NFC. */
  readonly subject: string
  /** Who connected; null for a letter of the server's own. */
  readonly peer: PeerFacts | null
  /** null for a submission: the log-in is the authentication. */
  readonly authentication: AuthenticationFacts | null
  /** Mail exchangers of the From domain; empty when they were not looked up. */
  readonly senderExchangers: readonly ExchangerFacts[]
  /** The box that submitted; null on `mx`. */
  readonly senderBox: BoxFacts | null
  /** Its agency; null on `mx`. */
  readonly senderAgency: AgencyFacts | null
  /** Forwarded or redirected by a rule and not by a person. */
  readonly automatic: boolean
  /** What the reading of its texts and attachments found. */
  readonly findings: LetterFindings
  /** What the malware scanner says. */
  readonly scan: ScanOutcome
}

export interface RecipientFacts {
  readonly address: string
  readonly direction: Direction
  /** Agency of a local recipient; null outside. */
  readonly agency: AgencyFacts | null
}

/** One letter as one recipient meets it. */
export interface Facts {
  readonly letter: LetterFacts
  readonly recipient: RecipientFacts
}

/** Agencies, boxes, aliases, credentials and operators, as rows. Addresses are lower case with an A-label domain. */
import type { Scope } from './search.ts'

export type AgencyId = number
export type BoxId = number

export type AgencyKind = 'department' | 'commune' | 'ward' | 'sector' | 'other'
export type MailSystem = 'provincial' | 'sector-exempt'
/** What a rule of the regulation does with a letter, from mild to strict. */
export type Action = 'allow' | 'flag' | 'hold' | 'block'

export interface NewAgency {
  /** Short name in addresses: `sokhcn`. Lower-case letters, digits, hyphens. */
  readonly code: string
  readonly name: string
  readonly kind: AgencyKind
  readonly mailSystem: MailSystem
  /** Approved domains of a sector-exempt agency's own mail system. */
  readonly sectorDomains: readonly string[]
  /** Officials on the roll. */
  readonly staff: number
}

export interface Agency extends NewAgency {
  readonly id: AgencyId
  readonly boxes: number
  readonly createdAt: number
}

export type BoxKind = 'person' | 'office'
/** `disabled` by a person, `locked` by a clock, `removed` as a leaver's; all but the last still receive. */
export type BoxStatus = 'active' | 'disabled' | 'locked' | 'removed'
/** Whose administrator disabled a box: the agency's own may not undo what the province's did. */
export type Disabler = 'agency' | 'province'
/** The clock that locked a box. */
export type LockReason = 'initial-password' | 'idle' | 'password-expired'
/** What a box's owner is warned of, once each time its cause arises. */
export type BoxWarning = 'idle' | 'password-age' | 'quota'

/** Which of a box's letters the server signs. */
export type SignMode = 'never' | 'office-documents' | 'always'

/**
 * Which of a box's letters are encrypted when they go outside: those to recipients whose certificate is known, or all, and
 * one that cannot be is refused.
 */
export type EncryptMode = 'never' | 'possible' | 'required'

export interface NewBox {
  readonly address: string
  readonly kind: BoxKind
  readonly agencyId: AgencyId
  /** The official's or the office's name, NFC. */
  readonly name: string
  readonly position: string
  /** Head of the agency (directive, clause 2). */
  readonly leader: boolean
  readonly quotaBytes: number
  /** argon2id PHC string; null while no password is set. */
  readonly passwordHash: string | null
}

export interface Box extends Omit<NewBox, 'passwordHash'> {
  readonly id: BoxId
  readonly agencyCode: string
  readonly status: BoxStatus
  /** When the present status began; null while the box is active as it was issued. */
  readonly statusSince: number | null
  /** Set while the box is `disabled`. */
  readonly disabledBy: Disabler | null
  /** Set while the box is `locked`. */
  readonly lockReason: LockReason | null
  readonly usedBytes: number
  readonly messages: number
  readonly createdAt: number
  readonly firstLoginAt: number | null
  readonly lastLoginAt: number | null
  /** When it last sent a letter that was accepted. */
  readonly lastSentAt: number | null
  /** True while the initial password was never changed. */
  readonly initialPassword: boolean
  /** When the password was last set; null when that was before this was kept. */
  readonly passwordChangedAt: number | null
  /** When the initial password was issued; null without one. */
  readonly passwordIssuedAt: number | null
  readonly warnings: readonly BoxWarning[]
  readonly sign: SignMode
  /** A letter that is to be signed and cannot be is refused, instead of being sent without a signature. */
  readonly signRequired: boolean
  readonly encrypt: EncryptMode
  /** Capabilities that IMAP neither announces to this box nor accepts, in capitals; some of `optionalCapabilities`. */
  readonly imapWithout: readonly string[]
}

/** An operator went through an agency's boxes. */
export interface BoxReview {
  readonly agencyId: AgencyId
  readonly at: number
  readonly operator: string
}

export interface NewAlias {
  readonly address: string
  readonly targets: readonly string[]
}

export interface Alias extends NewAlias {
  readonly createdAt: number
}

/** Where a local address leads: one box, or the boxes of an alias. */
export interface Recipient {
  readonly boxes: readonly Box[]
  readonly alias: string | null
}

export interface NewAppPassword {
  readonly boxId: BoxId
  /** What the person calls the device. */
  readonly label: string
  /** HMAC-SHA-256 of the password under a server key, hex: how a plain log-in finds it. */
  readonly lookup: string
  /** SCRAM-SHA-256 verifier: `iterations:salt:storedKey:serverKey`, base64 parts (RFC 5802 §3). */
  readonly scram: string
  readonly createdAt: number
}

export interface AppPassword extends NewAppPassword {
  readonly id: number
  readonly lastUsedAt: number | null
}

/** A person's second factor: TOTP, and codes for the day the phone is lost. */
export interface NewSecondFactor {
  readonly boxId: BoxId
  /** Base32 secret, encrypted under a key of the server. */
  readonly totpSecret: string
  /** Time step of the last code that was taken: a code counts once. */
  readonly lastStep: number
  /** Keyed hashes of the recovery codes, hex. */
  readonly recoveryCodes: readonly string[]
  readonly enrolledAt: number
}

export interface SecondFactor extends Omit<NewSecondFactor, 'recoveryCodes'> {
  /** How many are left. */
  readonly recoveryCodes: number
}

export type OperatorRole = 'administrator' | 'agency-administrator' | 'agency-head' | 'auditor'

/** What an auditor is appointed for. */
export interface Appointment {
  readonly scope: Scope
  /** When it ends, and every session with it; null: not by itself. */
  readonly endsAt: number | null
  /** Number of the decision, such as `12/QĐ-UBND`; empty when none was given. */
  readonly decision: string
}

export interface Operator {
  readonly id: number
  readonly name: string
  readonly role: OperatorRole
  /** The only agency an agency administrator may touch, or an agency's head may look at. */
  readonly agencyId: AgencyId | null
  /** An auditor's; null for the other roles. */
  readonly appointment: Appointment | null
  readonly passwordHash: string
  /** Base32 secret, encrypted under the server's master key; null before enrolment. */
  readonly totpSecret: string | null
  readonly createdAt: number
}

export interface OperatorSession {
  /** SHA-256 of the token, hex. The token itself is only in the operator's session file. */
  readonly tokenHash: string
  readonly operatorId: number
  readonly createdAt: number
  readonly expiresAt: number
  readonly lastUsedAt: number
}

export interface DirectoryReads {
  agencies(): Promise<readonly Agency[]>
  /** Those that were removed, oldest first: letters know them by their ids. A code may be another agency's by now. */
  formerAgencies(): Promise<readonly Pick<Agency, 'id' | 'code'>[]>
  agency(code: string): Promise<Agency | undefined>
  agencyById(id: AgencyId): Promise<Agency | undefined>
  boxes(filter: {
    readonly agency?: string
    readonly kind?: BoxKind
    readonly status?: BoxStatus
  }): Promise<readonly Box[]>
  /** Who has a box, in service or locked: asked at each change of the directory, so it counts nothing else of a box. */
  officials(): Promise<readonly Pick<Box, 'name' | 'address'>[]>
  box(address: string): Promise<Box | undefined>
  boxById(id: BoxId): Promise<Box | undefined>
  /**
   * Where an address leads: a box, or the boxes of an alias (aliases of aliases are followed 10 deep; loops end).
   * The boxes' usage and log-in times may be older than their last change; ask `usedBytes` for the quota.
   */
  recipient(address: string): Promise<Recipient | undefined>
  /** Bytes of the messages in a box now. */
  usedBytes(id: BoxId): Promise<number>
  /** The PHC string, for the verifier alone. */
  passwordHash(id: BoxId): Promise<string | null>
  /** PHC strings of the passwords before the present one, newest first. */
  earlierPasswords(id: BoxId): Promise<readonly string[]>
  secondFactor(id: BoxId): Promise<SecondFactor | undefined>
  /** The latest review of each agency that ever had one. */
  reviews(): Promise<readonly BoxReview[]>
  aliases(): Promise<readonly Alias[]>
  /** Addresses a box may use in From: its own and every alias that leads to it. */
  addressesOf(id: BoxId): Promise<readonly string[]>
  appPasswords(id: BoxId): Promise<readonly AppPassword[]>
  operators(): Promise<readonly Operator[]>
  operator(name: string): Promise<Operator | undefined>
  operatorById(id: number): Promise<Operator | undefined>
  operatorSession(tokenHash: string): Promise<OperatorSession | undefined>
}

export type DirectoryError =
  | { readonly reason: 'exists'; readonly what: string }
  | { readonly reason: 'not-found'; readonly what: string }
  | { readonly reason: 'in-use'; readonly what: string }

export type BoxChange = Partial<
  Pick<
    Box,
    | 'name'
    | 'position'
    | 'leader'
    | 'quotaBytes'
    | 'kind'
    | 'agencyId'
    | 'sign'
    | 'signRequired'
    | 'encrypt'
    | 'imapWithout'
  >
>
export type AgencyChange = Partial<Omit<NewAgency, 'code'>>

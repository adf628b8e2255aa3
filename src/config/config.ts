/**
 * The configuration as the program uses it: parsed once, complete, readonly. `schema.ts` says what the file may
 * hold, `load.ts` reads it. Nothing else in the program reads the environment.
 */
import type { Limits } from '../base/limits.ts'

export interface Endpoint {
  readonly host: string
  readonly port: number
}

/** The services that can listen; null is off. */
export interface Listeners {
  /** SMTP from other servers (RFC 5321). */
  readonly mx: Endpoint | null
  /** Submission with STARTTLS (RFC 6409). */
  readonly submission: Endpoint | null
  /** Submission over TLS (RFC 8314 §3.3). */
  readonly submissions: Endpoint | null
  /** IMAP with STARTTLS (RFC 3501). */
  readonly imap: Endpoint | null
  /** IMAP over TLS (RFC 8314 §3.2). */
  readonly imaps: Endpoint | null
  /** The page of one's own, over TLS. */
  readonly http: Endpoint | null
  /** Lists of revoked certificates over plain HTTP (RFC 5280 §8). */
  readonly crl: Endpoint | null
  /** Cosignatures for other logs, over plain HTTP (C2SP tlog-witness). */
  readonly witness: Endpoint | null
  /** The published log over plain HTTP (C2SP tlog-tiles). */
  readonly log: Endpoint | null
  /** Metrics for Prometheus and `/healthz`, over plain HTTP: for an address inside. */
  readonly metrics: Endpoint | null
}

/** From where a person's own password may log in by IMAP and submission; app passwords may from anywhere. */
export const ownPasswordUses = ['inside', 'anywhere', 'nowhere'] as const
export type OwnPasswordUse = (typeof ownPasswordUses)[number]

export interface TlsFiles {
  /** PEM files, absolute. */
  readonly cert: string
  readonly key: string
}

export type Relay =
  /** To each recipient's own mail exchanger. */
  | { readonly mode: 'direct' }
  | {
      readonly mode: 'smarthost'
      readonly host: string
      readonly port: number
      /** TLS from the first byte; otherwise STARTTLS is required. */
      readonly implicitTls: boolean
      readonly credentials: { readonly user: string; readonly passwordFile: string } | null
    }
  /** Nothing leaves: outside recipients stay parked in the queue. */
  | { readonly mode: 'none' }

/** How a person's address is made (`directory/naming.ts`). */
export const namingPolicies = ['given-initials.agency', 'full-name.agency', 'given-initials'] as const
export type NamingPolicy = (typeof namingPolicies)[number]

export const dkimUses = ['required', 'off'] as const
export type DkimUse = (typeof dkimUses)[number]

export const encryptionFormats = ['gcm', 'cbc'] as const
export type EncryptionFormat = (typeof encryptionFormats)[number]

/** Of which IMAP commands `imapCommandMessages` is the limit (RFC 9738). */
export const messageLimitUses = ['commands', 'saves'] as const
export type MessageLimitUse = (typeof messageLimitUses)[number]

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

export interface Config {
  /** The file it came from, absolute; null for the development configuration. */
  readonly file: string | null
  readonly server: {
    /** How the server names itself in SMTP, IMAP and Received lines. */
    readonly hostname: string
    /** Data directory, absolute. */
    readonly data: string
  }
  readonly domain: { readonly name: string }
  readonly directory: { readonly naming: NamingPolicy }
  readonly listen: Listeners
  readonly tls: TlsFiles
  readonly limits: Limits
  readonly policy: {
    /** Domains of state bodies, with everything below them. */
    readonly stateDomains: readonly string[]
    /** What references of the ledger begin with. */
    readonly referencePrefix: string
    /** Replaces the shipped list of free-mail domains. */
    readonly freeMailFile: string | null
    /** Each replaces a shipped list; null for that. */
    readonly documentKindsFile: string | null
    readonly signUpFile: string | null
    /** Adds to the shipped list. */
    readonly dangerousTypesFile: string | null
    /** Citations in place of those that the rules come with; null for none. */
    readonly citationsFile: string | null
    /** MaxMind DB with the countries of addresses; null for the shipped one. */
    readonly countryDatabase: string | null
    /** MaxMind DB with the autonomous systems of addresses; null for none. */
    readonly networkDatabase: string | null
  }
  readonly scanner: {
    /** Where ClamAV listens: `address:port` or the path of a socket; null when there is none. */
    readonly clamav: string | null
  }
  readonly signing: {
    /** Where others find what `listen.crl` serves, without a slash at the end; null where they do not. */
    readonly crlUrl: string | null
    /** `required`: what cannot be signed does not leave. */
    readonly dkim: DkimUse
    /** PEM file of the authorities whose signatures are trusted; null for none. */
    readonly trustFile: string | null
    /** Addresses of lists of revoked certificates that are fetched. */
    readonly crlSources: readonly string[]
    /** What letters that leave encrypted are encrypted with. */
    readonly encryption: EncryptionFormat
  }
  readonly token: {
    /** PKCS #11 module of the tokens that hold keys; null for none. */
    readonly module: string | null
    /** File of the tokens' PIN, readable by its owner alone. */
    readonly pinFile: string | null
    /** The token that is used; null for every one that the module has. */
    readonly label: string | null
  }
  /** Whose tokens open mail programs (RFC 7628); null for nobody's. */
  readonly identity: {
    readonly issuer: string
    /** File of the provider's keys (RFC 7517). */
    readonly jwksFile: string
    readonly audience: string
    /** The claim that holds the address of the box. */
    readonly claim: string
  } | null
  readonly timestamp: {
    /** Where the time-stamping authority answers (RFC 3161 §3.4); null for none. */
    readonly url: string | null
    /** PEM file of the authorities that it may be certified by. */
    readonly trust: string | null
    /** Object identifier of the policy to ask for; null for the authority's own. */
    readonly policy: string | null
  }
  readonly transparency: {
    /** What the log calls itself, for ever. */
    readonly origin: string
    /** Ed25519 key that signs checkpoints, on a token (`pkcs11:`); null for one of the server's own. */
    readonly key: string | null
    /** Other servers that are asked to cosign: an address without a slash at the end, and a verifier key. */
    readonly witnesses: readonly { readonly url: string; readonly key: string }[]
    /** What this server calls itself as a witness. */
    readonly witnessName: string
    /** Verifier keys of the logs that `listen.witness` cosigns for. */
    readonly witnessed: readonly string[]
  }
  readonly relay: Relay
  readonly dns: {
    /** Resolvers as `address` or `address:port`; empty for the system's. */
    readonly servers: readonly string[]
  }
  readonly sender: {
    /** Domains whose ARC seals count, lower case. */
    readonly trustedSealers: readonly string[]
  }
  readonly login: {
    readonly ownPassword: OwnPasswordUse
    /** What is inside, as `address/bits`. */
    readonly internalNetworks: readonly string[]
  }
  readonly imap: {
    /** UIDONLY is announced (RFC 9586). */
    readonly uidOnly: boolean
    readonly messageLimit: MessageLimitUse
  }
  readonly log: { readonly level: LogLevel }
}

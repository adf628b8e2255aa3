/**
 * Log-ins, as the protocol servers see them. Implemented by `directory/authenticator.ts`; IMAP and submission
 * call it for PLAIN, LOGIN (over TLS only) and SCRAM-SHA-256.
 */
import type { Text } from '../base/texts.ts'
import type { Box } from './directory.ts'

export interface LoginFailure {
  /**
   * `expired`: a clock locked the box for its password; `locked`: for another cause. `app-password-needed`: right, but
   * a person's own password does not open a mail program here.
   */
  readonly reason:
    | 'bad-credentials'
    | 'disabled'
    | 'locked'
    | 'expired'
    | 'throttled'
    | 'unavailable'
    | 'app-password-needed'
  /** True for throttled and unavailable. */
  readonly temporary: boolean
  /** Why, and what to do. Only who gave the right password is told. */
  readonly explanation?: Text
}

export interface ScramVerifier {
  readonly iterations: number
  readonly salt: Uint8Array
  readonly storedKey: Uint8Array
  readonly serverKey: Uint8Array
}

/** `Who` is what a log-in opens: a box, unless said otherwise. */
export interface Authenticator<Who = Box> {
  /** `source` is the client's address, for throttling. Costs the same time for an unknown address. */
  verifyPlain(address: string, password: string, source: string): Promise<Who | LoginFailure>
  /**
   * Verifiers of the account's app passwords. An unknown account gets one verifier derived from a server key, so
   * that its existence does not show.
   */
  scramVerifiers(address: string, source: string): Promise<readonly ScramVerifier[]>
  /**
   * Verifies a token of the identity provider; there only where one is configured. `address` is whom the client asks
   * for, empty when only the token says.
   */
  verifyBearer?(token: string, address: string): Promise<Who | LoginFailure>
  /** Tells how a SCRAM exchange ended; resolves with who logged in on success. */
  scramDone(address: string, verifier: ScramVerifier | null, source: string): Promise<Who | LoginFailure>
}

/** Log-ins at the page of one's own. */
export interface OwnAuthenticator {
  /** The person's own password alone, from anywhere; the second factor is asked for after it. */
  verifyOwn(address: string, password: string, source: string): Promise<Box | LoginFailure>
}

export function isBox(outcome: Box | LoginFailure): outcome is Box {
  return 'address' in outcome
}

/** The same for whoever else may log in. */
export function hasLoggedIn<Who extends object>(outcome: Who | LoginFailure): outcome is Who {
  return !('temporary' in outcome)
}

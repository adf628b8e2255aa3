/**
 * signing/ — what leaves can be shown to be ours, and read by nobody else where it is to be; what comes is asked whose
 * it is.
 *
 *     keys/          private keys in use, in a thread of their own; key-files.ts: those keys at rest
 *     dkim/          signatures of the domain over the whole letter (RFC 6376)
 *     smime/         signatures of a person or an office over what is in the letter, and encrypted letters (RFC 8551), made
 *                    and read by cms/
 *     encryption.ts  encryption of letters as the roads see it
 *     timestamp/     when something was there, by an authority's word (RFC 3161)
 *     certificates/  whose key it is, and the authority that says so where there is none from outside
 *     verify/        what signatures in letters and files are worth, by outcome.ts
 *     der.ts, ber.ts what all of these are written in: DER, written and read; BER of strangers, read within bounds
 *
 * Invariants: a private key is never in a database, a log or an operation's result, and whoever signs or opens a letter
 * knows only how to ask for that; work on a large letter is done in turns; whatever cannot be signed as it must be is an
 * error, never a letter without its signature; what cannot be opened is delivered as it came, whatever the reason.
 *
 * Deliberately absent: verifying DKIM (`auth/`), and deciding who must sign (`flow/`, by the configuration and the
 * settings of the box).
 */
import type { Limits } from '../base/limits.ts'
import type { Clock } from '../ports/clock.ts'
import type { Keys } from '../ports/keys.ts'
import type { Store } from '../ports/store.ts'
import { createDkimSigning, type SignDkim } from './dkim/dkim.ts'
import { createDkimKeyring, type DkimKeyring } from './dkim/keyring.ts'

export interface SigningOptions {
  readonly store: Store
  readonly privateKeys: Keys
  readonly clock: Clock
  readonly limits: Limits
}

export interface Signing {
  readonly dkim: DkimKeyring
  readonly signDkim: SignDkim
}

export function openSigning({ store, privateKeys, clock, limits }: SigningOptions): Signing {
  const dkim = createDkimKeyring({ store, privateKeys, clock, limits })
  return { dkim, signDkim: createDkimSigning({ keyring: dkim, clock, limits }) }
}

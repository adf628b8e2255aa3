/** From where a person's own password opens a mail program (regulation: log-ins from the Internet, second factor). */
import { networkTest } from '../base/networks.ts'

export interface LoginSettings {
  readonly ownPassword: 'inside' | 'anywhere' | 'nowhere'
  /** What is inside, as `address/bits`. */
  readonly internalNetworks: readonly string[]
}

export interface LoginRules {
  /** Whether the own password alone opens IMAP and submission for a client at `source`. */
  ownPasswordOpens(source: string, hasSecondFactor: boolean): boolean
  /** Whether somebody at `source` needs the second factor before app passwords are given out. */
  factorComesFirst(source: string, hasSecondFactor: boolean): boolean
}

export function loginRules({ ownPassword, internalNetworks }: LoginSettings): LoginRules {
  const isInside = networkTest(internalNetworks)
  return {
    ownPasswordOpens: (source, hasSecondFactor) =>
      !hasSecondFactor && (ownPassword === 'anywhere' || (ownPassword === 'inside' && isInside(source))),
    factorComesFirst: (source, hasSecondFactor) =>
      !hasSecondFactor && ownPassword !== 'anywhere' && !isInside(source),
  }
}

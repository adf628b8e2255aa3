/** The identity provider of `[identity]`: its keys are in a file, read anew when it has changed. */
import { readFile, stat } from 'node:fs/promises'
import type { Logger } from '../base/log.ts'
import type { Clock } from '../ports/clock.ts'
import { type ProviderKey, providerKeys, type TokenRules, verifyToken } from './bearer-token.ts'

export interface IdentityProvider {
  /** The address that a token opens, or undefined. Rejects when the keys cannot be read. */
  addressOf(token: string): Promise<string | undefined>
}

export interface IdentityParts extends TokenRules {
  readonly jwksFile: string
  readonly clock: Clock
  readonly log: Logger
}

export function createIdentityProvider({ jwksFile, clock, log, ...rules }: IdentityParts): IdentityProvider {
  let keys: readonly ProviderKey[] = []
  let readAt = Number.NaN

  async function current(): Promise<readonly ProviderKey[]> {
    const { mtimeMs } = await stat(jwksFile)
    if (mtimeMs === readAt) return keys
    const read = providerKeys(await readFile(jwksFile, 'utf8'))
    if (!read.ok) throw new Error(`${jwksFile}: ${read.error}`)
    keys = read.value
    readAt = mtimeMs
    return keys
  }

  return {
    async addressOf(token) {
      const verified = verifyToken(token, await current(), rules, clock.now())
      if (verified.ok) return verified.value
      log.info({ reason: verified.error }, 'a token was refused')
      return undefined
    },
  }
}

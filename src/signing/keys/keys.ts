/**
 * keys/ — private keys in use. Whoever signs or decrypts gets a key of `ports/keys.ts`, which says nothing but how to ask.
 *
 *     signing-thread.ts, worker.ts   the server's own keys, opened by a thread of their own (file-keys.ts, key-files.ts)
 *     token/                         keys on PKCS #11 tokens, reached through a process of its own
 *     key-uses.ts                    how often each signs, or fails to
 *     keys.ts                        all of them under one port, by name: a token's begins with `pkcs11:`
 *
 * Invariants: no private key is on the main thread but one that an operator brings or takes away; what is made, taken
 * in, given out or destroyed is an event with the key's name, on record before it comes about wherever the name is known
 * by then; every use is counted.
 *
 * Deliberately absent: making keys on a token, which its maker's tools do, and decrypting with them.
 */

import type { Clock } from '../../ports/clock.ts'
import { type KeyEvent, KeyFailure, type Keys, type KeyUse, type PrivateKey } from '../../ports/keys.ts'
import { KeyUses } from './key-uses.ts'
import type { SigningThread } from './signing-thread.ts'
import type { TokenKeys } from './token/token-keys.ts'
import { tokenScheme } from './token/uri.ts'

export interface KeysOptions {
  readonly own: SigningThread
  /** Null where no token is configured. */
  readonly tokens: TokenKeys | null
  readonly clock: Clock
  readonly countUses: (uses: readonly KeyUse[]) => Promise<void>
  readonly record: (event: KeyEvent) => Promise<void>
}

export interface OpenKeys extends Keys, AsyncDisposable {
  /** Writes down what was counted. For the server's clock. */
  tick(): Promise<void>
}

export function isOnToken(name: string): boolean {
  return name.startsWith(tokenScheme)
}

export function openKeys({ own, tokens, clock, countUses, record }: KeysOptions): OpenKeys {
  const uses = new KeyUses(clock)

  async function noted<T>(key: string, use: 'signatures' | 'decryptions', work: Promise<T>): Promise<T> {
    try {
      const result = await work
      uses.note(key, use)
      return result
    } catch (error) {
      uses.note(key, 'failures')
      throw error
    }
  }

  const counted = (key: PrivateKey): PrivateKey => ({
    ...key,
    sign: octets => noted(key.name, 'signatures', key.sign(octets)),
    decrypt: (octets, padding) => noted(key.name, 'decryptions', key.decrypt(octets, padding)),
    agree: other => noted(key.name, 'decryptions', key.agree(other)),
  })

  return {
    async generate(kind, name) {
      const key = await own.generate(kind, name)
      await record({ event: 'generated', key: key.name })
      return counted(key)
    },

    async put(name, key) {
      await record({ event: 'imported', key: name })
      await own.put(name, key)
    },

    async get(name) {
      if (isOnToken(name) && tokens === null)
        throw new KeyFailure('gone', 'no token is configured: [token] module')
      const key = await (isOnToken(name) ? tokens : own)?.get(name)
      return key && counted(key)
    },

    async export(name, form, passphrase) {
      if (isOnToken(name)) return undefined
      await record({ event: 'exported', key: name })
      return own.export(name, form, passphrase)
    },

    async remove(name) {
      if (isOnToken(name)) return
      await record({ event: 'deleted', key: name })
      await own.remove(name)
    },

    list: () => own.list(),
    tick: () => uses.flush(countUses),

    async [Symbol.asyncDispose]() {
      await own[Symbol.asyncDispose]()
      await tokens?.[Symbol.asyncDispose]()
      await uses.flush(countUses)
    },
  }
}

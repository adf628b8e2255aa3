/** The keys that sign what leaves: made, replaced, listed. A private key is never shown. */
import * as z from 'zod'
import { localTime } from '../../base/local-time.ts'
import { ok, type Result } from '../../base/result.ts'
import type { DkimKeyProblem, DkimKeyStatus } from '../../ports/dkim.ts'
import { keyRecord } from '../dns-records.ts'
import { defineOperation, type Refusal, refuse } from '../operation.ts'
import { usesOf } from './key-uses.ts'
import { tokenKey } from './parameters.ts'

function shown(key: DkimKeyStatus) {
  const { domain, selector, algorithm, state, createdAt, activeFrom, retiredAt, keyName } = key
  return {
    domain,
    selector,
    algorithm,
    state,
    createdAt: localTime(createdAt),
    activeFrom: localTime(activeFrom),
    retiredAt: retiredAt === null ? null : localTime(retiredAt),
    token: keyName,
    record: keyRecord(key),
  }
}

/** PKCS #11 URIs of keys that are used in place of new ones. */
const onTokens = z.array(tokenKey).max(2).default([])

const tokenKeyProblems: Readonly<Record<DkimKeyProblem, string>> = {
  'wrong-kind': 'DKIM signs with RSA from 2048 bits, or Ed25519',
  'same-kind': 'name one key of each kind',
  'used-before': 'the key signed before; a rotation needs another',
}

function refuseTokenKey(problem: DkimKeyProblem): Result<never, Refusal> {
  return refuse('refused', tokenKeyProblems[problem])
}

export const dkimOperations = {
  'dkim.list': defineOperation({
    summary: 'List the keys that sign what leaves',
    roles: ['administrator', 'auditor'],
    effect: 'read',
    parameters: z.strictObject({}),
    async run(services) {
      const uses = await usesOf(services)
      return ok((await services.dkim.list()).map(key => ({ ...shown(key), ...uses(key.privateKey) })))
    },
  }),

  'dkim.generate': defineOperation({
    summary: 'Make the first keys of the domain; they sign at once',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ onTokens }),
    async run({ dkim, config: { domain } }, _caller, { onTokens }) {
      const made = await dkim.generate(domain.name, onTokens)
      if (made.ok) return ok(made.value.map(shown))
      return made.error === 'exists'
        ? refuse('refused', `${domain.name} has keys; congvu dkim rotate replaces them`)
        : refuseTokenKey(made.error)
    },
  }),

  'dkim.rotate': defineOperation({
    summary: 'Make keys that take the place of those in use once they had time to spread',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ atOnce: z.boolean().default(false), onTokens }),
    async run({ dkim, config: { domain } }, _caller, { atOnce, onTokens }) {
      const made = await dkim.rotate(domain.name, atOnce, onTokens)
      if (made.ok) return ok(made.value.map(shown))
      if (made.error === 'no-keys')
        return refuse('not-found', `${domain.name} has no keys; congvu dkim generate makes them`)
      return made.error === 'under-way'
        ? refuse('refused', `keys of ${domain.name} wait for their turn already; see congvu dkim list`)
        : refuseTokenKey(made.error)
    },
  }),
}

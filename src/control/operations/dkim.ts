/** The keys that sign what leaves: made, replaced, listed. A private key is never shown. */
import * as z from 'zod'
import { localTime } from '../../base/local-time.ts'
import { ok } from '../../base/result.ts'
import type { DkimKeyStatus } from '../../ports/dkim.ts'
import { keyRecord } from '../dns-records.ts'
import { defineOperation, refuse } from '../operation.ts'

function shown(key: DkimKeyStatus) {
  const { domain, selector, algorithm, state, createdAt, activeFrom, retiredAt } = key
  return {
    domain,
    selector,
    algorithm,
    state,
    createdAt: localTime(createdAt),
    activeFrom: localTime(activeFrom),
    retiredAt: retiredAt === null ? null : localTime(retiredAt),
    record: keyRecord(key),
  }
}

export const dkimOperations = {
  'dkim.list': defineOperation({
    summary: 'List the keys that sign what leaves',
    roles: ['administrator', 'auditor'],
    effect: 'read',
    parameters: z.strictObject({}),
    async run({ dkim }) {
      return ok((await dkim.list()).map(shown))
    },
  }),

  'dkim.generate': defineOperation({
    summary: 'Make the first keys of the domain; they sign at once',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({}),
    async run({ dkim, config: { domain } }) {
      const made = await dkim.generate(domain.name)
      return made.ok
        ? ok(made.value.map(shown))
        : refuse('refused', `${domain.name} has keys; congvu dkim rotate replaces them`)
    },
  }),

  'dkim.rotate': defineOperation({
    summary: 'Make keys that take the place of those in use once they had time to spread',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ atOnce: z.boolean().default(false) }),
    async run({ dkim, config: { domain } }, _caller, { atOnce }) {
      const made = await dkim.rotate(domain.name, atOnce)
      if (made.ok) return ok(made.value.map(shown))
      return made.error === 'no-keys'
        ? refuse('not-found', `${domain.name} has no keys; congvu dkim generate makes them`)
        : refuse('refused', `keys of ${domain.name} wait for their turn already; see congvu dkim list`)
    },
  }),
}

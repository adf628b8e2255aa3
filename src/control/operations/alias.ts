/** Aliases: addresses that lead to boxes. Targets are our own addresses; mail leaves the province by no alias. */
import * as z from 'zod'
import { localTime } from '../../base/local-time.ts'
import { ok } from '../../base/result.ts'
import { directoryAddress } from '../../directory/name.ts'
import { defineOperation, type Outcome, refuse, refuseDirectory } from '../operation.ts'
import type { Services } from '../services.ts'

const address = z.string().trim().toLowerCase()
const targets = z.array(address).min(1)

/** An alias's address and targets in the form the directory keeps. */
async function checked(
  { config, store }: Services,
  alias: string,
  given: readonly string[],
): Promise<Outcome<{ readonly address: string; readonly targets: readonly string[] }>> {
  const domain = config.domain.name
  const address = directoryAddress(alias, domain)
  if (address === undefined) return refuse('invalid', `"${alias}" is not a plain address @${domain}`)
  const targets = [...new Set(given)]
  if (targets.length > config.limits.recipients) {
    return refuse('invalid', `${targets.length} targets; at most ${config.limits.recipients}`)
  }
  for (const target of targets) {
    if (target === address) return refuse('invalid', `${address} cannot lead to itself`)
    const known = await store.read.directory.recipient(target)
    if (known === undefined) return refuse('not-found', `no mailbox or alias ${target}`)
  }
  return ok({ address, targets })
}

export const aliasOperations = {
  'alias.list': defineOperation({
    summary: 'List the aliases',
    roles: ['administrator', 'auditor'],
    effect: 'read',
    parameters: z.strictObject({}),
    async run({ store }) {
      const aliases = await store.read.directory.aliases()
      return ok(aliases.map(alias => ({ ...alias, createdAt: localTime(alias.createdAt) })))
    },
  }),

  'alias.add': defineOperation({
    summary: 'Add an alias',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ address, targets }),
    async run(services, _caller, parameters) {
      const alias = await checked(services, parameters.address, parameters.targets)
      if (!alias.ok) return alias
      const added = await services.store.write.addAlias(alias.value.address, alias.value.targets)
      return added.ok ? alias : refuseDirectory(added.error)
    },
  }),

  'alias.set': defineOperation({
    summary: 'Let an alias lead elsewhere',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ address, targets }),
    async run(services, _caller, parameters) {
      const alias = await checked(services, parameters.address, parameters.targets)
      if (!alias.ok) return alias
      const changed = await services.store.write.setAlias(alias.value.address, alias.value.targets)
      return changed.ok ? alias : refuseDirectory(changed.error)
    },
  }),

  'alias.remove': defineOperation({
    summary: 'Remove an alias',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ address }),
    async run({ store }, _caller, { address }) {
      const removed = await store.write.removeAlias(address)
      return removed.ok ? ok({ address }) : refuseDirectory(removed.error)
    },
  }),
}

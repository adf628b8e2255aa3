/** Aliases: addresses that lead to boxes. Targets are our own addresses; mail leaves the province by no alias. */
import * as z from 'zod'
import { localTime } from '../../base/local-time.ts'
import { ok } from '../../base/result.ts'
import { forwardingBarred, planAlias } from '../../directory/alias.ts'
import { importAliases } from '../../directory/import-aliases.ts'
import { describeProblems } from '../../directory/problem.ts'
import type { NewAlias } from '../../ports/directory.ts'
import { defineOperation, type Outcome, refuse, refuseDirectory } from '../operation.ts'
import type { Services } from '../services.ts'

const address = z.string().trim().toLowerCase()
const targets = z.array(address).min(1)

async function checked({ config, store }: Services, given: NewAlias): Promise<Outcome<NewAlias>> {
  const { domain, limits } = config
  for (const target of given.targets) {
    if (!target.endsWith(`@${domain.name}`)) return refuse('refused', forwardingBarred(target, domain.name))
    const known = await store.read.directory.recipient(target)
    if (known === undefined) return refuse('not-found', `no mailbox or alias ${target}`)
  }
  const plan = planAlias(given, {
    domain: domain.name,
    maxTargets: limits.recipients,
    isKnown: () => true,
  })
  return plan.ok ? plan : refuse('invalid', describeProblems(plan.error))
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

  'alias.show': defineOperation({
    summary: 'Show where an alias leads',
    roles: ['administrator', 'auditor'],
    effect: 'read',
    parameters: z.strictObject({ address }),
    async run({ store }, _caller, { address }) {
      const { directory } = store.read
      const alias = (await directory.aliases()).find(candidate => candidate.address === address)
      if (alias === undefined) return refuse('not-found', `no alias ${address}`)
      const { boxes = [] } = (await directory.recipient(address)) ?? {}
      return ok({
        ...alias,
        createdAt: localTime(alias.createdAt),
        boxes: boxes.map(box => box.address),
      })
    },
  }),

  'alias.add': defineOperation({
    summary: 'Add an alias',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ address, targets }),
    async run(services, _caller, parameters) {
      const alias = await checked(services, parameters)
      if (!alias.ok) return alias
      const added = await services.store.write.addAliases([alias.value])
      return added.ok ? alias : refuseDirectory(added.error)
    },
  }),

  'alias.set': defineOperation({
    summary: 'Let an alias lead elsewhere',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ address, targets }),
    async run(services, _caller, parameters) {
      const alias = await checked(services, parameters)
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

  'alias.import': defineOperation({
    summary: 'Add every alias of a CSV file, or none',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ csv: z.string(), dryRun: z.boolean() }),
    async run({ store, config }, _caller, { csv, dryRun }) {
      const { limits, domain } = config
      const imported = await importAliases(store, csv, { dryRun, domain: domain.name, limits })
      if (imported.ok) return ok({ dryRun, aliases: imported.value.length })
      return refuse('problems', 'nothing was imported', imported.error)
    },
  }),
}

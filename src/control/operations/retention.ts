/**
 * How long letters are kept. Administrators set classes and apply them, without seeing a word of a letter; whoever
 * looks in is told numbers. Every act of erasure is a leaf of the log of its own, before anything is destroyed.
 */
import * as z from 'zod'
import { fold } from '../../base/fold.ts'
import { formatSpan, parseSpan } from '../../base/keep-span.ts'
import { nearest } from '../../base/nearest.ts'
import { ok } from '../../base/result.ts'
import { say } from '../../base/texts.ts'
import { retentionTexts } from '../../base/texts-retention.ts'
import { defineOperation, type Outcome, refuse } from '../operation.ts'
import type { Services } from '../services.ts'
import { agencyCodes, agencyIdOf, direction } from './parameters.ts'
import { changePolicy } from './policy-settings.ts'

export const settingName = z
  .string()
  .transform(text => text.normalize('NFC').trim())
  .pipe(
    z
      .string()
      .regex(
        /^[\p{L}\p{N}][\p{L}\p{M}\p{N} ,._/-]{0,63}$/u,
        'is no name of letters, digits, space , . _ / -',
      ),
  )

/** A name nobody knows would never match, and the letters would be left to shorter classes. */
function findKind({ policy }: Services, typed: string | undefined): Outcome<string | null> {
  if (typed === undefined) return ok(null)
  const found = policy.kinds.find(
    ({ abbreviation, name }) => abbreviation === typed || fold(name) === fold(typed.trim()),
  )
  if (found !== undefined) return ok(found.abbreviation)
  const names = policy.kinds.map(({ name }) => name)
  return refuse('not-found', `no kind of document "${typed}"; the nearest is ${nearest(typed, names)}`)
}

function findRule({ policy }: Services, typed: string | undefined): Outcome<string | null> {
  if (typed === undefined) return ok(null)
  const ids = policy.rules.map(({ id }) => id)
  if (ids.includes(typed)) return ok(typed)
  return refuse('not-found', `no rule ${typed}; the nearest is ${nearest(typed, ids)}`)
}

export const retentionOperations = {
  'retention.list': defineOperation({
    summary: 'List how long letters are kept',
    roles: ['administrator', 'auditor'],
    effect: 'read',
    parameters: z.strictObject({}),
    async run({ store }) {
      const codeOf = await agencyCodes(store.read.directory)
      const classes = await store.read.retention.classes()
      return ok(
        classes.map(({ keep, agencyId, ...one }) => ({
          ...one,
          keep: formatSpan(keep),
          agency: codeOf(agencyId),
        })),
      )
    },
  }),

  'retention.set': defineOperation({
    summary: 'Set how long a class of letters is kept',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({
      name: settingName,
      keep: z.string(),
      agency: z.string().optional(),
      documentKind: z.string().optional(),
      rule: z.string().optional(),
      direction: direction.optional(),
      verdict: z.enum(['allow', 'flag', 'hold', 'block']).optional(),
    }),
    async run(services, caller, { name, keep: typed, agency, documentKind, rule, ...conditions }) {
      const keep = parseSpan(typed)
      if (!keep.ok) return refuse('invalid', `"${typed}": ${keep.error}`)
      const agencyId = await agencyIdOf(services.store.read.directory, agency)
      if (!agencyId.ok) return agencyId
      const kind = findKind(services, documentKind)
      if (!kind.ok) return kind
      const ruleId = findRule(services, rule)
      if (!ruleId.ok) return ruleId
      return changePolicy(services, caller, {
        kind: 'set-retention',
        name,
        keep: keep.value,
        agencyId: agencyId.value,
        documentKind: kind.value,
        rule: ruleId.value,
        direction: conditions.direction ?? null,
        verdict: conditions.verdict ?? null,
      })
    },
  }),

  'retention.remove': defineOperation({
    summary: 'Remove a class: letters that only it names are kept for ever',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ name: settingName }),
    run: (services, caller, { name }) => changePolicy(services, caller, { kind: 'remove-retention', name }),
  }),

  'retention.preview': defineOperation({
    summary: 'Tell what would be erased now',
    roles: ['administrator', 'auditor'],
    effect: 'read',
    parameters: z.strictObject({}),
    run: async ({ retention }) => ok(await retention.preview()),
  }),

  'retention.apply': defineOperation({
    summary: 'Erase the letters whose time is over',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ clockChecked: z.boolean().optional() }),
    async run({ retention }, { name: operator, role }, { clockChecked }) {
      const applied = await retention.apply({ operator, role }, clockChecked)
      if (applied.ok) return applied
      const { reason, rule, text } = applied.error
      const { vi, en } = say(retentionTexts.clockRefused, { why: text })
      return refuse('refused', `${vi}\n${en} (${reason}, ${rule})`)
    },
  }),

  'retention.compact': defineOperation({
    summary: 'Take back the room that erased letters leave on the disk',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ livePercent: z.int().min(1).max(100).optional() }),
    run: async ({ retention, limits }, _caller, { livePercent = limits.compactionLivePercent }) =>
      ok(await retention.compact(livePercent)),
  }),
}

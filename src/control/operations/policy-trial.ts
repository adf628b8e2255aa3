/** Trying the regulation before it bites: on a letter that is not sent, and on the archive under other settings. */
import * as z from 'zod'
import { localTime } from '../../base/local-time.ts'
import { ok } from '../../base/result.ts'
import { actions } from '../../directory/agency.ts'
import { contentOf } from '../../flow/content.ts'
import { replay } from '../../flow/replay.ts'
import { checkLetter } from '../../policy/check.ts'
import { isReason } from '../../policy/reasons.ts'
import type { ActionSetting } from '../../ports/policy.ts'
import { defineOperation, type Outcome, refuse } from '../operation.ts'
import type { Services } from '../services.ts'
import { direction, present, timeMs } from './parameters.ts'
import { scopeOf } from './scoped.ts'

const everyone = ['administrator', 'agency-administrator', 'auditor'] as const
const address = z.string().trim()

const proposal = z.strictObject({
  reason: z.string(),
  action: z.enum(actions),
  agency: z.string().optional(),
  direction: direction.optional(),
})

/** Settings as they would be, each naming a reason and an agency that exist. */
async function proposed(
  { store }: Services,
  given: readonly z.output<typeof proposal>[],
): Promise<Outcome<readonly ActionSetting[]>> {
  const settings: ActionSetting[] = []
  for (const { reason, action, agency: code, direction } of given) {
    if (!isReason(reason)) return refuse('invalid', `no rule tells the reason "${reason}"`)
    const agency = code === undefined ? undefined : await store.read.directory.agency(code)
    if (code !== undefined && agency === undefined) return refuse('not-found', `no agency ${code}`)
    settings.push({ reason, action, agencyId: agency?.id ?? null, direction: direction ?? null })
  }
  return ok(settings)
}

export const policyTrialOperations = {
  'policy.check': defineOperation({
    summary: 'Explain what would happen to a letter, and why',
    roles: everyone,
    effect: 'read',
    parameters: z.strictObject({
      /** By default those of the letter. */
      from: address.optional(),
      to: address.optional(),
      channel: z.enum(['mx', 'submission', 'submissions']).optional(),
      peer: z.union([z.ipv4(), z.ipv6()]).optional(),
      helo: z.string().optional(),
      signedBy: z.string().optional(),
      /** The letter's bytes. */
      eml: z.base64().optional(),
    }),
    secrets: ['eml'],
    async run(services, _caller, { from, to, eml, peer, ...request }) {
      const { policy, store, clock, countryOf, networkOf, exchangersOf } = services
      const content =
        eml === undefined
          ? undefined
          : await contentOf(services, Buffer.from(eml, 'base64'), services.clock.now())
      const [writer, reader] = [from ?? content?.from[0]?.address, to ?? content?.to[0]]
      if (writer === undefined || reader === undefined)
        return refuse('invalid', 'say from whom and to whom; the letter does not')
      const connecting =
        peer === undefined
          ? {}
          : {
              peer: {
                address: peer,
                helo: request.helo ?? '',
                country: await countryOf(peer),
                network: await networkOf(peer),
              },
            }
      const domain = writer.slice(writer.lastIndexOf('@') + 1).toLowerCase()
      const exchangers = domain.endsWith('.vn') && !policy.isOwn(writer) ? await exchangersOf(domain) : []
      const answer = await checkLetter(
        { policy, directory: store.read.directory, clock },
        {
          from: writer,
          to: reader,
          ...present({ channel: request.channel, signedBy: request.signedBy }),
          exchangers,
          ...connecting,
        },
        content,
      )
      if (answer.ok) return ok(answer.value)
      const { reason, what } = answer.error
      return reason === 'bad-address'
        ? refuse('invalid', `${what} is no address`)
        : refuse('invalid', `${what} is not of this province, so the letter would not pass here`)
    },
  }),

  'policy.replay': defineOperation({
    summary: 'Show what the archive would have been decided differently, and change nothing',
    roles: ['administrator', 'auditor'],
    effect: 'read',
    parameters: z.strictObject({
      sinceMs: timeMs,
      settings: z.array(proposal).max(100),
    }),
    async run(services, caller, { sinceMs, settings }) {
      const extra = await proposed(services, settings)
      if (!extra.ok) return extra
      const outcome = await replay(services, { sinceMs, actions: extra.value, ...scopeOf(caller) })
      const agencies = new Map(
        (await services.store.read.directory.agencies()).map(({ id, code }) => [id, code]),
      )
      return ok({
        ...outcome,
        since: localTime(sinceMs),
        agencies: outcome.agencies.map(({ agencyId, ...row }) => ({
          agency: agencyId === null ? null : (agencies.get(agencyId) ?? null),
          ...row,
        })),
      })
    },
  }),
}

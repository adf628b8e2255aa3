import { randomInt } from 'node:crypto'
import { startClock } from '../base/clockwork.ts'
import type { Logger } from '../base/log.ts'
import { createBoxClerk } from '../directory/box-clerk.ts'
import { createAcknowledgementClerk } from '../flow/acknowledgement.ts'
import { createRevocationFetcher } from '../net/revocation-fetcher.ts'
import { createRenewalClerk } from '../signing/certificates/renewal.ts'
import { createSchedule } from '../verification/schedule.ts'
import { crlFolderOf, type OpenServices, unguessable } from './services.ts'

/** What time alone brings about: in the life of boxes and keys, and for letters that nobody decided or opened. */
export function startClocks(opened: AsyncDisposableStack, services: OpenServices, log: Logger): void {
  const {
    store,
    policy,
    boxRules: rules,
    notify,
    clock,
    limits,
    held,
    signing,
    certificates,
    keys,
    retention,
  } = services
  const clerk = createBoxClerk({ store, rules, notify, log })
  const acknowledgement = createAcknowledgementClerk({ store, policy, notify, random: unguessable, log })
  const renewal = createRenewalClerk({
    ...certificates,
    days: () => renewalWarnings.map(name => policy.settings.threshold(name)),
    log,
  })
  const fetcher = createRevocationFetcher({
    sources: services.config.signing.crlSources,
    folder: crlFolderOf(services.config),
    limits,
    log,
  })
  const schedule = createSchedule({
    store,
    verifier: services.verifier,
    everyMs: limits.verificationEveryMs,
    seed: () => randomInt(2 ** 32),
  })
  for (const { tick } of [
    clerk,
    held,
    acknowledgement,
    signing.dkim,
    renewal,
    fetcher,
    keys,
    retention,
    schedule,
  ]) {
    opened.use(startClock({ everyMs: limits.clockMs, clock, tick, log }))
  }
  opened.use(
    startClock({ everyMs: limits.checkpointMs, clock, tick: () => services.transparency.tick(), log }),
  )
  // Before its clock, which waits for a fetch in hand.
  opened.use(fetcher)
}

const renewalWarnings = [
  'certificateFirstWarningDays',
  'certificateSecondWarningDays',
  'certificateLastWarningDays',
] as const

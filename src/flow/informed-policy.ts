/** The policy's memory of agencies, officials and settings, kept as the store has them. */
import type { Logger } from '../base/log.ts'
import { oneAtATime } from '../base/one-at-a-time.ts'
import type { Policy } from '../policy/policy.ts'
import type { Store } from '../ports/store.ts'

/** Resolves once the policy knows everything; from then on it hears of changes. */
export async function keepInformed(policy: Policy, store: Store, log: Logger): Promise<void> {
  const { directory } = store.read
  const tellDirectory = async () => {
    policy.useAgencies(await directory.agencies())
    policy.useBoxes(await directory.officials())
  }
  const tellSettings = async () => policy.useState(await store.read.policy.state())
  await Promise.all([tellDirectory(), tellSettings()])
  const hear = { directory: oneAtATime(tellDirectory), policy: oneAtATime(tellSettings) }
  store.onCommit(({ kind }) => {
    if (kind !== 'directory' && kind !== 'policy') return
    hear[kind]().catch(error => log.error({ err: error }, `the policy did not hear of the ${kind}`))
  })
}

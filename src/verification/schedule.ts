/** Starts a verification of everything when the last one, or else the first letter, is old enough. */
import type { Store } from '../ports/store.ts'
import type { ArchiveVerifier } from './verifier.ts'

export interface ScheduleParts {
  readonly store: Pick<Store, 'read'>
  readonly verifier: Pick<ArchiveVerifier, 'state' | 'start'>
  readonly everyMs: number
  /** 32 bits. */
  readonly seed: () => number
}

export function createSchedule({ store, verifier, everyMs, seed }: ScheduleParts) {
  return {
    async tick(now: number): Promise<void> {
      const { running, last } = await verifier.state()
      if (running) return
      const since = last?.finishedAt ?? (await store.read.archive.entry(1))?.receivedAt
      if (since === undefined || now - since < everyMs) return
      await verifier.start({ outside: [], sample: 1, seed: seed(), restart: false })
    },
  }
}

/** A verification while letters come, are deleted, move into segments and are erased: what changes is no finding. */
import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createRetention } from '../../src/archive/retention/retention.ts'
import { parseSpan } from '../../src/base/keep-span.ts'
import { defaultLimits } from '../../src/base/limits.ts'
import { silentLogger } from '../../src/base/log.ts'
import { flagBits } from '../../src/ports/mailboxes.ts'
import { parseVerifierKey } from '../../src/tlog/note.ts'
import { Verification } from '../../src/verification/verification.ts'
import { letter, letterBytes, provision, value, viewOf } from '../conformance/letters.ts'
import { ScanningIndex } from '../support/scanning-index.ts'
import { LogPlace } from './place.ts'
import { everything, finish, openParts } from './tampered-archive.ts'

it('finds nothing', { timeout: 60_000 }, async () => {
  await using place = await LogPlace.open()
  await place.stop()
  // Whatever comes is moved into a segment soon, and segments are many.
  place.limits = { ...defaultLimits, hotBytes: 20_000, segmentBytes: 200_000, hotBlobBytes: 4000 }
  await place.start()
  const { boxIds } = await provision(place.store)
  const [inbox] = await place.store.read.mailboxes.list(boxIds[1]!)
  const none = { agencyId: null, documentKind: null, rule: null, direction: null, verdict: null }
  const keep = value(parseSpan('1 year'))
  const change = { kind: 'set-retention', name: 'chung', keep, ...none } as const
  value(await place.store.write.changePolicy(change, 'quantri', place.now))
  const { store, clock, limits } = place
  const retention = createRetention({
    store,
    clock,
    limits,
    index: new ScanningIndex(store),
    log: silentLogger,
  })
  let [number, erased, compacted] = [0, 0, 0]
  let writing = true

  async function erase(): Promise<void> {
    while (writing) {
      const applied = value(await retention.apply({ operator: 'quantri', role: 'administrator' }))
      erased += applied.entries
      compacted += (await retention.compact(90)).segments
      await pause(5)
    }
  }

  async function write(): Promise<void> {
    while (writing) {
      const numbers = Array.from({ length: 20 }, () => number++)
      await Promise.all(
        numbers.map(one => {
          const bytes = letterBytes(one, one % 7 === 0 ? 9000 : 1200)
          const receivedAt = place.now - (one % 3 === 0 ? 2 * 365 * 86_400_000 : 0)
          return place.store.write.commitMessage(
            letter({
              number: one,
              bytes,
              to: [{ boxId: boxIds[1]! }],
              change: made => ({ ...made, entry: { ...made.entry, receivedAt } }),
            }),
          )
        }),
      )
      const drafts = numbers.map(one => {
        const bytes = letterBytes(one, 3000)
        const view = viewOf(bytes, one)
        const flags = flagBits.deleted
        return { mailbox: inbox!.id, flags, keywords: [], internalDateMs: place.now, bytes, view }
      })
      value(await place.store.write.append(drafts))
      await place.store.write.expunge(inbox!.id, 'all')
      if (number % 100 === 0) await place.log.publish()
    }
  }

  const writer = Promise.all([write(), erase()])
  const keys = (await place.log.verifierKeys()).map(key => value(parseVerifierKey(key)))
  let letters = 0
  try {
    for (let round = 0; round < 8; round++) {
      await place.log.publish()
      await using opened = openParts({ place, keys }, place.dataDir)
      const { findings, tally } = await finish(await Verification.begin(opened.parts, everything))
      expect(findings.first).toEqual([])
      letters = tally.entries
    }
  } finally {
    writing = false
    await writer
  }
  expect(letters).toBeGreaterThan(100)
  expect(erased).toBeGreaterThan(30)
  expect(compacted).toBeGreaterThan(0)
  expect(number).toBeGreaterThan(letters)
})

/**
 * What an official hears of a letter that was delivered and put on record: what was seen, on which ground, what to do
 * instead. One notice a reason in a while (`flagNoticeHours`), so that a habit is corrected and nobody is flooded.
 */
import { ExpiringCache } from '../base/expiring-cache.ts'
import { joinTexts, say, texts } from '../base/texts.ts'
import { explainVerdict } from '../policy/explain.ts'
import type { Policy } from '../policy/policy.ts'
import { type Verdict, verdictOf } from '../policy/verdict.ts'
import type { Clock } from '../ports/clock.ts'
import type { Box, BoxId } from '../ports/directory.ts'
import type { Notice } from './system.ts'

/** Senders and reasons that are remembered; a forgotten one is told again. */
const rememberedNotices = 20_000

export interface FlagNotices {
  /** The notice that is due for a letter, or undefined. Counts it as told. */
  due(
    sender: Box,
    letter: { readonly verdict: Verdict; readonly to: string; readonly ref: string },
  ): Notice | undefined
}

export function createFlagNotices({
  policy,
  clock,
}: {
  readonly policy: Policy
  readonly clock: Clock
}): FlagNotices {
  const told = new ExpiringCache<true>(rememberedNotices, clock)

  function isDue(box: BoxId, reason: string): boolean {
    const everyMs = policy.settings.threshold('flagNoticeHours') * 3_600_000
    const key = `${box} ${reason}`
    if (everyMs === 0 || told.get(key) !== undefined) return false
    told.set(key, true, everyMs)
    return true
  }

  return {
    due(sender, { verdict, to, ref }) {
      const flagged = verdict.judgements.filter(({ action }) => action === 'flag')
      const fresh = flagged.filter(({ reason }) => isDue(sender.id, reason))
      if (fresh.length === 0) return undefined
      return {
        subject: say(texts.flagSubject, { ref }),
        body: joinTexts(
          [
            say(texts.flagBody, { from: sender.address, to }),
            explainVerdict(verdictOf(fresh), policy.domain),
            say(texts.reference, { ref }),
          ],
          '\r\n\r\n',
        ),
      }
    },
  }
}

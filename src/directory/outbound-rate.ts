/**
 * At most so many letters to the outside from one box within some minutes: what a stolen password is used for first.
 * Each recipient outside counts one. A sliding window in memory, begun from the archive when a box first sends, so
 * that a restart forgives nothing.
 *
 * The refusal is temporary (RFC 5321 §4.2.3: 450, blocked for policy reasons for now), so that a mail program keeps
 * the letter and sends it when the window has moved on. A single letter beyond the limit could never pass and is
 * refused for good. Neither is a row of the ledger: a program that tries again would write one each time.
 */
import { type Reply, reply } from '../base/reply.ts'
import { joinTexts, say, type Text, texts } from '../base/texts.ts'
import type { Clock } from '../ports/clock.ts'
import type { BoxId } from '../ports/directory.ts'
import type { StoreReads } from '../ports/store.ts'
import type { BoxRules } from './box-rules.ts'

export interface OutboundRate {
  /** Counts a letter to so many recipients outside; the refusal when the box has to wait. */
  admit(box: BoxId, outside: number): Promise<Reply | undefined>
}

export interface OutboundRateParts {
  readonly store: { readonly read: { readonly archive: Pick<StoreReads['archive'], 'sentOutside'> } }
  readonly clock: Clock
  readonly rules: () => Pick<BoxRules, 'externalLettersPerWindow' | 'externalWindowMinutes'>
}

interface Sent {
  readonly at: number
  readonly recipients: number
}

const minuteMs = 60_000
/** Boxes whose windows are remembered; one that is forgotten is read from the archive again. */
const rememberedBoxes = 10_000

export function createOutboundRate({ store, clock, rules }: OutboundRateParts): OutboundRate {
  /** In order of last use. A promise, so that letters that come together find one window. */
  const windows = new Map<BoxId, Promise<Sent[]>>()

  function windowOf(box: BoxId, since: number): Promise<Sent[]> {
    const window = windows.get(box) ?? read(box, since)
    windows.delete(box)
    windows.set(box, window)
    const oldest = windows.keys().next().value
    if (windows.size > rememberedBoxes && oldest !== undefined) windows.delete(oldest)
    return window
  }

  function read(box: BoxId, since: number): Promise<Sent[]> {
    const reading = store.read.archive.sentOutside(box, since).then(sent => [...sent])
    reading.catch(() => windows.delete(box))
    return reading
  }

  return {
    async admit(box, outside) {
      if (outside === 0) return undefined
      const { externalLettersPerWindow: most, externalWindowMinutes: minutes } = rules()
      if (outside > most) return tooMany(most, minutes)
      const now = clock.now()
      const since = now - minutes * minuteMs
      const window = await windowOf(box, since)
      while (window[0] !== undefined && window[0].at < since) window.shift()
      const sent = window.reduce((sum, { recipients }) => sum + recipients, 0)
      if (sent + outside > most) return tooFast(most, minutes)
      window.push({ at: now, recipients: outside })
      return undefined
    },
  }
}

function tooFast(most: number, minutes: number): Reply {
  const said = say(texts.outboundTooFast, { most: String(most), minutes: String(minutes) })
  return reply(450, '4.7.1', explained(said), 'outbound-rate')
}

function tooMany(most: number, minutes: number): Reply {
  const said = say(texts.outboundTooMany, { most: String(most), minutes: String(minutes) })
  return reply(550, '5.7.1', explained(said), 'outbound-rate')
}

function explained(said: Text): string {
  const { vi, en } = joinTexts([said, say(texts.becauseOf, { citation: texts.securityClause })])
  return `${vi}\n${en}`
}

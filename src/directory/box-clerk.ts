/**
 * Carries out what the clocks of the boxes bring about (`clocks.ts`): it locks, warns and deletes, tells the owner
 * and the agency's office, and leaves every lock on the trail, and every deletion before it takes place.
 *
 * Agencies are gone through one by one, so that no turn of the event loop is long. One box's trouble stops no other;
 * what failed is due again at the next tick.
 */
import { breathe } from '../base/breath.ts'
import { localDate } from '../base/local-time.ts'
import type { Logger } from '../base/log.ts'
import { joinTexts, say, type Text, texts } from '../base/texts.ts'
import type { Box, BoxWarning, LockReason } from '../ports/directory.ts'
import type { Store } from '../ports/store.ts'
import type { BoxRules } from './box-rules.ts'
import { type BoxEvent, type ClockedBox, dueOf, locksAt } from './clocks.ts'
import { lockAdvice } from './lock-advice.ts'
import { officeOf } from './office.ts'

export interface BoxClerk {
  tick(now: number): Promise<void>
}

export interface ClerkNotice {
  readonly subject: Text
  readonly body: Text
}

export interface ClerkParts {
  readonly store: Store
  /** As they stand at each tick. */
  readonly rules: () => BoxRules
  readonly notify: (address: string, notice: ClerkNotice) => Promise<void>
  readonly log: Logger
}

export function createBoxClerk(parts: ClerkParts): BoxClerk {
  const { store, rules, log } = parts
  return {
    async tick(now) {
      for (const { code } of await store.read.directory.agencies()) {
        await breathe()
        const boxes = await store.read.directory.boxes({ agency: code })
        const office = officeOf(boxes)
        for (const box of boxes) {
          for (const event of dueOf(box, now, rules())) {
            await carryOut(parts, { box, office, event, now }).catch(error =>
              log.error({ err: error, box: box.address, event: event.kind }, 'a clock could not do its work'),
            )
          }
        }
      }
    },
  }
}

interface Due {
  readonly box: Box
  readonly office: Box | undefined
  readonly event: BoxEvent
  readonly now: number
}

async function carryOut(parts: ClerkParts, due: Due): Promise<void> {
  const { box, event, now } = due
  switch (event.kind) {
    case 'lock':
      return lock(parts, due, event.reason)
    case 'warn':
      // Told first: a warning that was only noted would never be told.
      await parts.notify(box.address, warningOf(box, event.about, parts.rules()))
      return parts.store.write.setBoxWarning(box.id, event.about, now)
    case 'calm':
      return parts.store.write.setBoxWarning(box.id, event.about, null)
    case 'delete':
      return remove(parts, due)
  }
}

async function lock(parts: ClerkParts, { box, office, now }: Due, reason: LockReason): Promise<void> {
  if (!(await parts.store.write.lockBox(box, reason, now))) return
  await trail(parts, now, 'mailbox.lock', { address: box.address, reason })
  parts.log.info({ box: box.address, reason }, 'box locked by a clock')
  const { address, name } = box
  const notice = {
    subject: say(texts.boxLockedSubject, { address }),
    body: joinTexts(
      [
        say(texts.boxLockedBody, { address, name }),
        lockAdvice[reason],
        texts.lockedStillReceives,
        say(texts.becauseOf, { citation: texts.securityClause }),
      ],
      '\r\n\r\n',
    ),
  }
  await parts.notify(address, notice)
  if (office === undefined) parts.log.warn({ box: address }, 'no office box to tell of a lock')
  else if (office.address !== address) await parts.notify(office.address, notice)
}

async function remove(parts: ClerkParts, { box, office, now }: Due): Promise<void> {
  await trail(parts, now, 'mailbox.delete', { address: box.address, id: box.id })
  let outcome = await parts.store.write.deleteBox(box.id, now)
  while (outcome === 'more') outcome = await parts.store.write.deleteBox(box.id, now)
  if (outcome !== 'deleted') return
  parts.log.info({ box: box.address }, "a leaver's box was deleted")
  if (office === undefined) return
  const { address, name } = box
  await parts.notify(office.address, {
    subject: say(texts.boxDeletedSubject, { address }),
    body: say(texts.boxDeletedBody, { address, name }),
  })
}

function trail(
  { store }: ClerkParts,
  at: number,
  operation: string,
  detail: Readonly<Record<string, string | number>>,
): Promise<void> {
  return store.write.audit({
    at,
    operator: 'clock',
    role: 'system',
    operation,
    detail: JSON.stringify(detail),
  })
}

function warningOf(box: ClockedBox & Pick<Box, 'address'>, about: BoxWarning, rules: BoxRules): ClerkNotice {
  const { address } = box
  switch (about) {
    case 'idle': {
      const date = localDate(locksAt(box, 'idle', rules))
      return { subject: texts.idleWarningSubject, body: say(texts.idleWarningBody, { address, date }) }
    }
    case 'password-age': {
      const date = localDate(locksAt(box, 'password-expired', rules))
      return { subject: texts.passwordAgeSubject, body: say(texts.passwordAgeBody, { address, date }) }
    }
    case 'quota': {
      const percent = String(Math.floor((box.usedBytes * 100) / box.quotaBytes))
      return {
        subject: say(texts.quotaWarningSubject, { percent }),
        body: say(texts.quotaWarningBody, { address, percent }),
      }
    }
  }
}

/**
 * The desk of held letters: an approver releases or rejects one, a deadline rejects what nobody decided, and those
 * concerned are told. Decisions are durable before anybody is told; a notice that fails is only logged.
 *
 * Told is always somebody inside: the official who sent the letter, or the box it was for. An outside sender hears
 * nothing, whatever becomes of the letter (no backscatter). Notices name the envelope, never the letter's content.
 */

import type { Limits } from '../base/limits.ts'
import { localDate, localMoment } from '../base/local-time.ts'
import type { Logger } from '../base/log.ts'
import { fail, ok, type Result } from '../base/result.ts'
import { joinTexts, say, type Text, texts } from '../base/texts.ts'
import { officeOf } from '../directory/office.ts'
import { acknowledgeBy } from '../policy/acknowledgement.ts'
import type { Policy } from '../policy/policy.ts'
import type { ArchiveReads, Entry, EntryId, Violation } from '../ports/archive.ts'
import type { Clock } from '../ports/clock.ts'
import type { DirectoryError, DirectoryReads } from '../ports/directory.ts'
import type { Held, HeldDecision } from '../ports/queue.ts'
import type { Store } from '../ports/store.ts'
import type { Notice } from './system.ts'

export interface HeldDeskOptions {
  readonly store: Store
  readonly policy: Pick<Policy, 'settings'>
  readonly clock: Clock
  readonly limits: Pick<Limits, 'resultRows'>
  readonly notify: (address: string, notice: Notice) => Promise<void>
  readonly log: Logger
}

export interface HeldDesk {
  /**
   * Tells the office of each agency that is to decide on a letter of the entry. For the roads, after their commit:
   * it never rejects, so that a letter which is safe is answered for.
   */
  announce(entryId: EntryId): Promise<void>
  /** Delivers letters and tells their senders; 'not-found' for one that does not wait any more. */
  release(ids: readonly number[], by: string, reason: string): Promise<Result<void, DirectoryError>>
  /** Gives letters up and tells their senders, or inside recipients, why. */
  reject(ids: readonly number[], by: string, reason: string): Promise<Result<void, DirectoryError>>
  /** Rejects what nobody decided by `now`; resolves with the number of letters. For the server's clock. */
  tick(now: number): Promise<number>
}

/** What the ledger of decisions says of a letter that the deadline rejected. */
const expiry = { by: 'congvu', reason: 'deadline' } as const

type Ending = HeldDecision | 'expired'

const endings = {
  released: { subject: texts.heldReleasedSubject, body: texts.heldReleasedBody },
  rejected: { subject: texts.heldRejectedSubject, body: texts.heldRejectedBody },
  expired: { subject: texts.heldRejectedSubject, body: texts.heldExpiredBody },
} as const

export function createHeldDesk({ store, policy, clock, limits, notify, log }: HeldDeskOptions): HeldDesk {
  const { queue, archive, directory } = store.read

  /** What was committed stays so, whoever could not be told of it. */
  async function quietly(tell: () => Promise<void>): Promise<void> {
    await tell().catch(error => log.error({ err: error }, 'the notice of a held letter failed'))
  }

  function tell(letter: Letter, ending: Ending, reason: string): Promise<void> {
    return quietly(async () => {
      for (const { address, rows } of await audience(directory, letter, ending))
        await quietly(() => notify(address, endingNotice(letter, rows, ending, reason)))
    })
  }

  async function announce(entryId: EntryId): Promise<void> {
    const waiting = (await queue.heldOf(entryId)).filter(({ state }) => state === 'held')
    const [letter] = await lettersOf(archive, waiting)
    if (letter === undefined) return
    for (const [agency, rows] of Map.groupBy(letter.rows, row => row.agencyCode)) {
      const office = agency === null ? undefined : officeOf(await directory.boxes({ agency, kind: 'office' }))
      // An office that wrote the letter itself was told by the road.
      if (agency !== null && office !== undefined && office.id !== letter.entry.boxId)
        await quietly(() => notify(office.address, waitingNotice(letter, rows, agency)))
    }
  }

  /** Decides what still waits of a letter and tells of it; resolves with how many rows that were. */
  async function settle(
    letter: Letter,
    ending: Ending,
    by: string,
    reason: string,
    at: number,
  ): Promise<number> {
    const decision = ending === 'expired' ? 'rejected' : ending
    const documents = await archive.documents({ entryId: letter.entry.id, limit: limits.resultRows })
    const due = acknowledgeBy(documents, at, policy.settings)
    const rows: Held[] = []
    for (const row of letter.rows) {
      const decided = await store.write.decideHeld(row.id, decision, by, reason, at, due)
      if (decided.ok) rows.push(row)
    }
    await tell({ ...letter, rows }, ending, ending === 'expired' ? '' : reason)
    return rows.length
  }

  async function decide(
    ids: readonly number[],
    decision: HeldDecision,
    by: string,
    reason: string,
  ): Promise<Result<void, DirectoryError>> {
    const rows: Held[] = []
    for (const id of new Set(ids)) {
      const row = await queue.heldById(id)
      if (row?.state !== 'held') return fail({ reason: 'not-found', what: `held letter ${id}` })
      rows.push(row)
    }
    for (const letter of await lettersOf(archive, rows)) {
      const settled = await settle(letter, decision, by, reason, clock.now())
      // Somebody else was quicker.
      if (settled < letter.rows.length)
        return fail({ reason: 'not-found', what: `held letter of entry ${letter.entry.id}` })
    }
    return ok(undefined)
  }

  return {
    announce: entryId => quietly(() => announce(entryId)),
    release: (ids, by, reason) => decide(ids, 'released', by, reason),
    reject: (ids, by, reason) => decide(ids, 'rejected', by, reason),

    async tick(now) {
      let expired = 0
      for (const letter of await lettersOf(archive, await queue.heldDue(now, limits.resultRows)))
        expired += await settle(letter, 'expired', expiry.by, expiry.reason, now)
      if (expired > 0) log.info({ letters: expired }, 'held letters expired')
      return expired
    },
  }
}

/** An entry with those of its recipients that are spoken of. */
interface Letter {
  readonly entry: Entry
  readonly ref: string
  readonly rows: readonly Held[]
}

async function lettersOf(archive: ArchiveReads, rows: readonly Held[]): Promise<readonly Letter[]> {
  const letters: Letter[] = []
  for (const [entryId, ofEntry] of Map.groupBy(rows, row => row.entryId)) {
    const entry = await archive.entry(entryId)
    const violation = await heldViolation(archive, ofEntry[0]!)
    if (entry !== undefined) letters.push({ entry, ref: violation?.ref ?? '', rows: ofEntry })
  }
  return letters
}

/** The ledger's row that made a letter wait. */
export async function heldViolation(
  archive: Pick<ArchiveReads, 'violations'>,
  { entryId, rule, agencyCode }: Pick<Held, 'entryId' | 'rule' | 'agencyCode'>,
): Promise<Violation | undefined> {
  const agency = agencyCode === null ? {} : { agency: agencyCode }
  const [violation] = await archive.violations({ entryId, rule, ...agency, limit: 1 })
  return violation
}

/** Who hears how it ended: the official who sent it; of mail from outside, the boxes that will not get it. */
async function audience(
  directory: DirectoryReads,
  { entry, rows }: Letter,
  ending: Ending,
): Promise<readonly { readonly address: string; readonly rows: readonly Held[] }[]> {
  if (rows.length === 0) return []
  if (entry.boxId !== null) {
    const sender = await directory.boxById(entry.boxId)
    return sender === undefined ? [] : [{ address: sender.address, rows }]
  }
  // A released letter speaks for itself.
  if (ending === 'released') return []
  return [...Map.groupBy(rows, row => row.address)].map(([address, own]) => ({ address, rows: own }))
}

function waitingNotice({ entry, ref }: Letter, rows: readonly Held[], agency: string): Notice {
  const deadline = Math.min(...rows.map(({ expiresAt }) => expiresAt))
  const parties = { from: senderOf(entry), to: recipientsOf(rows) }
  return {
    subject: say(texts.heldWaitingSubject, { ref }),
    body: paragraphs([
      say(texts.heldWaitingBody, { ...parties, agency, deadline: localMoment(deadline) }),
      say(texts.heldWaitingNext, { ids: rows.map(({ id }) => id).join(', ') }),
      say(texts.reference, { ref }),
    ]),
  }
}

function endingNotice({ entry, ref }: Letter, rows: readonly Held[], ending: Ending, reason: string): Notice {
  const { subject, body } = endings[ending]
  const day = localDate(entry.receivedAt)
  return {
    subject: say(subject, { ref }),
    body: paragraphs([
      say(body, { from: senderOf(entry), to: recipientsOf(rows), day }),
      ...(reason === '' ? [] : [say(texts.heldReason, { reason })]),
      say(texts.reference, { ref }),
    ]),
  }
}

function senderOf({ mailFrom }: Entry): string {
  return mailFrom === '' ? '<>' : mailFrom
}

function recipientsOf(rows: readonly Held[]): string {
  return [...new Set(rows.map(({ address }) => address))].join(', ')
}

function paragraphs(parts: readonly Text[]): Text {
  return joinTexts(parts, '\r\n\r\n')
}

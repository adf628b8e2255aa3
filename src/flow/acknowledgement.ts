/**
 * The clock of acknowledgement (D5-acknowledge): it looks through the letters with official documents that offices
 * have not opened, and stops for those that were read. One that is overdue is put on record once, and the office and
 * its agency's heads are told, in one notice for each office.
 *
 * A letter counts as read when it no longer stands unread in the office's INBOX, whoever of the office read it; when
 * that was is known to one tick. Late is what the clock found unread after its time, so nobody is late by the
 * clock's own delay. Where the setting is `allow` a late letter is counted and nothing else.
 */
import { breathe } from '../base/breath.ts'
import { localTime } from '../base/local-time.ts'
import type { Logger } from '../base/log.ts'
import { joinTexts, say, texts } from '../base/texts.ts'
import type { DocumentMetadata } from '../documents/metadata.ts'
import { explainJudgement } from '../policy/explain.ts'
import type { Policy } from '../policy/policy.ts'
import { type RandomBytes, violationRef } from '../policy/reference.ts'
import type { Judgement } from '../policy/verdict.ts'
import { ledgerRow } from '../policy/violations.ts'
import type { AcknowledgementKey, OpenAcknowledgement } from '../ports/acknowledgement.ts'
import type { ArchivedDocument } from '../ports/archive.ts'
import type { Store } from '../ports/store.ts'
import type { Notice } from './system.ts'

export interface AcknowledgementClerkOptions {
  readonly store: Store
  readonly policy: Policy
  readonly notify: (address: string, notice: Notice) => Promise<void>
  readonly random: RandomBytes
  readonly log: Logger
}

export interface AcknowledgementClerk {
  /** Resolves with the number of letters that were found late. For the server's clock, once a minute or so. */
  tick(now: number): Promise<number>
}

/** Letters looked at in one turn of the event loop, and pages in one round of a tick. */
const pageRows = 200
const roundPages = 50

interface Late {
  readonly letter: OpenAcknowledgement
  readonly judgement: Judgement
  readonly ref: string
}

export function createAcknowledgementClerk(options: AcknowledgementClerkOptions): AcknowledgementClerk {
  const { store, log } = options
  /** Where the round of the late ones goes on: there may be many that nobody will ever read. */
  let resume: AcknowledgementKey | null = null

  /** Looks through a round of open letters; resolves with its last one, or null when it came to the end. */
  async function look(
    filter: { readonly late: boolean; readonly after: AcknowledgementKey | null },
    now: number,
    unread: (letters: readonly OpenAcknowledgement[]) => Promise<void>,
  ): Promise<AcknowledgementKey | null> {
    let { after } = filter
    for (let page = 0; page < roundPages; page++) {
      const letters = await store.read.acknowledgements.open({ late: filter.late, after, limit: pageRows })
      const read = letters.filter(letter => letter.read)
      if (read.length > 0) await store.write.acknowledge(read, now)
      await unread(letters.filter(letter => !letter.read))
      if (letters.length < pageRows) return null
      after = letters.at(-1) ?? null
      await breathe()
    }
    return after
  }

  return {
    async tick(now) {
      let found = 0
      await look({ late: false, after: null }, now, async letters => {
        const overdue = letters.filter(({ dueAt }) => dueAt <= now)
        found += overdue.length
        await remind(options, overdue, now)
      })
      resume = await look({ late: true, after: resume }, now, async () => {})
      if (found > 0) log.info({ letters: found }, 'documents not acknowledged in time')
      return found
    },
  }
}

/** Puts overdue letters on record, then tells each office of its own. */
async function remind(
  options: AcknowledgementClerkOptions,
  overdue: readonly OpenAcknowledgement[],
  now: number,
): Promise<void> {
  for (const letters of Map.groupBy(overdue, ({ boxId }) => boxId).values()) {
    const recorded = await Promise.all(letters.map(letter => record(options, letter, now)))
    await tell(
      options,
      recorded.filter(late => late !== undefined),
    )
  }
}

/** Undefined when there is nothing to tell: it is allowed, or was read or recorded in between. */
async function record(
  { store, policy, random }: AcknowledgementClerkOptions,
  letter: OpenAcknowledgement,
  now: number,
): Promise<Late | undefined> {
  const [document] = await store.read.archive.documents({ entryId: letter.entryId, limit: 1 })
  const { address, agencyId, boxId, direction } = letter
  const evidence = evidenceOf(letter, document)
  const judgement = policy.decide(
    { reason: 'late-acknowledgement', address, evidence },
    { agencyId, direction },
    now,
  )
  if (judgement.action === 'allow') {
    await store.write.recordLate(letter, null, now)
    return undefined
  }
  const ref = violationRef(random, Number(localTime(now).slice(0, 'yyyy'.length)), policy.referencePrefix)
  const row = ledgerRow([judgement], { ref, rule: judgement.rule, agencyId, boxId })
  return (await store.write.recordLate(letter, row, now)) ? { letter, judgement, ref } : undefined
}

function evidenceOf(
  { receivedAt, dueAt }: OpenAcknowledgement,
  document: ArchivedDocument | undefined,
): Judgement['evidence'] {
  const times = { received: localTime(receivedAt), due: localTime(dueAt) }
  if (document === undefined) return times
  const { number, notation, metadata } = document
  const { DocumentType } = JSON.parse(metadata) as Partial<DocumentMetadata>
  const code = [number, notation].filter(part => part !== null).join('/')
  return { document: code, kind: DocumentType ?? '', urgent: document.urgency !== null, ...times }
}

async function tell(
  { store, notify, log }: AcknowledgementClerkOptions,
  recorded: readonly Late[],
): Promise<void> {
  const first = recorded[0]
  if (first === undefined) return
  const { address, agencyCode } = first.letter
  const colleagues = agencyCode === null ? [] : await store.read.directory.boxes({ agency: agencyCode })
  const heads = colleagues.filter(({ leader, status }) => leader && status !== 'removed')
  for (const to of new Set([address, ...heads.map(head => head.address)]))
    await notify(to, noticeOf(recorded, address, first.judgement)).catch(error =>
      log.error({ err: error, to }, 'the notice of a late acknowledgement failed'),
    )
}

function noticeOf(recorded: readonly Late[], address: string, { citation }: Judgement): Notice {
  const letters = recorded.map(({ judgement, ref }) =>
    joinTexts([explainJudgement(judgement), say(texts.reference, { ref })]),
  )
  const ground = joinTexts([say(texts.becauseOf, { citation }), texts.adviceAcknowledge])
  return {
    subject: say(texts.lateAcknowledgementSubject, { count: String(recorded.length), address }),
    body: joinTexts([...letters, ground], '\r\n\r\n'),
  }
}

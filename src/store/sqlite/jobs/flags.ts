/** setFlags and setRecentUid: STORE, and who was told of what. */
import { flagMask } from '../../../base/flag-mask.ts'
import { fail, ok } from '../../../base/result.ts'
import type { Jobs } from '../protocol.ts'
import type { WriterSession } from '../session.ts'
import { FlagUpdate } from './flag-update.ts'
import { walkFlags } from './flag-walk.ts'
import { MailboxCounters } from './mailbox-counters.ts'
import { MessageSelector } from './message-rows.ts'
import { PersonalFlags } from './personal-flags.ts'

export function flagJobs(session: WriterSession): Pick<Jobs, 'setFlags' | 'setRecentUid'> {
  const counters = new MailboxCounters(session)
  const selector = new MessageSelector(session.db)
  const personal = new PersonalFlags(session)
  const update = new FlagUpdate(session.db)
  const raiseRecent = session.db.prepare(
    'UPDATE mailboxes SET recent_uid = @uid WHERE id = @mailbox AND recent_uid < @uid',
  )
  return {
    setFlags(change) {
      const mailbox = counters.row(change.mailbox)
      if (!mailbox) return fail({ reason: 'not-found' })
      const { unchangedSince = Number.POSITIVE_INFINITY } = change
      const modifiedUids: number[] = []
      const { as } = change
      // What only the person sees of a message has MODSEQs, too.
      const own =
        as === undefined || unchangedSince === Number.POSITIVE_INFINITY
          ? undefined
          : personal.modseqs(mailbox.id, as.person, change.uids)
      const { rows, runs } = selector.select(mailbox.id, change.uids, (_, modseq, uid) => {
        const passes = Math.max(modseq, mailbox.floorModseq, own?.(uid) ?? 0) <= unchangedSince
        if (!passes) modifiedUids.push(uid)
        return passes
      })
      const modified = Uint32Array.from(modifiedUids)
      const grows = change.mode !== 'remove' && rows.length > 0
      const keywords = counters.keywords(mailbox, change.keywords, grows)
      if (!keywords) return fail({ reason: 'too-many-keywords' })
      const mask = flagMask(change.mode, change.flags | keywords.mask)
      if (as !== undefined) return personal.set(mailbox, change, as, { mask, keywords, rows, runs, modified })
      const { uids, flags, changed, seen, unseen, deleted } = walkFlags(rows, mask)
      if (changed.length === 0 && !keywords.grown) return ok({ modseq: 0, uids, flags, modified })
      const modseq = session.nextModseq()
      for (const [first, last] of runs) update.run(mailbox.id, mask, modseq, first, last)
      counters.flagged(mailbox.id, modseq, unseen.length - seen.length, deleted)
      session.notify({
        kind: 'flags',
        mailbox: mailbox.id,
        box: mailbox.box,
        modseq,
        uids: Uint32Array.from(changed, i => uids[i]!),
        flags: Uint32Array.from(changed, i => flags[i]!),
        ...(keywords.grown && { keywords: keywords.grown }),
      })
      return ok({ modseq, uids, flags, modified })
    },

    setRecentUid(mailbox, uid) {
      raiseRecent.run({ mailbox, uid })
    },
  }
}

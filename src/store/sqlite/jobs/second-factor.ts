/** Second factors of people. Whether a code was used before is decided here, where writes come one after another. */
import { fail, ok } from '../../../base/result.ts'
import type { Jobs } from '../protocol.ts'
import type { WriterSession } from '../session.ts'

type SecondFactorJobs = Pick<
  Jobs,
  'putSecondFactor' | 'removeSecondFactor' | 'useTotpStep' | 'useRecoveryCode'
>

export function secondFactorJobs(session: WriterSession): SecondFactorJobs {
  const { db } = session
  const put = db.prepare(
    'INSERT INTO second_factors (box_id, secret, last_step, enrolled_at) VALUES (?, ?, ?, ?)',
  )
  const addCode = db.prepare('INSERT INTO recovery_codes (box_id, hash) VALUES (?, ?)')
  const remove = db.prepare('DELETE FROM second_factors WHERE box_id = ?')
  const removeCodes = db.prepare('DELETE FROM recovery_codes WHERE box_id = ?')
  const useStep = db.prepare(
    'UPDATE second_factors SET last_step = @step WHERE box_id = @box AND last_step < @step',
  )
  const useCode = db.prepare('DELETE FROM recovery_codes WHERE box_id = ? AND hash = ?')
  const clear = (box: number): boolean => {
    removeCodes.run(box)
    return remove.run(box).changes > 0
  }
  return {
    putSecondFactor({ boxId, totpSecret, lastStep, recoveryCodes, enrolledAt }) {
      clear(boxId)
      put.run(boxId, totpSecret, lastStep, enrolledAt)
      for (const hash of recoveryCodes) addCode.run(boxId, hash)
      // The own password alone opens no mail program any more.
      session.notify({ kind: 'logged-out', box: boxId })
    },
    removeSecondFactor(box) {
      return clear(box) ? ok(undefined) : fail({ reason: 'not-found', what: 'a second factor' })
    },
    useTotpStep(box, step) {
      return useStep.run({ box, step }).changes > 0
    },
    useRecoveryCode(box, hash) {
      return useCode.run(box, hash).changes > 0
    },
  }
}

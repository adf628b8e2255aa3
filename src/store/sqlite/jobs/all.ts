/** Every write of the port, by name. Writes run inside a batch's transaction, each under its own savepoint. */
import type { Jobs } from '../protocol.ts'
import type { WriterSession } from '../session.ts'
import { acknowledgementJobs } from './acknowledgement.ts'
import { ancestorJobs } from './ancestors.ts'
import { approvalJobs } from './approvals.ts'
import { archiveJobs } from './archive.ts'
import { auditJobs } from './audit.ts'
import { auditMailboxJobs } from './audit-mailboxes.ts'
import { boxLifeJobs } from './box-life.ts'
import { certificateJobs } from './certificates.ts'
import { credentialJobs } from './credentials.ts'
import { directoryJobs } from './directory.ts'
import { dkimJobs } from './dkim.ts'
import { erasureJobs } from './erasure.ts'
import { exportJobs } from './exports.ts'
import { flagJobs } from './flags.ts'
import { holdJobs } from './holds.ts'
import { keptHeaderJobs } from './kept-headers.ts'
import { keptTextJobs } from './kept-texts.ts'
import { keyJobs } from './keys.ts'
import { knownCertificateJobs } from './known-certificates.ts'
import { ledgerJobs } from './ledger.ts'
import { mailboxJobs } from './mailboxes.ts'
import { messageJobs } from './messages.ts'
import { metadataJobs } from './metadata.ts'
import { policyJobs } from './policy.ts'
import { queueJobs } from './queue.ts'
import { restoreJobs } from './restore.ts'
import { secondFactorJobs } from './second-factor.ts'
import { shareJobs } from './shares.ts'
import { tlogJobs } from './tlog.ts'

export function createJobs(session: WriterSession): Jobs {
  return {
    ...archiveJobs(session),
    ...mailboxJobs(session),
    ...metadataJobs(session),
    ...messageJobs(session),
    ...flagJobs(session),
    ...ancestorJobs(session),
    ...keptTextJobs(session),
    ...keptHeaderJobs(session),
    ...shareJobs(session),
    ...directoryJobs(session),
    ...boxLifeJobs(session),
    ...credentialJobs(session),
    ...secondFactorJobs(session),
    ...queueJobs(session),
    ...policyJobs(session),
    ...ledgerJobs(session),
    ...acknowledgementJobs(session),
    ...certificateJobs(session),
    ...knownCertificateJobs(session),
    ...dkimJobs(session),
    ...keyJobs(session),
    ...approvalJobs(session),
    ...restoreJobs(session),
    ...auditJobs(session),
    ...tlogJobs(session),
    ...holdJobs(session),
    ...erasureJobs(session),
    ...auditMailboxJobs(session),
    ...exportJobs(session),
  }
}

/**
 * The one table of everything an operator can ask. A file under `operations/` holds the operations of one noun;
 * a new noun is one import and one line here.
 */
import type * as z from 'zod'
import type { AnyOperation, Operation } from './operation.ts'
import { agencyOperations } from './operations/agency.ts'
import { aliasOperations } from './operations/alias.ts'
import { alternateOperations } from './operations/alternate.ts'
import { appPasswordOperations } from './operations/app-password.ts'
import { approvalOperations } from './operations/approval.ts'
import { archiveOperations } from './operations/archive.ts'
import { archiveExportOperations } from './operations/archive-export.ts'
import { archiveMailboxOperations } from './operations/archive-mailbox.ts'
import { archiveQueryOperations } from './operations/archive-query.ts'
import { archiveSearchOperations } from './operations/archive-search.ts'
import { auditOperations } from './operations/audit.ts'
import { caseOperations } from './operations/case.ts'
import { certificateOperations } from './operations/certificate.ts'
import { custodyOperations } from './operations/custody.ts'
import { dkimOperations } from './operations/dkim.ts'
import { dnsOperations } from './operations/dns.ts'
import { doctorOperations } from './operations/doctor.ts'
import { documentOperations } from './operations/document.ts'
import { exceptionOperations } from './operations/exception.ts'
import { healthOperations } from './operations/health.ts'
import { heldOperations } from './operations/held.ts'
import { holdOperations } from './operations/hold.ts'
import { knownCertificateOperations } from './operations/known-certificate.ts'
import { logOperations } from './operations/log.ts'
import { mailboxOperations } from './operations/mailbox.ts'
import { mailboxLifeOperations } from './operations/mailbox-life.ts'
import { operatorOperations } from './operations/operator.ts'
import { policyOperations } from './operations/policy.ts'
import { policySettingOperations } from './operations/policy-settings.ts'
import { policyTrialOperations } from './operations/policy-trial.ts'
import { queueOperations } from './operations/queue.ts'
import { retentionOperations } from './operations/retention.ts'
import { routeOperations } from './operations/route.ts'
import { shareOperations } from './operations/share.ts'
import { statsOperations } from './operations/stats.ts'
import { thresholdOperations } from './operations/threshold.ts'
import { timestampOperations } from './operations/timestamp.ts'
import { tokenOperations } from './operations/token.ts'
import { totpOperations } from './operations/totp.ts'
import { traceOperations } from './operations/trace.ts'
import { verificationOperations } from './operations/verification.ts'
import { violationOperations } from './operations/violation.ts'

export const operations = {
  ...operatorOperations,
  ...agencyOperations,
  ...mailboxOperations,
  ...mailboxLifeOperations,
  ...aliasOperations,
  ...shareOperations,
  ...appPasswordOperations,
  ...totpOperations,
  ...certificateOperations,
  ...knownCertificateOperations,
  ...queueOperations,
  ...violationOperations,
  ...traceOperations,
  ...statsOperations,
  ...policyOperations,
  ...policyTrialOperations,
  ...policySettingOperations,
  ...thresholdOperations,
  ...routeOperations,
  ...exceptionOperations,
  ...alternateOperations,
  ...caseOperations,
  ...documentOperations,
  ...heldOperations,
  ...retentionOperations,
  ...holdOperations,
  ...auditOperations,
  ...approvalOperations,
  ...archiveOperations,
  ...custodyOperations,
  ...verificationOperations,
  ...archiveMailboxOperations,
  ...archiveQueryOperations,
  ...archiveExportOperations,
  ...archiveSearchOperations,
  ...logOperations,
  ...healthOperations,
  ...doctorOperations,
  ...dkimOperations,
  ...dnsOperations,
  ...timestampOperations,
  ...tokenOperations,
} as const satisfies Record<string, AnyOperation>

type Operations = typeof operations

export type OperationName = keyof Operations
export type ParametersOf<Name extends OperationName> = z.input<Operations[Name]['parameters']>
export type OutputOf<Name extends OperationName> =
  Operations[Name] extends Operation<z.ZodType, infer Output> ? Output : never

const byName: ReadonlyMap<string, AnyOperation> = new Map(Object.entries(operations))

/** Finds an operation by a name from outside. */
export function findOperation(name: string): AnyOperation | undefined {
  return byName.get(name)
}

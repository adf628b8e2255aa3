/**
 * What every Store must do, whatever keeps its rows. An adapter's test calls `storeConformance` with a factory; the
 * parts are in the files beside this one.
 */
import { describe } from 'vitest'
import type { Limits } from '../../src/base/limits.ts'
import type { Store } from '../../src/ports/store.ts'
import { acknowledgementConformance } from './store-acknowledgement.ts'
import { archiveConformance } from './store-archive.ts'
import { auditMailboxConformance } from './store-audit-mailboxes.ts'
import { boxConformance } from './store-boxes.ts'
import { certificateConformance } from './store-certificates.ts'
import { custodyConformance } from './store-custody.ts'
import { directoryConformance } from './store-directory.ts'
import { dkimConformance } from './store-dkim.ts'
import { exportConformance } from './store-exports.ts'
import { expungedConformance } from './store-expunged.ts'
import { keptHeaderConformance } from './store-kept-headers.ts'
import { keptTextConformance } from './store-kept-texts.ts'
import { keyConformance } from './store-keys.ts'
import { knownCertificateConformance } from './store-known-certificates.ts'
import { logConformance } from './store-log.ts'
import { mailboxConformance } from './store-mailboxes.ts'
import { messageConformance } from './store-messages.ts'
import { metadataConformance } from './store-metadata.ts'
import { policyConformance } from './store-policy.ts'
import { retentionConformance } from './store-retention.ts'
import { shareConformance } from './store-shares.ts'

/** A place for a store that outlives it: opened again, it holds what was committed. */
export interface StorePlace extends AsyncDisposable {
  open(limits?: Partial<Limits>): Promise<Store>
}

export type MakePlace = () => Promise<StorePlace>

export function storeConformance(name: string, makePlace: MakePlace): void {
  describe(name, () => {
    archiveConformance(makePlace)
    mailboxConformance(makePlace)
    messageConformance(makePlace)
    expungedConformance(makePlace)
    keptTextConformance(makePlace)
    keptHeaderConformance(makePlace)
    metadataConformance(makePlace)
    shareConformance(makePlace)
    directoryConformance(makePlace)
    policyConformance(makePlace)
    boxConformance(makePlace)
    acknowledgementConformance(makePlace)
    certificateConformance(makePlace)
    knownCertificateConformance(makePlace)
    dkimConformance(makePlace)
    keyConformance(makePlace)
    logConformance(makePlace)
    custodyConformance(makePlace)
    retentionConformance(makePlace)
    auditMailboxConformance(makePlace)
    exportConformance(makePlace)
  })
}

/** commitMessage: everything that one message of SMTP traffic changes. */
import { fold } from '../../../base/fold.ts'
import type { CommitMessage, EntryId, FormKind, NewEntry } from '../../../ports/archive.ts'
import type { BlobId } from '../../../ports/blobs.ts'
import type { ViewId } from '../../../ports/mailboxes.ts'
import { randomBytes } from '../frames.ts'
import { leafData, leafVersion, saltBytes } from '../leaf.ts'
import type { Jobs } from '../protocol.ts'
import type { WriterSession } from '../session.ts'
import { AcknowledgementWriter } from './acknowledgement.ts'
import { Deliverer } from './deliverer.ts'
import { DocumentWriter, LedgerWriter } from './findings.ts'
import { Outbox, viewAt } from './outbox.ts'
import { DeliveryWriter } from './restore.ts'
import { ViewWriter } from './views.ts'

export function archiveJobs(session: WriterSession): Pick<Jobs, 'commitMessage'> {
  const entries = new EntryWriter(session)
  const ledger = new LedgerWriter(session.db)
  const documents = new DocumentWriter(session.db)
  const acknowledgements = new AcknowledgementWriter(session.db)
  const views = new ViewWriter(session.db)
  const deliverer = new Deliverer(session)
  const delivered = new DeliveryWriter(session)
  const outbox = new Outbox(session)
  return {
    commitMessage(message) {
      const blobs = new Map<FormKind, BlobId>()
      for (const form of message.forms) blobs.set(form.kind, session.putBlob(form.bytes, form.sha256))
      const leafIndex = session.leafIndex
      const entryId = entries.insert(message.entry, message.forms, blobs)
      const viewIds = message.views.map(view => {
        const blob = blobs.get(view.form)
        if (blob === undefined) throw new Error(`a view shows the form ${view.form}, which is not there`)
        return views.insert(view, blob, entryId, view.form)
      })
      outbox.hold(message, entryId, viewIds)
      deliver(deliverer, message, viewIds)
      for (const { boxId, view } of message.deliveries)
        delivered.insert(entryId, boxId, viewAt(viewIds, view), message.entry.receivedAt)
      outbox.enqueue(message, entryId, blobs)
      ledger.insert(message.violations, entryId, message.entry.receivedAt)
      documents.insert(message, entryId)
      acknowledgements.begin(entryId, message.deliveries, message.acknowledgeBy, message.entry.receivedAt)
      session.count(message.counts)
      return { entryId, leafIndex }
    },
  }
}

function deliver(deliverer: Deliverer, message: CommitMessage, viewIds: readonly ViewId[]): void {
  for (const { boxId, role, flags, view } of message.deliveries) {
    const viewId = viewAt(viewIds, view)
    const sizeBytes = message.views[view]?.sizeBytes ?? 0
    deliverer.deliver(boxId, role, { flags, viewId, sizeBytes, internalDateMs: message.entry.receivedAt })
  }
}

const senderSide = 0
const recipientSide = 1

class EntryWriter {
  readonly #session: WriterSession
  readonly #entry
  readonly #party
  readonly #agency

  constructor(session: WriterSession) {
    this.#session = session
    const { db } = session
    this.#entry = db.prepare(
      `INSERT INTO entries (
         received_at, channel, direction, verdict, accepted, reply_code, reply_enhanced, reply_reason, reply_text,
         mail_from, recipients, client_address, client_helo, client_tls, box_id, sender_agency_id, message_id,
         header_from, subject, subject_fold, sent_at, sha256, size, authentication, judgements,
         received_blob, sent_blob, encrypted_blob, decrypted_blob, leaf_index, leaf_salt, leaf_version)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    this.#party = db.prepare(
      'INSERT INTO entry_parties (address, side, entry_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    )
    this.#agency = db.prepare(
      'INSERT INTO entry_agencies (agency_id, entry_id) VALUES (?, ?) ON CONFLICT DO NOTHING',
    )
  }

  /** The entry's row, its log leaf, and what search finds it by. */
  insert(entry: NewEntry, forms: CommitMessage['forms'], blobs: ReadonlyMap<FormKind, BlobId>): EntryId {
    const { reply, client } = entry
    const salt = randomBytes(saltBytes)
    const leafIndex = this.#session.leafIndex
    this.#session.appendLeaf(leafData(entry, forms, leafIndex, salt))
    const { lastInsertRowid } = this.#entry.run(
      entry.receivedAt,
      entry.channel,
      entry.direction,
      entry.verdict,
      entry.accepted ? 1 : 0,
      reply.code,
      reply.enhanced,
      reply.reason,
      reply.text,
      entry.mailFrom,
      JSON.stringify(entry.recipients),
      client.address,
      client.helo,
      client.tls,
      entry.boxId,
      entry.senderAgencyId,
      entry.messageId,
      entry.headerFrom,
      entry.subject,
      fold(entry.subject),
      entry.sentAt,
      entry.sha256,
      entry.sizeBytes,
      entry.authentication,
      entry.judgements,
      blobs.get('received') ?? null,
      blobs.get('sent') ?? null,
      blobs.get('encrypted') ?? null,
      blobs.get('decrypted') ?? null,
      leafIndex,
      salt,
      leafVersion,
    )
    const id = Number(lastInsertRowid)
    this.#insertParties(entry, id)
    return id
  }

  #insertParties(entry: NewEntry, id: EntryId): void {
    const senders = new Set([entry.mailFrom.toLowerCase(), entry.headerFrom.toLowerCase()])
    const recipients = new Set(entry.recipients.map(recipient => recipient.address.toLowerCase()))
    const agencies = new Set([entry.senderAgencyId, ...entry.recipients.map(recipient => recipient.agencyId)])
    for (const address of senders) if (address !== '') this.#party.run(address, senderSide, id)
    for (const address of recipients) this.#party.run(address, recipientSide, id)
    for (const agency of agencies) if (agency !== null) this.#agency.run(agency, id)
  }
}

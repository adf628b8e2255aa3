/** What was found in a letter, beside its entry: rows of the ledger with their cases, and official documents. */
import type { CommitMessage, EntryId, NewViolation } from '../../../ports/archive.ts'
import type { Db, Statement } from '../connection.ts'

export class LedgerWriter {
  readonly #violation: Statement
  readonly #case: Statement

  constructor(db: Db) {
    this.#violation = db.prepare(
      `INSERT INTO violations (ref, entry_id, at, rule, action, reason, agency_id, box_id, address, evidence, state)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    this.#case = db.prepare('INSERT INTO cases (ref, agency_id, opened_at) VALUES (?, ?, ?)')
  }

  insert(violations: readonly NewViolation[], id: EntryId, at: number): void {
    for (const violation of violations) {
      this.#violation.run(
        violation.ref,
        id,
        at,
        violation.rule,
        violation.action,
        violation.reason,
        violation.agencyId,
        violation.boxId,
        violation.address,
        violation.evidence,
        violation.state,
      )
      if (violation.opensCase) this.#case.run(violation.ref, violation.agencyId, at)
    }
  }
}

export class DocumentWriter {
  readonly #document: Statement

  constructor(db: Db) {
    this.#document = db.prepare(
      `INSERT INTO documents (entry_id, place, number, notation, kind, issuer, issued_date, abstract, signer,
         urgency, signed, signature, confidence, metadata)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
  }

  insert({ documents }: CommitMessage, id: EntryId): void {
    for (const document of documents) {
      this.#document.run(
        id,
        document.place,
        document.number,
        document.notation,
        document.kind,
        document.issuer,
        document.issuedDate,
        document.abstract,
        document.signer,
        document.urgency,
        document.signed ? 1 : 0,
        document.signature,
        document.confidence,
        document.metadata,
      )
    }
  }
}

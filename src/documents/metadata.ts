/**
 * The metadata of an official document under the names that Decree 30/2020, Appendix VI gives them, cut to the
 * lengths it allows. What a text cannot tell (OrganId, FileCode, DueDate, arrival) is not here.
 */
import type { OfficialDocument, Urgency } from './facts.ts'

export interface DocumentMetadata {
  /** At most 11 characters. */
  readonly CodeNumber: string | null
  /** At most 30 characters. */
  readonly CodeNotation: string | null
  /** `2026-11-23` */
  readonly IssuedDate: string | null
  /** At most 200 characters. */
  readonly OrganName: string | null
  /** Name of the kind. */
  readonly DocumentType: string | null
  /** At most 500 characters. */
  readonly Subject: string | null
  readonly PageAmount: number | null
  readonly SignerInfo: { readonly Position: string | null; readonly FullName: string } | null
  /** 0 ordinary, 1 khẩn, 2 thượng khẩn, 3 hỏa tốc. */
  readonly Priority: number
}

const priorities: Readonly<Record<Urgency, number>> = { khan: 1, 'thuong-khan': 2, 'hoa-toc': 3 }

export function documentMetadata(document: OfficialDocument): DocumentMetadata {
  return {
    CodeNumber: atMost(11, document.number),
    CodeNotation: atMost(30, document.notation),
    IssuedDate: document.issuedDate,
    OrganName: atMost(200, document.issuer),
    DocumentType: document.kindName,
    Subject: atMost(500, document.abstract),
    PageAmount: document.pages,
    SignerInfo:
      document.signerName === null ? null : { Position: document.signerTitle, FullName: document.signerName },
    Priority: document.urgency === null ? 0 : priorities[document.urgency],
  }
}

/** Whole characters: no surrogate pair is cut. */
function atMost(length: number, text: string | null): string | null {
  if (text === null || text.length <= length) return text
  const cut = text.slice(0, length)
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut
}

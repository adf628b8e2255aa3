/**
 * documents/ — what a letter's texts and attachments are: official documents with their number, kind and issuer,
 * stamps of state secrets, papers that are restricted, sign-ups, and attachments by what they really hold.
 *
 * This file holds the words the other folders use. Findings are plain data: they cross a thread and a database, and
 * the policy judges by them. They never hold the text of a stamp or of a letter, only names, numbers and places.
 *
 * `reader.ts` is the way in; `letter.ts` reads one letter, `attachments/` whatever is enclosed. Every reader here takes
 * hostile octets, never throws for them, and stops at a limit that has a name.
 *
 * What signatures are worth is `signing/verify`'s word, asked for each letter and PDF as it is read.
 *
 * Deliberately absent: text in pictures, decryption, the packing of RAR, 7z and their kin (such attachments say that
 * nobody read them), and any access to a network or a disk.
 */

import type { AuthorCertificate, DocumentSignature, SignatureFacts } from '../signing/outcome.ts'

/** Where something was found: `subject`, `body`, or an attachment by its path (`attachment 2`, `attachment 2/1`). */
export type Place = 'subject' | 'body' | `attachment ${string}`

/** A text with where it stands in the letter. */
export interface Passage {
  readonly place: Place
  readonly text: string
}

/** Levels of state secrecy, from low to high. */
export type SecretLevel = 'mat' | 'toi-mat' | 'tuyet-mat'

/** How a stamp was disguised. */
export type Disguise =
  | 'decomposed'
  | 'zero-width'
  | 'look-alike'
  | 'full-width'
  | 'spaced'
  | 'split-lines'
  | 'punctuated'
  | 'without-marks'

/** The stamp of a state secret. The words themselves are never kept. */
export interface SecretStamp {
  readonly place: Place
  readonly level: SecretLevel
  /** Line of the passage, from 1. */
  readonly line: number
  readonly disguises: readonly Disguise[]
}

/** What tells an official document (Decree 30/2020, Appendix I). */
export type DocumentMark =
  | 'national-name'
  | 'motto'
  | 'number'
  | 'kind'
  | 'issuer'
  | 'place-and-date'
  | 'abstract'
  | 'addressee'
  | 'signer'
  | 'recipients'

/** Urgency (Decree 30/2020, Appendix I). */
export type Urgency = 'khan' | 'thuong-khan' | 'hoa-toc'

export interface OfficialDocument {
  readonly place: Place
  readonly marks: readonly DocumentMark[]
  /** 0 to 1: how surely this is a document and not a text that cites one. */
  readonly confidence: number
  /** As it stands without padding of spaces: `15`, `05`; null when there is none. */
  readonly number: string | null
  /** What follows the stroke, NFC: `CT-TTg`, `UBND-NC`. */
  readonly notation: string | null
  /** Abbreviation of one of the 29 kinds (`CT`; empty for a công văn and a thư công, which have none). */
  readonly kind: string | null
  /** Name of the kind: `Chỉ thị`, `Công văn`. */
  readonly kindName: string | null
  /** The issuing agency as the document writes it, NFC; null when it is not shown. */
  readonly issuer: string | null
  readonly issuedPlace: string | null
  /** `2026-11-23` */
  readonly issuedDate: string | null
  /** Trích yếu. */
  readonly abstract: string | null
  readonly signerTitle: string | null
  readonly signerName: string | null
  readonly urgency: Urgency | null
  /** An electronic signature is inside, whatever it is worth. */
  readonly signed: boolean
  /** What it is worth; null when there is none. */
  readonly signature: DocumentSignature | null
  readonly pages: number | null
}

/** Papers that must not go where they like (provincial mail regulations). */
export type RestrictedTopic = 'personnel' | 'inspection' | 'complaint' | 'anti-corruption'

export type AttachmentType =
  | 'text'
  | 'html'
  | 'pdf'
  | 'docx'
  | 'xlsx'
  | 'pptx'
  | 'odt'
  | 'ods'
  | 'odp'
  | 'rtf'
  /** Word, Excel and PowerPoint before 2007. */
  | 'ole'
  | 'image'
  | 'audio-video'
  | 'archive'
  | 'message'
  | 'executable'
  | 'script'
  | 'shortcut'
  | 'calendar'
  | 'signature'
  | 'unknown'

/** What became of the attempt to read it. */
export type Readability =
  | 'read'
  /** Holds no text by its nature: an image, a sound, a signature. */
  | 'no-text'
  /** A document of pictures alone. */
  | 'image-only'
  | 'encrypted'
  | 'damaged'
  /** Larger, longer or deeper than the limits. */
  | 'over-limit'
  /** A type nobody here can read. */
  | 'unsupported'

export interface AttachmentFacts {
  readonly place: Place
  /** Decoded, NFC, without controls, at most 200 characters. */
  readonly filename: string
  /** As declared, lower case: `application/pdf`. */
  readonly declared: string
  /** By content. */
  readonly type: AttachmentType
  readonly readability: Readability
  readonly sizeBytes: number
  /** The name or declared type says something harmless that the content is not. */
  readonly disguised: boolean
  /** Ends with a suffix that some system runs (`.exe`, `.scr`, `.js`), whatever the content. */
  readonly runnableName: boolean
  /** Holds macros (VBA) or embedded programs. */
  readonly macros: boolean
}

/** Everything that the reading of one letter found. */
export interface LetterFindings {
  /** Best first. */
  readonly documents: readonly OfficialDocument[]
  readonly stamps: readonly SecretStamp[]
  readonly topics: readonly { readonly topic: RestrictedTopic; readonly place: Place }[]
  /** The service that a registration or verification letter is for; null for other letters. */
  readonly signUp: string | null
  /** In order, those inside archives and messages after what holds them. */
  readonly attachments: readonly AttachmentFacts[]
  /** S/MIME signatures of the letter and of those inside it, and signatures of PDF files. */
  readonly signatures: SignatureFacts
  /** Of the letter's author, where a signature over all of it proves that: answers can be encrypted to them. */
  readonly certificates: readonly AuthorCertificate[]
  /** Nobody had time for the attachments: worth another try. */
  readonly postponed: boolean
}

export const noFindings: LetterFindings = {
  documents: [],
  stamps: [],
  topics: [],
  signUp: null,
  attachments: [],
  signatures: [],
  certificates: [],
  postponed: false,
}

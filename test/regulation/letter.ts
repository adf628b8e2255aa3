/**
 * Made letters: what the regulation is tried on. A letter here is what a person would tell of it; `compose.ts` makes
 * real bytes of it, with real PDF, DOCX, XLSX and ODT attachments.
 */
import type { Action } from '../../src/ports/directory.ts'

export type LetterClass =
  /** Everyday mail, with words that could mislead a careless rule. */
  | 'ordinary'
  /** An official document on its proper way. */
  | 'official'
  /** Breaks a rule. */
  | 'violating'
  /** Looks like a violation and is none, or looks harmless and is one. */
  | 'near-miss'
  /** Carries the stamp of a state secret. */
  | 'secret'

export interface MadeAttachment {
  readonly filename: string
  /** What it really is; `scan` is a PDF that holds a picture and no text, `encrypted-zip` a ZIP with a password. */
  readonly kind:
    | 'pdf'
    | 'docx'
    | 'xlsx'
    | 'odt'
    | 'txt'
    | 'html'
    | 'png'
    | 'scan'
    | 'zip'
    | 'encrypted-zip'
    | 'exe'
  /** Text inside, one paragraph (or row, cells separated by tabs) a line; for `zip` the text of one TXT file. */
  readonly text: string
  /** True for a PDF with an electronic signature inside. */
  readonly signed?: boolean
}

export interface MadeLetter {
  /** Unique: `B-001`. */
  readonly id: string
  readonly class: LetterClass
  /** What a person would say of it, in Vietnamese. */
  readonly about: string
  /** `mx`: from another server; `submission`: written by an official of ours. */
  readonly channel: 'mx' | 'submission'
  readonly from: { readonly name: string; readonly address: string }
  readonly to: readonly string[]
  readonly cc?: readonly string[]
  readonly replyTo?: string
  readonly subject: string
  /** Plain text, lines separated by \n. */
  readonly body: string
  readonly charset?: 'utf-8' | 'windows-1258' | 'tcvn' | 'viscii'
  readonly attachments?: readonly MadeAttachment[]
  /** Of an `mx` letter: what SPF, DKIM and DMARC of the From domain say (`pass` by default). */
  readonly authentication?: 'pass' | 'none' | 'fail'
  readonly expect: {
    /** The strictest action. */
    readonly action: Action
    /** Ids of the rules that must speak with more than `allow`; none for an ordinary letter. */
    readonly rules: readonly string[]
  }
}

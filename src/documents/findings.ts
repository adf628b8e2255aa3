/** Findings as they are gathered, text by text and attachment by attachment. */
import type { SignatureFacts } from '../signing/outcome.ts'
import { nameAsText } from './attachments/names.ts'
import type { AttachmentFacts, LetterFindings, OfficialDocument, Passage, Place } from './facts.ts'
import type { TextReading } from './text-reading.ts'

type Topic = LetterFindings['topics'][number]

export class Gathering {
  readonly #texts: TextReading
  readonly #documents: OfficialDocument[] = []
  readonly #stamps: LetterFindings['stamps'][number][] = []
  readonly #topics: Topic[] = []
  readonly #attachments: AttachmentFacts[] = []
  readonly #signatures: SignatureFacts[] = []

  constructor(texts: TextReading) {
    this.#texts = texts
  }

  /** Reads a text for everything. `sheet` is what a PDF tells beside its text. */
  passage(passage: Passage, sheet?: Pick<OfficialDocument, 'signed' | 'signature' | 'pages'>): void {
    if (passage.text.trim() === '') return
    const document = this.#texts.recognise(passage)
    if (document !== null) this.#documents.push({ ...document, ...sheet })
    this.marks(passage)
  }

  /** Reads a text for stamps and topics alone: another form of one that was read already, or a name. */
  marks(passage: Passage): void {
    if (passage.text.trim() === '') return
    this.#stamps.push(...this.#texts.findStamps(passage))
    for (const topic of this.#texts.restrictedTopics(passage)) {
      const known = this.#topics.some(other => other.topic === topic && other.place === passage.place)
      if (!known) this.#topics.push({ topic, place: passage.place })
    }
  }

  /** A name may say what the file is, or be stamped. */
  name(place: Place, name: string): void {
    this.marks({ place, text: nameAsText(name) })
  }

  attachment(facts: AttachmentFacts): void {
    this.#attachments.push(facts)
  }

  signatures(facts: SignatureFacts): void {
    this.#signatures.push(facts)
  }

  findings(signUp: string | null = null): LetterFindings {
    return {
      documents: this.#documents,
      stamps: this.#stamps,
      topics: this.#topics,
      signUp,
      attachments: this.#attachments,
      signatures: this.#signatures.flat(),
      certificates: [],
      postponed: false,
    }
  }
}

/** What is told of an enclosure as it is read; search keeps the texts themselves. */
export type Found = Pick<Gathering, 'passage' | 'marks' | 'name' | 'attachment' | 'signatures'>

/** Findings of the pieces of one letter, in their order, as those of the whole. */
export function joinFindings(pieces: readonly LetterFindings[]): LetterFindings {
  return {
    documents: pieces
      .flatMap(piece => piece.documents)
      .toSorted((one, other) => other.confidence - one.confidence),
    stamps: pieces.flatMap(piece => piece.stamps),
    topics: pieces.flatMap(piece => piece.topics),
    signUp: pieces.find(piece => piece.signUp !== null)?.signUp ?? null,
    attachments: pieces.flatMap(piece => piece.attachments),
    signatures: pieces.flatMap(piece => piece.signatures),
    certificates: pieces.flatMap(piece => piece.certificates),
    postponed: pieces.some(piece => piece.postponed),
  }
}

import { fold } from '../base/fold.ts'
import type { DocumentKind } from './kinds.ts'
import { isCapital } from './plain-text.ts'

/** Looks kinds up by the beginning of a notation and by the title of a document. */
export class KindBook {
  readonly #byAbbreviation = new Map<string, DocumentKind>()
  readonly #byTitle = new Map<string, DocumentKind>()
  readonly letter: DocumentKind | null
  readonly #title: RegExp
  /** Characters that tell whether a text begins with a title. */
  readonly #titleLength: number

  constructor(kinds: readonly DocumentKind[]) {
    const abbreviated = kinds.filter(kind => kind.abbreviation !== '')
    // The first kind of two that fold alike keeps the spelling without marks: `HD` is a guideline.
    for (const kind of abbreviated)
      if (!this.#byAbbreviation.has(fold(kind.abbreviation)))
        this.#byAbbreviation.set(fold(kind.abbreviation), kind)
    for (const kind of abbreviated) this.#byAbbreviation.set(kind.abbreviation, kind)
    for (const kind of abbreviated) this.#byTitle.set(fold(kind.name), kind)
    this.letter = kinds.find(kind => kind.name === 'Công văn') ?? null
    this.#titleLength = Math.max(0, ...kinds.map(kind => kind.name.length)) + 1
    this.#title = new RegExp(`^(?:${[...this.#byTitle.keys()].join('|')})(?![\\p{L}])`, 'u')
  }

  /** `QĐ-UBND`, `2025/QĐ-UBND`; a notation that begins with an agency is that of a công văn. */
  ofNotation(notation: string): DocumentKind | null {
    const [first = '', second] = notation.replace(/^\d{4}\//, '').split(/[-–]/)
    const kind = this.#byAbbreviation.get(first)
    if (kind !== undefined) return kind
    const folded = fold(first)
    const unmarked = folded === first.toLowerCase() ? this.#byAbbreviation.get(folded) : undefined
    if (unmarked !== undefined && second !== undefined) return unmarked
    return second === undefined && first !== 'CV' ? null : this.letter
  }

  /** The kind a line of capitals begins with. */
  ofTitle(cell: string): { readonly kind: DocumentKind; readonly rest: string } | null {
    if (!/^\p{Lu}/u.test(cell)) return null
    const title = this.#title.exec(fold(cell.slice(0, this.#titleLength)))?.[0]
    if (title === undefined || !isCapital(cell.slice(0, title.length))) return null
    const kind = this.#byTitle.get(title)
    return kind === undefined ? null : { kind, rest: cell.slice(title.length).trim() }
  }

  /** `Công văn số`, `Quyết định` before a number in a subject. */
  withoutName(text: string): string {
    const folded = fold(text)
    const name = this.#title.exec(folded)?.[0] ?? /^(?:cong van|cv|van ban)(?!\p{L})/u.exec(folded)?.[0]
    return name === undefined ? text : text.slice(name.length).trimStart()
  }
}

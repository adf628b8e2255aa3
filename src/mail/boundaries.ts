/**
 * The boundaries of the multiparts that are open at a point of the scan, as a trie over their octets: whatever the
 * depth, a line is compared with all of them at once. RFC 2046 §5.1.1: a delimiter line begins with two hyphens and
 * the boundary; what follows on the line does not matter. The longest boundary that fits wins, and of equal ones
 * the innermost. Some programs are stricter than the standard; to read as they do, only `exact` lines count.
 */
import { CR, HTAB, HYPHEN, LF, SPACE } from './bytes.ts'

/** Children are a linked list: most nodes have one, and a Map for each would cost more than the whole scan. */
interface Node {
  readonly octet: number
  child: Node | undefined
  readonly sibling: Node | undefined
  /** Level of the innermost open multipart whose boundary ends here, -1 for none. */
  level: number
}

export interface Delimiter {
  /** Where the part before it ends: the line end that belongs to the delimiter left out. */
  readonly contentEnd: number
  readonly lineStart: number
  /** After the delimiter's line end. */
  readonly lineEnd: number
  /** Depth of the multipart it belongs to: 0 for the outermost. */
  readonly level: number
  /** True for `--boundary--`. */
  readonly closing: boolean
  /** Nothing but white space stands after it. */
  readonly exact: boolean
}

export class OpenBoundaries {
  readonly #root = node(0, undefined)
  /** How to undo each push, outermost first. */
  readonly #undo: (() => void)[] = []
  readonly #exact: boolean

  constructor(exact = false) {
    this.#exact = exact
  }

  get depth(): number {
    return this.#undo.length
  }

  push(boundary: string): void {
    let at = this.#root
    let i = 0
    for (
      let next = child(at, boundary.charCodeAt(0));
      next !== undefined;
      next = child(at, boundary.charCodeAt(i))
    ) {
      at = next
      i++
    }
    const grown = at
    const before = at.child
    for (; i < boundary.length; i++) at = at.child = node(boundary.charCodeAt(i), at.child)
    const { level } = at
    const last = at
    last.level = this.depth
    this.#undo.push(() => {
      last.level = level
      grown.child = before
    })
  }

  pop(): void {
    this.#undo.pop()?.()
  }

  /** The delimiter at a line that begins with two hyphens, if it is one of an open multipart. */
  at(bytes: Buffer, lineStart: number, start: number, end: number): Delimiter | undefined {
    let level = -1
    let after = lineStart + 2
    let i = after
    for (let at = child(this.#root, bytes[i]); at !== undefined && i < end; at = child(at, bytes[i])) {
      i++
      if (at.level >= 0 && !(this.#exact && !endsLine(bytes, afterHyphens(bytes, i), end))) {
        level = at.level
        after = i
      }
    }
    if (level < 0) return undefined
    const newline = bytes.indexOf(LF, after)
    const afterClosing = afterHyphens(bytes, after)
    return {
      contentEnd: contentEnd(bytes, lineStart, start),
      lineStart,
      lineEnd: newline < 0 || newline >= end ? end : newline + 1,
      level,
      closing: afterClosing > after && afterClosing <= end,
      exact: endsLine(bytes, afterClosing, end),
    }
  }

  /** The first delimiter whose line starts in `[start, end)`; `start` is the start of a line. */
  next(bytes: Buffer, start: number, end: number): Delimiter | undefined {
    if (this.depth === 0) return undefined
    let position = start
    while (position < end) {
      // Two hyphens are rarer than line ends, in base64 above all, and so the faster thing to look for.
      const hyphens = bytes.indexOf('--', position, 'latin1')
      if (hyphens < 0 || hyphens >= end) return undefined
      if (hyphens === start || bytes[hyphens - 1] === LF) {
        const found = this.at(bytes, hyphens, start, end)
        if (found !== undefined) return found
      }
      const newline = bytes.indexOf(LF, hyphens)
      if (newline < 0) return undefined
      position = newline + 1
    }
    return undefined
  }
}

function node(octet: number, sibling: Node | undefined): Node {
  return { octet, child: undefined, sibling, level: -1 }
}

function child(of: Node, octet: number | undefined): Node | undefined {
  let found = of.child
  while (found !== undefined && found.octet !== octet) found = found.sibling
  return found
}

function afterHyphens(bytes: Buffer, at: number): number {
  return bytes[at] === HYPHEN && bytes[at + 1] === HYPHEN ? at + 2 : at
}

/** True when only white space stands between `start` and the end of its line. */
function endsLine(bytes: Buffer, start: number, end: number): boolean {
  let at = start
  while (at < end && (bytes[at] === SPACE || bytes[at] === HTAB || bytes[at] === CR)) at++
  return at >= end || bytes[at] === LF
}

/** RFC 2046 §5.1.1: the line end before a delimiter belongs to the delimiter. */
function contentEnd(bytes: Buffer, lineStart: number, start: number): number {
  if (lineStart <= start) return start
  return lineStart - 2 >= start && bytes[lineStart - 2] === 0x0d ? lineStart - 2 : lineStart - 1
}

/**
 * The boundaries of the multiparts that are open at a point of the scan, as a trie over their octets: whatever the
 * depth, a line is compared with all of them at once. RFC 2046 §5.1.1: a delimiter line begins with two hyphens and
 * the boundary; what follows on the line does not matter. The longest boundary that fits wins, and of equal ones
 * the innermost.
 */
import { HYPHEN, LF } from './bytes.ts'

interface Node {
  readonly next: Map<number, Node>
  /** Levels of the open multiparts whose boundary ends here, innermost last. */
  readonly levels: number[]
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
}

export class OpenBoundaries {
  readonly #root: Node = { next: new Map(), levels: [] }
  readonly #open: string[] = []

  get depth(): number {
    return this.#open.length
  }

  push(boundary: string): void {
    let node = this.#root
    for (let i = 0; i < boundary.length; i++) {
      const octet = boundary.charCodeAt(i)
      let next = node.next.get(octet)
      if (next === undefined) {
        next = { next: new Map(), levels: [] }
        node.next.set(octet, next)
      }
      node = next
    }
    node.levels.push(this.#open.length)
    this.#open.push(boundary)
  }

  pop(): void {
    const boundary = this.#open.pop()
    if (boundary === undefined) return
    const path: Node[] = [this.#root]
    for (let i = 0; i < boundary.length; i++) {
      path.push(path[i]?.next.get(boundary.charCodeAt(i)) as Node)
    }
    path.at(-1)?.levels.pop()
    for (let i = path.length - 1; i > 0; i--) {
      const node = path[i] as Node
      if (node.levels.length > 0 || node.next.size > 0) return
      path[i - 1]?.next.delete(boundary.charCodeAt(i - 1))
    }
  }

  /** The delimiter at a line that begins with two hyphens, if it is one of an open multipart. */
  at(bytes: Buffer, lineStart: number, start: number, end: number): Delimiter | undefined {
    let node: Node | undefined = this.#root
    let level = -1
    let after = lineStart + 2
    for (let i = after; i < end; i++) {
      node = node.next.get(bytes[i] as number)
      if (node === undefined) break
      if (node.levels.length > 0) {
        level = node.levels.at(-1) as number
        after = i + 1
      }
    }
    if (level < 0) return undefined
    const newline = bytes.indexOf(LF, after)
    return {
      contentEnd: contentEnd(bytes, lineStart, start),
      lineStart,
      lineEnd: newline < 0 || newline >= end ? end : newline + 1,
      level,
      closing: after + 1 < end && bytes[after] === HYPHEN && bytes[after + 1] === HYPHEN,
    }
  }

  /** The first delimiter whose line starts in `[start, end)`; `start` is the start of a line. */
  next(bytes: Buffer, start: number, end: number): Delimiter | undefined {
    if (this.#open.length === 0) return undefined
    if (bytes[start] === HYPHEN && bytes[start + 1] === HYPHEN) {
      const found = this.at(bytes, start, start, end)
      if (found !== undefined) return found
    }
    let position = start
    while (position < end) {
      const line = bytes.indexOf('\n--', position, 'latin1')
      if (line < 0 || line + 1 >= end) return undefined
      const found = this.at(bytes, line + 1, start, end)
      if (found !== undefined) return found
      position = line + 1
    }
    return undefined
  }
}

/** RFC 2046 §5.1.1: the line end before a delimiter belongs to the delimiter. */
function contentEnd(bytes: Buffer, lineStart: number, start: number): number {
  if (lineStart <= start) return start
  return lineStart - 2 >= start && bytes[lineStart - 2] === 0x0d ? lineStart - 2 : lineStart - 1
}

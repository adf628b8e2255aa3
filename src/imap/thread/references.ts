/**
 * Threads by what letters say that they answer: REFERENCES (RFC 5256 §3), whose steps are numbered here as there, and REFS
 * (draft-ietf-morg-inthread), which leaves subjects alone and puts the threads with the latest letters last.
 */
import type { Pause } from '../search/scan.ts'
import { type Forest, forestOf } from './forest.ts'
import type { Letters } from './letters.ts'

export async function references(letters: Letters, pause: Pause): Promise<Forest> {
  const conversation = new Conversation(letters)
  await conversation.link(pause)
  conversation.prune()
  conversation.joinBySubject()
  return await conversation.forest(root => letters.sentAt[conversation.firstOf(root)]!, pause)
}

export async function refs(letters: Letters, pause: Pause): Promise<Forest> {
  const conversation = new Conversation(letters)
  await conversation.link(pause)
  conversation.prune()
  const latest = conversation.latestArrivals()
  return await conversation.forest(root => latest.get(root)!, pause)
}

class Conversation {
  readonly #letters: Letters
  /** By node: letters first, then messages that are not there; -1 where there is none. */
  #parents: number[]
  readonly #childCounts: number[]
  /** Of each root that is not there, the first letter below it by date. */
  readonly #first = new Map<number, number>()
  #roots: number[] = []

  constructor(letters: Letters) {
    this.#letters = letters
    this.#parents = Array(letters.count).fill(-1)
    this.#childCounts = Array(letters.count).fill(0)
  }

  /** (1) and (2). */
  async link(pause: Pause): Promise<void> {
    const { count, ids, idCount, ancestors } = this.#letters
    const nodes = new Int32Array(idCount).fill(-1)
    // Of several letters with one ID the first has it.
    for (let letter = 0; letter < count; letter++) {
      const id = ids[letter]!
      if (id !== 0 && nodes[id] === -1) nodes[id] = letter
    }
    for (let letter = 0; letter < count; letter++) {
      let above = -1
      for (const id of ancestors[letter]!) {
        let node = nodes[id]!
        if (node === -1) {
          node = this.#addMissing()
          nodes[id] = node
        }
        // (1)(A)
        if (above >= 0 && this.#parents[node] === -1) this.#put(node, above)
        above = node
      }
      // (1)(B): what the letter itself says overrides what the References of others said of it.
      const known = this.#parents[letter]!
      if (known >= 0 && known !== above) {
        this.#parents[letter] = -1
        this.#childCounts[known]!--
      }
      if (above >= 0 && known !== above) this.#put(letter, above)
      await pause()
    }
  }

  /** (3): only above several roots does a message stay that is not there. */
  prune(): void {
    const { count, byDate } = this.#letters
    /** Of each missing message: the letter above it, or -1 - (the missing one above all), once that is known. */
    const resolved = new Map<number, number>()
    const parents: number[] = Array(this.#parents.length).fill(-1)
    const groups = new Map<number, number[]>()
    for (const letter of byDate) {
      const above = this.#parents[letter]!
      const found = above < count ? above : this.#resolve(above, resolved)
      if (above >= 0 && found >= 0) parents[letter] = found
      else if (above < 0) this.#roots.push(letter)
      else {
        const group = groups.get(-1 - found)
        if (group === undefined) groups.set(-1 - found, [letter])
        else group.push(letter)
      }
    }
    for (const [missing, members] of groups) {
      const first = members[0]!
      if (members.length === 1) {
        this.#roots.push(first)
        continue
      }
      for (const member of members) parents[member] = missing
      this.#first.set(missing, first)
      this.#roots.push(missing)
    }
    this.#parents = parents
  }

  /** (4) and (5): roots of one base subject are put together. */
  joinBySubject(): void {
    const { subjects, isReply } = this.#letters
    this.#sortRoots(root => this.#letters.sentAt[this.firstOf(root)]!)
    const bySubject = new Map<number, number>()
    // (5)(B)
    for (const root of this.#roots) {
      const first = this.firstOf(root)
      const subject = subjects[first]!
      if (subject === 0) continue
      const known = bySubject.get(subject)
      if (known === undefined) bySubject.set(subject, root)
      else if (
        !this.#isMissing(known) &&
        (this.#isMissing(root) || (isReply[known] === 1 && isReply[root] === 0))
      )
        bySubject.set(subject, root)
    }
    // (5)(C)
    const joined = new Set<number>()
    for (const root of this.#roots) {
      const subject = subjects[this.firstOf(root)]!
      const known = subject === 0 ? root : bySubject.get(subject)!
      if (known === root) continue
      joined.add(root)
      if (this.#isMissing(root)) this.#childrenTo(root, known)
      else if (this.#isMissing(known)) this.#below(root, known)
      else if (isReply[root] === 1 && isReply[known] === 0) this.#parents[root] = known
      else {
        const above = this.#addMissing()
        this.#first.set(above, known)
        this.#parents[known] = above
        this.#below(root, above)
        joined.add(known)
        bySubject.set(subject, above)
      }
    }
    const made = [...bySubject.values()].filter(root => this.#parents[root] === -1)
    this.#roots = [...new Set([...this.#roots.filter(root => !joined.has(root)), ...made])]
    this.#moveChildren()
  }

  /** Of each root the arrival of the latest letter in its thread. */
  latestArrivals(): ReadonlyMap<number, number> {
    const { count, arrivedAt } = this.#letters
    const rootOf: number[] = Array(this.#parents.length).fill(-1)
    for (const root of this.#roots) rootOf[root] = root
    const latest = new Map<number, number>()
    for (let letter = 0; letter < count; letter++) {
      const path: number[] = []
      let node = letter
      while (rootOf[node] === -1) {
        path.push(node)
        node = this.#parents[node]!
      }
      const root = rootOf[node]!
      for (const each of path) rootOf[each] = root
      latest.set(root, Math.max(latest.get(root) ?? Number.NEGATIVE_INFINITY, arrivedAt[letter]!))
    }
    return latest
  }

  /** (6) */
  async forest(keyOf: (root: number) => number, pause: Pause): Promise<Forest> {
    this.#sortRoots(keyOf)
    return await forestOf(this.#parents, this.#roots, this.#letters.byDate, pause)
  }

  /** The letter that stands for a root: itself, or the first below one that is not there. */
  firstOf(root: number): number {
    return this.#first.get(root) ?? root
  }

  #isMissing(node: number): boolean {
    return node >= this.#letters.count
  }

  #addMissing(): number {
    this.#childCounts.push(0)
    return this.#parents.push(-1) - 1
  }

  /** Links a node that has no parent, unless that made it its own ancestor. */
  #put(node: number, parent: number): void {
    // What has nothing below it is above nothing.
    if (this.#childCounts[node]! > 0) {
      for (let above = parent; above >= 0; above = this.#parents[above]!) if (above === node) return
    } else if (node === parent) return
    this.#parents[node] = parent
    this.#childCounts[parent]!++
  }

  #resolve(missing: number, resolved: Map<number, number>): number {
    const path: number[] = []
    let node = missing
    let answer: number | undefined
    while (answer === undefined) {
      path.push(node)
      const above = this.#parents[node]!
      if (above < 0) answer = -1 - node
      else if (above < this.#letters.count) answer = above
      else {
        answer = resolved.get(above)
        node = above
      }
    }
    for (const each of path) resolved.set(each, answer)
    return answer
  }

  /** Where the children of a missing message that was joined to another went. */
  readonly #moved = new Map<number, number>()

  #childrenTo(from: number, to: number): void {
    this.#moved.set(from, to)
    this.#earlier(to, this.firstOf(from))
  }

  #below(root: number, missing: number): void {
    this.#parents[root] = missing
    this.#earlier(missing, root)
  }

  #earlier(missing: number, letter: number): void {
    const { sentAt } = this.#letters
    const known = this.firstOf(missing)
    if (sentAt[letter]! - sentAt[known]! < 0 || (sentAt[letter] === sentAt[known] && letter < known))
      this.#first.set(missing, letter)
  }

  #moveChildren(): void {
    if (this.#moved.size === 0) return
    for (let letter = 0; letter < this.#letters.count; letter++) {
      const to = this.#moved.get(this.#parents[letter]!)
      if (to !== undefined) this.#parents[letter] = to
    }
  }

  #sortRoots(keyOf: (root: number) => number): void {
    const keys = new Float64Array(this.#parents.length)
    for (const root of this.#roots) keys[root] = keyOf(root)
    this.#roots.sort((a, b) => keys[a]! - keys[b]! || this.firstOf(a) - this.firstOf(b))
  }
}

/**
 * What every client of a mailbox must be told alike: what of a message never changes, which flags it has at a MODSEQ,
 * and that it is \Recent for one of them alone (RFC 3501 §2.3.2).
 */

/** Items of FETCH by name, each as it was written. */
export type FetchItems = ReadonlyMap<string, string>

const changing = new Set(['UID', 'FLAGS', 'MODSEQ'])

export class SharedPicture {
  readonly #fixed = new Map<string, string>()
  readonly #flags = new Map<string, string>()
  readonly #recent = new Map<number, object>()

  /** Takes what `client`, if it claims what is \Recent, was told of a message; what contradicts what was told before, if anything does. */
  told(uid: number, items: FetchItems, client: object | undefined): string | undefined {
    for (const [name, value] of items) {
      if (changing.has(name)) continue
      const before = this.#note(this.#fixed, `${uid} ${name}`, value)
      if (before !== value) return `${name} of ${uid} was ${before}`
    }
    const told = items.get('FLAGS')
    if (told === undefined) return undefined
    const flags = told.slice(1, -1).split(' ').filter(Boolean)
    const isRecent = flags.includes('\\Recent')
    if (client !== undefined && isRecent && this.#note(this.#recent, uid, client) !== client)
      return `${uid} is \\Recent elsewhere`
    if (client !== undefined && !isRecent && this.#recent.get(uid) === client)
      return `${uid} was \\Recent here`
    const modseq = items.get('MODSEQ')
    if (modseq === undefined) return undefined
    const lasting = flags
      .filter(flag => flag !== '\\Recent')
      .sort()
      .join(' ')
    const known = this.#note(this.#flags, `${uid} ${modseq}`, lasting)
    return known === lasting ? undefined : `at MODSEQ ${modseq} the flags of ${uid} were (${known})`
  }

  /** RFC822.SIZE where somebody was told it. */
  sizeOf(uid: number): number | undefined {
    const size = this.#fixed.get(`${uid} RFC822.SIZE`)
    return size === undefined ? undefined : Number(size)
  }

  #note<K, V>(map: Map<K, V>, key: K, value: V): V {
    const known = map.get(key)
    if (known !== undefined) return known
    map.set(key, value)
    return value
  }
}

/** Takes `* 1 FETCH (…)` with its literals apart. */
export function itemsOf(line: string): FetchItems {
  const items = new Map<string, string>()
  let at = line.indexOf('(') + 1
  while (at < line.length && line[at] !== ')') {
    const name = /^[^\s[]+(?:\[[^\]]*\](?:<\d+>)?)?/.exec(line.slice(at))![0]
    at += name.length + 1
    const end = valueEnd(line, at)
    items.set(name, line.slice(at, end))
    at = line[end] === ' ' ? end + 1 : end
  }
  return items
}

function valueEnd(line: string, start: number): number {
  let depth = 0
  let at = start
  while (at < line.length) {
    const char = line[at]!
    if (char === '"') {
      at++
      while (line[at] !== '"') at += line[at] === '\\' ? 2 : 1
    } else if (char === '{') {
      const [head, size] = /^\{(\d+)\}\r\n/.exec(line.slice(at))!
      at += head.length + Number(size) - 1
    } else if (char === '(') depth++
    else if (char === ')' && depth-- === 0) return at
    else if (char === ' ' && depth === 0) return at
    at++
  }
  return at
}

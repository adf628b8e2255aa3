/** What a change of flags does to each of its messages: new flags are `(old & keep) | set`. */
export interface FlagMask {
  readonly keep: number
  readonly set: number
}

const everyBit = 0xffff_ffff

/** `flags`: bits that are added, removed, or left alone as the only ones. */
export function flagMask(mode: 'add' | 'remove' | 'replace', flags: number): FlagMask {
  if (mode === 'add') return { keep: everyBit, set: flags >>> 0 }
  if (mode === 'remove') return { keep: ~flags >>> 0, set: 0 }
  return { keep: 0, set: flags >>> 0 }
}

/** What a page of an export is made of: the heads of its frames (`base/framed.ts`). */

export type Part =
  /** The octets of a member from `offset` on; several in a row make the member, whose size is known from the first. */
  | { readonly part: 'member'; readonly name: string; readonly size: number; readonly offset: number }
  /** Lines for the two manifests. */
  | { readonly part: 'row'; readonly json: string; readonly csv: string }
  /** Of an mbox: what stands before the letter that follows. */
  | { readonly part: 'envelope'; readonly from: string; readonly timeMs: number }
  /** Everything until here is whole; `cursor` asks for what comes after it. */
  | { readonly part: 'whole'; readonly cursor: string }
  /** What came since the last whole is void: the letter was erased meanwhile. Ask again from there. */
  | { readonly part: 'void' }
  /** The last of a page; null when its stage is through. */
  | { readonly part: 'next'; readonly cursor: string | null }

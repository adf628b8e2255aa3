/**
 * The base subject of RFC 5256 §2.1: what letters of one conversation have in common.
 *
 *     subject      = *subj-leader [subj-middle] *subj-trailer
 *     subj-refwd   = ("re" / ("fw" ["d"])) *WSP [subj-blob] ":"
 *     subj-blob    = "[" *BLOBCHAR "]" *WSP
 *     subj-fwd     = subj-fwd-hdr subject subj-fwd-trl
 *     subj-fwd-hdr = "[fwd:"
 *     subj-fwd-trl = "]"
 *     subj-leader  = (*subj-blob subj-refwd) / WSP
 *     subj-middle  = *subj-blob (subj-base / subj-fwd)
 *     subj-trailer = "(fwd)" / WSP
 *
 * No other word is a reply's: `Tr:`, `Trả lời:`, `AW:` and `SV:` stay, so that every server and client comes to the same.
 */
export interface BaseSubject {
  readonly text: string
  /** Something that only a reply or a forward has was taken off. */
  readonly isReply: boolean
}

/** Of a subject that is decoded already. Takes time in the length of the subject, whatever stands in it. */
export function baseSubject(subject: string): BaseSubject {
  const text = subject.replace(/[\t\r\n ]+/g, ' ')
  let start = 0
  let end = text.length
  let isReply = false
  // No reply's mark follows the blobs that end here: they need not be passed over again for each of them.
  let blobsWithout = -1
  for (;;) {
    // (2)
    for (;;) {
      if (end > start && text[end - 1] === ' ') end--
      else if (end - start >= 5 && isWord(text, end - 5, '(fwd)')) {
        end -= 5
        isReply = true
      } else break
    }
    // (3) to (5)
    for (;;) {
      if (start < end && text[start] === ' ') {
        start++
        continue
      }
      if (start > blobsWithout) {
        const mark = afterBlobs(text, start, end)
        const after = afterReply(text, mark, end)
        if (after > 0) {
          start = after
          isReply = true
          continue
        }
        blobsWithout = mark > start ? mark - 1 : -1
      }
      const blob = afterBlob(text, start, end)
      if (blob < 0 || blob >= end) break
      start = blob
    }
    // (6)
    if (end - start < 6 || text[end - 1] !== ']' || !isWord(text, start, '[fwd:')) break
    start += 5
    end--
    isReply = true
    blobsWithout = -1
  }
  return { text: text.slice(start, end), isReply }
}

function isWord(text: string, at: number, word: string): boolean {
  return text.slice(at, at + word.length).toLowerCase() === word
}

/** After one blob and the spaces behind it; -1 where none begins. */
function afterBlob(text: string, start: number, end: number): number {
  if (start >= end || text[start] !== '[') return -1
  for (let at = start + 1; at < end; at++) {
    if (text[at] === '[') return -1
    if (text[at] === ']') return afterSpaces(text, at + 1, end)
  }
  return -1
}

function afterBlobs(text: string, start: number, end: number): number {
  let at = start
  for (let next = at; next >= 0; next = afterBlob(text, at, end)) at = next
  return at
}

function afterSpaces(text: string, start: number, end: number): number {
  let at = start
  while (at < end && text[at] === ' ') at++
  return at
}

/** After `re:`, `fw:`, `fwd:` with what may stand in them; 0 where none begins. */
function afterReply(text: string, start: number, end: number): number {
  const word = ['re', 'fwd', 'fw'].find(each => isWord(text, start, each))
  if (word === undefined) return 0
  let at = afterSpaces(text, start + word.length, end)
  const blob = afterBlob(text, at, end)
  if (blob > 0) at = blob
  return at < end && text[at] === ':' ? at + 1 : 0
}

/**
 * Letters one after another in one file: RFC 4155, with the quoting of mboxrd, which can be taken back: every line
 * that begins with `From `, after any number of `>`, gets one `>` more. Line ends are LF, as RFC 4155 Appendix A has
 * them: a letter's octets are not the ones that were received, and nothing can be proved of them.
 */

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const cr = 0x0d
const lf = 0x0a
const quote = Buffer.from('>')

/** The line before a letter: its envelope sender and when it came, in UTC as asctime writes it. RFC 4155 Appendix A. */
export function mboxFrom(sender: string, at: number): string {
  const date = new Date(at)
  const two = (n: number) => `${n}`.padStart(2, '0')
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':')
  const day = `${date.getUTCDate()}`.padStart(2, ' ')
  // White space in a quoted local part would end the address.
  const address = sender === '' ? 'MAILER-DAEMON' : sender.replace(/\s/gu, '_')
  return `From ${address} ${days[date.getUTCDay()]} ${months[date.getUTCMonth()]} ${day} ${time} ${date.getUTCFullYear()}\n`
}

/** Turns a letter that comes in pieces into its lines of an mbox. */
export class MboxQuoter {
  /** The start of a line that is not whole enough to tell whether it must be quoted. */
  #held: Buffer = Buffer.alloc(0)
  #lineStart = true
  #pendingCr = false

  /** What can be written after this piece. */
  push(piece: Uint8Array): Buffer {
    const input = Buffer.concat([this.#pendingCr ? Buffer.of(cr) : Buffer.alloc(0), this.#held, piece])
    this.#pendingCr = false
    this.#held = Buffer.alloc(0)
    const out: Buffer[] = []
    let at = 0
    while (at < input.length) {
      if (this.#lineStart) {
        const start = quoted(input, at)
        if (start === 'unknown') {
          this.#held = Buffer.from(input.subarray(at))
          return Buffer.concat(out)
        }
        if (start) out.push(quote)
        this.#lineStart = false
      }
      const end = input.indexOf(lf, at)
      if (end < 0) {
        const stop = input.at(-1) === cr ? input.length - 1 : input.length
        out.push(input.subarray(at, stop))
        this.#pendingCr = stop < input.length
        break
      }
      out.push(input.subarray(at, end > at && input[end - 1] === cr ? end - 1 : end), Buffer.of(lf))
      at = end + 1
      this.#lineStart = true
    }
    return Buffer.concat(out)
  }

  /** What is left, the end of the last line, and the empty line after a letter. */
  end(): Buffer {
    const rest = [this.#held, this.#pendingCr ? Buffer.of(cr) : Buffer.alloc(0)]
    const ended = this.#lineStart && this.#held.length === 0
    return Buffer.concat([...rest, Buffer.from(ended ? '\n' : '\n\n')])
  }
}

/** Whether the line at `at` begins as one that is quoted; unknown when too little of it is there. */
function quoted(input: Buffer, at: number): boolean | 'unknown' {
  let start = at
  while (input[start] === quote[0]) start++
  const word = input.toString('latin1', start, start + 5)
  if (word === 'From ') return true
  return word.length < 5 && 'From '.startsWith(word) ? 'unknown' : false
}

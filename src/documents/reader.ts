/**
 * The reader of letters: what their texts and attachments are, for the policy to judge by.
 *
 * A letter of a little text is read at once, on the calling thread; everything else in a thread of its own, which
 * PDF.js, archives and hostile files may slow down or bring down without anybody else noticing. Where that thread
 * gives nothing (too many letters, too long, a crash) the letter's own text is still read here, up to the same
 * bound, and every attachment that nobody read says so: `over-limit`.
 */
import type { Limits } from '../base/limits.ts'
import { enclosureFacts, enclosureOf } from './attachments/enclosure.ts'
import { contentsOf, textBytes } from './contents.ts'
import { type LetterFindings, noFindings } from './facts.ts'
import { joinFindings } from './findings.ts'
import { type Letter, type ReadingLimits, readOwnText } from './letter.ts'
import type { ReadingData } from './protocol.ts'
import { ReadingThread, type ThreadLimits } from './reading-thread.ts'
import { createTextReading } from './text-reading.ts'

export interface LetterReader extends AsyncDisposable {
  /** Always resolves. The bytes must stay as they are until then. */
  read(letter: Letter): Promise<LetterFindings>
}

export interface LetterReaderOptions {
  readonly limits: ReadingLimits & ThreadLimits & Pick<Limits, 'documentInlineBytes'>
  readonly data: ReadingData
  readonly log?: { warn(message: string): void }
}

export function createLetterReader({ limits, data, log }: LetterReaderOptions): LetterReader {
  const texts = createTextReading(data)
  const runnableSuffixes = new Set(data.runnableSuffixes)
  const thread = new ReadingThread({ data, limits }, limits, message => log?.warn(message))
  return {
    async read(letter) {
      const contents = contentsOf(letter.root)
      const { enclosures } = contents
      const own = () => readOwnText(letter, contents, texts, limits.documentInlineBytes)
      if (enclosures.length === 0 && textBytes(contents) <= limits.documentInlineBytes) return own()
      let pieces = await thread.read(letter)
      if (pieces.length === 0) pieces = [own()]
      // The letter's own text is the first piece, so that the enclosures begin with the second.
      const unread = enclosures
        .map((part, index) => enclosureOf(letter.bytes, part, `attachment ${index + 1}`, 0))
        .slice(pieces.length - 1)
        .map(enclosure => enclosureFacts(enclosure, runnableSuffixes, { readability: 'over-limit' }))
      return joinFindings([...pieces, { ...noFindings, attachments: unread }])
    },
    [Symbol.asyncDispose]: () => thread[Symbol.asyncDispose](),
  }
}

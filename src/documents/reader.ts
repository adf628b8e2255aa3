/**
 * The reader of letters: what their texts and attachments are, for the policy to judge by.
 *
 * A small letter with nothing to open is read at once, on the calling thread; everything else in a thread of its own,
 * which PDF.js, archives and hostile files may slow down or bring down without anybody else noticing. Where that thread
 * gives nothing (too long, a crash, too many letters before it) the letter's own text is still read here, up to the
 * same bound, and every attachment that nobody read says so: `over-limit`. A letter whose turn did not come is
 * `postponed`: its own size or contents are not to blame, so whoever brought it may bring it again.
 */
import type { Limits } from '../base/limits.ts'
import { isSigned } from '../signing/verify/smime.ts'
import { noTrust, type OwnAuthorities, type TrustData } from '../signing/verify/trust.ts'
import { unverified } from '../signing/verify/verify.ts'
import { enclosureFacts, enclosureOf } from './attachments/enclosure.ts'
import { type Contents, contentsOf } from './contents.ts'
import { type LetterFindings, noFindings } from './facts.ts'
import { joinFindings } from './findings.ts'
import { type Letter, type ReadingLimits, type ReadingTools, readAtOnce, readOwnText } from './letter.ts'
import type { ReadingData } from './protocol.ts'
import { ReadingThread, type ThreadLimits } from './reading-thread.ts'
import { createTextReading, type TextReading } from './text-reading.ts'

export interface LetterReader extends AsyncDisposable {
  /** Always resolves. The bytes must stay as they are until then. */
  read(letter: Letter): Promise<LetterFindings>
  /** Trusts the province's own authorities, for the letters read from now on. */
  useAuthorities(own: OwnAuthorities): void
}

export interface LetterReaderOptions {
  readonly limits: ReadingLimits & ThreadLimits & Pick<Limits, 'documentInlineBytes'>
  readonly data: ReadingData
  /** Without it nobody is trusted, and no signature is `pass`. */
  readonly trust?: TrustData
  readonly log?: { warn(message: string): void }
}

export function createLetterReader({
  limits,
  data,
  trust = noTrust,
  log,
}: LetterReaderOptions): LetterReader {
  const tools: Omit<ReadingTools, 'trust'> = {
    texts: createTextReading(data),
    limits,
    runnableSuffixes: new Set(data.runnableSuffixes),
  }
  const thread = new ReadingThread({ data, trust, limits }, limits, message => log?.warn(message))
  return {
    async read(letter) {
      const contents = contentsOf(letter.root)
      const atOnce = readAtOnce(letter, contents, tools, limits.documentInlineBytes)
      if (atOnce !== null) return atOnce
      const read = await thread.read(letter)
      const pieces =
        read === null || read.length === 0
          ? [unreadLetter(letter, contents, tools.texts, limits.documentInlineBytes)]
          : read
      // The letter's own text is the first piece, so that the enclosures begin with the second.
      const unread = contents.enclosures
        .map((part, index) => enclosureOf(letter.bytes, part, `attachment ${index + 1}`, 0))
        .slice(pieces.length - 1)
        .map(enclosure => enclosureFacts(enclosure, tools.runnableSuffixes, { readability: 'over-limit' }))
      return joinFindings([...pieces, { ...noFindings, attachments: unread, postponed: read === null }])
    },
    useAuthorities: own => thread.useAuthorities(own),
    [Symbol.asyncDispose]: () => thread[Symbol.asyncDispose](),
  }
}

/** What can be said of a letter on this thread: its own text, and that nobody verified its signature. */
function unreadLetter(
  letter: Letter,
  contents: Contents,
  texts: TextReading,
  maxBytes: number,
): LetterFindings {
  const signatures = isSigned(letter.root) ? [unverified('smime', 'message', 'over-limit', 'part')] : []
  return { ...readOwnText(letter, contents, texts, maxBytes), signatures }
}

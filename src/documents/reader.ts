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
import { WatchedThread, type WatchLimits } from '../base/watched-thread.ts'
import { isSigned } from '../signing/verify/smime.ts'
import { noTrust, type OwnAuthorities, type TrustData } from '../signing/verify/trust.ts'
import { unverified } from '../signing/verify/verify.ts'
import { enclosureFacts, enclosureOf } from './attachments/enclosure.ts'
import { type Contents, contentsOf } from './contents.ts'
import { type LetterFindings, noFindings } from './facts.ts'
import { joinFindings } from './findings.ts'
import { type Letter, type ReadingLimits, type ReadingTools, readAtOnce, readOwnText } from './letter.ts'
import type { ReadingData, ReadingThreadData, ToReadingThread } from './protocol.ts'
import { createTextReading, type TextReading } from './text-reading.ts'

export interface LetterReader extends AsyncDisposable {
  /** Always resolves. The bytes must stay as they are until then. */
  read(letter: Letter): Promise<LetterFindings>
  /** Trusts the province's own authorities, for the letters read from now on. */
  useAuthorities(own: OwnAuthorities): void
}

export interface LetterReaderOptions {
  readonly limits: ReadingLimits &
    WatchLimits &
    Pick<Limits, 'documentQueue' | 'documentWaitMs' | 'documentInlineBytes'>
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
  const thread = new WatchedThread<ToReadingThread, LetterFindings>({
    module: new URL('./worker.ts', import.meta.url),
    workerData: { data, trust, limits } satisfies ReadingThreadData,
    name: 'documents-reader',
    called: 'the reading thread',
    task: 'read',
    limits,
    queue: { letters: limits.documentQueue, waitMs: limits.documentWaitMs },
    trouble: message => log?.warn(message),
  })
  let authorities: OwnAuthorities | undefined
  /** As the thread heard of them last. */
  let told: OwnAuthorities | undefined
  const toThread = ({ bytes, subject, from, inbound, at }: Letter, begun: boolean): ToReadingThread => {
    const own = begun || told !== authorities ? authorities : undefined
    told = authorities
    // The caller keeps its octets.
    return { bytes: new Uint8Array(bytes), subject, from, inbound, at, ...(own && { own }) }
  }
  return {
    async read(letter) {
      const contents = contentsOf(letter.root)
      const atOnce = readAtOnce(letter, contents, tools, limits.documentInlineBytes)
      if (atOnce !== null) return atOnce
      const read = await thread.read(begun => toThread(letter, begun))
      const pieces =
        read === null || read.pieces.length === 0
          ? [unreadLetter(letter, contents, tools.texts, limits.documentInlineBytes)]
          : read.pieces
      // The letter's own text is the first piece, so that the enclosures begin with the second.
      const unread = contents.enclosures
        .map((part, index) => enclosureOf(letter.bytes, part, `attachment ${index + 1}`, 0))
        .slice(pieces.length - 1)
        .map(enclosure => enclosureFacts(enclosure, tools.runnableSuffixes, { readability: 'over-limit' }))
      return joinFindings([...pieces, { ...noFindings, attachments: unread, postponed: read === null }])
    },
    useAuthorities(own) {
      authorities = own
    },
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

import { bad, command, no, ok } from '../command.ts'
import { ParseError } from '../wire/cursor.ts'

/**
 * RFC 4978 §3, allowed after log-in only:
 *
 *     compress  = "COMPRESS" SP algorithm
 *     algorithm = "DEFLATE"
 *
 * The answer still goes out as it is; whatever follows, in both directions, is compressed. A client that sent more
 * before it had the answer cannot know in which form: nothing is changed then.
 */
export const compress = command({
  parse(cursor) {
    cursor.space()
    if (cursor.keyword() !== 'DEFLATE') throw new ParseError('Unknown algorithm')
  },
  check(session) {
    if (session.connection.compressed) return no('Compression is active already', 'COMPRESSIONACTIVE')
    return session.hasUnread ? bad('Nothing may follow COMPRESS before its answer') : undefined
  },
  async run(session) {
    if (!session.admitCompression()) return no('Too many sessions are compressed', 'LIMIT')
    return { ...ok('DEFLATE active'), after: 'compress' }
  },
})

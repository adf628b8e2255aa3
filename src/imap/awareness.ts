/** What a client has said that it understands, for the rest of its connection. */
export class Awareness {
  /** Untagged FETCH answers hold MODSEQ, and UID with it (RFC 7162 §3.1, §3.2.4). */
  condstore = false
  /** VANISHED comes in place of EXPUNGE (RFC 7162 §3.2.3). */
  qresync = false
}

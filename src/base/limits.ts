/**
 * Every bound of the program, named once, with its default; the `[limits]` section of the configuration may change any of
 * them. Sizes are in bytes, times in milliseconds, and the unit ends the name.
 */

const KiB = 1024
const MiB = 1024 * KiB
const minute = 60_000
const hour = 60 * minute

const limits = {
  /** Largest message accepted by SMTP and APPEND (30 MB of attachments grow by 4/3 in base64). */
  messageBytes: 42 * MiB,
  /** Recipients of one message (RFC 5321 §4.5.3.1.8 asks for at least 100). */
  recipients: 500,
  /** Octets of one SMTP command line with its CRLF (RFC 5321 §4.5.3.1.4 asks for 512; AUTH needs more). */
  smtpLineBytes: 12_288,
  /** Silence on a connection. */
  smtpIdleMs: 5 * minute,
  /** Whole time for one command from its first byte to its CRLF. */
  smtpCommandMs: 2 * minute,
  /** Whole time for one message's data. */
  smtpDataMs: 30 * minute,
  /** Failed log-ins before the connection is closed. */
  failedLogins: 3,
  /** Failed log-ins of one source address in fifteen minutes before it waits. */
  failedLoginsPerSource: 30,
  /** Wrong commands before the connection is closed. */
  badCommands: 10,
  /** Commands in a row that bring no message before the connection is closed. */
  smtpIdleCommands: 200,
  /** Refused recipients before the connection is closed. */
  badRecipients: 50,
  /** Simultaneous SMTP connections of one address. */
  smtpConnectionsPerAddress: 150,
  /** Simultaneous SMTP connections of a listener. */
  smtpConnections: 1000,
  /** Messages in one SMTP connection. */
  smtpMessagesPerConnection: 10_000,
  /** Bytes of messages held in memory across every session before they are committed. */
  inFlightBytes: 192 * MiB,
  /** From this announced size on, letters take turns: as many at a time as `largeLettersBytes` holds. */
  largeLetterBytes: 256 * KiB,
  largeLettersBytes: 16 * MiB,
  /** How long a large letter waits for its turn before it is read all the same. */
  largeLetterWaitMs: 2000,
  /** DKIM signatures of one message that are verified; a message with more has none that counts. */
  dkimSignatures: 20,
  /** Octets of a line in a letter whose DKIM signatures are verified: white space costs the square of its length. */
  dkimLineBytes: MiB,
  /** Whole time of one SPF evaluation (RFC 7208 §4.6.4 asks for at least 20 seconds of room). */
  spfMs: 20_000,
  /** How long a signature of ours is good (x=): longer than a letter waits in queues. A held letter's starts later. */
  dkimExpiryMs: 14 * 24 * hour,
  /** How long a new key is published before it signs, and a retired one stays published. */
  dkimPublishMs: 2 * 24 * hour,
  dkimKeepMs: 90 * 24 * hour,
  /** How long the outcome of a sender's SPF or DMARC evaluation is used again. */
  senderOutcomeMs: minute,
  /** Outcomes of sender evaluations that are remembered. */
  senderOutcomes: 10_000,
  /** Domains of letters whose standing (own, state, free mail, …) is remembered. */
  rememberedDomains: 20_000,
  /** One DNS question to one resolver; there are two attempts. */
  dnsMs: 3000,
  /** Longest use of a DNS answer, whatever its time to live. */
  dnsCacheMs: 5 * minute,
  /** DNS answers that are remembered. */
  dnsCacheEntries: 10_000,
  /** Mail exchangers of one domain that are tried in one attempt (RFC 5321 §5.1 asks for at least two). */
  relayHosts: 5,
  /** Whole time of connecting to another server: its greeting, EHLO and TLS included. */
  relayConnectMs: minute,
  /** Waiting for a reply of it (RFC 5321 §4.5.3.2.6 asks for ten minutes after the data). */
  relayReplyMs: 10 * minute,
  /** Whole time of one delivery to one host. */
  relayDeliveryMs: hour,
  /** Whole time of one message at the malware scanner. */
  scannerMs: minute,
  /** Received lines after which a message is taken to loop (RFC 5321 §6.3). */
  receivedHops: 50,
  /** Octets of one IMAP command outside literals. */
  imapLineBytes: 64 * KiB,
  /** Octets of one IMAP literal that is not a message. */
  imapLiteralBytes: 64 * KiB,
  /** Literals of one IMAP command; each message of an APPEND is one. */
  imapLiterals: 1000,
  /** Numbers and ranges of one sequence set. */
  imapSetElements: 16_384,
  /** Levels of NOT, OR and parentheses of one SEARCH. */
  imapSearchDepth: 50,
  /** Patterns of one LIST. */
  imapListPatterns: 50,
  /** Octets of an IMAP literal that a client sends unasked; of 4096 or fewer, LITERAL- is announced, else LITERAL+ (RFC 7888 §5). */
  imapUnaskedLiteralBytes: 42 * MiB,
  /** Silence of an authenticated IMAP session (RFC 3501 §5.4 asks for at least 30 minutes). */
  imapIdleMs: 31 * minute,
  /** Silence of an IMAP session before log-in. */
  imapLoginMs: minute,
  /** Silence of an IMAP client inside a literal, or while its output waits. */
  imapStallMs: 2 * minute,
  /** Between two signs of life of an IMAP command that takes long (RFC 9585). */
  imapProgressMs: 10_000,
  /** Octets of output that wait in memory for an IMAP client before its commands pause (an answer's piece comes on top). */
  imapWaitingBytes: 256 * KiB,
  /** IMAP sessions of a listener that are compressed at once: about 200 KiB of memory each. */
  imapCompressedSessions: 2000,
  /** Octets of one text part that SEARCH BODY and TEXT look at. */
  imapSearchPartBytes: 8 * MiB,
  /** Characters of the texts of one letter that are kept for IMAP searches; a longer one is read each time. */
  imapKeptTextChars: 256 * KiB,
  /** Octets of one letter's header that are kept for IMAP FETCH; a longer one is read from the letter each time. */
  imapKeptHeaderBytes: 16 * KiB,
  /** Octets of letters' filters that are held open in memory for the next IMAP search: those of some 45,000 letters. */
  imapFilterBytes: 32 * MiB,
  /** Octets of what letters are sorted by that are held in memory for the next SORT: of some 150,000 letters by subject. */
  imapColumnBytes: 64 * MiB,
  /** Keys of one IMAP search, those inside others counted. */
  imapSearchKeys: 1000,
  /** Sort keys of one SORT. */
  imapSortKeys: 16,
  /** Searches that one IMAP session has kept current (RFC 5267 asks for at least one). */
  imapContexts: 8,
  /**
   * Messages that one IMAP command works on (RFC 9738 asks for at least 1000). A client that does not know of the limit
   * takes what a FETCH leaves out for removed, and may remove its own copies: no mailbox should reach it, so that it
   * stands above `boxMessages` with room for what is delivered on top.
   */
  imapCommandMessages: 4_000_000,
  /** Octets of messages that one FETCH reads together; of a message with more, that one alone. */
  imapFetchBytes: 512 * KiB,
  /** Body sections one FETCH may ask for. */
  imapFetchSections: 64,
  /** Simultaneous IMAP connections of one address. */
  imapConnectionsPerAddress: 500,
  /** Simultaneous IMAP connections of one account. */
  imapConnectionsPerAccount: 50,
  /** Simultaneous IMAP connections of a listener. */
  imapConnections: 10_000,
  /** Mailboxes of one account. */
  mailboxes: 2000,
  /** Messages of one account, beyond which its clients add none; letters are delivered all the same. */
  boxMessages: 2_000_000,
  /** Octets of one annotation's value (RFC 5464 §4.1 asks for at least 1024), and annotations of one account. */
  metadataValueBytes: 32 * KiB,
  metadataEntries: 1000,
  /** Mailboxes and groups that one NOTIFY names, and changes that wait to be told before they are given up. */
  imapNotifyNames: 500,
  imapPendingNotices: 2000,
  /** Officials who may have rights in one office's box. */
  sharePersons: 200,
  /** Octets of a mailbox name in UTF-8. */
  mailboxNameBytes: 1000,
  /** Keywords (user flags) of one mailbox. */
  keywords: 26,
  /** Ranges of UIDs that a mailbox remembers to have lost (RFC 7162 §5.3). */
  expungedRanges: 5000,
  /** Depth of nested MIME parts that is looked into; deeper parts are opaque. */
  mimeDepth: 100,
  /** MIME parts of one message that are indexed. */
  mimeParts: 10_000,
  /** Header fields of one entity that are indexed. */
  headerFields: 2000,
  /** Addresses of one header field that are indexed. */
  headerAddresses: 2000,
  /** Octets of one header field's value that are indexed. */
  headerFieldBytes: 256 * KiB,
  /** Simultaneous argon2id computations (19 MiB each). */
  passwordHashes: 2,
  /** A blob up to this size commits as a row; a larger one goes to a segment first. */
  hotBlobBytes: 64 * KiB,
  /** Bytes of hot blobs before moving them to segments stops waiting for idle time. */
  hotBytes: 512 * MiB,
  /** Size at which a segment is closed and the next begun. */
  segmentBytes: 1024 * MiB,
  /** Jobs waiting for the writer before new ones are refused with a temporary failure. */
  writerJobs: 10_000,
  /** Attempts to deliver outside are given up after this time. */
  queueLifetimeMs: 5 * 24 * hour,
  /** First wait between two attempts; it doubles up to `queueRetryMaxMs`. */
  queueRetryMs: 5 * minute,
  queueRetryMaxMs: 4 * hour,
  /** Simultaneous outside deliveries. */
  queueConcurrency: 20,
  /** Rows of one answer of the command line's operations. */
  resultRows: 10_000,
  /** Octets of one request on the control socket; an import's file is one. */
  controlRequestBytes: 32 * MiB,
  /** Rows of one imported CSV file. */
  importRows: 100_000,
  /** Age after which an operator's session ends. */
  operatorSessionMs: 12 * hour,
  /** Failed log-ins of one account from one source in fifteen minutes before it waits. */
  failedLoginsPerAccount: 12,
  /** Accounts and sources whose failed log-ins are remembered at once. */
  failedLoginRecords: 20_000,
  /** How long a successful password is remembered (as a keyed hash), and how many are. */
  loginCacheMs: 10 * minute,
  loginCacheEntries: 10_000,
  /** Quota of a new person's box and of a new office's box, when none is given. */
  personQuotaBytes: 2 * 1024 * MiB,
  officeQuotaBytes: 10 * 1024 * MiB,
  /** App passwords of one box. */
  appPasswords: 20,
  /** Log-ins waiting for an argon2id computation before new ones are put off. */
  passwordQueue: 200,
  /** Between two looks at what time alone brings about, such as the lock of a box nobody uses. */
  clockMs: minute,
  /** Least characters of a person's password without a second factor (TCVN 14423:2026). */
  passwordLength: 14,
  /** Least classes of characters in it, of lower case, upper case, digits and others. */
  passwordClasses: 4,
  /**
   * Text of a letter that is read at once, on the calling thread, if it encloses little and nothing that must be
   * opened; every other goes to the reading thread.
   */
  documentInlineBytes: 16 * KiB,
  /** Letters waiting for the reading thread; the attachments of further ones count as unread. */
  documentQueue: 200,
  /** Longest wait of a letter for the reading thread. */
  documentWaitMs: minute,
  /** Whole time for reading one letter; the thread is then stopped and begun anew. */
  documentMs: 20_000,
  /** JavaScript heap of the reading thread. */
  documentHeapBytes: 512 * MiB,
  /** Buffers of the reading thread, outside that heap. */
  documentBufferBytes: 1024 * MiB,
  /** Rest of that thread, and of the one that reads for search, before it ends; the next letter begins another. */
  documentIdleMs: 10 * minute,
  /** Octets of one attachment, decoded. */
  documentBytes: 42 * MiB,
  /** Octets that the archives and documents of one letter may unpack to. */
  documentUnpackedBytes: 192 * MiB,
  /** How many times its packed size one entry of an archive may unpack to, beyond the first MiB. */
  documentRatio: 250,
  /** Entries of archives, and parts of documents, of one letter. */
  documentEntries: 5000,
  /** Archives and messages inside each other. */
  documentDepth: 6,
  /** Pages of one PDF. */
  documentPages: 500,
  /** Characters of text of one attachment, and of the letter's own text. */
  documentTextChars: 4 * MiB,
  /** Least characters of a person's password beside a second factor (TCVN 14423:2026). */
  passwordLengthWithFactor: 8,
  /** Earlier passwords of a box that may not be used again. */
  passwordHistory: 10,
  /** Recovery codes given with a second factor. */
  recoveryCodes: 8,
  /** Simultaneous connections to the page of one's own, and those of one address. */
  httpConnections: 1000,
  httpConnectionsPerAddress: 100,
  /** Whole time for one request to arrive, and silence between two. */
  httpRequestMs: 20_000,
  httpIdleMs: 30_000,
  /** Octets of a request's header, and of its body. */
  httpHeaderBytes: 16 * KiB,
  httpBodyBytes: 16 * KiB,
  /** Sessions at the page that are remembered; the oldest goes first. */
  pageSessions: 10_000,
  /** Silence after which a session at the page ends, and its whole age. */
  pageSessionIdleMs: 10 * minute,
  pageSessionMs: hour,
  /** Whole time for opening one PKCS#12 file. */
  pkcs12Ms: 10_000,
  /** Signatures of one letter, and of one file in it, that are verified. */
  signatures: 20,
  /** Octets of one signature that stands beside what it signs. */
  signatureBytes: MiB,
  /** Octets of one list of revoked certificates that is fetched, and the whole time for that. */
  revocationListBytes: 32 * MiB,
  revocationListMs: minute,
  /** Between two looks at a source of lists, and after one that did not answer. */
  revocationListEveryMs: hour,
  revocationRetryMs: 5 * minute,
  /** Values inside each other, and values in all, of a cryptographic message that is read: its pieces are of 1 KiB or more. */
  cmsDepth: 24,
  cmsElements: 50_000,
  /** Recipients that such a message names. */
  cmsRecipients: 2000,
  /** Content keys tried on it: where all of its recipients got the same, as they should, one is. */
  cmsKeys: 3,
  /** Certificates of one outside address that are kept. */
  knownCertificates: 10,
  /** Whole time of one request to a time-stamping authority, and octets of its reply. */
  timestampMs: 20_000,
  timestampReplyBytes: 64 * KiB,
  /** Whole time of one call to a token, and calls that wait for it. */
  tokenMs: 10_000,
  tokenQueue: 200,
  /** First pause before a token is asked again after it went; it doubles up to `tokenRetryMaxMs`. */
  tokenRetryMs: 1000,
  tokenRetryMaxMs: minute,
  /** Pause between two checkpoints of the log, when it has grown. */
  checkpointMs: minute,
  /** How long every checkpoint is kept; later, the last of each hour is. */
  checkpointKeepMs: 48 * hour,
  /** Whole time of one request to a witness, and octets of its reply. */
  witnessMs: 10_000,
  witnessReplyBytes: 64 * KiB,
  /** Octets of a request to the witness here (63 lines of a proof, and a checkpoint with 16 signatures). */
  witnessRequestBytes: 128 * KiB,
  /** Age after which an auditor's session ends, and silence after which it does; its use is noted this often. */
  auditorSessionMs: 8 * hour,
  auditorIdleMs: 30 * minute,
  sessionTouchMs: minute,
  /** Characters of the reason that an auditor gives for looking. */
  reasonMinChars: 10,
  reasonMaxChars: 500,
  /** How long a request waits for another auditor, and how long what was granted may be used. */
  approvalRequestMs: 7 * 24 * hour,
  approvalGrantMs: 24 * hour,
  /** Entries that one step of a search for what is due looks at. */
  retentionWindow: 256,
  /** Entries that one act of erasure names. */
  erasureActEntries: 500,
  /** Entries that one job destroys: letters must not wait for more. */
  erasureStepEntries: 25,
  /** Matches of a hold that are noted at a time. */
  holdBatch: 1000,
  /** How far a clock may be from what else tells the time before nothing is erased by it any more. */
  clockSkewMs: 5 * minute,
  /** Longest way between two checkpoints of a server that runs: longer than `verificationEveryMs`. */
  clockGapMs: 8 * 24 * hour,
  /** A segment of which less is alive, in hundredths, is compacted. */
  compactionLivePercent: 50,
  /** How long an auditor's mailbox stays open when nothing is said, and at most. */
  auditMailboxMs: 8 * hour,
  auditMailboxMaxMs: 72 * hour,
  /** Mailboxes that one auditor has open at once, and queries that one keeps. */
  auditMailboxes: 10,
  savedQueries: 100,
  /** Letters of one folder of an auditor's mailbox; one with more is not opened. */
  auditFolderLetters: 200_000,
  /** Letters of all folders that auditors have open at once; about 40 octets of memory each. */
  auditOpenLetters: 2_000_000,
  /** How soon an open folder shows what came or was erased, and sessions whose mailbox has ended are closed. */
  auditFolderRefreshMs: 1000,
  /** Structures of letters that are kept ready for auditors' programs, as their octets in memory. */
  auditStructureBytes: 32 * MiB,
  /** Letters up to this size are read for their structure at once, larger ones by a thread. */
  auditScanBytes: MiB,
  /** Letters that one command reads, and whose act names them one by one; of longer lists, ranges of the folder. */
  auditActLetters: 10_000,
  /** Characters of a command that its act holds as they are. */
  auditActChars: 4096,
  /** How long an export can be fetched after it was begun. */
  exportKeepMs: 7 * 24 * hour,
  /** Entries of one export. */
  exportEntries: 2_000_000,
  /** Octets of one page of an export, beyond which nothing is begun in it. */
  exportPageBytes: 4 * MiB,
  /** Forms up to this size are read whole and checked while they are in memory; of larger ones pieces leave. */
  exportPieceBytes: MiB,
  /** Characters of a query of the archive, its terms, and parentheses inside each other. */
  queryChars: 2000,
  queryTerms: 100,
  queryDepth: 20,
  /** Whole time for answering one question of the archive, and questions that wait. */
  searchMs: 15_000,
  searchQueue: 100,
  /** How long a search waits for letters that are not indexed yet, and the most that it waits for at all. */
  searchLagMs: 10_000,
  searchLagLetters: 10_000,
  /** Octets of text of a letter without enclosures that the indexer reads itself; others go to a thread of their own. */
  indexInlineBytes: 128 * KiB,
  /** Characters of one letter that are indexed. */
  indexChars: 8 * MiB,
  /** Letters, and octets of them, that are indexed with one commit. */
  indexBatchLetters: 128,
  indexBatchBytes: 2 * MiB,
  /** Letters a second, of 32 KiB, beyond which the indexer leaves the machine to mail, and how much of its time it then works. */
  indexMailLetters: 150,
  indexMailPercent: 10,
  /** Entries whose words lie in one table: erasing one of them writes that table anew. */
  indexShardLetters: 32_768,
  /** Pause of the indexer on a full or failing disk, and between two looks for letters of which nobody told it. */
  indexRetryMs: 5000,
  indexLookMs: 1000,
  /** Age of the last verification of the archive at which the server starts one by itself. */
  verificationEveryMs: 7 * 24 * hour,
}

export type Limits = { readonly [name in keyof typeof limits]: number }

export const defaultLimits: Limits = limits

/**
 * Every bound of the program, named once. The `[limits]` section of the configuration may change any of them;
 * the defaults are here. Sizes are in bytes, times in milliseconds, and the unit ends the name.
 */
export interface Limits {
  /** Largest message accepted by SMTP and APPEND (30 MB of attachments grow by 4/3 in base64). */
  readonly messageBytes: number
  /** Recipients of one message (RFC 5321 §4.5.3.1.8 asks for at least 100). */
  readonly recipients: number
  /** Octets of one SMTP command line with its CRLF (RFC 5321 §4.5.3.1.4 asks for 512; AUTH needs more). */
  readonly smtpLineBytes: number
  /** Silence on a connection. */
  readonly smtpIdleMs: number
  /** Whole time for one command from its first byte to its CRLF. */
  readonly smtpCommandMs: number
  /** Whole time for one message's data. */
  readonly smtpDataMs: number
  /** Failed log-ins before the connection is closed. */
  readonly failedLogins: number
  /** Failed log-ins of one source address in fifteen minutes before it waits. */
  readonly failedLoginsPerSource: number
  /** Wrong commands before the connection is closed. */
  readonly badCommands: number
  /** Commands in a row that bring no message before the connection is closed. */
  readonly smtpIdleCommands: number
  /** Refused recipients before the connection is closed. */
  readonly badRecipients: number
  /** Simultaneous SMTP connections of one address. */
  readonly smtpConnectionsPerAddress: number
  /** Simultaneous SMTP connections of a listener. */
  readonly smtpConnections: number
  /** Messages in one SMTP connection. */
  readonly smtpMessagesPerConnection: number
  /** Bytes of messages held in memory across every session before they are committed. */
  readonly inFlightBytes: number
  /** From this announced size on, letters take turns: as many at a time as `largeLettersBytes` holds. */
  readonly largeLetterBytes: number
  readonly largeLettersBytes: number
  /** How long a large letter waits for its turn before it is read all the same. */
  readonly largeLetterWaitMs: number
  /** DKIM signatures of one message that are verified; a message with more has none that counts. */
  readonly dkimSignatures: number
  /** Octets of a line in a letter whose DKIM signatures are verified: white space costs the square of its length. */
  readonly dkimLineBytes: number
  /** Whole time of one SPF evaluation (RFC 7208 §4.6.4 asks for at least 20 seconds of room). */
  readonly spfMs: number
  /** How long a signature of ours is good (x=): longer than a letter waits in queues. A held letter's starts later. */
  readonly dkimExpiryMs: number
  /** How long a new key is published before it signs, and a retired one stays published. */
  readonly dkimPublishMs: number
  readonly dkimKeepMs: number
  /** How long the outcome of a sender's SPF or DMARC evaluation is used again. */
  readonly senderOutcomeMs: number
  /** Outcomes of sender evaluations that are remembered. */
  readonly senderOutcomes: number
  /** Domains of letters whose standing (own, state, free mail, …) is remembered. */
  readonly rememberedDomains: number
  /** One DNS question to one resolver; there are two attempts. */
  readonly dnsMs: number
  /** Longest use of a DNS answer, whatever its time to live. */
  readonly dnsCacheMs: number
  /** DNS answers that are remembered. */
  readonly dnsCacheEntries: number
  /** Mail exchangers of one domain that are tried in one attempt (RFC 5321 §5.1 asks for at least two). */
  readonly relayHosts: number
  /** Whole time of connecting to another server: its greeting, EHLO and TLS included. */
  readonly relayConnectMs: number
  /** Waiting for a reply of it (RFC 5321 §4.5.3.2.6 asks for ten minutes after the data). */
  readonly relayReplyMs: number
  /** Whole time of one delivery to one host. */
  readonly relayDeliveryMs: number
  /** Whole time of one message at the malware scanner. */
  readonly scannerMs: number
  /** Received lines after which a message is taken to loop (RFC 5321 §6.3). */
  readonly receivedHops: number
  /** Octets of one IMAP command outside literals. */
  readonly imapLineBytes: number
  /** Octets of one IMAP literal that is not a message. */
  readonly imapLiteralBytes: number
  /** Literals of one IMAP command; each message of an APPEND is one. */
  readonly imapLiterals: number
  /** Numbers and ranges of one sequence set. */
  readonly imapSetElements: number
  /** Levels of NOT, OR and parentheses of one SEARCH. */
  readonly imapSearchDepth: number
  /** Patterns of one LIST. */
  readonly imapListPatterns: number
  /** Octets of an IMAP literal that a client sends unasked; of 4096 or fewer, LITERAL- is announced, else LITERAL+ (RFC 7888 §5). */
  readonly imapUnaskedLiteralBytes: number
  /** Silence of an authenticated IMAP session (RFC 3501 §5.4 asks for at least 30 minutes). */
  readonly imapIdleMs: number
  /** Silence of an IMAP session before log-in. */
  readonly imapLoginMs: number
  /** Silence of an IMAP client inside a literal, or while its output waits. */
  readonly imapStallMs: number
  /** Between two signs of life of an IMAP command that takes long (RFC 9585). */
  readonly imapProgressMs: number
  /** Octets of output that wait in memory for an IMAP client before its commands pause (an answer's piece comes on top). */
  readonly imapWaitingBytes: number
  /** IMAP sessions of a listener that are compressed at once: about 200 KiB of memory each. */
  readonly imapCompressedSessions: number
  /** Octets of one text part that SEARCH BODY and TEXT look at. */
  readonly imapSearchPartBytes: number
  /** Characters of the texts of one letter that are kept for IMAP searches; a longer one is read each time. */
  readonly imapKeptTextChars: number
  /** Octets of one letter's header that are kept for IMAP FETCH; a longer one is read from the letter each time. */
  readonly imapKeptHeaderBytes: number
  /** Octets of letters' filters that are held open in memory for the next IMAP search: those of some 45,000 letters. */
  readonly imapFilterBytes: number
  /** Keys of one IMAP search, those inside others counted. */
  readonly imapSearchKeys: number
  /** Sort keys of one SORT. */
  readonly imapSortKeys: number
  /** Searches that one IMAP session has kept current (RFC 5267 asks for at least one). */
  readonly imapContexts: number
  /**
   * Messages that one IMAP command works on (RFC 9738 asks for at least 1000). A client that does not know of the limit
   * takes what a FETCH leaves out for removed, and may remove its own copies: no mailbox should reach it, so that it
   * stands above `boxMessages` with room for what is delivered on top.
   */
  readonly imapCommandMessages: number
  /** Octets of messages that one FETCH reads together; of a message with more, that one alone. */
  readonly imapFetchBytes: number
  /** Body sections one FETCH may ask for. */
  readonly imapFetchSections: number
  /** Simultaneous IMAP connections of one address. */
  readonly imapConnectionsPerAddress: number
  /** Simultaneous IMAP connections of one account. */
  readonly imapConnectionsPerAccount: number
  /** Simultaneous IMAP connections of a listener. */
  readonly imapConnections: number
  /** Mailboxes of one account. */
  readonly mailboxes: number
  /** Messages of one account, beyond which its clients add none; letters are delivered all the same. */
  readonly boxMessages: number
  /** Octets of one annotation's value (RFC 5464 §4.1 asks for at least 1024), and annotations of one account. */
  readonly metadataValueBytes: number
  readonly metadataEntries: number
  /** Mailboxes and groups that one NOTIFY names, and changes that wait to be told before they are given up. */
  readonly imapNotifyNames: number
  readonly imapPendingNotices: number
  /** Officials who may have rights in one office's box. */
  readonly sharePersons: number
  /** Octets of a mailbox name in UTF-8. */
  readonly mailboxNameBytes: number
  /** Keywords (user flags) of one mailbox. */
  readonly keywords: number
  /** Ranges of UIDs that a mailbox remembers to have lost (RFC 7162 §5.3). */
  readonly expungedRanges: number
  /** Depth of nested MIME parts that is looked into; deeper parts are opaque. */
  readonly mimeDepth: number
  /** MIME parts of one message that are indexed. */
  readonly mimeParts: number
  /** Header fields of one entity that are indexed. */
  readonly headerFields: number
  /** Addresses of one header field that are indexed. */
  readonly headerAddresses: number
  /** Octets of one header field's value that are indexed. */
  readonly headerFieldBytes: number
  /** Simultaneous argon2id computations (19 MiB each). */
  readonly passwordHashes: number
  /** A blob up to this size commits as a row; a larger one goes to a segment first. */
  readonly hotBlobBytes: number
  /** Bytes of hot blobs before moving them to segments stops waiting for idle time. */
  readonly hotBytes: number
  /** Size at which a segment is closed and the next begun. */
  readonly segmentBytes: number
  /** Jobs waiting for the writer before new ones are refused with a temporary failure. */
  readonly writerJobs: number
  /** Attempts to deliver outside are given up after this time. */
  readonly queueLifetimeMs: number
  /** First wait between two attempts; it doubles up to `queueRetryMaxMs`. */
  readonly queueRetryMs: number
  readonly queueRetryMaxMs: number
  /** Simultaneous outside deliveries. */
  readonly queueConcurrency: number
  /** Rows of one answer of the command line's operations. */
  readonly resultRows: number
  /** Octets of one request on the control socket; an import's file is one. */
  readonly controlRequestBytes: number
  /** Rows of one imported CSV file. */
  readonly importRows: number
  /** Age after which an operator's session ends. */
  readonly operatorSessionMs: number
  /** Failed log-ins of one account from one source in fifteen minutes before it waits. */
  readonly failedLoginsPerAccount: number
  /** Accounts and sources whose failed log-ins are remembered at once. */
  readonly failedLoginRecords: number
  /** How long a successful password is remembered (as a keyed hash), and how many are. */
  readonly loginCacheMs: number
  readonly loginCacheEntries: number
  /** Quota of a new person's box and of a new office's box, when none is given. */
  readonly personQuotaBytes: number
  readonly officeQuotaBytes: number
  /** App passwords of one box. */
  readonly appPasswords: number
  /** Log-ins waiting for an argon2id computation before new ones are put off. */
  readonly passwordQueue: number
  /** Between two looks at what time alone brings about, such as the lock of a box nobody uses. */
  readonly clockMs: number
  /** Least characters of a person's password without a second factor (TCVN 14423:2026). */
  readonly passwordLength: number
  /** Least classes of characters in it, of lower case, upper case, digits and others. */
  readonly passwordClasses: number
  /**
   * Text of a letter that is read at once, on the calling thread, if it encloses little and nothing that must be
   * opened; every other goes to the reading thread.
   */
  readonly documentInlineBytes: number
  /** Letters waiting for the reading thread; the attachments of further ones count as unread. */
  readonly documentQueue: number
  /** Longest wait of a letter for the reading thread. */
  readonly documentWaitMs: number
  /** Whole time for reading one letter; the thread is then stopped and begun anew. */
  readonly documentMs: number
  /** JavaScript heap of the reading thread. */
  readonly documentHeapBytes: number
  /** Buffers of the reading thread, outside that heap. */
  readonly documentBufferBytes: number
  /** Rest of that thread, and of the one that reads for search, before it ends; the next letter begins another. */
  readonly documentIdleMs: number
  /** Octets of one attachment, decoded. */
  readonly documentBytes: number
  /** Octets that the archives and documents of one letter may unpack to. */
  readonly documentUnpackedBytes: number
  /** How many times its packed size one entry of an archive may unpack to, beyond the first MiB. */
  readonly documentRatio: number
  /** Entries of archives, and parts of documents, of one letter. */
  readonly documentEntries: number
  /** Archives and messages inside each other. */
  readonly documentDepth: number
  /** Pages of one PDF. */
  readonly documentPages: number
  /** Characters of text of one attachment, and of the letter's own text. */
  readonly documentTextChars: number
  /** Least characters of a person's password beside a second factor (TCVN 14423:2026). */
  readonly passwordLengthWithFactor: number
  /** Earlier passwords of a box that may not be used again. */
  readonly passwordHistory: number
  /** Recovery codes given with a second factor. */
  readonly recoveryCodes: number
  /** Simultaneous connections to the page of one's own, and those of one address. */
  readonly httpConnections: number
  readonly httpConnectionsPerAddress: number
  /** Whole time for one request to arrive, and silence between two. */
  readonly httpRequestMs: number
  readonly httpIdleMs: number
  /** Octets of a request's header, and of its body. */
  readonly httpHeaderBytes: number
  readonly httpBodyBytes: number
  /** Sessions at the page that are remembered; the oldest goes first. */
  readonly pageSessions: number
  /** Silence after which a session at the page ends, and its whole age. */
  readonly pageSessionIdleMs: number
  readonly pageSessionMs: number
  /** Whole time for opening one PKCS#12 file. */
  readonly pkcs12Ms: number
  /** Signatures of one letter, and of one file in it, that are verified. */
  readonly signatures: number
  /** Octets of one signature that stands beside what it signs. */
  readonly signatureBytes: number
  /** Octets of one list of revoked certificates that is fetched, and the whole time for that. */
  readonly revocationListBytes: number
  readonly revocationListMs: number
  /** Between two looks at a source of lists, and after one that did not answer. */
  readonly revocationListEveryMs: number
  readonly revocationRetryMs: number
  /** Values inside each other, and values in all, of a cryptographic message that is read: its pieces are of 1 KiB or more. */
  readonly cmsDepth: number
  readonly cmsElements: number
  /** Recipients that such a message names. */
  readonly cmsRecipients: number
  /** Content keys tried on it: where all of its recipients got the same, as they should, one is. */
  readonly cmsKeys: number
  /** Certificates of one outside address that are kept. */
  readonly knownCertificates: number
  /** Whole time of one request to a time-stamping authority, and octets of its reply. */
  readonly timestampMs: number
  readonly timestampReplyBytes: number
  /** Whole time of one call to a token, and calls that wait for it. */
  readonly tokenMs: number
  readonly tokenQueue: number
  /** First pause before a token is asked again after it went; it doubles up to `tokenRetryMaxMs`. */
  readonly tokenRetryMs: number
  readonly tokenRetryMaxMs: number
  /** Pause between two checkpoints of the log, when it has grown. */
  readonly checkpointMs: number
  /** How long every checkpoint is kept; later, the last of each hour is. */
  readonly checkpointKeepMs: number
  /** Whole time of one request to a witness, and octets of its reply. */
  readonly witnessMs: number
  readonly witnessReplyBytes: number
  /** Octets of a request to the witness here (63 lines of a proof, and a checkpoint with 16 signatures). */
  readonly witnessRequestBytes: number
  /** Age after which an auditor's session ends, and silence after which it does; its use is noted this often. */
  readonly auditorSessionMs: number
  readonly auditorIdleMs: number
  readonly sessionTouchMs: number
  /** Characters of the reason that an auditor gives for looking. */
  readonly reasonMinChars: number
  readonly reasonMaxChars: number
  /** How long a request waits for another auditor, and how long what was granted may be used. */
  readonly approvalRequestMs: number
  readonly approvalGrantMs: number
  /** Entries that one step of a search for what is due looks at. */
  readonly retentionWindow: number
  /** Entries that one act of erasure names. */
  readonly erasureActEntries: number
  /** Entries that one job destroys: letters must not wait for more. */
  readonly erasureStepEntries: number
  /** Matches of a hold that are noted at a time. */
  readonly holdBatch: number
  /** How far a clock may be from what else tells the time before nothing is erased by it any more. */
  readonly clockSkewMs: number
  /** Longest way between two checkpoints of a server that runs: longer than `verificationEveryMs`. */
  readonly clockGapMs: number
  /** A segment of which less is alive, in hundredths, is compacted. */
  readonly compactionLivePercent: number
  /** How long an auditor's mailbox stays open when nothing is said, and at most. */
  readonly auditMailboxMs: number
  readonly auditMailboxMaxMs: number
  /** Mailboxes that one auditor has open at once, and queries that one keeps. */
  readonly auditMailboxes: number
  readonly savedQueries: number
  /** Letters of one folder of an auditor's mailbox; one with more is not opened. */
  readonly auditFolderLetters: number
  /** Letters of all folders that auditors have open at once; about 40 octets of memory each. */
  readonly auditOpenLetters: number
  /** How soon an open folder shows what came or was erased, and sessions whose mailbox has ended are closed. */
  readonly auditFolderRefreshMs: number
  /** Structures of letters that are kept ready for auditors' programs, as their octets in memory. */
  readonly auditStructureBytes: number
  /** Letters up to this size are read for their structure at once, larger ones by a thread. */
  readonly auditScanBytes: number
  /** Letters that one command reads, and whose act names them one by one; of longer lists, ranges of the folder. */
  readonly auditActLetters: number
  /** Characters of a command that its act holds as they are. */
  readonly auditActChars: number
  /** How long an export can be fetched after it was begun. */
  readonly exportKeepMs: number
  /** Entries of one export. */
  readonly exportEntries: number
  /** Octets of one page of an export, beyond which nothing is begun in it. */
  readonly exportPageBytes: number
  /** Forms up to this size are read whole and checked while they are in memory; of larger ones pieces leave. */
  readonly exportPieceBytes: number
  /** Characters of a query of the archive, its terms, and parentheses inside each other. */
  readonly queryChars: number
  readonly queryTerms: number
  readonly queryDepth: number
  /** Whole time for answering one question of the archive, and questions that wait. */
  readonly searchMs: number
  readonly searchQueue: number
  /** How long a search waits for letters that are not indexed yet, and the most that it waits for at all. */
  readonly searchLagMs: number
  readonly searchLagLetters: number
  /** Octets of text of a letter without enclosures that the indexer reads itself; others go to a thread of their own. */
  readonly indexInlineBytes: number
  /** Characters of one letter that are indexed. */
  readonly indexChars: number
  /** Letters, and octets of them, that are indexed with one commit. */
  readonly indexBatchLetters: number
  readonly indexBatchBytes: number
  /** Letters a second, of 32 KiB, beyond which the indexer leaves the machine to mail, and how much of its time it then works. */
  readonly indexMailLetters: number
  readonly indexMailPercent: number
  /** Entries whose words lie in one table: erasing one of them writes that table anew. */
  readonly indexShardLetters: number
  /** Pause of the indexer on a full or failing disk, and between two looks for letters of which nobody told it. */
  readonly indexRetryMs: number
  readonly indexLookMs: number
  /** Age of the last verification of the archive at which the server starts one by itself. */
  readonly verificationEveryMs: number
}

const KiB = 1024
const MiB = 1024 * KiB
const minute = 60_000
const hour = 60 * minute

export const defaultLimits: Limits = {
  messageBytes: 42 * MiB,
  recipients: 500,
  smtpLineBytes: 12_288,
  smtpIdleMs: 5 * minute,
  smtpCommandMs: 2 * minute,
  smtpDataMs: 30 * minute,
  failedLogins: 3,
  failedLoginsPerSource: 30,
  badCommands: 10,
  smtpIdleCommands: 200,
  badRecipients: 50,
  smtpConnectionsPerAddress: 150,
  smtpConnections: 1000,
  smtpMessagesPerConnection: 10_000,
  inFlightBytes: 192 * MiB,
  largeLetterBytes: 256 * KiB,
  largeLettersBytes: 16 * MiB,
  largeLetterWaitMs: 2000,
  dkimSignatures: 20,
  dkimLineBytes: MiB,
  spfMs: 20_000,
  dkimExpiryMs: 14 * 24 * hour,
  dkimPublishMs: 2 * 24 * hour,
  dkimKeepMs: 90 * 24 * hour,
  senderOutcomeMs: minute,
  senderOutcomes: 10_000,
  rememberedDomains: 20_000,
  dnsMs: 3000,
  dnsCacheMs: 5 * minute,
  dnsCacheEntries: 10_000,
  relayHosts: 5,
  relayConnectMs: minute,
  relayReplyMs: 10 * minute,
  relayDeliveryMs: hour,
  scannerMs: minute,
  receivedHops: 50,
  imapLineBytes: 64 * KiB,
  imapLiteralBytes: 64 * KiB,
  imapLiterals: 1000,
  imapSetElements: 16_384,
  imapSearchDepth: 50,
  imapListPatterns: 50,
  imapUnaskedLiteralBytes: 42 * MiB,
  imapIdleMs: 31 * minute,
  imapLoginMs: minute,
  imapStallMs: 2 * minute,
  imapProgressMs: 10_000,
  imapWaitingBytes: 256 * KiB,
  imapCompressedSessions: 2000,
  imapSearchPartBytes: 8 * MiB,
  imapKeptTextChars: 256 * KiB,
  imapKeptHeaderBytes: 16 * KiB,
  imapFilterBytes: 32 * MiB,
  imapSearchKeys: 1000,
  imapSortKeys: 16,
  imapContexts: 8,
  imapCommandMessages: 4_000_000,
  imapFetchBytes: 512 * KiB,
  imapFetchSections: 64,
  imapConnectionsPerAddress: 500,
  imapConnectionsPerAccount: 50,
  imapConnections: 10_000,
  mailboxes: 2000,
  boxMessages: 2_000_000,
  metadataValueBytes: 32 * KiB,
  metadataEntries: 1000,
  imapNotifyNames: 500,
  imapPendingNotices: 2000,
  sharePersons: 200,
  mailboxNameBytes: 1000,
  keywords: 26,
  expungedRanges: 5000,
  mimeDepth: 100,
  mimeParts: 10_000,
  headerFields: 2000,
  headerAddresses: 2000,
  headerFieldBytes: 256 * KiB,
  passwordHashes: 2,
  hotBlobBytes: 64 * KiB,
  hotBytes: 512 * MiB,
  segmentBytes: 1024 * MiB,
  writerJobs: 10_000,
  queueLifetimeMs: 5 * 24 * hour,
  queueRetryMs: 5 * minute,
  queueRetryMaxMs: 4 * hour,
  queueConcurrency: 20,
  resultRows: 10_000,
  controlRequestBytes: 32 * MiB,
  importRows: 100_000,
  operatorSessionMs: 12 * hour,
  failedLoginsPerAccount: 12,
  failedLoginRecords: 20_000,
  loginCacheMs: 10 * minute,
  loginCacheEntries: 10_000,
  personQuotaBytes: 2 * 1024 * MiB,
  officeQuotaBytes: 10 * 1024 * MiB,
  appPasswords: 20,
  passwordQueue: 200,
  clockMs: minute,
  passwordLength: 14,
  passwordClasses: 4,
  documentInlineBytes: 16 * KiB,
  documentQueue: 200,
  documentWaitMs: minute,
  documentMs: 20_000,
  documentHeapBytes: 512 * MiB,
  documentBufferBytes: 1024 * MiB,
  documentIdleMs: 10 * minute,
  documentBytes: 42 * MiB,
  documentUnpackedBytes: 192 * MiB,
  documentRatio: 250,
  documentEntries: 5000,
  documentDepth: 6,
  documentPages: 500,
  documentTextChars: 4 * MiB,
  passwordLengthWithFactor: 8,
  passwordHistory: 10,
  recoveryCodes: 8,
  httpConnections: 1000,
  httpConnectionsPerAddress: 100,
  httpRequestMs: 20_000,
  httpIdleMs: 30_000,
  httpHeaderBytes: 16 * KiB,
  httpBodyBytes: 16 * KiB,
  pageSessions: 10_000,
  pageSessionIdleMs: 10 * minute,
  pageSessionMs: hour,
  pkcs12Ms: 10_000,
  signatures: 20,
  signatureBytes: MiB,
  revocationListBytes: 32 * MiB,
  revocationListMs: minute,
  revocationListEveryMs: hour,
  revocationRetryMs: 5 * minute,
  cmsDepth: 24,
  cmsElements: 50_000,
  cmsRecipients: 2000,
  cmsKeys: 3,
  knownCertificates: 10,
  timestampMs: 20_000,
  timestampReplyBytes: 64 * KiB,
  tokenMs: 10_000,
  tokenQueue: 200,
  tokenRetryMs: 1000,
  tokenRetryMaxMs: minute,
  checkpointMs: minute,
  checkpointKeepMs: 48 * hour,
  witnessMs: 10_000,
  witnessReplyBytes: 64 * KiB,
  witnessRequestBytes: 128 * KiB,
  auditorSessionMs: 8 * hour,
  auditorIdleMs: 30 * minute,
  sessionTouchMs: minute,
  reasonMinChars: 10,
  reasonMaxChars: 500,
  approvalRequestMs: 7 * 24 * hour,
  approvalGrantMs: 24 * hour,
  retentionWindow: 256,
  erasureActEntries: 500,
  erasureStepEntries: 25,
  holdBatch: 1000,
  clockSkewMs: 5 * minute,
  clockGapMs: 8 * 24 * hour,
  compactionLivePercent: 50,
  auditMailboxMs: 8 * hour,
  auditMailboxMaxMs: 72 * hour,
  auditMailboxes: 10,
  savedQueries: 100,
  auditFolderLetters: 200_000,
  auditOpenLetters: 2_000_000,
  auditFolderRefreshMs: 1000,
  auditStructureBytes: 32 * MiB,
  auditScanBytes: MiB,
  auditActLetters: 10_000,
  auditActChars: 4096,
  exportKeepMs: 7 * 24 * hour,
  exportEntries: 2_000_000,
  exportPageBytes: 4 * MiB,
  exportPieceBytes: MiB,
  queryChars: 2000,
  queryTerms: 100,
  queryDepth: 20,
  searchMs: 15_000,
  searchQueue: 100,
  searchLagMs: 10_000,
  searchLagLetters: 10_000,
  indexInlineBytes: 128 * KiB,
  indexChars: 8 * MiB,
  indexBatchLetters: 128,
  indexBatchBytes: 2 * MiB,
  indexMailLetters: 150,
  indexMailPercent: 10,
  indexShardLetters: 32_768,
  indexRetryMs: 5000,
  indexLookMs: 1000,
  verificationEveryMs: 7 * 24 * hour,
}

/**
 * The standards that the sources cite and how far each is implemented. `scripts/check-citations.ts` holds every
 * `RFC n` in src/ against this list and writes README's table from it.
 */

export interface Rfc {
  readonly number: number
  readonly title: string
  /** `No`: cited for a reason or a boundary, not implemented. */
  readonly status: 'Yes' | 'Partial' | 'No'
  /** What of it there is, or what is missing; empty when the title says it. */
  readonly note: string
}

export const rfcs: readonly Rfc[] = [
  {
    number: 1035,
    title: 'Domain Names: Implementation and Specification',
    status: 'Partial',
    note: 'Lookups through the system resolver',
  },
  { number: 1456, title: 'VISCII and VIQR', status: 'Partial', note: 'VISCII read, never written' },
  { number: 1870, title: 'SMTP SIZE', status: 'Yes', note: '' },
  { number: 2034, title: 'SMTP ENHANCEDSTATUSCODES', status: 'Yes', note: '' },
  { number: 2045, title: 'MIME: message bodies', status: 'Yes', note: '' },
  { number: 2046, title: 'MIME: media types', status: 'Yes', note: 'message/partial is not reassembled' },
  { number: 2047, title: 'MIME: encoded words', status: 'Yes', note: '' },
  { number: 2177, title: 'IMAP IDLE', status: 'Yes', note: '' },
  { number: 2183, title: 'Content-Disposition', status: 'Yes', note: '' },
  { number: 2231, title: 'MIME parameter continuations and charsets', status: 'Yes', note: '' },
  { number: 2342, title: 'IMAP NAMESPACE', status: 'Partial', note: 'Personal namespace only' },
  { number: 2920, title: 'SMTP PIPELINING', status: 'Yes', note: '' },
  { number: 2971, title: 'IMAP ID', status: 'Yes', note: '' },
  { number: 3207, title: 'SMTP STARTTLS', status: 'Yes', note: '' },
  { number: 3348, title: 'IMAP CHILDREN', status: 'Yes', note: '' },
  {
    number: 3461,
    title: 'SMTP DSN',
    status: 'Partial',
    note: 'Failure reports; no success or delay reports',
  },
  { number: 3463, title: 'Enhanced status codes', status: 'Yes', note: '' },
  { number: 3464, title: 'Delivery status notifications', status: 'Partial', note: 'Failed recipients' },
  { number: 3501, title: 'IMAP4rev1', status: 'Yes', note: '' },
  { number: 3502, title: 'IMAP MULTIAPPEND', status: 'No', note: 'One message an APPEND' },
  { number: 3691, title: 'IMAP UNSELECT', status: 'Yes', note: '' },
  {
    number: 3834,
    title: 'Automatic responses',
    status: 'Partial',
    note: 'Auto-Submitted and the null sender on notices',
  },
  { number: 3848, title: 'ESMTP transmission types', status: 'Yes', note: '' },
  { number: 4013, title: 'SASLprep', status: 'Yes', note: '' },
  { number: 4180, title: 'CSV', status: 'Yes', note: 'Imports' },
  { number: 4226, title: 'HOTP', status: 'Yes', note: 'Under TOTP' },
  { number: 4291, title: 'IPv6 addresses', status: 'Yes', note: '' },
  { number: 4315, title: 'IMAP UIDPLUS', status: 'Yes', note: '' },
  { number: 4616, title: 'SASL PLAIN', status: 'Yes', note: 'Over TLS only' },
  { number: 4648, title: 'Base16, Base32, Base64', status: 'Partial', note: 'Base32 of second factors' },
  { number: 4731, title: 'IMAP ESEARCH', status: 'No', note: '' },
  { number: 4954, title: 'SMTP AUTH', status: 'Yes', note: '' },
  { number: 4959, title: 'IMAP SASL-IR', status: 'Yes', note: '' },
  { number: 5161, title: 'IMAP ENABLE', status: 'Yes', note: '' },
  { number: 5258, title: 'IMAP LIST-EXTENDED', status: 'Yes', note: '' },
  { number: 5280, title: 'X.509 certificates', status: 'Partial', note: 'Self-signed server certificates' },
  { number: 5321, title: 'SMTP', status: 'Yes', note: '' },
  { number: 5322, title: 'Internet message format', status: 'Yes', note: '' },
  { number: 5530, title: 'IMAP response codes', status: 'Yes', note: '' },
  { number: 5802, title: 'SCRAM', status: 'Partial', note: 'Without channel binding' },
  { number: 5819, title: 'IMAP LIST-STATUS', status: 'No', note: '' },
  { number: 5869, title: 'HKDF', status: 'Yes', note: 'Key derivation' },
  { number: 6152, title: 'SMTP 8BITMIME', status: 'Yes', note: '' },
  { number: 6154, title: 'IMAP SPECIAL-USE', status: 'Yes', note: '' },
  {
    number: 6177,
    title: 'IPv6 address assignment',
    status: 'Yes',
    note: 'How much of an address is one source',
  },
  { number: 6238, title: 'TOTP', status: 'Yes', note: 'Second factor of operators' },
  { number: 6376, title: 'DKIM', status: 'Partial', note: 'Verification' },
  { number: 6409, title: 'Message submission', status: 'Yes', note: '' },
  { number: 6522, title: 'multipart/report', status: 'Yes', note: '' },
  { number: 6531, title: 'SMTPUTF8', status: 'Yes', note: '' },
  { number: 6532, title: 'Internationalized headers', status: 'Yes', note: '' },
  { number: 6533, title: 'Internationalized DSNs', status: 'Partial', note: '' },
  { number: 6851, title: 'IMAP MOVE', status: 'Yes', note: '' },
  {
    number: 6962,
    title: 'Certificate Transparency',
    status: 'Partial',
    note: 'Its Merkle tree, over the archive',
  },
  { number: 7162, title: 'IMAP CONDSTORE and QRESYNC', status: 'No', note: 'MODSEQs are kept' },
  { number: 7208, title: 'SPF', status: 'Yes', note: '' },
  { number: 7489, title: 'DMARC', status: 'Partial', note: 'Evaluated and obeyed; no reports' },
  { number: 7677, title: 'SCRAM-SHA-256', status: 'Yes', note: '' },
  { number: 7888, title: 'IMAP LITERAL+ and LITERAL-', status: 'Yes', note: 'LITERAL+' },
  { number: 8314, title: 'TLS for submission and access', status: 'Yes', note: '' },
  { number: 8438, title: 'IMAP STATUS=SIZE', status: 'Yes', note: '' },
  { number: 8601, title: 'Authentication-Results', status: 'Yes', note: '' },
  { number: 9106, title: 'Argon2', status: 'Yes', note: 'Passwords of people' },
  { number: 9162, title: 'Certificate Transparency 2.0', status: 'No', note: 'RFC 6962 is used' },
  { number: 9422, title: 'SMTP LIMITS', status: 'No', note: '' },
]

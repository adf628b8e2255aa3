/** DNS as the program needs it. */
export type DnsRecordType = 'A' | 'AAAA' | 'MX' | 'TXT' | 'CNAME' | 'NS' | 'PTR' | 'SRV' | 'CAA' | 'TLSA'

/**
 * Answers in the shapes of `node:dns/promises` (A, AAAA: strings; MX: {exchange, priority}; TXT: string chunks).
 * Rejects with an error whose `code` is ENOTFOUND, ENODATA (definite) or ESERVFAIL, ETIMEOUT (temporary).
 */
export interface Dns {
  resolve(name: string, type: DnsRecordType): Promise<unknown[]>
}

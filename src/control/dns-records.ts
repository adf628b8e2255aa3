/** What a mail domain publishes, so that others find its server and believe its letters. */
import type { DkimKeyStatus } from '../ports/dkim.ts'

export interface DnsRecord {
  /** With its final dot. */
  readonly name: string
  readonly type: 'MX' | 'A' | 'TXT'
  /** As a zone file has it; a long text is several strings. */
  readonly value: string
  /** Why it is there, or what to put into it. */
  readonly note: string
}

/** Stands for the address nobody here can know; it is one of those kept for documentation. */
const placeholderAddress = '192.0.2.1'

/** The records of a domain whose one server is `hostname`, and those of its keys. */
export function dnsRecords(
  domain: string,
  hostname: string,
  keys: readonly DkimKeyStatus[],
): readonly DnsRecord[] {
  return [
    { name: `${domain}.`, type: 'MX', value: `10 ${hostname}.`, note: 'mail for the domain comes here' },
    {
      name: `${hostname}.`,
      type: 'A',
      value: placeholderAddress,
      note: "put the server's public address; its PTR record must name it back",
    },
    {
      name: `${domain}.`,
      type: 'TXT',
      value: text('v=spf1 mx -all'),
      note: 'SPF: only this server sends for the domain',
    },
    {
      name: `${hostname}.`,
      type: 'TXT',
      value: text('v=spf1 a -all'),
      note: 'SPF of the name in HELO, and of reports with the null sender',
    },
    {
      name: `_dmarc.${domain}.`,
      type: 'TXT',
      value: text(`v=DMARC1; p=none; rua=mailto:postmaster@${domain}`),
      note: 'DMARC: p=quarantine and then p=reject once the reports name no other sender',
    },
    ...keys.filter(({ state }) => state !== 'expired').map(keyRecord),
  ]
}

const keyNotes = {
  waiting: 'DKIM: publish it before the key signs',
  active: 'DKIM: the key signs what leaves',
  retired: 'DKIM: the key signs no more; keep the record for letters that are under way',
  expired: 'DKIM: the record may go',
} as const

export function keyRecord({ record, state }: DkimKeyStatus): DnsRecord {
  return { name: `${record.name}.`, type: 'TXT', value: text(record.text), note: keyNotes[state] }
}

/** RFC 1035 §3.3: a string has at most 255 octets; the reader joins them (RFC 7208 §3.3, RFC 6376 §3.6.2.2). */
function text(value: string): string {
  return (value.match(/.{1,255}/g) ?? []).map(string => `"${string}"`).join(' ')
}

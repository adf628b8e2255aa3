/** What a mail domain publishes, so that others find its server and believe its letters. */
export interface DnsRecord {
  readonly name: string
  readonly type: 'MX' | 'A' | 'TXT'
  readonly value: string
  /** Why it is there, or what to put into it. */
  readonly note: string
}

/** Stands for the address nobody here can know; it is one of those kept for documentation. */
const placeholderAddress = '192.0.2.1'

/** The records of a domain whose one server is `hostname`. Values are as a zone file has them. */
export function dnsRecords(domain: string, hostname: string): readonly DnsRecord[] {
  const text = (value: string) => `"${value}"`
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
  ]
}

/**
 * Names of offices' mailboxes as the officials see them who work there (RFC 2342: other users' namespace):
 * `Hộp thư chung/vanthu.sokhcn/INBOX`. Between prefix and mailbox stands the office's address, short for one of the
 * person's own domain.
 */
export const sharedPrefix = 'Hộp thư chung/'

export interface SharedName {
  /** The office's address. */
  readonly office: string
  /** As the office itself calls the mailbox; empty for the level of the office. */
  readonly mailbox: string
}

export function sharedName(office: string, person: string, mailbox: string): string {
  const domain = domainOf(person)
  const short = office.endsWith(domain) ? office.slice(0, -domain.length) : office
  return `${sharedPrefix}${short}/${mailbox}`
}

/** undefined for a name of one's own. */
export function parseSharedName(name: string, person: string): SharedName | undefined {
  if (!name.startsWith(sharedPrefix)) return undefined
  const [short = '', ...levels] = name.slice(sharedPrefix.length).split('/')
  const office = (short.includes('@') ? short : short + domainOf(person)).toLowerCase()
  const mailbox = levels.join('/')
  return { office, mailbox: /^inbox(?=\/|$)/i.test(mailbox) ? `INBOX${mailbox.slice(5)}` : mailbox }
}

/** Whether it begins as others' names do, or is the level above them. */
export function isSharedName(name: string): boolean {
  return `${name}/`.startsWith(sharedPrefix)
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@'))
}

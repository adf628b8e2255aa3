const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/** RFC 5321 §4.1.2 `Domain` in lower case with A-labels, two labels at least, 253 octets at most (RFC 1035 §2.3.4). */
export function isDomainName(text: string): boolean {
  const labels = text.split('.')
  return text.length <= 253 && labels.length >= 2 && labels.every(part => label.test(part))
}

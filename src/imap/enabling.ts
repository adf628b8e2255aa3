/** What ENABLE switches on (RFC 5161), by the capability's name. */
export const enableable: ReadonlySet<string> = new Set([
  'METADATA', // RFC 5464 §4.1: responses for what others change
])

/** DNS records as a zone file has them, each under its note, so that they can be copied as they are. */
interface ZoneRecord {
  readonly name: string
  readonly type: string
  readonly value: string
  readonly note: string
}

export function renderZone(records: readonly ZoneRecord[]): string {
  return records.map(({ name, type, value, note }) => `; ${note}\n${name} IN ${type} ${value}\n`).join('')
}

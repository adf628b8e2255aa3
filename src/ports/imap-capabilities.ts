/** IMAP capabilities of an account, in the order in which they are announced. */

interface Row {
  /** As it is announced. */
  readonly name: string
  /** What it means nothing without: it goes when one of them does. */
  readonly needs?: readonly string[]
  /** Cannot be taken from an account by itself: it has no syntax of its own, or is a part of what it needs. */
  readonly fixed?: true
  /** Announced before log-in too. */
  readonly early?: true
}

/** RFC 9051 Appendix E: what IMAP4rev2 made a part of itself. */
const partsOfRev2 = [
  ...['NAMESPACE', 'UNSELECT', 'UIDPLUS', 'ESEARCH', 'SEARCHRES', 'ENABLE', 'IDLE', 'LIST-EXTENDED'],
  ...['LIST-STATUS', 'MOVE', 'BINARY', 'SPECIAL-USE', 'STATUS=SIZE'],
]

// biome-ignore format: a table is read in columns
export const accountCapabilities = [
  { name: 'IMAP4rev2',            needs: partsOfRev2, early: true },
  { name: 'ID',                   early: true },
  { name: 'ENABLE',               early: true },
  { name: 'IDLE' },
  { name: 'NAMESPACE' },
  { name: 'CHILDREN',             fixed: true },
  { name: 'UIDPLUS' },
  { name: 'MOVE' },
  { name: 'UNSELECT' },
  { name: 'SPECIAL-USE' },
  { name: 'CREATE-SPECIAL-USE',   needs: ['SPECIAL-USE'] },
  { name: 'LIST-EXTENDED' },
  { name: 'LIST-STATUS',          needs: ['LIST-EXTENDED'] },
  { name: 'STATUS=SIZE' },
  { name: 'ESEARCH' },
  { name: 'MULTIAPPEND' },
  { name: 'COMPRESS=DEFLATE' },
  { name: 'UNAUTHENTICATE' },
  { name: 'INPROGRESS' },
  { name: 'BINARY' },
  { name: 'CATENATE' },
  { name: 'URL-PARTIAL',          needs: ['CATENATE'] },
  { name: 'REPLACE' },
  { name: 'SAVEDATE' },
  { name: 'OBJECTID' },
  { name: 'PREVIEW' },
  { name: 'UTF8=ACCEPT',          needs: ['ENABLE'] },
  { name: 'UIDBATCHES' },
  { name: 'QUOTA' },
  { name: 'QUOTA=RES-STORAGE',    needs: ['QUOTA'], fixed: true },
  { name: 'QUOTA=RES-MESSAGE',    needs: ['QUOTA'], fixed: true },
  { name: 'METADATA' },
  { name: 'LIST-METADATA',        needs: ['METADATA', 'LIST-EXTENDED'] },
  { name: 'CONDSTORE' },
  { name: 'QRESYNC',              needs: ['CONDSTORE', 'ENABLE'] },
  { name: 'SORT' },
  { name: 'SORT=DISPLAY',         needs: ['SORT'] },
  { name: 'THREAD=ORDEREDSUBJECT' },
  { name: 'THREAD=REFERENCES' },
  { name: 'THREAD=REFS' },
  { name: 'I18NLEVEL=1',          fixed: true },
  { name: 'ESORT',                needs: ['ESEARCH', 'SORT'] },
  { name: 'SEARCHRES',            needs: ['ESEARCH'] },
  { name: 'WITHIN' },
  { name: 'PARTIAL',              needs: ['ESEARCH'] },
  { name: 'SEARCH=FUZZY' },
  { name: 'NOTIFY' },
  { name: 'MULTISEARCH',          needs: ['ESEARCH'] },
  { name: 'CONTEXT=SEARCH',       needs: ['PARTIAL'] },
  { name: 'CONTEXT=SORT',         needs: ['CONTEXT=SEARCH', 'ESORT'] },
  { name: 'ACL' },
  { name: 'RIGHTS=texk',          needs: ['ACL'], fixed: true },
  { name: 'LIST-MYRIGHTS',        needs: ['ACL', 'LIST-EXTENDED'] },
  { name: 'UIDONLY',              needs: ['ENABLE'] },
] as const satisfies readonly Row[]

type Named = (typeof accountCapabilities)[number]

export type AccountCapability = Named['name']

/** Those that can be taken from one account, in capitals. Not those that the protocol or a log-in needs, nor limits. */
export type OptionalCapability = Uppercase<Exclude<Named, { readonly fixed: true }>['name']>

export const optionalCapabilities: readonly OptionalCapability[] = accountCapabilities
  .filter(row => !('fixed' in row))
  .map(({ name }) => name.toUpperCase() as OptionalCapability)

/** Capabilities, in capitals, with those that mean nothing without them. */
export function withDependents(taken: readonly string[]): ReadonlySet<string> {
  const gone = new Set(taken)
  for (let before = -1; before < gone.size; ) {
    before = gone.size
    for (const row of accountCapabilities) {
      if ('needs' in row && row.needs.some(each => gone.has(each.toUpperCase())))
        gone.add(row.name.toUpperCase())
    }
  }
  return gone
}

/** A query as text, which is parsed to the same query: for saved queries, and to show how one was understood. */
import { localTime } from '../../base/local-time.ts'
import type { Query } from '../../ports/search.ts'

export function formatQuery(query: Query): string {
  return format(query, 'or')
}

/** What the text is a part of; a tree that binds less than that stands in parentheses. */
type Around = 'or' | 'and' | 'not'

function format(query: Query, around: Around): string {
  switch (query.kind) {
    case 'and': {
      // What lets every entry pass says nothing beside others.
      const parts = query.of.filter(part => !(part.kind === 'and' && part.of.length === 0))
      if (parts.length === 0) return around === 'or' ? '' : everyEntry
      if (parts.length === 1) return format(parts[0] as Query, around)
      return grouped(parts.map(part => format(part, 'and')).join(' '), around !== 'or')
    }
    case 'or':
      if (query.of.length === 0) return `-${everyEntry}`
      return grouped(query.of.map(part => format(part, 'and')).join(' OR '), true)
    case 'not':
      return `-${grouped(format(query.of, 'not'), query.of.kind === 'not')}`
    case 'received':
      return grouped(
        receivedText(query),
        around === 'not' && query.fromMs !== null && query.beforeMs !== null,
      )
    default:
      return termText(query)
  }
}

/** Every number there is: a part of a larger query that lets all pass. */
const everyEntry = `id:0..${'9'.repeat(15)}`

function grouped(text: string, needed: boolean): string {
  return needed ? `(${text})` : text
}

type Term = Exclude<Query, { kind: 'and' | 'or' | 'not' | 'received' }>

function termText(term: Term): string {
  switch (term.kind) {
    case 'words': {
      const words = `"${term.words.join(' ')}${term.prefix ? '*' : ''}"`
      return term.field === null ? words : `${term.field}:${words}`
    }
    case 'address':
      return `${term.side}:"${term.address.replaceAll('"', '')}"`
    case 'domain':
      return `${term.side}:"@${term.domain}"`
    case 'agency':
      return `agency:"${term.code}"`
    case 'direction':
      return `direction:${term.direction}`
    case 'verdict':
      return `verdict:${term.verdict}`
    case 'rule':
      return `rule:${term.rule}`
    case 'document-kind':
      return `kind:${term.abbreviation || 'CV'}`
    case 'document-number':
      return `number:"${[term.number, term.notation].filter(part => part !== null).join('/')}"`
    case 'signed':
      return `signed:${term.signed}`
    case 'message-id':
      return `message-id:"${term.messageId.slice(1, -1).replaceAll('"', '')}"`
    case 'size':
      return `size:${sizeText(term)}`
    case 'partly':
      // Nobody types it: holds ask so.
      return everyEntry
    case 'ids':
      return `id:${term.first === term.last ? term.first : `${term.first}..${term.last}`}`
  }
}

function sizeText({ leastBytes, mostBytes }: Extract<Query, { kind: 'size' }>): string {
  if (leastBytes === null) return `<=${mostBytes ?? Number.MAX_SAFE_INTEGER}`
  return mostBytes === null ? `>=${leastBytes}` : `${leastBytes}..${mostBytes}`
}

function receivedText({ fromMs, beforeMs }: Extract<Query, { kind: 'received' }>): string {
  const terms = [
    ...(fromMs === null ? [] : [`after:${momentText(fromMs)}`]),
    ...(beforeMs === null ? [] : [`before:${momentText(beforeMs)}`]),
  ]
  return terms.length === 0 ? everyEntry : terms.join(' ')
}

/** Local: a day where it is the beginning of one. */
function momentText(ms: number): string {
  const time = localTime(ms).slice(0, 23)
  return time.endsWith('T00:00:00.000') ? time.slice(0, 10) : time
}

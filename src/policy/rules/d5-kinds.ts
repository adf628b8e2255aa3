/**
 * D5-kinds: which documents travel electronically, and which with paper. The table is the decree's, by kind
 * (`config/document-kinds.csv`), corrected by kind and route in the settings. A kind that must not travel by mail at
 * all is flagged; one that needs paper beside it is told, so that the paper is sent.
 */
import type { OfficialDocument } from '../../documents/facts.ts'
import type { DocumentRoute } from '../../ports/policy.ts'
import { directive, recordsDecree } from '../citations.ts'
import type { Facts } from '../facts.ts'
import type { Rule, RuleContext } from '../rules.ts'
import { documentEvidence, finding, ownDocumentsOf } from '../seen.ts'
import type { Finding } from '../verdict.ts'

export const documentKindsRule: Rule = {
  id: 'D5-kinds',
  title: {
    vi: 'Văn bản gửi điện tử, hoặc điện tử kèm bản giấy, theo loại văn bản',
    en: 'Electronic alone, or with paper, by kind of document',
  },
  citation: directive('5', recordsDecree),
  find(facts, context) {
    const { letter, recipient } = facts
    if (letter.channel === 'mx') return []
    const route = routeOf(facts, context)
    return ownDocumentsOf(letter, context).flatMap((document): Finding[] => {
      const channel = channelOf(document, route, context)
      if (channel === 'electronic') return []
      const evidence = { route, ...documentEvidence(document) }
      return [finding(channel === 'paper' ? 'paper-only' : 'paper-follows', recipient, evidence)]
    })
  },
}

function channelOf(document: OfficialDocument, route: DocumentRoute, { kinds, settings }: RuleContext) {
  const kind = kinds.find(({ name }) => name === document.kindName)
  if (kind === undefined) return 'electronic'
  return settings.channelOf(kind.name, route, kind.paperCopyRequired)
}

function routeOf({ letter, recipient }: Facts, { domains }: RuleContext): DocumentRoute {
  if (recipient.direction === 'internal')
    return recipient.agency?.id === letter.senderAgency?.id ? 'inside-agency' : 'between-agencies'
  return domains.ofAddress(recipient.address).state ? 'state' : 'outside'
}

import { createSenderVerifier } from '../auth/verify.ts'
import type { Logger } from '../base/log.ts'
import { createOutboundRate } from '../directory/outbound-rate.ts'
import type { FlowContext } from '../flow/context.ts'
import { createFlagNotices } from '../flow/flag-notices.ts'
import { type OpenServices, unguessable } from './services.ts'

export function flowContext(services: OpenServices, log: Logger): FlowContext {
  const {
    config,
    store,
    clock,
    policy,
    boxRules,
    countryOf,
    networkOf,
    exchangersOf,
    readLetter,
    scanner,
    held,
    signing,
    dns,
    identityFor,
    encryption,
  } = services
  const verify = createSenderVerifier({
    dns,
    clock,
    limits: config.limits,
    trustedSealers: config.sender.trustedSealers,
  })
  return {
    hostname: config.server.hostname,
    domain: config.domain.name,
    store,
    verifySender: ({ peer, mailFrom, bytes }) =>
      verify({ address: peer.address, helo: peer.helo, mailFrom, bytes }),
    readLetter,
    scanner,
    policy,
    signDkim: config.signing.dkim === 'off' ? null : signing.signDkim,
    identityFor,
    encryption,
    flagNotices: createFlagNotices({ policy, clock }),
    outboundRate: createOutboundRate({ store, clock, rules: boxRules }),
    held,
    countryOf,
    networkOf,
    exchangersOf,
    clock,
    random: unguessable,
    limits: config.limits,
    log,
  }
}

import { createSecureContext } from 'node:tls'
import { createAuditMailboxes } from '../audit-mailbox/backend.ts'
import { Budget } from '../base/budget.ts'
import type { Logger } from '../base/log.ts'
import { Turns } from '../base/turns.ts'
import type { Endpoint, Listeners } from '../config/config.ts'
import type { MailServer } from '../console/own/pages.ts'
import { createOwnPage } from '../console/own/server.ts'
import type { Services } from '../control/services.ts'
import { appointmentEnded } from '../control/sessions.ts'
import { createAuthenticator } from '../directory/authenticator.ts'
import { createIdentityProvider } from '../directory/identity-provider.ts'
import { loginRules } from '../directory/login-rules.ts'
import { createAppendGate } from '../flow/append.ts'
import { createSmtpBackend } from '../flow/backend.ts'
import type { FlowContext } from '../flow/context.ts'
import { createMetricsServer } from '../health/server.ts'
import { createImapServer } from '../imap/server.ts'
import { createMailboxBackend } from '../mailbox/backend.ts'
import type { TlsIdentity } from '../net/certificate.ts'
import { createRevocationServer } from '../signing/certificates/revocation-server.ts'
import { createSmtpServer } from '../smtp/server.ts'
import { createLogServer } from '../tlog/log-server.ts'
import { createWitnessServer } from '../tlog/witness-server.ts'
import { byUserName } from './imap-accounts.ts'

interface Listening extends AsyncDisposable {
  listen(host: string, port: number): Promise<number>
}

export async function openListeners(
  opened: AsyncDisposableStack,
  services: Services,
  flow: FlowContext,
  tls: TlsIdentity,
  log: Logger,
): Promise<ReadonlyMap<keyof Listeners, Endpoint>> {
  const { config, store, clock, passwords, serverKey } = services
  const { limits } = config
  const rules = loginRules(config.login)
  const authenticator = createAuthenticator({
    store,
    clock,
    limits,
    serverKey,
    passwords,
    rules,
    identity: config.identity && createIdentityProvider({ ...config.identity, clock, log }),
    notify: services.notify,
    log,
  })
  const memory = new Budget(limits.inFlightBytes)
  const largeLetters = new Turns(limits.largeLettersBytes)
  const smtpBackend = createSmtpBackend(flow)
  const mailboxes = opened.use(
    createMailboxBackend({
      store,
      authenticator,
      admitMessage: createAppendGate(flow).admit,
      clock,
      limits,
      log,
    }),
  )
  const auditMailboxes = opened.use(
    createAuditMailboxes({
      store,
      parseQuery: services.parseQuery,
      index: services.search,
      scopeOf: async operator =>
        appointmentEnded(operator, clock.now()) ? null : (operator.appointment?.scope ?? null),
      serverKey,
      clock,
      limits,
      log,
    }),
  )
  const imapBackend = byUserName(mailboxes, auditMailboxes)
  const secureContext = createSecureContext({ ...tls, minVersion: 'TLSv1.2' })

  const smtp = (channel: 'mx' | 'submission' | 'submissions') =>
    createSmtpServer({
      backend: smtpBackend,
      channel,
      hostname: config.server.hostname,
      limits,
      memory,
      largeLetters,
      tls,
      ...(channel === 'mx' ? {} : { authenticator }),
      log: log.child({ service: channel }),
      clock,
    })
  const imap = (mode: 'imap' | 'imaps') =>
    createImapServer({
      backend: imapBackend,
      limits,
      secureContext: () => secureContext,
      hostname: config.server.hostname,
      offers: config.imap,
      log: log.child({ service: mode }),
      mode,
      budget: memory,
      clock,
    })
  const ports = new Map<keyof Listeners, Endpoint>()
  const make: Readonly<Record<keyof Listeners, () => Listening>> = {
    mx: () => smtp('mx'),
    submission: () => smtp('submission'),
    submissions: () => smtp('submissions'),
    imap: () => imap('imap'),
    imaps: () => imap('imaps'),
    http: () =>
      createOwnPage({
        ...services,
        limits,
        tls,
        authenticator,
        rules,
        servers: () => mailServers(config.server.hostname, ports),
        log: log.child({ service: 'http' }),
      }),
    crl: () => createRevocationServer({ store, limits, log: log.child({ service: 'crl' }) }),
    witness: () =>
      createWitnessServer({
        witness: services.transparency.witness,
        limits,
        log: log.child({ service: 'witness' }),
      }),
    log: () =>
      createLogServer({ files: services.transparency.files, limits, log: log.child({ service: 'log' }) }),
    metrics: () =>
      createMetricsServer({ health: services.health, limits, log: log.child({ service: 'metrics' }) }),
  }

  const listening: Listening[] = []
  // All at once: each may take its time to say goodbye to its sessions.
  opened.defer(async () => {
    await Promise.allSettled(listening.map(listener => listener[Symbol.asyncDispose]()))
  })
  for (const service of Object.keys(make) as (keyof Listeners)[]) {
    const endpoint = config.listen[service]
    if (endpoint === null) continue
    const listener = make[service]()
    listening.push(listener)
    const port = await listener.listen(endpoint.host, endpoint.port)
    ports.set(service, { host: endpoint.host, port })
  }
  return ports
}

/** Where a mail program is pointed to, TLS from the first byte where there is the choice. */
function mailServers(host: string, ports: ReadonlyMap<keyof Listeners, Endpoint>) {
  const first = (implicit: keyof Listeners, upgraded: keyof Listeners): MailServer | null => {
    const service = ports.has(implicit) ? implicit : upgraded
    const port = ports.get(service)?.port
    return port === undefined ? null : { host, port, security: service === implicit ? 'SSL/TLS' : 'STARTTLS' }
  }
  return { incoming: first('imaps', 'imap'), outgoing: first('submissions', 'submission') }
}

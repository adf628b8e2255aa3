/**
 * SMTP as a client: one message to one host, over nodemailer's SMTPConnection.
 *
 * RFC 5321, RFC 3207 (STARTTLS, opportunistic by RFC 7435), RFC 1870 (SIZE), RFC 6152, RFC 6531, RFC 3461.
 *
 * Invariants: every recipient has an outcome, and every outcome says delivered, temporary or permanent; a message
 * that breaks off while it is sent is never ended with a dot; nothing takes longer than its limit.
 *
 * The bytes go out as they are, dots stuffed. The library turns bare CR and LF into CRLF, which our own servers let
 * nobody bring in. Deliberately absent: choosing hosts and trying the next one (net/relay.ts), MTA-STS, DANE,
 * connection reuse, and the conversion of eight-bit text for a host without 8BITMIME, which all of them have.
 */
import { isIP } from 'node:net'
import { Readable } from 'node:stream'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { defaultLimits, type Limits } from '../base/limits.ts'
import type { DeliverToHost, RelayHost, RelayOutcome, RelayRecipient, RelayRequest } from '../ports/relay.ts'
import { type Ending, failureOf, outcomeOf, type SendError } from './client-outcome.ts'

export interface SmtpDeliveryOptions {
  /** Our name in EHLO. */
  readonly hostname: string
  readonly limits?: Pick<Limits, 'relayConnectMs' | 'relayReplyMs' | 'relayDeliveryMs'>
}

type ClientLimits = NonNullable<SmtpDeliveryOptions['limits']>

export function createSmtpDelivery({ hostname, limits = defaultLimits }: SmtpDeliveryOptions): DeliverToHost {
  return async (host, request) => {
    let connection = connectionTo(host, hostname, limits, host.security === 'opportunistic')
    let failed = await opened(connection)
    if (failed?.code === 'ETLS' && host.security === 'opportunistic') {
      // RFC 7435 §3: where TLS cannot be agreed on, clear text is what there was before.
      connection = connectionTo(host, hostname, limits, false)
      failed = await opened(connection)
    }
    if (failed !== undefined) return { reached: false, outcomes: all(request, greetingOutcome(failed), host) }
    const deadline = setTimeout(() => connection.close(), limits.relayDeliveryMs)
    try {
      return { reached: true, outcomes: await converse(connection, host, request) }
    } finally {
      clearTimeout(deadline)
      connection.quit()
      connection.close()
    }
  }
}

function connectionTo(host: RelayHost, name: string, limits: ClientLimits, useTls: boolean): SMTPConnection {
  const opportunistic = host.security === 'opportunistic'
  return new SMTPConnection({
    host: host.address,
    port: host.port,
    name,
    // An address is no server name (RFC 6066 §3); the certificate is held against it all the same.
    ...(isIP(host.name) === 0 ? { servername: host.name } : {}),
    secure: host.security === 'tls',
    requireTLS: host.security === 'starttls',
    opportunisticTLS: opportunistic,
    ignoreTLS: opportunistic && !useTls,
    tls: { rejectUnauthorized: !opportunistic, minVersion: 'TLSv1.2' },
    connectionTimeout: limits.relayConnectMs,
    greetingTimeout: limits.relayConnectMs,
    socketTimeout: limits.relayReplyMs,
    logger: false,
  })
}

/** Resolves when EHLO is through, with the error otherwise. */
function opened(connection: SMTPConnection): Promise<SendError | undefined> {
  return new Promise(resolve => {
    // The listener stays: a connection that breaks later reports through the command under way as well.
    connection.on('error', resolve)
    connection.on('end', () => resolve({ message: 'the connection was closed' }))
    connection.connect(error => resolve(error ?? undefined))
  })
}

async function converse(
  connection: SMTPConnection,
  host: RelayHost,
  request: RelayRequest,
): Promise<readonly RelayOutcome[]> {
  // RFC 6531 §3.5: what cannot be said to this host is not said to any other way of it.
  const extensions = String(connection.lastServerResponse)
  if (request.smtpUtf8 && !/^250[ -]SMTPUTF8\b/im.test(extensions)) {
    return all(
      request,
      { state: 'permanent', code: 0, enhanced: '5.6.7', text: 'the host has no SMTPUTF8' },
      host,
    )
  }
  if (host.credentials !== null) {
    const refused = await loggedIn(connection, host.credentials)
    // A wrong password is ours to repair: the letter waits.
    if (refused !== undefined) return all(request, { ...failureOf(refused), state: 'temporary' }, host)
  }
  const outcomes = new Map<RelayRecipient, RelayOutcome>()
  for (const group of groupsByDsn(request.recipients)) {
    for (const [recipient, outcome] of await sendTo(connection, host, request, group))
      outcomes.set(recipient, outcome)
  }
  return request.recipients.map(recipient => outcomes.get(recipient) ?? outcomeOf(recipient, host, {}))
}

function loggedIn(
  connection: SMTPConnection,
  { user, password }: NonNullable<RelayHost['credentials']>,
): Promise<SendError | undefined> {
  return untilClosed(connection, resolve => {
    connection.login({ user, pass: password }, error => resolve(error ?? undefined))
  })
}

/** The library forgets what is under way when a connection is closed from our side. */
async function untilClosed<T>(
  connection: SMTPConnection,
  begin: (resolve: (result: T | SendError) => void) => void,
): Promise<T | SendError> {
  const { promise, resolve } = Promise.withResolvers<T | SendError>()
  const closed = () => resolve({ message: 'the connection was closed', code: 'ECONNECTION' })
  connection.once('end', closed)
  begin(resolve)
  try {
    return await promise
  } finally {
    connection.off('end', closed)
  }
}

/** The library has one set of DSN parameters a transaction: recipients that differ in them go in several. */
function groupsByDsn(recipients: readonly RelayRecipient[]): RelayRecipient[][] {
  const groups = new Map<string, RelayRecipient[]>()
  for (const recipient of recipients) {
    const key = `${recipient.notify} ${recipient.orcpt}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [recipient])
    else group.push(recipient)
  }
  return [...groups.values()]
}

async function sendTo(
  connection: SMTPConnection,
  host: RelayHost,
  request: RelayRequest,
  recipients: readonly RelayRecipient[],
): Promise<readonly (readonly [RelayRecipient, RelayOutcome])[]> {
  const [first] = recipients
  const envelope = {
    from: request.mailFrom,
    to: recipients.map(recipient => recipient.address),
    size: request.sizeBytes,
    use8BitMime: request.eightBit,
    dsn: {
      ret: request.ret,
      envid: withoutXtext(request.envid),
      notify: first?.notify ?? '',
      orcpt: withoutXtext(first?.orcpt ?? ''),
    },
  }
  const body = Readable.from(request.open(), { objectMode: false })
  const ending = await untilClosed<Ending>(connection, resolve => {
    connection.send(envelope, body, (error, info) => resolve(endingOf(error, info)))
  })
  // A body that cannot be read to its end must not look complete to the other side.
  if ('message' in ending || ending.error?.code === 'ESTREAM') connection.close()
  body.destroy()
  const told: Ending = 'message' in ending ? { error: ending } : ending
  return recipients.map(recipient => [recipient, outcomeOf(recipient, host, told)] as const)
}

function endingOf(
  error: (SendError & { rejectedErrors?: readonly SendError[] | undefined }) | null,
  info?: { response: string; rejectedErrors?: readonly SendError[] | undefined },
): Ending {
  if (error !== null) return { error, rejected: error.rejectedErrors ?? [] }
  return { response: info?.response ?? '', rejected: info?.rejectedErrors ?? [] }
}

/** RFC 3461 §4: the library encodes what it is given. */
function withoutXtext(text: string): string {
  return text.replace(/\+([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

function all(
  request: RelayRequest,
  failure: Pick<RelayOutcome, 'state' | 'code' | 'enhanced' | 'text'>,
  host: RelayHost,
): readonly RelayOutcome[] {
  return request.recipients.map(({ address }) => ({ address, ...failure, host: host.name }))
}

/** A host that refuses everybody at its door may be one of several; only 521 and 556 speak for the domain. */
function greetingOutcome(error: SendError) {
  const failure = failureOf(error)
  // RFC 7504 §3.
  return failure.code === 521 || failure.code === 556 ? failure : { ...failure, state: 'temporary' as const }
}

import { join } from 'node:path'

/** Ports that need no root, on an address that nobody else can reach. */
export const loopbackListeners = {
  mx: '127.0.0.1:2525',
  submission: '127.0.0.1:2587',
  submissions: '127.0.0.1:2465',
  imap: '127.0.0.1:2143',
  imaps: '127.0.0.1:2993',
  http: '127.0.0.1:2080',
  crl: '127.0.0.1:2088',
} as const

const workingDayMs = 12 * 3_600_000

/**
 * The development configuration, as a file would say it: loopback, high ports, nothing leaves. `serve --development`
 * puts a self-signed certificate where `tls` says.
 */
export function developmentDocument(dataDirectory: string): Readonly<Record<string, unknown>> {
  return {
    server: { hostname: 'mail.caobang.gov.vn', data: dataDirectory },
    domain: { name: 'caobang.gov.vn' },
    listen: loopbackListeners,
    tls: { cert: join(dataDirectory, 'tls/cert.pem'), key: join(dataDirectory, 'tls/key.pem') },
    relay: { mode: 'none' },
    // The auditor's session that the start leaves has no password to begin anew with.
    limits: { auditor_session_ms: workingDayMs, auditor_idle_ms: workingDayMs },
  }
}

/**
 * The container's health check: asks each service that listens for its greeting, TLS included, as a client would.
 * The ports come from the same variables that tell the server.
 */
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

interface Service {
  readonly variable: string
  readonly greeting: string
  /** What is said first, where the client does. */
  readonly question?: string
  readonly tls: boolean
}

const services: readonly Service[] = [
  { variable: 'CONGVU_LISTEN__MX', greeting: '220 ', tls: false },
  { variable: 'CONGVU_LISTEN__SUBMISSION', greeting: '220 ', tls: false },
  { variable: 'CONGVU_LISTEN__SUBMISSIONS', greeting: '220 ', tls: true },
  { variable: 'CONGVU_LISTEN__IMAP', greeting: '* OK', tls: false },
  { variable: 'CONGVU_LISTEN__IMAPS', greeting: '* OK', tls: true },
  {
    variable: 'CONGVU_LISTEN__HTTP',
    question: 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    greeting: 'HTTP/1.1 200',
    tls: true,
  },
  {
    variable: 'CONGVU_LISTEN__CRL',
    question: 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    greeting: 'HTTP/1.1 404',
    tls: false,
  },
]
const timeoutMs = 4000
const host = '127.0.0.1'

/** Resolves with what is wrong, or undefined. */
function ask({ variable, greeting, question, tls }: Service, port: number): Promise<string | undefined> {
  return new Promise(resolve => {
    // The question is whether the service answers; whom the certificate names is not the container's to judge.
    const socket: Socket = tls
      ? connectTls({ host, port, rejectUnauthorized: false })
      : connectTcp({ host, port })
    if (question !== undefined) socket.write(question)
    const finish = (problem?: string) => {
      clearTimeout(timer)
      socket.destroy()
      resolve(problem === undefined ? undefined : `${variable} (port ${port}): ${problem}`)
    }
    const timer = setTimeout(() => finish(`no greeting within ${timeoutMs} ms`), timeoutMs)
    socket.once('error', error => finish(error.message))
    socket.once('end', () => finish('closed without a greeting'))
    socket.once('data', (bytes: Buffer) => {
      const text = bytes.toString('latin1')
      // RFC 5321 §3.1 and RFC 3501 §7.1: both sides speak a farewell before they leave.
      if (question === undefined) socket.end(greeting.startsWith('2') ? 'QUIT\r\n' : 'h LOGOUT\r\n')
      finish(text.startsWith(greeting) ? undefined : `greeted with ${JSON.stringify(text.slice(0, 80))}`)
    })
  })
}

const asked = services.flatMap(service => {
  const port = Number(process.env[service.variable]?.split(':').at(-1))
  return port > 0 ? [ask(service, port)] : []
})
const problems = (await Promise.all(asked)).filter(problem => problem !== undefined)
if (asked.length === 0) problems.push('no CONGVU_LISTEN__… variable names a port')
for (const problem of problems) process.stderr.write(`${problem}\n`)
process.exitCode = problems.length === 0 ? 0 : 1

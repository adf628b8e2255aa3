/**
 * Debian's Thunderbird without a screen, driven through Marionette, its remote protocol: scripts run in its own windows,
 * where the interface is. A profile of its own; the process is gone when the `await using` that holds it ends.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { freePorts, stop, waitForPort } from './spawn.ts'

const startMs = 60_000
/** A script that has not ended by then has failed. */
const scriptMs = 60_000

export interface Thunderbird extends AsyncDisposable {
  /**
   * Runs the body of an asynchronous function with the privileges of the program, in which `args` and what `prelude`
   * declares are known; its result must be JSON.
   */
  run<Result>(body: string, ...args: readonly unknown[]): Promise<Result>
}

const preferences = (port: number) => `
user_pref("marionette.port", ${port});
user_pref("app.update.enabled", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("mail.SpellCheckBeforeSend", false);
user_pref("mail.compose.attachment_reminder", false);
user_pref("mail.provider.suppress_dialog_on_startup", true);
user_pref("mail.rights.version", 1);
user_pref("mail.shell.checkDefaultClient", false);
user_pref("mail.spotlight.firstRunDone", true);
user_pref("mailnews.start_page.enabled", false);
user_pref("network.dns.disabled", false);
`

/**
 * `wait` for what a function finds; `signIn` with an account of IMAP over TLS at a server whose certificate is taken
 * as it is, to send as `email` if that is given; `imapServer` that was signed in at; `sendThrough` submission over TLS;
 * `openLetter` by its subject in a window, `within` which to look; `composeLetter` with a file in the window for that.
 */
const prelude = `
  const { MailServices } = ChromeUtils.importESModule('resource:///modules/MailServices.sys.mjs')
  const { MailUtils } = ChromeUtils.importESModule('resource:///modules/MailUtils.sys.mjs')
  const certificates = Cc['@mozilla.org/security/x509certdb;1'].getService(Ci.nsIX509CertDB)
  const base64Of = pem => pem.replace(/-----[^-]+-----|\\s/g, '')
  const wait = (what, look) => new Promise((resolve, reject) => {
    const endsAt = Date.now() + 30000
    const again = () => {
      const found = look()
      if (found) resolve(found)
      else if (Date.now() > endsAt) reject(new Error('no ' + what))
      else setTimeout(again, 100)
    }
    again()
  })
  const trust = (port, serverPem) => {
    const overrides = Cc['@mozilla.org/security/certoverride;1'].getService(Ci.nsICertOverrideService)
    const certificate = certificates.constructX509FromBase64(base64Of(serverPem))
    overrides.rememberValidityOverride('127.0.0.1', port, {}, certificate, false)
  }
  const imapServer = () => MailServices.accounts.allServers.find(each => each.type === 'imap')
  const signIn = (port, user, pass, serverPem, email) => {
    trust(port, serverPem)
    const server = MailServices.accounts.createIncomingServer(user, '127.0.0.1', 'imap')
    server.port = port
    server.socketType = Ci.nsMsgSocketType.SSL
    server.authMethod = Ci.nsMsgAuthMethod.passwordCleartext
    server.password = pass
    const account = MailServices.accounts.createAccount()
    if (email) {
      const identity = MailServices.accounts.createIdentity()
      identity.email = email
      account.addIdentity(identity)
    }
    account.incomingServer = server
    server.performExpand(null)
    return server
  }
  const sendThrough = (port, user, pass, serverPem, server) => {
    trust(port, serverPem)
    const smtp = MailServices.outgoingServer.createServer('smtp')
    smtp.QueryInterface(Ci.nsISmtpServer)
    smtp.hostname = '127.0.0.1'
    smtp.port = port
    smtp.socketType = Ci.nsMsgSocketType.SSL
    smtp.authMethod = Ci.nsMsgAuthMethod.passwordCleartext
    smtp.username = user
    smtp.password = pass
    MailServices.accounts.getFirstIdentityForServer(server).smtpServerKey = smtp.key
  }
  const composeLetter = async (server, { to, subject, text, path }) => {
    const made = (contract, type) => Cc['@mozilla.org/messengercompose/' + contract + ';1'].createInstance(type)
    const fields = made('composefields', Ci.nsIMsgCompFields)
    Object.assign(fields, { to, subject, body: text + '\\n' })
    const file = Cc['@mozilla.org/file/local;1'].createInstance(Ci.nsIFile)
    file.initWithPath(path)
    const attachment = made('attachment', Ci.nsIMsgAttachment)
    Object.assign(attachment, { name: file.leafName, url: Services.io.newFileURI(file).spec })
    fields.addAttachment(attachment)
    const params = made('composeparams', Ci.nsIMsgComposeParams)
    params.identity = MailServices.accounts.getFirstIdentityForServer(server)
    Object.assign(params, { composeFields: fields, format: Ci.nsIMsgCompFormat.PlainText })
    MailServices.compose.OpenComposeWindowWithParams(null, params)
    const windows = () => [...Services.wm.getEnumerator('msgcompose')].filter(each => !each.closed)
    return await wait('compose window', () => windows().find(each =>
      each.gWindowLocked === false && each.gMsgCompose?.editor && each.document.getElementById('msgSubject').value === subject))
  }
  const openLetter = async (folder, subject) => {
    folder.updateFolder(null)
    const header = await wait('letter ' + subject, () => [...folder.messages].find(each => each.mime2DecodedSubject === subject))
    MailUtils.openMessageInNewWindow(header)
    const window = await wait('window', () => [...Services.wm.getEnumerator('mail:messageWindow')].find(each => !each.closed))
    const within = look => wait('message', () => {
      const { contentWindow } = window.messageBrowser ?? {}
      return contentWindow?.gMessage === header && look(contentWindow)
    })
    return { header, window, within }
  }
`

export async function startThunderbird(): Promise<Thunderbird> {
  await using opened = new AsyncDisposableStack()
  const home = mkdtempSync(join(tmpdir(), 'congvu-thunderbird-'))
  opened.defer(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }))
  const [port = 0] = await freePorts(1)
  writeFileSync(join(home, 'user.js'), preferences(port))
  const child = spawn(
    'thunderbird',
    ['--headless', '--marionette', '--remote-allow-system-access', '--no-remote', '--profile', home],
    { env: { ...process.env, HOME: home, MOZ_HEADLESS: '1' }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4000)
    })
  opened.defer(() => stop(child, 'SIGTERM', 5000))
  await waitForPort(port, startMs).catch(() => {
    throw new Error(`Thunderbird does not listen:\n${said}`)
  })
  const marionette = await Marionette.connect(port)
  opened.defer(() => marionette.close())
  await marionette.command('WebDriver:NewSession', {})
  await marionette.command('WebDriver:SetTimeouts', { script: scriptMs })
  await marionette.command('Marionette:SetContext', { value: 'chrome' })
  const owned = opened.move()
  return {
    async run<Result>(body: string, ...args: readonly unknown[]) {
      const script = `const done = arguments[arguments.length - 1]; const args = [...arguments].slice(0, -1);
        (async () => { ${prelude} ${body} })().then(value => done({ value }), error => done({ failed: String(error) + '\\n' + error?.stack }))`
      const { value } = (await marionette.command('WebDriver:ExecuteAsyncScript', {
        script,
        args,
        newSandbox: true,
      })) as { value: { value?: Result; failed?: string } }
      if (value.failed !== undefined) throw new Error(value.failed)
      return value.value as Result
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** Messages are `length:[type, id, …]`; a command is [0, id, name, parameters], its answer [1, id, error, result]. */
class Marionette {
  readonly #socket: Socket
  readonly #waiting = new Map<number, (answer: { error: unknown; result: unknown }) => void>()
  #received: Buffer = Buffer.alloc(0)
  #last = 0

  static async connect(port: number): Promise<Marionette> {
    const socket = connect({ host: '127.0.0.1', port })
    await once(socket, 'connect')
    const marionette = new Marionette(socket)
    // It introduces itself first; a command before that is lost.
    await delay(500)
    return marionette
  }

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk])
      this.#read()
    })
    socket.on('close', () => {
      for (const answer of this.#waiting.values())
        answer({ error: 'the connection was closed', result: null })
      this.#waiting.clear()
    })
    socket.on('error', () => {})
  }

  async command(name: string, parameters: unknown): Promise<unknown> {
    const id = ++this.#last
    const text = Buffer.from(JSON.stringify([0, id, name, parameters]))
    const answered = new Promise<{ error: unknown; result: unknown }>(resolve =>
      this.#waiting.set(id, resolve),
    )
    this.#socket.write(Buffer.concat([Buffer.from(`${text.length}:`), text]))
    const { error, result } = await answered
    if (error !== null) throw new Error(`${name}: ${JSON.stringify(error)}`)
    return result
  }

  close(): void {
    this.#socket.destroy()
  }

  #read(): void {
    for (;;) {
      const colon = this.#received.indexOf(':')
      const end = colon + 1 + Number(this.#received.toString('latin1', 0, colon))
      if (colon < 0 || this.#received.length < end) return
      const message: unknown = JSON.parse(this.#received.toString('utf8', colon + 1, end))
      this.#received = this.#received.subarray(end)
      if (!Array.isArray(message)) continue
      const [, id, error, result] = message as [number, number, unknown, unknown]
      this.#waiting.get(id)?.({ error, result })
      this.#waiting.delete(id)
    }
  }
}

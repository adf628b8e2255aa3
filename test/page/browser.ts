/** As much of a browser as the page needs: cookies, forms, redirects followed by hand, over real TLS. */
import { request } from 'node:https'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
  /** Set-Cookie fields as they came. */
  readonly cookies: readonly string[]
}

export interface Ask {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export class Browser {
  readonly #port: number
  readonly #ca: string
  readonly #jar = new Map<string, string>()
  /** The page that was shown last; forms are sent from it. */
  shown: Answer | undefined

  constructor(port: number, ca: string) {
    this.#port = port
    this.#ca = ca
  }

  get cookies(): ReadonlyMap<string, string> {
    return this.#jar
  }

  /** Another browser that has this one's cookies. */
  copy(): Browser {
    const other = new Browser(this.#port, this.#ca)
    for (const [name, value] of this.#jar) other.#jar.set(name, value)
    other.shown = this.shown
    return other
  }

  /** As if it were opened anew. */
  forget(): void {
    this.#jar.clear()
    this.shown = undefined
  }

  ask(path: string, { method = 'GET', headers = {}, body = '' }: Ask = {}): Promise<Answer> {
    const cookie = [...this.#jar].map(pair => pair.join('=')).join('; ')
    return new Promise((resolve, reject) => {
      const asked = request(
        {
          host: '127.0.0.1',
          port: this.#port,
          path,
          method,
          ca: this.#ca,
          servername: 'mail.caobang.gov.vn',
          agent: false,
          headers: {
            ...(cookie === '' ? {} : { cookie }),
            ...(body === '' || 'transfer-encoding' in headers
              ? {}
              : { 'content-length': Buffer.byteLength(body) }),
            ...headers,
          },
        },
        response => {
          let text = ''
          response.setEncoding('utf8').on('data', (part: string) => {
            text += part
          })
          response.on('error', reject)
          response.on('end', () => {
            const cookies = response.headers['set-cookie'] ?? []
            for (const one of cookies) {
              const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(one) ?? []
              this.#jar.set(name, value)
            }
            resolve({ status: response.statusCode ?? 0, headers: response.headers, text, cookies })
          })
        },
      )
      asked.on('error', reject)
      asked.end(body)
    })
  }

  async open(path = '/'): Promise<Answer> {
    this.shown = await this.ask(path)
    return this.shown
  }

  /** Sends the shown page's form as a browser would, and follows a redirect. */
  async send(action: string, fields: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const { text } = this.shown ?? (await this.open())
    const form = new RegExp(`<form method="post" action="${action}">(.*?)</form>`, 's').exec(text)?.[1]
    if (form === undefined) throw new Error(`the page has no form ${action}:\n${text}`)
    const token = /name="token" value="([^"]+)"/.exec(form)?.[1] ?? ''
    for (const name of Object.keys(fields))
      if (!form.includes(`name="${name}"`)) throw new Error(`the form ${action} has no field ${name}`)
    return this.post(action, { token, ...fields })
  }

  async post(path: string, fields: Readonly<Record<string, string>>, headers = {}): Promise<Answer> {
    const body = new URLSearchParams(fields).toString()
    const answer = await this.ask(path, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin: 'null',
        'sec-fetch-site': 'same-origin',
        ...headers,
      },
      body,
    })
    if (answer.status !== 303) {
      this.shown = answer
      return answer
    }
    return this.open(String(answer.headers.location).replace(/#.*/, ''))
  }
}

/** The one match's first group in a page. */
export function found(pattern: RegExp, { text }: Answer): string {
  const group = pattern.exec(text)?.[1]
  if (group === undefined) throw new Error(`${pattern} is not in:\n${text}`)
  return group
}

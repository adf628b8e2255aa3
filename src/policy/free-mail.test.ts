import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { FreeMailList, isForeignFreeMail, loadFreeMail, parseFreeMail } from './free-mail.ts'

const head = 'domain,service,free,country,hosted_abroad,hosts,source\n'

function list(rows: string): FreeMailList {
  const parsed = parseFreeMail(head + rows)
  if (!parsed.ok) throw new Error(parsed.error.join('\n'))
  return new FreeMailList(parsed.value)
}

describe('the shipped list', () => {
  const abroad =
    'gmail.com googlemail.com yahoo.com yahoo.com.vn ymail.com hotmail.com hotmail.fr outlook.com live.com icloud.com me.com proton.me protonmail.com aol.com gmx.net mail.ru yandex.ru yandex.com qq.com 163.com 126.com zoho.com tutanota.com'
  const home = 'fpt.vn hn.vnn.vn vnn.vn viettel.vn'

  test('names the services of the guidance, and knows what is hosted in Vietnam', async () => {
    const loaded = await loadFreeMail('config/free-mail.csv')
    if (!loaded.ok) throw new Error(loaded.error.join('\n'))
    for (const domain of abroad.split(' ')) {
      const service = loaded.value.ofDomain(domain)
      expect(service && isForeignFreeMail(service), domain).toBe(true)
    }
    for (const domain of home.split(' ')) {
      const service = loaded.value.ofDomain(domain)
      expect(service?.country, domain).toBe('VN')
      expect(service && isForeignFreeMail(service), domain).toBe(false)
    }
  })
})

describe('lookups', () => {
  const services = list(
    'gmail.com,Gmail,yes,US,yes,google.com googlemail.com,x\nyahoo.*,Yahoo Mail,yes,US,yes,yahoodns.net,x\n',
  )

  test.each([
    ['gmail.com', 'Gmail'],
    ['smtp.gmail.com', 'Gmail'],
    ['yahoo.com.vn', 'Yahoo Mail'],
    ['mail.yahoo.co.uk', 'Yahoo Mail'],
    ['gmail.com.vn', undefined],
    ['xgmail.com', undefined],
    ['com', undefined],
    ['yahoo', undefined],
    ['', undefined],
    ['constructor', undefined],
  ])('domain %j: %s', (domain, service) => {
    expect(services.ofDomain(domain)?.service).toBe(service)
  })

  test.each([
    ['alt1.aspmx.l.google.com', 'Gmail'],
    ['MX-APAC.mail.gm0.YAHOODNS.net.', 'Yahoo Mail'],
    ['google.com.vn', undefined],
  ])('host %s: %s', (host, service) => {
    expect(services.ofHost(host)?.service).toBe(service)
  })
})

describe('reading', () => {
  test('an override takes the place of a listed domain and adds others', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'congvu-free-mail-'))
    const file = join(directory, 'override.csv')
    try {
      await writeFile(
        file,
        `${head}gmail.com,Gmail,no,US,yes,,hợp đồng của tỉnh\nthu.vn,Thư Việt,yes,VN,no,,mới\n`,
      )
      const loaded = await loadFreeMail('config/free-mail.csv', file)
      if (!loaded.ok) throw new Error(loaded.error.join('\n'))
      expect(loaded.value.ofDomain('gmail.com')?.free).toBe(false)
      expect(loaded.value.ofDomain('thu.vn')?.service).toBe('Thư Việt')
      await writeFile(file, `${head}gmail.com,Gmail,maybe,US,yes,,\n`)
      expect(await loadFreeMail('config/free-mail.csv', file)).toEqual({
        ok: false,
        error: [`${file}: line 2: free is maybe, not yes or no`],
      })
    } finally {
      await rm(directory, { recursive: true })
    }
  })

  test('every bad line is told', () => {
    const rows = [
      'GMAIL.com,G,yes,US,yes,,',
      'a.vn,,yes,VN,no,,',
      'b.vn,B,yes,Vietnam,no,,',
      'c.vn,C,yes,VN,so,,',
      'd.vn,D',
    ].join('\n')
    expect(parseFreeMail(head + rows)).toEqual({
      ok: false,
      error: [
        'line 2: bad domain GMAIL.com',
        'line 3: no service',
        'line 4: bad country Vietnam',
        'line 5: hosted_abroad is so, not yes or no',
        'line 6: 2 fields instead of 7',
      ],
    })
    expect(parseFreeMail('domain,service\n').ok).toBe(false)
  })
})

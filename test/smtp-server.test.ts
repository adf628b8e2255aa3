import { createHash, createHmac, pbkdf2Sync } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import nodemailer from 'nodemailer'
import { describe, expect, it } from 'vitest'
import { Budget } from '../src/base/budget.ts'
import { defaultLimits } from '../src/base/limits.ts'
import { silentLogger } from '../src/base/log.ts'
import { Turns } from '../src/base/turns.ts'
import { createSmtpServer } from '../src/smtp/server.ts'
import { hanh } from './support/box.ts'
import { SmtpDialogue } from './support/smtp-dialogue.ts'
import { certificate, hanhsPassword, hostname, type Recorder, recorder } from './support/smtp-recorder.ts'

const MiB = 1024 * 1024

/** A connection that has said EHLO. */
async function greeted(server: Recorder): Promise<SmtpDialogue> {
  const dialogue = await SmtpDialogue.open(server.port)
  expect(await dialogue.reply()).toMatch(/^220/)
  await dialogue.command('EHLO mail.example.vn')
  return dialogue
}

/** Greeted as soon as the server has noticed that others are gone. */
async function admitted(server: Recorder): Promise<SmtpDialogue> {
  for (;;) {
    const dialogue = await SmtpDialogue.open(server.port)
    if ((await dialogue.reply()).startsWith('220')) {
      await dialogue.command('EHLO mail.example.vn')
      return dialogue
    }
    dialogue.abort()
    await sleep(5)
  }
}

/** A connection that is about to send data. */
async function inData(server: Recorder): Promise<SmtpDialogue> {
  const dialogue = await greeted(server)
  await dialogue.command('MAIL FROM:<lan@example.vn>')
  await dialogue.command('RCPT TO:<vanthu.sokhcn@caobang.gov.vn>')
  expect(await dialogue.command('DATA')).toMatch(/^354/)
  return dialogue
}

function stuffed(message: Buffer): Buffer {
  return Buffer.from(`${message.toString('latin1').replace(/^\./gm, '..')}.\r\n`, 'latin1')
}

/** The client's side of SCRAM-SHA-256 (RFC 5802 §3); the server's last reply. */
async function scramLogin(dialogue: SmtpDialogue, user: string, password: string): Promise<string> {
  const base64 = (text: string | Uint8Array) => Buffer.from(text).toString('base64')
  const hmac = (key: Uint8Array, text: string) => createHmac('sha256', key).update(text).digest()
  const first = `n=${user},r=fyko+d2lbbFgONRv9qkxdawL`
  const challenge = await dialogue.command(`AUTH SCRAM-SHA-256 ${base64(`n,,${first}`)}`)
  const serverFirst = Buffer.from(challenge.slice(4).trim(), 'base64').toString()
  const [, nonce = '', salt = '', rounds = ''] = /^r=(.*),s=(.*),i=(.*)$/.exec(serverFirst) ?? []
  const salted = pbkdf2Sync(
    password.normalize('NFKC'),
    Buffer.from(salt, 'base64'),
    Number(rounds),
    32,
    'sha256',
  )
  const clientKey = hmac(salted, 'Client Key')
  const signature = hmac(
    createHash('sha256').update(clientKey).digest(),
    `${first},${serverFirst},c=biws,r=${nonce}`,
  )
  const proof = base64(clientKey.map((octet, i) => octet ^ signature[i]!))
  const reply = await dialogue.command(base64(`c=biws,r=${nonce},p=${proof}`))
  return reply.startsWith('334 ') ? dialogue.command('') : reply
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

describe('bytes', () => {
  const messages = {
    'dots at the start of lines': '.\r\n..\r\n.hai\r\n\r\n...\r\n. chấm\r\n',
    'no header, no body': '',
    'one empty line': '\r\n',
    'a line of a megabyte': `Subject: dài\r\n\r\n${'ạ'.repeat(MiB / 3)}\r\n.\r\n`,
    'octets above 127 and NUL': 'Subject: \xe1\xff\0\r\n\r\n\x80\x81.\r\n',
    'eight megabytes of lines': `.${'Kính gửi Ủy ban nhân dân tỉnh, v/v 15/CT-UBND\r\n.'.repeat(150_000)}\r\n`,
  }

  it.each(Object.entries(messages))('of %s are kept, whole or in pieces', async (_, text) => {
    await using server = await recorder()
    const message = Buffer.from(text, 'utf8')
    const wire = stuffed(message)
    for (const piece of [wire.length, 65_521, 1000, 3]) {
      if (wire.length / piece > 3000) continue
      await using dialogue = await inData(server)
      for (let at = 0; at < wire.length; at += piece) {
        dialogue.write(wire.subarray(at, at + piece))
        if (at % (16 * piece) === 0) await sleep(0)
      }
      expect(await dialogue.reply()).toBe('250 2.6.0 Accepted 7F3K9Q\r\n')
      expect(sha256(server.received.at(-1)!.bytes)).toBe(sha256(message))
    }
    expect(server.memory.available).toBe(server.memory.total)
  })

  it('are kept through a pipelined transaction in one packet', async () => {
    await using server = await recorder()
    await using dialogue = await greeted(server)
    const transaction = (n: number) =>
      `MAIL FROM:<lan@example.vn>\r\nRCPT TO:<a${n}@caobang.gov.vn>\r\nDATA\r\nSubject: ${n}\r\n\r\n..\r\n.\r\n`
    dialogue.write(Array.from({ length: 150 }, (_, n) => transaction(n)).join(''))
    for (let n = 0; n < 150; n++) {
      for (const code of ['250', '250', '354', '250'])
        expect(await dialogue.reply()).toMatch(new RegExp(`^${code}`))
      expect(server.received[n]!.bytes.toString()).toBe(`Subject: ${n}\r\n\r\n.\r\n`)
      expect(server.received[n]!.envelope.recipients[0]!.address).toBe(`a${n}@caobang.gov.vn`)
    }
  })

  it('with a bare CR or LF are refused and never seen by the backend', async () => {
    await using server = await recorder()
    for (const text of [
      'a\nb\r\n',
      'a\rb\r\n',
      'a\r\n.\nMAIL FROM:<x@y.vn>\r\n',
      'a\n.\r\nb\r\n',
      'a\r.\r\n',
    ]) {
      await using dialogue = await inData(server)
      dialogue.write(`${text}\r\n.\r\n`)
      expect(await dialogue.reply()).toMatch(/^550-5\.6\.11 [^\r]*\r\n550 5\.6\.11 /)
      expect(await dialogue.command('NOOP')).toMatch(/^250/)
    }
    expect(server.received).toEqual([])
    expect(server.abandoned.map(refusal => refusal.reason)).toEqual(Array(5).fill('bare-line-end'))
  })

  it('of a command that ends with a bare LF run nothing', async () => {
    await using server = await recorder()
    await using dialogue = await greeted(server)
    dialogue.write('MAIL FROM:<lan@example.vn>\n')
    expect(await dialogue.reply()).toBe('500 5.5.2 A command ends with <CR><LF>\r\n')
    expect(await dialogue.command('RCPT TO:<a@caobang.gov.vn>')).toMatch(/^503/)
  })
})

describe('clients', () => {
  it('log in with SCRAM-SHA-256', async () => {
    await using server = await recorder('submissions')
    await using dialogue = await SmtpDialogue.open(server.port, true)
    await dialogue.reply()
    await dialogue.command('EHLO may-tinh')
    expect(await scramLogin(dialogue, hanh.address, 'sai mật khẩu')).toMatch(/^535-5\.7\.8 /)
    expect(await scramLogin(dialogue, hanh.address, hanhsPassword)).toBe(
      '235 2.7.0 Authentication succeeded\r\n',
    )
    expect(await dialogue.command(`MAIL FROM:<${hanh.address}>`)).toMatch(/^250/)
  })

  it('log in over STARTTLS and implicit TLS, with PLAIN and LOGIN', async () => {
    for (const [channel, secure] of [
      ['submission', false],
      ['submissions', true],
    ] as const) {
      await using server = await recorder(channel)
      for (const method of ['PLAIN', 'LOGIN']) {
        const transport = nodemailer.createTransport({
          host: '127.0.0.1',
          port: server.port,
          secure,
          authMethod: method,
          requireTLS: true,
          tls: { rejectUnauthorized: false },
          auth: { user: hanh.address, pass: hanhsPassword },
        })
        await transport.sendMail({
          from: hanh.address,
          to: 'ubnd@caobang.gov.vn',
          text: 'Báo cáo 15/BC-SKHCN',
        })
        transport.close()
        const { peer } = server.received.at(-1)!
        expect(peer).toMatchObject({ channel, box: { address: hanh.address } })
        expect(peer.tls).toMatch(/^TLSv1\.3 TLS_/)
      }
    }
  })

  it('are not told what others did: STARTTLS forgets the clear text, its pipelined rest included', async () => {
    await using server = await recorder()
    await using dialogue = await greeted(server)
    await dialogue.command('MAIL FROM:<lan@example.vn>')
    dialogue.write('STARTTLS\r\nEHLO injected.example.vn\r\nMAIL FROM:<injected@example.vn>\r\n')
    expect(await dialogue.reply()).toMatch(/^220/)
    await dialogue.startTls()
    expect(await dialogue.command('RCPT TO:<a@caobang.gov.vn>')).toMatch(/^503 5\.5\.1 Send EHLO first/)
    expect(await dialogue.command('EHLO mail.example.vn')).not.toMatch(/STARTTLS|AUTH/)
    expect(await dialogue.command('RCPT TO:<a@caobang.gov.vn>')).toMatch(/^503 5\.5\.1 Send MAIL first/)
  })
})

describe('limits', () => {
  it('of recipients', async () => {
    await using server = await recorder('mx', { recipients: 2 })
    await using dialogue = await greeted(server)
    await dialogue.command('MAIL FROM:<lan@example.vn>')
    await dialogue.command('RCPT TO:<a@caobang.gov.vn>')
    await dialogue.command('RCPT TO:<b@caobang.gov.vn>')
    expect(await dialogue.command('RCPT TO:<c@caobang.gov.vn>')).toMatch(/^452-4\.5\.3 /)
  })

  it('of a message, announced and while it streams', async () => {
    await using server = await recorder('mx', { messageBytes: MiB })
    await using dialogue = await inData(server)
    const line = `${'x'.repeat(998)}\r\n`
    for (let i = 0; i < 3000; i++) dialogue.write(line)
    dialogue.write('.\r\n')
    expect(await dialogue.reply()).toMatch(/^552-5\.3\.4 /)
    expect(server.abandoned.map(refusal => refusal.reason)).toEqual(['too-large'])
    expect(await dialogue.command(`MAIL FROM:<lan@example.vn> SIZE=${MiB + 1}`)).toMatch(/^552-5\.3\.4 /)
    expect(await dialogue.command(`MAIL FROM:<lan@example.vn> SIZE=${MiB}`)).toMatch(/^250/)
    expect(server.memory.available).toBe(server.memory.total)
  })

  it('of memory across every session, which a session that ends gives back', async () => {
    await using server = await recorder('mx', { inFlightBytes: MiB })
    await using first = await inData(server)
    first.write(Buffer.alloc(700_000, 'x'))
    while (server.memory.available > 350_000) await sleep(5)
    await using second = await inData(server)
    second.write(Buffer.alloc(700_000, 'x'))
    second.write('\r\n.\r\n')
    expect(await second.reply()).toMatch(/^452-4\.3\.1 /)
    expect(await second.command('MAIL FROM:<lan@example.vn> SIZE=900000')).toMatch(/^452-4\.3\.1 /)
    first.abort()
    while (server.memory.available < MiB) await sleep(5)
    expect(await second.command('MAIL FROM:<lan@example.vn> SIZE=900000')).toMatch(/^250/)
  })

  it('of large letters at a time: others wait for their turn, though not for ever, and small ones do not', async () => {
    const room = { largeLetterBytes: 1000, largeLettersBytes: 1500, largeLetterWaitMs: 1500 }
    await using server = await recorder('mx', room)
    const opened = async (sizeBytes: number) => {
      const dialogue = await greeted(server)
      await dialogue.command(`MAIL FROM:<lan@example.vn> SIZE=${sizeBytes}`)
      await dialogue.command('RCPT TO:<hanh@caobang.gov.vn>')
      dialogue.write('DATA\r\n')
      const asked = performance.now()
      const answer = dialogue.reply().then(text => ({ text, afterMs: performance.now() - asked }))
      return { dialogue, answer }
    }
    const first = await opened(1000)
    expect((await first.answer).text).toMatch(/^354/)
    const second = await opened(1000)
    const small = await opened(999)
    expect((await small.answer).afterMs).toBeLessThan(1400)
    first.dialogue.write('Chào\r\n.\r\n')
    expect(await first.dialogue.reply()).toMatch(/^250/)
    expect((await second.answer).text).toMatch(/^354/)
    const third = await opened(1000)
    expect((await third.answer).afterMs).toBeGreaterThan(1480)
    // A turn ends with the connection, too.
    second.dialogue.abort()
    third.dialogue.abort()
    const { dialogue: fourth, answer } = await opened(1000)
    await answer
    fourth.write('Chào\r\n.\r\n')
    expect(await fourth.reply()).toMatch(/^250/)
    for (const dialogue of [first.dialogue, small.dialogue, fourth]) dialogue.abort()
  })

  it('of a command line', async () => {
    await using server = await recorder('mx', { smtpLineBytes: 1000 })
    await using dialogue = await greeted(server)
    expect(await dialogue.command(`NOOP ${'x'.repeat(995)}`)).toBe('500 5.5.6 Line too long\r\n')
    for (let i = 0; i < 20; i++) dialogue.write('y'.repeat(500))
    expect(await dialogue.command('')).toBe('500 5.5.6 Line too long\r\n')
    expect(await dialogue.command(`NOOP ${'x'.repeat(993)}`)).toMatch(/^250/)
  })

  it('of the whole time of a command, however lively it drips', async () => {
    await using server = await recorder('mx', { smtpCommandMs: 800 })
    await using dialogue = await greeted(server)
    const drip = setInterval(() => dialogue.write('x'), 20)
    expect(await dialogue.reply()).toBe('421 4.4.2 The command took too long to arrive\r\n')
    clearInterval(drip)
    await dialogue.closed()
  })

  it('of the whole time of a message', async () => {
    await using server = await recorder('mx', { smtpDataMs: 200 })
    await using dialogue = await inData(server)
    const drip = setInterval(() => dialogue.write('x\r\n'), 20)
    expect(await dialogue.reply()).toBe('421 4.4.2 The message took too long to arrive\r\n')
    clearInterval(drip)
    expect(server.abandoned.map(refusal => refusal.reason)).toEqual(['data-too-slow'])
    expect(server.memory.available).toBe(server.memory.total)
  })

  it('of silence, but not while the reply is ours to give', async () => {
    await using server = await recorder('mx', { smtpIdleMs: 500 })
    server.backend.mail = async () => {
      await sleep(1200)
      return undefined
    }
    await using dialogue = await greeted(server)
    expect(await dialogue.command('MAIL FROM:<lan@example.vn>')).toMatch(/^250/)
    expect(await dialogue.reply()).toBe('421 4.4.2 Idle for too long\r\n')
  })

  it('of connections of one address and in all', async () => {
    await using server = await recorder('mx', { smtpConnectionsPerAddress: 2 })
    await using first = await greeted(server)
    await using second = await greeted(server)
    await using third = await SmtpDialogue.open(server.port)
    expect(await third.reply()).toMatch(/^421 4\.7\.0 Too many connections from your address/)
    first.abort()
    await using _fourth = await admitted(server)
    expect(await second.command('NOOP')).toMatch(/^250/)

    await using small = await recorder('mx', { smtpConnections: 1 })
    await using only = await greeted(small)
    await using extra = await SmtpDialogue.open(small.port)
    expect(await extra.reply()).toMatch(/^421 4\.7\.0 Too many connections,/)
    expect(await only.command('NOOP')).toMatch(/^250/)
  })

  it('of connections forgets those that were upgraded by STARTTLS, too', async () => {
    await using server = await recorder('mx', { smtpConnectionsPerAddress: 1 })
    for (let i = 0; i < 3; i++) {
      await using dialogue = await admitted(server)
      expect(await dialogue.command('STARTTLS')).toMatch(/^220/)
      await dialogue.startTls()
      expect(await dialogue.command('QUIT')).toMatch(/^221/)
      dialogue.abort()
    }
  })

  it('of TLS handshakes that never end', async () => {
    await using server = await recorder('submissions', { smtpCommandMs: 150 })
    await using silent = await SmtpDialogue.open(server.port, false)
    await silent.closed()
  })

  it('of messages in one connection', async () => {
    await using server = await recorder('mx', { smtpMessagesPerConnection: 1 })
    await using dialogue = await inData(server)
    expect(await dialogue.command('Subject: một\r\n\r\nx\r\n.')).toMatch(/^250/)
    expect(await dialogue.command('MAIL FROM:<lan@example.vn>')).toMatch(/^421 4\.7\.0 Too many messages/)
  })

  it('of commands that bring no message', async () => {
    await using server = await recorder('mx', { smtpIdleCommands: 5 })
    await using dialogue = await greeted(server)
    for (let i = 0; i < 3; i++) expect(await dialogue.command('NOOP')).toMatch(/^250/)
    dialogue.write('NOOP\r\n')
    expect(await dialogue.reply()).toMatch(/^250/)
    expect(await dialogue.reply()).toMatch(/^421 4\.7\.0 Too many commands without a message/)
  })
})

describe('the server', () => {
  const options = {
    backend: {
      connect: async () => undefined,
      mail: async () => undefined,
      recipient: async () => undefined,
      message: async () => ({ code: 250, enhanced: '2.0.0', text: '', reason: 'ok' }),
    },
    channel: 'mx',
    hostname,
    limits: defaultLimits,
    memory: new Budget(1),
    largeLetters: new Turns(1),
    log: silentLogger,
    clock: Date,
  } as const

  it('does not start without a key and a certificate of its own', () => {
    const { key, cert } = certificate
    expect(() => createSmtpServer({ ...options, tls: { key: '', cert } })).toThrow('a private key')
    expect(() => createSmtpServer({ ...options, tls: { key, cert: '' } })).toThrow('a private key')
    expect(() => createSmtpServer({ ...options, tls: { key: 'x', cert } })).toThrow()
  })

  it('does not offer submission without an authenticator', () => {
    expect(() => createSmtpServer({ ...options, channel: 'submission', tls: certificate })).toThrow(
      'authenticator',
    )
  })

  it('closes within two seconds: idle sessions hear 421, a message under way gets its reply', async () => {
    const server = await recorder()
    const finish: (() => void)[] = []
    server.backend.message = () =>
      new Promise(resolve => {
        finish.push(() => resolve({ code: 250, enhanced: '2.6.0', text: 'Accepted', reason: 'accepted' }))
      })
    await using idle = await greeted(server)
    await using busy = await inData(server)
    await using stuck = await inData(server)
    busy.write('x\r\n.\r\n')
    while (finish.length < 1) await sleep(5)
    stuck.write('y\r\n.\r\n')
    while (finish.length < 2) await sleep(5)
    const began = Date.now()
    const closed = server.listener.close()
    expect(await idle.reply()).toBe('421 4.3.2 Shutting down, try again later\r\n')
    finish[0]!()
    expect(await busy.reply()).toBe('250 2.6.0 Accepted\r\n')
    expect(await busy.reply()).toMatch(/^421 4\.3\.2/)
    await closed
    expect(Date.now() - began).toBeLessThan(2000)
    finish[1]!()
  })

  it('turns a connection away when the backend does, and who talks before the greeting', async () => {
    await using server = await recorder()
    server.backend.connect = async () => {
      await sleep(100)
      return { code: 554, enhanced: '5.7.1', text: 'Không nhận thư từ địa chỉ này', reason: 'blocked' }
    }
    await using blocked = await SmtpDialogue.open(server.port)
    expect(await blocked.reply()).toBe('554 5.7.1 Không nhận thư từ địa chỉ này\r\n')
    expect(await blocked.reply()).toBe('')
    await using hasty = await SmtpDialogue.open(server.port)
    expect(await hasty.command('EHLO bot.example')).toMatch(/^421 4\.5\.0 Wait for the greeting/)
    expect(await hasty.reply()).toBe('')
  })

  it('answers a defect of the backend with 451 and lives on', async () => {
    await using server = await recorder()
    server.backend.recipient = async () => {
      throw new Error('the store is broken')
    }
    await using dialogue = await greeted(server)
    await dialogue.command('MAIL FROM:<lan@example.vn>')
    expect(await dialogue.command('RCPT TO:<a@caobang.gov.vn>')).toBe(
      '451 4.3.0 Local error, try again later\r\n',
    )
    server.backend.message = () => Promise.reject(new Error('worse'))
    server.backend.recipient = async () => undefined
    await dialogue.command('RCPT TO:<a@caobang.gov.vn>')
    await dialogue.command('DATA')
    expect(await dialogue.command('x\r\n.')).toMatch(/^451 4\.3\.0/)
    expect(server.memory.available).toBe(server.memory.total)
  })
})

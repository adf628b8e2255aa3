import { expect, test } from 'vitest'
import { readTnef } from './tnef.ts'

function attribute(level: number, id: number, data: string): Buffer {
  const head = Buffer.alloc(9)
  head[0] = level
  head.writeUInt32LE(id, 1)
  head.writeUInt32LE(data.length, 5)
  return Buffer.concat([head, Buffer.from(data, 'latin1'), Buffer.alloc(2)])
}

const start = Buffer.from([0x78, 0x9f, 0x3e, 0x22, 1, 0])
const subject = attribute(1, 0x00018004, 'Bao cao\0')
const body = attribute(1, 0x0002800c, 'Kinh gui\0')
const properties = attribute(1, 0x00069003, 'x')
const file = (name: string, data: string) => [
  attribute(2, 0x00069002, ''),
  attribute(2, 0x00018010, `${name}\0`),
  attribute(2, 0x0006800f, data),
]

function read(...attributes: readonly Buffer[]) {
  const { files, ...message } = readTnef(Buffer.concat([start, ...attributes]), 2)
  return {
    ...message,
    files: files.map(({ name, content }) => [name, content && Buffer.from(content.read(3)).toString()]),
  }
}

test('subject, text and files', () => {
  expect(read(subject, body, properties, ...file('a.pdf', '%PDF'), ...file('b', ''))).toEqual({
    subject: 'Bao cao',
    body: 'Kinh gui',
    html: null,
    files: [
      ['a.pdf', '%PD'],
      ['b', ''],
    ],
    whole: true,
  })
})

test.each([
  ['a text in properties alone', [subject, properties]],
  ['an attribute that is cut', [subject, body.subarray(0, -3)]],
  ['too many files', [...file('a', '1'), ...file('b', '2'), ...file('c', '3')]],
])('%s is not the whole', (_, attributes) => {
  const { whole, files } = read(...attributes)
  expect(whole).toBe(false)
  expect(files.length).toBeLessThanOrEqual(2)
})

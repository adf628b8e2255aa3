import { describe, expect, test } from 'vitest'
import { parseCitations } from './citations.ts'

const head = 'rule,clause,vi,en\n'

describe('a table of citations', () => {
  test('puts other acts in the place of the rules’ own', () => {
    const read = parseCitations(
      `${head}D1b-free,Điều 4,"Quy chế thư công vụ, Điều 4","Regulation on official mail, article 4"\n`,
    )
    expect(read.ok && [...read.value]).toEqual([
      [
        'D1b-free',
        {
          clause: 'Điều 4',
          vi: 'Quy chế thư công vụ, Điều 4',
          en: 'Regulation on official mail, article 4',
        },
      ],
    ])
  })

  test.each([
    ['D9-none,1,a,b', 'line 2: there is no rule D9-none'],
    ['D1b-free,1,a,b\nD1b-free,2,a,b', 'line 3: D1b-free is listed twice'],
    ['D1b-free,1, ,b', 'line 2: D1b-free lacks clause, vi or en'],
    ['D1b-free,1', 'line 2: 2 fields instead of 4'],
  ])('%j tells what is wrong', (rows, problem) => {
    expect(parseCitations(`${head}${rows}\n`)).toEqual({ ok: false, error: [problem] })
  })
})

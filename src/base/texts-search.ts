/** What is wrong with a query of the archive. A neighbour of `texts.ts`, under the same test. */
import type { Text } from './texts.ts'

export const searchTexts = {
  queryTooLong: {
    vi: 'câu truy vấn dài quá {most} ký tự',
    en: 'the query is longer than {most} characters',
  },
  queryTooManyTerms: {
    vi: 'câu truy vấn có hơn {most} điều kiện',
    en: 'the query has more than {most} terms',
  },
  queryTooDeep: {
    vi: 'ngoặc lồng nhau quá {most} lớp',
    en: 'more than {most} parentheses inside each other',
  },
  queryUnclosedQuote: { vi: 'thiếu dấu ngoặc kép đóng', en: 'the closing quotation mark is missing' },
  queryUnclosedGroup: { vi: 'thiếu dấu ngoặc đơn đóng', en: 'the closing parenthesis is missing' },
  queryUnopenedGroup: { vi: 'thừa dấu ngoặc đơn đóng', en: 'no parenthesis is open here' },
  queryEmptyGroup: { vi: 'trong ngoặc không có gì', en: 'there is nothing in the parentheses' },
  queryMissingTerm: {
    vi: 'sau {operator} phải có một điều kiện',
    en: '{operator} needs a term after it',
  },
  queryMissingBefore: {
    vi: 'trước {operator} phải có một điều kiện',
    en: '{operator} needs a term before it',
  },
  queryNoWords: {
    vi: 'không có chữ hoặc số nào để tìm trong “{text}”',
    en: 'there is no letter or digit to look for in “{text}”',
  },
  queryStar: {
    vi: 'dấu * chỉ đứng được ở cuối một từ, như hop*',
    en: 'a * may only end a word, as in hop*',
  },
  queryUnknownField: {
    vi: 'không có trường “{field}:”; có phải “{nearest}:”? Tìm đúng chữ này thì đặt trong ngoặc kép',
    en: 'there is no field “{field}:”; did you mean “{nearest}:”? To look for the words, put them in quotation marks',
  },
  queryMissingValue: {
    vi: 'trường “{field}:” cần một giá trị, như {example}',
    en: 'the field “{field}:” needs a value, as in {example}',
  },
  queryBadValue: {
    vi: '“{text}” không dùng được cho “{field}:”; viết như {example}',
    en: '“{text}” does not fit “{field}:”; write it as in {example}',
  },
  queryUnknownValue: {
    vi: '“{text}” không dùng được cho “{field}:”; có phải “{nearest}”? Các giá trị: {values}',
    en: '“{text}” does not fit “{field}:”; did you mean “{nearest}”? The values are: {values}',
  },
  queryAt: { vi: 'Ký tự thứ {at}: {problem}.', en: 'Character {at}: {problem}.' },
} as const satisfies Readonly<Record<string, Text>>

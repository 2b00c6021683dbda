import './storage'
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { en } from '@/shared/i18n/en'
import { zh } from '@/shared/i18n/zh'
import { setLocale, t, type MessageKey } from '@/shared/i18n'
import type { Words } from '@/shared/i18n/part'
import { problemText } from '@/shared/domain/refusal'
import { reasonText, whatText, whereText } from '@/shared/domain/seen'
import { order } from './orders'

const sources = import.meta.glob<string>(['../src/**/*.{ts,vue}', '!../src/shared/i18n/{zh,en}.ts'], {
  query: '?raw', import: 'default', eager: true,
})

const keys = Object.keys(zh) as MessageKey[]
const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort()

describe('the two dictionaries', () => {
  it('have equal keys', () => expect(Object.keys(en).sort()).toEqual([...keys].sort()))
  it('have the same holes in every text', () => expect(keys.filter((key) => holes(en[key]).join() !== holes(zh[key]).join())).toEqual([]))
  it('leave nothing empty', () => expect(keys.filter((key) => !zh[key].trim() || !en[key].trim())).toEqual([]))
  it('have no Han character in English', () => expect(keys.filter((key) => /\p{Script=Han}/u.test(en[key]))).toEqual([]))
  it('have no English word in Chinese but names', () => {
    const words = (text: string) => text.replace(/\{\w+\}/g, '').match(/[A-Za-z]{2,}/g) ?? []
    expect(keys.filter((key) => words(zh[key]).some((word) => word !== 'Enter'))).toEqual([])
  })

  it('hold no key that nothing uses', () => {
    const files = Object.values(sources).join('\n')
    // Families are looked up by name: keyOf('step', …) or t(`column.${…}`).
    const families = [...files.matchAll(/keyOf\('([\w.]+)'|`([\w.]+)\.\$\{/g)].map((match) => match[1] ?? match[2]!)
    const used = (key: string) => files.includes(`'${key}'`) || families.some((family) => key.startsWith(`${family}.`))
    expect(keys.filter((key) => !used(key))).toEqual([])
  })
})

const parts = import.meta.glob<Words>('../src/**/*.words.ts', { import: 'words', eager: true })

describe.each(Object.entries(parts))('the words of a part, %s', (_path, words) => {
  const own = Object.keys(words.zh)
  it('have equal keys', () => expect(Object.keys(words.en)).toEqual(own))
  it('have the same holes', () => expect(own.filter((key) => holes(words.en[key]!).join() !== holes(words.zh[key]!).join())).toEqual([]))
  it('leave nothing empty, and each language to itself', () => {
    expect(own.filter((key) => !words.zh[key]!.trim() || !words.en[key]!.trim())).toEqual([])
    expect(own.filter((key) => /\p{Script=Han}/u.test(words.en[key]!) || /[A-Za-z]{2,}/.test(words.zh[key]!.replace(/\{\w+\}/g, '')))).toEqual([])
  })
})

describe('names that come from elsewhere', () => {
  beforeAll(() => setLocale('zh'))

  it('every event kind is named as in schemas/codes/events.csv', () => {
    const path = `${process.env['LIFTGUARD_SCHEMAS'] ?? '../../schemas'}/codes/events.csv`
    const rows = readFileSync(path, 'utf8').trim().split('\n').slice(1).map((row) => row.split(','))
    expect(rows.length).toBeGreaterThan(20)
    for (const [, name, chinese, english] of rows) {
      const key = `kind.${name}` as MessageKey
      expect([name, zh[key], en[key]]).toEqual([name, chinese, english])
    }
  })

  it('困人 is told apart by its reasons (DV-6, DV-7)', () => {
    const seen = (reasons: string[]) => whatText({ kind: 'trapped', reasons })
    expect(seen(['outside_zone', 'occupied'])).toBe('门区外困人')
    expect(seen(['door_not_opened', 'occupied'])).toBe('门区内困人')
    expect(seen([])).toBe('困人')
  })

  it('an unknown kind or reason of a newer box is shown by its name', () => {
    expect(whatText({ kind: 'earthquake', reasons: [] })).toBe('其他事件（earthquake）')
    expect(reasonText('smoke')).toBe('其他原因（smoke）')
  })

  it('says where the car is as well as it knows', () => {
    const where = (differs: object) => whereText({ ...order().seen, ...differs })
    expect(where({ between: ['4', '5'], position_m: 12.44 })).toBe('4 层与 5 层之间 · 距最低层 12.4 米')
    expect(where({ floor: 'B1' })).toBe('B1 层')
    expect(where({})).toBe('楼层未知')
  })
})

describe('refusals say what is wrong and what to do, in the user’s language', () => {
  const problem = { type: 'about:blank', title: '请求有误', title_en: 'Bad request', status: 400 } as const

  it('by our own sentence for a known code', async () => {
    await setLocale('zh')
    expect(problemText({ ...problem, code: 'too_many_attempts', retry_after_s: 30 })).toBe('尝试次数过多，请在 30 秒后再试。')
    expect(problemText({ ...problem, code: 'step_refused', rule: 'out_of_turn' })).toBe(t('problem.step.out_of_turn'))
    expect(problemText({ ...problem, code: 'step_refused', rule: 'something_new' })).toBe(t('problem.step.other'))
    expect(problemText({ ...problem, code: 'weak_password', rule: 'common' })).toContain(zh['problem.weak.common'])
  })

  it('by the server’s sentence for the others', async () => {
    await setLocale('zh')
    expect(problemText({ ...problem, code: 'bad_json' })).toBe('请求有误')
    await setLocale('en')
    expect(problemText({ ...problem, code: 'bad_json' })).toBe('Bad request')
  })
})

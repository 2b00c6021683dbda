import { describe, expect, it } from 'vitest'
import { closingErrors, closingOf, type ClosingForm } from '@/shared/domain/closing'
import { meets, passwordRules, strengthOf } from '@/shared/domain/password'
import { Unanswered } from '@/shared/domain/unanswered'

const filled: ClosingForm = { result: 'trapped', cause: 'levelling_sensor', causeText: '', trapped: '2', hurt: '0', scene: ' 5楼停梯 ' }

describe('the closing form (RS-8, RS-16)', () => {
  it('sends what was typed', () => {
    expect(closingErrors(filled)).toEqual({})
    expect(closingOf(filled)).toEqual({ result: 'trapped', cause: 'levelling_sensor', people_trapped: 2, people_hurt: 0, scene: '5楼停梯' })
  })

  it('leaves out a scene that was not described', () => {
    expect(closingOf({ ...filled, scene: '  ' })).not.toHaveProperty('scene')
  })

  it('asks for a cause, and for words when it is 其他', () => {
    expect(closingErrors({ ...filled, cause: '' })).toHaveProperty('cause')
    expect(closingErrors({ ...filled, cause: 'other', causeText: ' ' })).toHaveProperty('causeText')
    expect(closingOf({ ...filled, cause: 'other', causeText: ' 钢丝绳打滑 ' }).cause).toBe('钢丝绳打滑')
  })

  it.each(['', '-1', '1.5', '100', 'two', '１'])('refuses %j people', (trapped) => {
    expect(closingErrors({ ...filled, trapped })).toHaveProperty('trapped')
  })

  it('takes 0 and 99 people, and no more hurt than trapped', () => {
    expect(closingErrors({ ...filled, trapped: '0', hurt: '0' })).toEqual({})
    expect(closingErrors({ ...filled, trapped: '99', hurt: '99' })).toEqual({})
    expect(closingErrors({ ...filled, trapped: '1', hurt: '2' })).toHaveProperty('hurt')
  })
})

describe('the password rule while typing (AC-3)', () => {
  const allowed = (password: string) => passwordRules.every((rule) => meets(password, rule))

  it.each(['abc123', 'a.bcde', '._._._', 'abcdefghij0123456789'])('%s is allowed', (password) => expect(allowed(password)).toBe(true))
  it.each(['abc12', 'abcdefghij01234567890', 'abcdef', 'Abcdef', '123456', 'abc 123', 'abc-123', '密码abc123', ''])('%j is not', (password) =>
    expect(allowed(password)).toBe(false))

  it.each([
    ['abcdef', 'weak'],
    ['abc123', 'weak'],
    ['Abc12345', 'medium'],
    ['Abc.12345678', 'strong'],
  ] as const)('%s is %s', (password, strength) => expect(strengthOf(password)).toBe(strength))
})

describe('an intention keeps its key until it is answered (house rule 6)', () => {
  const keys = () => {
    let count = 0
    return new Unanswered(() => `key ${++count}`)
  }

  it('the same content again is the same intention, with the version it was made on', () => {
    const unanswered = keys()
    const first = unanswered.intentionFor(['1', 'accepted'], 3)
    expect(unanswered.intentionFor(['1', 'accepted'], 4)).toEqual(first)
  })

  it('other content is another one', () => {
    const unanswered = keys()
    unanswered.intentionFor(['1', 'rescued', { people: 1 }], 3)
    expect(unanswered.intentionFor(['1', 'rescued', { people: 2 }], 3).key).toBe('key 2')
  })

  it('after an answer a new one begins', () => {
    const unanswered = keys()
    unanswered.intentionFor(['1', 'accepted'], 3)
    unanswered.answered()
    expect(unanswered.intentionFor(['1', 'accepted'], 5)).toEqual({ key: 'key 2', version: 5 })
  })
})

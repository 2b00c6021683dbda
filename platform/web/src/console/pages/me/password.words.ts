import { partWords } from '@/shared/i18n/part'

export const words = {
  zh: {
    current: '当前密码',
    new: '新密码',
    again: '再次输入新密码',
    mismatch: '两次输入的新密码不一致，请重新输入。',
    same: '新密码不能与当前密码相同。',
    submit: '保存新密码',
    strength: '密码强度',
    weak: '弱',
    medium: '中',
    strong: '强',
    rule_length: '长度为 6–20 位',
    rule_characters: '只用字母、数字、点和下划线',
    rule_kinds: '至少包含两类：大写字母、小写字母、数字、点或下划线',
  },
  en: {
    current: 'Current password',
    new: 'New password',
    again: 'New password again',
    mismatch: 'The two new passwords differ. Please type them again.',
    same: 'The new password must differ from the current one.',
    submit: 'Save new password',
    strength: 'Strength',
    weak: 'Weak',
    medium: 'Medium',
    strong: 'Strong',
    rule_length: '6–20 characters',
    rule_characters: 'Letters, digits, dots and underscores only',
    rule_kinds: 'At least two of: capitals, small letters, digits, dots or underscores',
  },
} as const

export const w = partWords(words)

import { partWords } from '@/shared/i18n/part'

export const words = {
  zh: { log_out: '退出登录' },
  en: { log_out: 'Log out' },
} as const

export const w = partWords(words)

import { partWords } from '@/shared/i18n/part'

export const words = {
  zh: {
    spare: '{step}：按平时用时，余 {minutes} 分钟',
    late: '{step}：按平时用时，预计超 {minutes} 分钟',
    slower: '{step}：已比平时慢',
    turns: '；若无进展，{time} 起可能超时',
  },
  en: {
    spare: '{step}: {minutes} min to spare at their usual pace',
    late: '{step}: {minutes} min late at their usual pace',
    slower: '{step}: slower than usual',
    turns: '; at risk from {time} on if nothing happens',
  },
} as const

export const w = partWords(words)

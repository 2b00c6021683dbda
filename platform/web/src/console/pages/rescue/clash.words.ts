import { partWords } from '@/shared/i18n/part'

export const words = {
  zh: {
    title: '工单已被更新',
    text: '您操作期间，这个工单发生了变化，您的操作没有执行：',
    nothing: '工单已有新的状态。',
    next: '页面已更新为最新状态，请核对后再操作。',
    confirm: '知道了',
  },
  en: {
    title: 'The order has changed',
    text: 'While you were at it, this order changed and your action was not taken:',
    nothing: 'The order has a new state.',
    next: 'The page now shows the latest state. Please check before acting.',
    confirm: 'Understood',
  },
} as const

export const w = partWords(words)

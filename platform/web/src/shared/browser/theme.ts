// Light, dark, or as the system says. The console opens in dark: a control room is dim, and the page is open all night.

import { ref } from 'vue'

export const themes = ['light', 'dark', 'system'] as const
export type Theme = (typeof themes)[number]

const stored = 'liftguard.theme'
const darkSystem = matchMedia('(prefers-color-scheme: dark)')

function initial(): Theme {
  const value = localStorage.getItem(stored)
  return themes.find((theme) => theme === value) ?? 'dark'
}

export const theme = ref<Theme>(initial())

function apply(): void {
  const dark = theme.value === 'dark' || (theme.value === 'system' && darkSystem.matches)
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light'
}

export function setTheme(next: Theme): void {
  theme.value = next
  localStorage.setItem(stored, next)
  apply()
}

export function followTheme(): void {
  darkSystem.addEventListener('change', apply)
  apply()
}

import '@/shared/kit/tokens.css'
import '@/shared/kit/base.css'
import { createApp } from 'vue'
import App from './App.vue'
import { router } from './router'
import { restoreSession } from './state/session'
import { followLocale, setLocale, storedLocale } from '@/shared/i18n'
import { followTheme } from '@/shared/browser/theme'

followTheme()
followLocale()

async function start(): Promise<void> {
  // A server that does not answer now may do so in a moment: the page starts at the log-in, which says what is wrong.
  const session = restoreSession().catch(() => {})
  await Promise.all([session, setLocale(storedLocale())])
  createApp(App).use(router).mount('#app')
}

void start()

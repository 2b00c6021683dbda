// The console's pages. Whoever is not logged in gets the log-in, whoever has a first password the change of it; both
// lead on to where the user wanted to go.

import { createRouter, createWebHistory, type RouteLocationNormalized } from 'vue-router'
import RescueDesk from './pages/rescue/RescueDesk.vue'
import { session } from './state/session'
import { reloadOnce } from './stale'
import { worksOnOrders } from '@/shared/domain/permissions'
import { refusalText } from '@/shared/domain/refusal'
import { toastFailed } from '@/shared/kit/toasts'
import type { MessageKey } from '@/shared/i18n'

declare module 'vue-router' {
  interface RouteMeta {
    title: MessageKey
    // Without the frame of a logged-in user.
    bare?: boolean
    // For those who work on orders.
    work?: boolean
  }
}

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', redirect: '/rescue' },
    { path: '/login', name: 'login', meta: { title: 'login.title', bare: true }, component: () => import('./pages/login/LogIn.vue') },
    {
      path: '/first-password',
      name: 'first-password',
      meta: { title: 'password.forced_title', bare: true },
      component: () => import('./pages/login/FirstPassword.vue'),
    },
    {
      path: '/rescue/:id(\\d+)?',
      name: 'rescue',
      meta: { title: 'nav.rescue', work: true },
      // Home comes with the first script: log-in leads straight to it.
      component: RescueDesk,
    },
    { path: '/incidents/:id(\\d+)?', name: 'incidents', meta: { title: 'incident.mark', work: true }, component: () => import('./pages/incidents/IncidentPage.vue') },
    { path: '/chains', name: 'chains', meta: { title: 'chains.title' }, component: () => import('./pages/chains/ChainsPage.vue') },
    { path: '/contacts', name: 'contacts', meta: { title: 'contacts.title' }, component: () => import('./pages/contacts/ContactsPage.vue') },
    { path: '/history', name: 'history', meta: { title: 'nav.history', work: true }, component: () => import('./pages/history/HistoryPage.vue') },
    { path: '/password', name: 'password', meta: { title: 'password.title' }, component: () => import('./pages/me/PasswordPage.vue') },
    { path: '/:rest(.*)*', redirect: '/rescue' },
  ],
})

router.beforeEach((to) => {
  if (!session.value) return to.name === 'login' || { name: 'login', query: wanted(to) }
  if (session.value.must_change_password) return to.name === 'first-password' || { name: 'first-password', query: wanted(to) }
  if (to.meta.work && !worksOnOrders(session.value.account.role)) return '/chains'
  return to.meta.bare ? { path: '/rescue' } : true
})

// The only thing that fails on the way to a page is loading its code.
router.onError((error: unknown, to) => {
  if (!reloadOnce(to.fullPath)) toastFailed(refusalText(error))
})

function wanted(to: RouteLocationNormalized): Record<string, string> {
  if (typeof to.query['to'] === 'string') return { to: to.query['to'] }
  return to.fullPath === '/rescue' || to.meta.bare ? {} : { to: to.fullPath }
}

// Where to go after log-in: a path of our own, never another site's.
export function afterLogIn(): string {
  const to = router.currentRoute.value.query['to']
  return typeof to === 'string' && /^\/(?!\/)/.test(to) ? to : '/rescue'
}

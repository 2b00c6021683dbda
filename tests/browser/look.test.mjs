// Every page and open dialog, in both themes, both languages, at 1440, 360 and 320 px: accessible, nothing sticks out,
// no word of the other language, pictures to look at in $BUILD/browser. Then the keyboard alone.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Browser, assertAccessible, assertNoOverflow, narrow, newPassword, shoot, wide } from './harness/browser.mjs'
import { World } from './harness/world.mjs'

let world
let browser
let login
const ids = []

before(async () => {
  world = await World.start()
  browser = await Browser.start(world.url)
  login = world.login('dispatcher')
  ids.push(await world.trapped('LG-000001'))
  ids.push(await world.trapped('LG-000004', {
    facts: { reasons: ['door_not_opened', 'door_closed', 'occupied', 'button', 'mains_lost'], floor: 'B1', occupancy: 'unknown', mains: false },
  }))
})
after(async () => {
  await browser?.stop()
  await world?.stop()
})

// What stands on the page, data aside: names of people, places and units are the same in every language.
const wordsOutsideData = (page) =>
  page.evaluate(() => {
    const copy = document.body.cloneNode(true)
    const data = 'noscript, .place, .facts, .unit, .where, .title, .who, .who-name, .who-role, .timeline, .notice, .contact .name, .text, .banner, .alert, .done, option, [lang], .choices, dd, .due'
    for (const element of copy.querySelectorAll(data)) element.remove()
    return copy.innerText
  })

async function check(page, name) {
  await assertAccessible(page, name)
  await assertNoOverflow(page, name)
  await shoot(page, name)
}

const sizes = [
  { theme: 'dark', viewport: wide },
  { theme: 'light', viewport: wide },
  { theme: 'light', viewport: narrow },
  { theme: 'dark', viewport: narrow },
]

let first = true
for (const { theme, viewport } of sizes) {
  const suffix = `${theme}-${viewport.width}`

  test(`every page and dialog: ${suffix}`, async () => {
    const visitor = await browser.visitor({ theme, viewport })
    const page = await visitor.open()
    await page.locator('[name=login]').waitFor()
    await check(page, `login-${suffix}`)
    await page.fill('[name=login]', login.login)
    await page.fill('[name=password]', first ? login.password : newPassword)
    await page.click('button[type=submit]')
    if (first) {
      first = false
      await page.fill('[name=current]', login.password)
      await page.fill('[name=new]', newPassword)
      await page.fill('[name=again]', newPassword)
      assert.ok((await page.locator('.strength').innerText()).includes('强'))
      await check(page, `first-password-${suffix}`)
      await page.click('button[type=submit]')
    }
    await page.locator(`[data-order="${ids[0]}"]`).waitFor()
    await page.locator('.live[data-state=live]').waitFor()
    await check(page, `desk-${suffix}`)

    await page.locator('.opener').click()
    await page.locator('.menu .panel').waitFor()
    await check(page, `menu-${suffix}`)
    await page.keyboard.press('Escape')

    for (const [index, id] of ids.entries()) {
      await page.goto(`${world.url}/rescue/${id}`)
      await page.locator('[data-level="1"]').waitFor()
      await check(page, `detail-${index + 1}-${suffix}`)
    }
    await page.keyboard.press('?')
    await page.locator('dialog[open]').waitFor()
    await check(page, `keys-${suffix}`)
    await page.keyboard.press('Escape')
    await page.locator('dialog').waitFor({ state: 'detached' })

    await page.goto(`${world.url}/history`)
    await page.locator('.history').waitFor()
    await page.getByText('还没有已完成的救援工单').waitFor()
    await check(page, `history-empty-${suffix}`)
    await page.goto(`${world.url}/password`)
    await page.locator('[name=current]').waitFor()
    await check(page, `password-${suffix}`)
    await visitor.close()
  })
}

test('the closing and the step-back dialog: both themes, wide and narrow', async () => {
  for (const { theme, viewport } of sizes) {
    const suffix = `${theme}-${viewport.width}`
    const visitor = await browser.visitor({ theme, viewport })
    const page = await visitor.open(`/rescue/${ids[1]}`)
    await visitor.logIn({ ...login, password: newPassword })
    await page.locator('[data-level="1"]').waitFor()
    if (suffix === 'dark-1440') {
      await page.locator('[data-action=accepted]').click()
      await page.locator('[data-action=arrived]').click()
    }
    await page.locator('[data-action=rescued]').click()
    await page.locator('dialog button[type=submit]').waitFor()
    assert.equal(await page.inputValue('dialog [name=cause]'), 'mains_lost', 'the box saw the power go')
    await page.selectOption('dialog [name=cause]', 'other')
    await page.locator('dialog button[type=submit]').click()
    await check(page, `closing-${suffix}`)
    await page.keyboard.press('Escape')
    await page.locator('dialog').waitFor({ state: 'detached' })
    await page.locator('[data-action=step_back]').click()
    await page.locator('dialog [name=reason]').waitFor()
    await check(page, `step-back-${suffix}`)
    await visitor.close()
  }
})

test('English without reload: no Han character outside data, and what was typed stays', async () => {
  const visitor = await browser.visitor()
  const page = await visitor.open()
  await page.fill('[name=login]', 'somebody')
  await page.getByText('English').click()
  await page.getByText('Log-in name').waitFor()
  assert.equal(await page.inputValue('[name=login]'), 'somebody')
  assert.doesNotMatch(await wordsOutsideData(page), /\p{Script=Han}/u)
  await visitor.logIn({ ...login, password: newPassword })
  await page.locator(`[data-order="${ids[0]}"]`).waitFor()
  assert.doesNotMatch(await wordsOutsideData(page), /\p{Script=Han}/u)
  await page.goto(`${world.url}/rescue/${ids[0]}`)
  await page.locator('[data-level="1"]').waitFor()
  assert.doesNotMatch(await wordsOutsideData(page), /\p{Script=Han}/u)
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'en')
  await check(page, 'english-dark-1440')
  await page.setViewportSize(narrow)
  await check(page, 'english-dark-360')
  await page.setViewportSize({ width: 320, height: 640 })
  await assertNoOverflow(page, 'English at 320 px')
  await page.goto(`${world.url}/rescue`)
  await page.locator(`[data-order="${ids[1]}"]`).waitFor()
  await assertNoOverflow(page, 'English queue at 320 px')
  await visitor.close()
})

test('320 px', async () => {
  const visitor = await browser.visitor({ viewport: { width: 320, height: 640 } })
  const page = await visitor.open()
  await assertNoOverflow(page, 'log-in')
  await visitor.logIn({ ...login, password: newPassword })
  await page.locator(`[data-order="${ids[0]}"]`).waitFor()
  await assertNoOverflow(page, 'desk')
  await page.locator(`[data-order="${ids[0]}"]`).click()
  await page.locator('[data-level="1"]').waitFor()
  await assertNoOverflow(page, 'detail')
  await visitor.close()
})

test('the whole rescue by keyboard alone, focus always visible', async () => {
  const visitor = await browser.visitor()
  const page = await visitor.open()
  await page.locator('[name=login]:focus').waitFor()
  await page.keyboard.type(login.login)
  await page.keyboard.press('Tab')
  await page.keyboard.type(newPassword)
  await page.keyboard.press('Enter')
  await page.locator(`[data-order="${ids[0]}"]`).waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.locator('[data-action=accepted]').waitFor()
  await page.keyboard.press('a')
  await page.locator('[data-action=arrived]').waitFor()
  await page.keyboard.press('v')
  await page.locator('[data-action=rescued]').waitFor()
  await page.keyboard.press('s')
  await page.locator('dialog[open]').waitFor()
  assert.equal(await page.evaluate(() => document.activeElement.closest('dialog') !== null), true)
  await page.locator('dialog [name=cause]').focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Control+Enter')
  await page.getByText('处置结论').waitFor()
  const ring = await page.evaluate(() => {
    document.querySelector('.nav a').focus({ focusVisible: true })
    return getComputedStyle(document.activeElement).outlineStyle
  })
  assert.notEqual(ring, 'none')
  await visitor.close()
})

test('single-key shortcuts can be switched off and then do nothing', async () => {
  const visitor = await browser.visitor()
  const page = await visitor.open()
  await visitor.logIn({ ...login, password: newPassword })
  await page.keyboard.press('?')
  await page.locator('dialog input[type=checkbox]').uncheck()
  await page.keyboard.press('Escape')
  await page.locator('dialog').waitFor({ state: 'detached' })
  await page.keyboard.press('?')
  await page.keyboard.press('g')
  await page.keyboard.press('h')
  assert.equal(await page.locator('dialog').count(), 0)
  assert.match(page.url(), /\/rescue$/)
  await visitor.close()
})

test('nothing went wrong behind the pages: no foreign request, no CSP violation, no console error', () => browser.assertClean())

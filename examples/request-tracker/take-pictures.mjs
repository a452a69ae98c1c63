// Takes a picture of a ticket's page in Request Tracker's web interface, as a browser shows it, and holds the page's
// text to what it must and must not show.
//   node take-pictures.mjs before|after FILE-OF-THE-PERSON'S-WORDS FOLDER
// playwright-core is found from the folder that PLAYWRIGHT_FOLDER names.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const [when, wordsFile, folder] = process.argv.slice(2)
const url = process.env.RT_EXAMPLE_URL
const { chromium } = createRequire(join(process.env.PLAYWRIGHT_FOLDER, 'here.js'))(
  'playwright-core',
)
const words = readFileSync(wordsFile, 'utf8').trim().split('\n')
const STAFF = ['Wir kümmern uns darum, schöne Grüße', 'Ich rufe zurück']
const TICKET = 1
let failed = false

function expect(is, what) {
  console.log(`${is ? '  ok      ' : '  NOT OK  '}${what}`)
  if (!is) failed = true
}

// By script: a click of the mouse scrolls the page, and its menu goes along.
const clickAll = (some) => some.evaluateAll((elements) => elements.forEach((one) => one.click()))

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
    ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
  ],
})
try {
  const page = await browser.newPage({ viewport: { width: 1100, height: 900 } })
  await page.goto(`${url}/NoAuth/Login.html`)
  await page.fill('input[name=user]', 'root')
  await page.fill('input[name=pass]', 'password')
  await Promise.all([page.waitForNavigation(), page.press('input[name=pass]', 'Enter')])
  const reply = await page.goto(`${url}/Ticket/Display.html?id=${TICKET}`)
  await page.locator('.transaction').last().waitFor()
  await page.waitForLoadState('networkidle')
  // Quotes are folded away. What they say is part of the page.
  await clickAll(page.locator('.message-stanza-folder'))
  const text = await page.locator('body').innerText()
  const all = (await page.content()).toLowerCase()
  const shown = words.some((word) => all.includes(word.toLowerCase()))
  expect(reply.status() === 200, `the page of ticket ${TICKET} in a browser: status 200`)
  expect(
    STAFF.every((answer) => text.includes(answer)),
    'it shows the answers of staff',
  )
  if (when === 'before') expect(shown, 'it shows words of the person')
  else expect(!shown, 'it shows none of the person')
  // Boxes that say nothing of the person are folded away, so that the picture is of the rest.
  for (const box of ['Reminders', 'Links']) {
    const title = page.locator('.titlebox-title', { has: page.getByText(box, { exact: true }) })
    await clickAll(title.locator('.toggle'))
  }
  await page.waitForFunction('document.querySelector(".collapsing") === null')
  await page.screenshot({
    ...{ path: join(folder, `request-tracker-${when}.jpeg`), type: 'jpeg', quality: 50 },
    fullPage: true,
  })
} finally {
  await browser.close()
}
process.exitCode = failed ? 1 : 0

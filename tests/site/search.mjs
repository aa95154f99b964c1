// The search: what it finds, how it is used without a mouse, and how what is found is shown.
import { PHONE, check, equal, expect, inSight, open, searchFor, settled } from './lib.mjs';

const results = (page) => page.locator('#found li:not(.none)').allTextContents();
const hit = (page) => page.locator('svg a.hit');

// Made-up words, each in one place only: what it is in, the label of the entry, where that is.
const WORDS = [
  ['label', 'epsilon', null], ['label', 'delta', 'Delta'], ['a label of other letters', 'größe', 'Größe 大きさ'], ['note', 'quaggamire', '<main> & "co"'],
  ['note of an item', 'mirabelle', 'Letters'], ['fact', 'okapistone', '<main> & "co"'], ['about of a map', 'zebrafinch', 'Tom & "Jerry" <handbook>'],
  ['term', 'fjord', 'Fjord'], ['other word for a term', 'inlet', 'Fjord'], ['text of a term', 'tapirword', 'Fjord'], ['beginning of a word', 'okapist', '<main> & "co"'],
  ['word with a slip', 'okapistome', '<main> & "co"'], ['words with marks', '<main> & "co"', '<main> & "co"'],
];

await check('search finds labels, notes, facts and terms', async () => {
  const page = await open('odd', 'index.html');
  for (const [what, words, label] of WORDS) {
    await searchFor(page, words);
    const found = await results(page);
    if (label === null) equal(found.length, 0, `found for the ${what} ${words}`);
    else expect(found.some((one) => one.startsWith(label)), `${what} ${words}: found ${JSON.stringify(found)}`);
  }
  await searchFor(page, 'main');
  equal((await results(page))[0].slice(0, 4), 'main', 'what comes first for a whole name');
  await searchFor(page, 'okapistone');
  equal(await page.locator('#found mark').first().textContent(), 'okapistone', 'what is marked');
  page.silent();
});

await check('search finds every entry by its label', async () => {
  const page = await open('atlas', 'a-z.html');
  const labels = await page.locator('.a-z p > *').evaluateAll((all) => all.map((one) => one.firstChild.textContent.trim().replace(/^\d+ /, '')).filter((_, i) => i % 23 === 0));
  for (const label of labels) {
    await searchFor(page, label);
    const found = await results(page);
    expect(found.some((one) => one.replace(/^\d+ /, '').startsWith(label)), `${label}: found ${JSON.stringify(found)}`);
  }
  page.silent();
  return `${labels.length} labels`;
});

await check('search by keyboard shows an entry in its drawing', async () => {
  for (const viewport of [{ width: 1280, height: 800 }, PHONE])
    for (const [words, label, file] of [['Scheduler taxonomy', 'Scheduler taxonomy', 'chapters/libraries/core.html'], ['roadmap', '12 Future Directions & RoadmapHugging Face Atlas', null]]) {
      const page = await open('atlas', 'chapters/datasets.html', { viewport, reducedMotion: 'reduce' });
      await page.keyboard.press('/');
      expect(await page.evaluate(() => document.activeElement.type === 'search'), '/ leads to the search');
      await page.keyboard.type(words);
      await page.waitForFunction((start) => [...document.querySelectorAll('#found li')].some((one) => one.textContent.startsWith(start)), label);
      for (let i = 0; i < 12; i++) {
        if ((await page.locator('#found li[aria-selected=true]').textContent()).startsWith(label)) break;
        await page.keyboard.press('ArrowDown');
      }
      const chosen = page.locator('#found li[aria-selected=true]');
      expect((await chosen.textContent()).startsWith(label), `${label} is not reached by arrows`);
      equal(await page.locator('header input').getAttribute('aria-activedescendant'), await chosen.getAttribute('id'), 'what is said to be chosen');
      await page.keyboard.press('Enter');
      await page.waitForURL(/\?show=/);
      await hit(page).waitFor();
      await settled(page);
      if (file) expect(page.url().includes(file), page.url());
      equal(await hit(page).count(), 1, 'marked in the drawing');
      // a drawing for a phone has the upper levels alone: there it is what the entry stands in
      const drawn = await page.evaluate((name) => [...document.querySelectorAll('.view svg')].find((svg) => svg.getBoundingClientRect().width).textContent.includes(name), label.slice(0, 9));
      const wanted = drawn ? label.slice(0, 12) : 'Diffusers';
      expect((await hit(page).textContent()).trim().startsWith(wanted), `marked is ${await hit(page).textContent()}`);
      expect(await inSight(hit(page)), `${label}, ${viewport.width}: what is found is out of sight`);
      expect(await inSight(page.locator('.shown > :first-child').first()), `${label}, ${viewport.width}: its entry is out of sight`);
      const under = await page.evaluate(() => document.querySelector('.shown').getBoundingClientRect().top - document.querySelector('figure').getBoundingClientRect().bottom);
      expect(under >= 0, `${label}, ${viewport.width}: its entry begins ${under} px below the drawing`);
      await page.getByRole('button', { name: 'Do not keep the drawing in sight' }).click();
      equal(await page.locator('.pinned').count(), 0, 'drawings that are kept in sight');
      page.silent();
    }
});

await check('what is found with the same name is told apart', async () => {
  const page = await open('odd', 'index.html', { reducedMotion: 'reduce' });
  await searchFor(page, 'twin');
  const all = (await page.locator('#found li').all()).length, shown = new Set();
  equal(all, 4, 'the number of twins');
  for (let i = 0; i < all; i++) {
    await page.visit('index.html');
    await searchFor(page, 'twin');
    await page.locator('#found li').nth(i).click();
    await hit(page).waitFor();
    const box = await hit(page).boundingBox();
    shown.add(`${Math.round(box.x + await page.evaluate(() => document.querySelector('.view').scrollLeft))},${Math.round(box.y + await page.evaluate(() => document.querySelector('.view').scrollTop + scrollY))}`);
    expect(await inSight(hit(page)), `number ${i} is out of sight`);
  }
  equal(shown.size, all, `places marked (${[...shown].join(' ')})`);
});

await check('search is left by Escape, and says when there is nothing', async () => {
  const page = await open('odd', 'index.html');
  await page.keyboard.press('/');
  await page.keyboard.type('xyzzyx');
  await page.locator('#found .none').waitFor();
  expect((await page.locator('#found').innerText()).includes('Nothing found for “xyzzyx”'), 'nothing is said');
  expect(await page.evaluate(() => [...document.querySelectorAll('[role=status], [aria-live]')].some((one) => /nothing/i.test(one.textContent))), 'nothing is said to those who hear it');
  await page.keyboard.press('Enter');
  expect(!page.url().includes('show='), 'Enter leads somewhere');
  await page.keyboard.press('Escape');
  equal(await page.locator('#found').isVisible(), false, 'the list after Escape');
  equal(await page.locator('header input').getAttribute('aria-expanded'), 'false', 'aria-expanded');
  await searchFor(page, 'twin');
  await page.keyboard.press('ArrowUp');
  equal(await page.locator('#found li[aria-selected=true]').getAttribute('id'), await page.locator('#found li').last().getAttribute('id'), 'up from the first one');
  await page.mouse.click(5, 700); // beside the list, which may stand over the title
  equal(await page.locator('#found').isVisible(), false, 'the list after a click beside it');
  await page.fill('header input', '');
  equal(await page.locator('#found').isVisible(), false, 'the list of no words');
  page.silent();
});

await check('search leads to a term in the glossary', async () => {
  const page = await open('odd', 'sub dir/plain.html');
  await searchFor(page, 'tapirword');
  await page.keyboard.press('Enter');
  await page.waitForURL(/glossary.html#fjord$/);
  expect(await inSight(page.locator(':target')), 'the term is out of sight');
});

await check('what is found on the page that is open is shown', async () => {
  const page = await open('odd', 'sub dir/plain.html', { reducedMotion: 'reduce' });
  for (const words of ['beta', 'delta', 'delta']) {
    await searchFor(page, words);
    await page.keyboard.press('Enter');
    await page.waitForFunction((word) => document.querySelector('svg a.hit')?.textContent.trim().toLowerCase().startsWith(word), words);
    expect(await inSight(hit(page)), `${words} is out of sight`);
  }
});

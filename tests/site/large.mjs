// A map of 2,400 items: what is drawn can be read, what is folded is reached, and nothing is slow. What is timed is
// asserted ten times more generously than it is meant to be, for machines that are busy; the real figures are printed.
import { check, equal, expect, inSight, open, pagesOf, searchFor, settled } from './lib.mjs';

const MOST_KEY = 50, MOST_TASK = 200; // milliseconds that are meant
const GENEROUS = 10;

const median = (list) => list.sort((a, b) => a - b)[list.length >> 1];

await check('a large map is walked through its parts', async () => {
  const page = await open('large', 'index.html', { reducedMotion: 'reduce' });
  await page.locator('.view svg a', { hasText: 'Category 3' }).first().locator('text').first().click();
  equal(await page.locator('h1').textContent(), 'Category 3', 'where a folded box leads');
  expect(await page.locator('.view svg a', { hasText: 'Subcategory' }).count() >= 5, 'its parts are not drawn');
  expect(await page.locator('.entries li').count() >= 150, 'its items are not told');
  page.silent();
});

await check('a folded box leads to where it is told', async () => {
  const counts = [];
  for (const [site, least] of [['large', 80], ['deep', 64]]) {
    const page = await open(site, 'index.html', { reducedMotion: 'reduce' });
    const links = await page.locator('.view svg a').evaluateAll((all) => all.map((one) => [one.textContent.trim(), one.getAttribute('href')]));
    const folded = links.filter(([text]) => /\+\d+/.test(text));
    expect(folded.length >= least, `${site}: only ${folded.length} folded boxes`);
    for (const [text, href] of [folded[0], folded[folded.length >> 1], folded.at(-1)]) {
      await page.visit(href);
      const name = text.replace(/\+.*$/s, '').trim();
      const told = await page.evaluate(() => (document.querySelector(':target') ?? document.querySelector('main')).querySelector('h1, h2, h3, h4').textContent);
      expect(told.startsWith(name), `${text} leads to ${href}, which tells of ${told}`);
      expect(await page.locator('.view svg a', { hasText: name }).count(), `${name} is not drawn where it is told`);
    }
    counts.push(`${site} ${folded.length}`);
  }
  return counts.join(', ');
});

await check('a folded map is seen in fewer levels and in more', async () => {
  const page = await open('deep', 'index.html');
  equal((await page.locator('.drawings').innerText()).replace(/\s+/g, ' ').trim(), 'Levels 2 3', 'the levels that are offered');
  const drawn = () => page.locator('.view svg rect').count();
  const all = await drawn();
  await page.click('.drawings a');
  equal(await page.locator('.drawings [aria-current]').innerText(), '2', 'the level that is shown');
  const some = await drawn();
  expect(some < all, `${some} boxes in two levels, ${all} in three`);
  await page.click('.drawings a');
  equal(await drawn(), all, 'boxes, back in three levels');
  for (const file of pagesOf('deep')) {
    await page.visit(file);
    expect(await drawn() <= 400, `${file}: ${await drawn()} boxes`);
  }
  page.silent();
});

await check('every item of a large map is found and shown', async () => {
  const page = await open('large', 'index.html', { reducedMotion: 'reduce' });
  for (const label of ['Project Kakadro', 'Project Mishalo', 'Subcategory 79 of things']) {
    await page.visit('index.html');
    await searchFor(page, label);
    const first = await page.locator('#found li').first().textContent();
    expect(first.startsWith(label), `for ${label}, ${first} comes first`);
    await page.keyboard.press('Enter');
    await page.locator('svg a.hit').waitFor();
    expect(await inSight(page.locator('svg a.hit')), `${label} is out of sight`);
    expect((await page.locator('svg a.hit').textContent()).replace(/\s+/g, '').startsWith(label.replace(/\s+/g, '')), await page.locator('svg a.hit').textContent());
  }
});

await check('entries of a large map are chosen by chips', async () => {
  const page = await open('large', 'index/cat-3.html', { reducedMotion: 'reduce' });
  const shown = () => page.locator('.entries li:visible').count();
  const all = await shown(), chip = (name) => page.getByRole('button', { name: new RegExp(`^${name} \\d+$`) });
  const number = async (name) => Number((await chip(name).textContent()).match(/\d+$/)[0]);
  const [libraries, datasets, graduated] = [await number('library'), await number('dataset'), await number('graduated')];
  equal(libraries + datasets + await number('service'), all, 'what chips count');
  await chip('library').click();
  equal(await shown(), libraries, 'libraries');
  await chip('dataset').click();
  equal(await shown(), libraries + datasets, 'libraries and data sets');
  await chip('graduated').click();
  const both = await shown();
  expect(both > 0 && both < graduated, `${both} of ${graduated} graduated ones`);
  expect((await page.locator('.count').textContent()).startsWith(`${both} of `), await page.locator('.count').textContent());
  equal(await page.locator('.entries section:visible').evaluateAll((them) => them.filter((one) => !one.querySelector('li:not(.out)')).length), 0, 'sections without entries');
  for (const name of ['library', 'dataset', 'graduated']) await chip(name).click();
  equal(await shown(), all, 'all again');
  await page.getByRole('button', { name: 'Show the entries in tiles' }).click();
  const boxes = await page.locator('.entries li').evaluateAll((them) => them.slice(0, 2).map((one) => one.getBoundingClientRect()).map((box) => [box.x, box.y]));
  expect(boxes[0][1] === boxes[1][1] && boxes[1][0] > boxes[0][0], `tiles at ${JSON.stringify(boxes)}`);
  page.silent();
  const plain = await open('large', 'index/cat-3.html', { javaScriptEnabled: false });
  equal(await plain.locator('.chips').count(), 0, 'chips without a script');
  equal(await plain.locator('.entries li:visible').count(), all, 'entries without a script');
  return `${all} entries`;
});

await check('search in a large map takes no time', async () => {
  const page = await open('large', 'index/cat-3.html');
  await page.focus('header input');
  await page.waitForFunction(() => globalThis.atlasSearch);
  await searchFor(page, 'k'); // the index is made
  const times = [];
  for (const words of ['project', 'subcategory 41', 'kind 7', 'licence', 'quimizen'])
    for (let end = 1; end <= words.length; end++)
      times.push(await page.evaluate(async (typed) => {
        const input = document.querySelector('header input');
        input.value = typed;
        const from = performance.now();
        input.dispatchEvent(new Event('input'));
        document.body.offsetHeight; // and is laid out
        return performance.now() - from;
      }, words.slice(0, end)));
  const worst = Math.max(...times), middle = median(times);
  expect(middle < MOST_KEY * GENEROUS, `the median is ${middle.toFixed(1)} ms`);
  return `median ${middle.toFixed(1)} ms, at most ${worst.toFixed(1)} ms of ${MOST_KEY}, ${times.length} keys`;
});

await check('a page of a large map scrolls smoothly', async () => {
  const figures = [];
  for (const file of ['index.html', 'index/cat-3.html', 'a-z.html']) {
    const page = await open('large', file);
    await settled(page);
    const { tasks, frames } = await page.evaluate(async () => {
      const long = [], gaps = [];
      const observer = new PerformanceObserver((list) => long.push(...list.getEntries().map((one) => one.duration)));
      observer.observe({ entryTypes: ['longtask'] });
      let last = performance.now();
      for (let i = 0; i < 60; i++) {
        scrollBy({ top: 160, behavior: 'instant' });
        await new Promise(requestAnimationFrame);
        gaps.push(performance.now() - last);
        last = performance.now();
      }
      await new Promise((done) => { setTimeout(done, 50); });
      return { tasks: long, frames: gaps };
    });
    const worst = Math.max(0, ...tasks);
    expect(worst < MOST_TASK * GENEROUS, `${file}: a task of ${worst} ms`);
    figures.push(`${file} ${tasks.length} long tasks, at most ${worst.toFixed(0)} ms of ${MOST_TASK}, a frame in ${median(frames).toFixed(0)} ms`);
  }
  return figures.join('; ');
});

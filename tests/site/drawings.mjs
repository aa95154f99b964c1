// The drawing in its page: looks as the file to download, leads where it says, is zoomed, moved and walked through.
import { PHONE, WIDE, check, equal, expect, inSight, open, pagesOf, settled, source } from './lib.mjs';

const size = (page) => page.evaluate(() => document.querySelector('.view svg').getBoundingClientRect().width);
const scroll = (page) => page.evaluate(() => [document.querySelector('.view').scrollLeft, document.querySelector('.view').scrollTop]);
const near = (got, wanted, what, most = 1) => expect(Math.abs(got - wanted) <= most, `${what} is ${got}, not ${wanted}`);

// How each line of words and each box is drawn.
const looks = (page) => page.evaluate(() => {
  const svg = document.querySelector('svg');
  const look = (element, names) => names.map((name) => getComputedStyle(element)[name]).join(' ');
  const words = [...svg.querySelectorAll('text')].map((text) => `${text.textContent}: ${look(text, ['fontSize', 'fontWeight', 'fill', 'fontFamily', 'textAnchor'])}`);
  const boxes = [...svg.querySelectorAll('rect')].filter((rect) => !rect.classList.contains('atl-page'))
    .map((rect) => `box at ${rect.getAttribute('x')}: ${look(rect, ['fill', 'stroke', 'strokeWidth', 'rx'])}`);
  return [...words, ...boxes];
});

await check('a drawing looks in its page as in its file', async () => {
  let count = 0;
  for (const site of ['atlas', 'odd']) {
    const page = await open(site, 'index.html');
    for (const file of pagesOf(site).filter((one) => source(site, one).includes('class="view"'))) {
      const inBoth = async () => {
        const both = [];
        for (const colorScheme of ['light', 'dark']) {
          await page.emulateMedia({ colorScheme });
          both.push(...await looks(page));
        }
        return both;
      };
      await page.visit(encodeURI(file));
      const inPage = await inBoth();
      await page.goto(await page.locator('a[download][href$=".svg"]').evaluate((link) => link.href));
      const inFile = await inBoth();
      equal(inPage.length, inFile.length, `${site}/${file}: the number of parts`);
      inPage.forEach((one, i) => equal(one, inFile[i], `${site}/${file}`));
      count += inPage.length;
    }
  }
  return `${count} parts`;
});

await check('drawings fit where they are read', async () => {
  const page = await open('atlas', 'index.html', { javaScriptEnabled: false });
  let count = 0, least = Infinity;
  for (const [width, height] of [[1440, 900], [1024, 768], [768, 1024], [390, 844], [360, 740]]) {
    await page.setViewportSize({ width, height });
    for (const file of pagesOf('atlas')) {
      await page.visit(encodeURI(file));
      const found = await page.evaluate(() => {
        const scrolls = [...document.querySelectorAll('*')].find((one) => !one.closest('details:not([open])') && one.scrollWidth > one.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(one).overflowX));
        const svgs = [...document.querySelectorAll('svg')].filter((svg) => svg.getBoundingClientRect().width);
        const types = svgs.flatMap((svg) => [...svg.querySelectorAll('text, tspan')]
          .map((word) => parseFloat(getComputedStyle(word).fontSize) * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width));
        return { page: document.documentElement.scrollWidth, scrolls: scrolls?.outerHTML.slice(0, 80), main: document.querySelectorAll('.view').length, shown: svgs.length, least: Math.min(...types) };
      });
      const where = `${file} at ${width}`;
      expect(found.page <= width && !found.scrolls, `${where} scrolls sideways: ${found.page}, ${found.scrolls}`);
      expect(found.shown >= found.main, `${where}: ${found.shown} drawings are shown`);
      expect(found.least >= 10, `${where}: letters of ${found.least} px`);
      least = Math.min(least, found.least);
      count++;
    }
  }
  return `${count} pages, letters of at least ${least.toFixed(1)} px`;
});

await check('a legend says what colours stand for, without a script', async () => {
  let count = 0;
  const page = await open('atlas', 'index.html', { javaScriptEnabled: false });
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    for (const file of pagesOf('atlas').filter((one) => source('atlas', one).includes('class="view"'))) {
      await page.visit(file);
      const { keys, boxes, entries } = await page.evaluate(() => {
        const colours = (box) => ['fill', 'stroke'].map((name) => getComputedStyle(box)[name]).join();
        return {
          keys: [...document.querySelectorAll('.legend li')].map((key) => [key.textContent, colours(key.querySelector('rect')), key.getBoundingClientRect().width]),
          boxes: Object.fromEntries([...document.querySelectorAll('.view .wide a, .view > svg a')].map((link) => [link.getAttribute('href'), link.querySelector('rect, .atl-b')])
            .filter(([, box]) => box).map(([href, box]) => [href, colours(box)])),
          entries: [...document.querySelectorAll('.entries [id]')].map((entry) => [`#${entry.id}`, entry.querySelector(':scope > i, :scope > :is(h2, h3, h4, h5, h6) > i, :scope > details > summary > * > i')?.textContent]),
        };
      });
      for (const [kind, colour, width] of keys) {
        const drawn = entries.filter(([href, of]) => of === kind && boxes[href]).map(([href]) => boxes[href]);
        expect(width > 20 && (!drawn.length || drawn.includes(colour)), `${file}, ${colorScheme}: ${kind} is ${colour}, drawn as ${drawn[0]}`);
        count += drawn.length > 0;
      }
    }
  }
  expect(count > 50, `${count} colours`);
  return `${count} colours`;
});

await check('views are drawn when they are opened, or asked for by their address', async () => {
  let count = 0;
  for (const file of pagesOf('atlas').filter((one) => source('atlas', one).includes('class="views"'))) {
    const ids = [...source('atlas', file).matchAll(/<details id="(view-[^"]*)"/g)].map((one) => one[1]);
    const page = await open('atlas', `${file}#${ids[0]}`, { viewport: PHONE });
    await page.locator(`#${ids[0]} svg`).waitFor();
    for (const id of ids.slice(1)) await page.click(`#${id} summary`);
    for (const id of ids) {
      await page.locator(`#${id} svg`).waitFor();
      const found = await page.locator(`#${id} svg`).evaluate((svg) => ({
        width: svg.getBoundingClientRect().width, words: svg.textContent.length,
        scale: svg.getBoundingClientRect().width / svg.viewBox.baseVal.width,
        dead: [...svg.querySelectorAll('a')].map((link) => link.getAttribute('href')).filter((href) => href.startsWith('#') && !document.getElementById(decodeURIComponent(href.slice(1)))),
      }));
      expect(found.words > 10 && found.width > 0 && found.scale * 12 >= 10, `${file}, ${id}: ${JSON.stringify(found)}`);
      expect(!found.dead.length, `${file}, ${id}: ${found.dead[0]} leads nowhere`);
      count++;
    }
    equal(await page.evaluate(() => document.documentElement.scrollWidth), 390, `${file}: the width of the page`);
    page.silent();
  }
  expect(count > 30, `${count} views`);
  return `${count} views`;
});

await check('words stay within their boxes', async () => {
  const page = await open('atlas', 'index.html');
  for (const file of pagesOf('atlas').filter((one) => source('atlas', one).includes('class="view"'))) {
    await page.visit(file);
    await page.click('button[title^="1:1"]');
    const out = await page.evaluate(() => [...document.querySelectorAll('.view svg g')].flatMap((g) => {
      const rect = g.querySelector('rect:not(.hit)');
      if (!rect) return [];
      const box = rect.getBoundingClientRect();
      return [...g.querySelectorAll('text')].filter((text) => {
        const words = text.getBoundingClientRect();
        return words.left < box.left - 1 || words.right > box.right + 1;
      }).map((text) => text.textContent);
    }));
    expect(!out.length, `${file}: ${out.slice(0, 4).join(', ')}`);
  }
});

await check('a click in the drawing leads on, and back again', async () => {
  const page = await open('odd', 'index.html', { reducedMotion: 'reduce' });
  const way = [['chain.html', 'A chain of things'], ['other/layered.html', 'Layers'], ['../lonely.html', 'Lonely']];
  for (const [href, title] of way) {
    await page.click(`.view svg a[href="${href}"]`);
    equal(await page.locator('h1').textContent(), title, 'where it leads');
  }
  for (let i = 0; i < 3; i++) await page.goBack();
  equal(await page.locator('h1').textContent(), 'Tom & "Jerry" <handbook>', 'the way back');
  await page.click('.view svg a[href="sub%20dir/plain.html"]');
  equal(await page.locator('h1').textContent(), 'sub dir/plain', 'a page in a folder with a blank');
  await page.click('.view svg a[href="#d"]');
  await page.waitForURL(/#d$/);
  await settled(page);
  expect(await inSight(page.locator(':target')), 'the entry is out of sight');
  page.silent();
});

await check('the keyboard leads on in the drawing, and back again', async () => {
  const page = await open('odd', 'chain.html');
  await page.focus('.view');
  for (let i = 0; i < 20; i++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(() => document.activeElement.getAttribute('href')) === 'other/layered.html') break;
  }
  expect(await inSight(page.locator(':focus')), 'what is focused is out of sight');
  await page.keyboard.press('Enter');
  await page.waitForURL(/layered\.html$/);
  await page.goBack();
  equal(await page.locator('h1').textContent(), 'A chain of things', 'the way back');
  page.silent();
});

await check('the top of a wide tree is in sight', async () => {
  const page = await open('deep', 'index.html');
  expect(await inSight(page.locator('.view svg a').first()), 'it is not');
});

await check('every node of a drawing leads to its entry', async () => {
  let count = 0;
  for (const site of ['atlas', 'odd']) {
    const page = await open(site, 'index.html');
    for (const file of pagesOf(site)) {
      await page.visit(encodeURI(file));
      const faults = await page.evaluate(() => [...document.querySelectorAll('.view svg a')].map((link) => {
        const href = link.getAttribute('href');
        if (!href.startsWith('#')) return '';
        const entry = document.getElementById(decodeURIComponent(href.slice(1)));
        const said = (text) => text.replace(/\s+/g, '').toLowerCase();
        const first = link.querySelector('text, tspan') ?? link;
        return entry && said(entry.textContent).includes(said(first.textContent).replace(/\+\d+$/, '')) ? '' : `${href}: ${link.textContent}`;
      }));
      count += faults.length;
      const bad = faults.filter(Boolean);
      expect(!bad.length, `${site}/${file}: ${bad.length}: ${bad.slice(0, 3).join('; ')}`);
    }
  }
  expect(count > 800, `${count} links`);
  return `${count} links`;
});

await check('an entry is shown in its drawing by its button', async () => {
  const page = await open('atlas', 'chapters/libraries/core.html', { reducedMotion: 'reduce' });
  let count = 0;
  for (const id of ['tokenizers', 'safetensors', 'scheduler-taxonomy']) {
    await page.locator(`[id="${id}"]`).hover();
    await page.locator(`[id="${id}"] .up`).first().click();
    await settled(page);
    equal(await page.locator('svg a.hit').count(), 1, `${id}: marked`);
    expect(await inSight(page.locator('svg a.hit')), `${id} is out of sight`);
    count++;
  }
  equal(await page.locator('svg .hit:not(a)').count() <= 1, true, 'bands that are left behind');
  page.silent();
  return `${count} entries`;
});

await check('zoom by buttons', async () => {
  const page = await open('atlas', 'chapters/libraries/core.html');
  const press = async (title) => {
    await page.click(`button[title^="${title}"]`);
    return size(page);
  };
  const natural = await press('1:1');
  near(await press('Zoom in'), natural * 1.25, 'larger');
  near(await press('Zoom out'), natural, 'as before');
  near(await press('Zoom out'), natural / 1.25, 'smaller');
  const frame = await page.evaluate(() => document.querySelector('.view').clientWidth);
  near(await press('Fit'), Math.min(natural, frame), 'the fitting width', 2);
  for (let i = 0; i < 30; i++) await press('Zoom in');
  expect(await size(page) <= natural * 8, 'there is no end to zooming in');
  for (let i = 0; i < 40; i++) await press('Zoom out');
  expect(await size(page) >= natural / 20, 'there is no end to zooming out');
  page.silent();
});

await check('zoom by wheel keeps what is below the pointer', async () => {
  const page = await open('atlas', 'chapters/libraries/core.html', { reducedMotion: 'reduce' });
  for (let i = 0; i < 3; i++) await page.click('button[title^="Zoom in"]'); // else there is nothing to scroll
  await page.evaluate(() => document.querySelector('.view').scrollTo(200, 100));
  const link = page.locator('.view svg a', { hasText: 'Auto-classes' }).first();
  await page.evaluate(() => { scrollTo(0, 250); });
  const before = await link.boundingBox();
  await page.mouse.move(before.x + before.width / 2, before.y + before.height / 2);
  const natural = await size(page);
  await page.mouse.wheel(0, 100);
  await settled(page);
  equal(await size(page), natural, 'the width after a wheel alone');
  const now = await link.boundingBox();
  await page.mouse.move(now.x + now.width / 2, now.y + now.height / 2);
  await page.keyboard.down('Control');
  for (let i = 0; i < 3; i++) await page.mouse.wheel(0, -100);
  await page.keyboard.up('Control');
  await page.waitForFunction((width) => document.querySelector('.view svg').getBoundingClientRect().width > width * 1.9, natural);
  const after = await link.boundingBox();
  near(after.x + after.width / 2, now.x + now.width / 2, 'x of what is below the pointer', 12);
  near(after.y + after.height / 2, now.y + now.height / 2, 'y of what is below the pointer', 12);
  page.silent();
});

await check('zoom by the keys + - and 0', async () => {
  const page = await open('atlas', 'chapters/libraries/core.html');
  await page.click('button[title^="1:1"]');
  const natural = await size(page);
  await page.focus('.view');
  for (const [key, wanted] of [['+', 1.25], ['=', 1.5625], ['-', 1.25], ['0', 1], ['-', 0.8]]) {
    await page.keyboard.press(key);
    near(await size(page), natural * wanted, `the width after ${key}`);
  }
  const before = await scroll(page);
  for (const key of ['0', '+', '+', '+']) await page.keyboard.press(key);
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction((left) => document.querySelector('.view').scrollLeft > left, before[0]);
  await page.keyboard.press('0');
  await page.focus('header input');
  await page.keyboard.type('+-0');
  near(await size(page), natural, 'the width after keys in the search');
});

await check('the drawing is dragged, and a drag is no click', async () => {
  const page = await open('atlas', 'chapters/libraries/core.html', { reducedMotion: 'reduce' });
  for (let i = 0; i < 3; i++) await page.click('button[title^="Zoom in"]');
  const link = page.locator('.view svg a', { hasText: 'Auto-classes' }).first();
  await link.scrollIntoViewIfNeeded();
  const box = await link.boundingBox();
  await page.mouse.move(box.x + 20, box.y + 5);
  const from = await scroll(page), url = page.url();
  await page.mouse.down();
  const way = from[0] > 150 ? 1 : -1; // to where there is something to see
  await page.mouse.move(box.x + 20 + way * 150, box.y + 5, { steps: 5 });
  await page.mouse.up();
  near(way * (from[0] - (await scroll(page))[0]), 150, 'how far it moved', 2);
  equal(page.url(), url, 'the address after a drag');
  await link.locator('text').first().click();
  await page.waitForURL(/#/);
  page.silent();
});

// Every page: valid, accessible, silent; light and dark, on paper, on a phone, without a script.
import { PHONE, WIDE, at, check, equal, expect, inSight, open, pagesOf, required, searchFor, served, settled, source, task } from './lib.mjs';

const SITES = ['atlas', 'odd', 'flat', 'single', 'deep'];
// Pages of every kind, where every page would take too long.
const KINDS = [['atlas', 'index.html'], ['atlas', 'chapters/libraries.html'], ['atlas', 'chapters/roadmap.html'], ['atlas', 'glossary.html'],
  ['atlas', 'a-z.html'], ['odd', 'index.html'], ['odd', 'other/layered.html'], ['flat', 'index.html'], ['single', 'index.html'],
  ['large', 'index.html'], ['large', 'index/cat-3.html']];

// What is looked at page by page. The pages of some sites are made by a few lines, and as like as two peas.
const looksOf = (site) => (site === 'large' ? ['index.html', 'index/cat-3.html'] : site === 'deep' ? pagesOf(site).slice(0, 4) : pagesOf(site));

// What a script adds, laid open: everything that can be opened is, and the search has found something.
const layOpen = async (page) => {
  await page.evaluate(() => document.querySelectorAll('details').forEach((details) => { details.open = true; }));
  await page.waitForFunction(() => [...document.querySelectorAll('.text pre')].every((pre) => pre.textContent)
    && [...document.querySelectorAll('.packed details')].every((places) => places.querySelector('a')));
};

await check('pages are valid HTML', async () => {
  const { HtmlValidate } = required('html-validate');
  const validator = new HtmlValidate({ root: true, extends: ['html-validate:recommended'] });
  let count = 0;
  const faults = [];
  for (const site of Object.keys(task.sites))
    for (const file of pagesOf(site)) {
      const report = await validator.validateString(source(site, file), file);
      count++;
      for (const result of report.results)
        for (const fault of result.messages) faults.push(`${site}/${file}:${fault.line}:${fault.column}: ${fault.ruleId}: ${fault.message}`);
    }
  expect(!faults.length, `${faults.length} faults\n${faults.slice(0, 8).join('\n')}`);
  return `${count} pages`;
});

// What depends on the scheme and on the size; these rules take most of the time, and all others say the same in each look.
const SEEN = ['color-contrast', 'link-in-text-block', 'target-size', 'scrollable-region-focusable'];
const SAID = { rules: Object.fromEntries(SEEN.map((rule) => [rule, { enabled: false }])) };
const LOOK = { runOnly: { type: 'rule', values: SEEN } };
const axe = async (page, where, rules) => {
  const { violations } = await page.evaluate((options) => globalThis.axe.run(document, options), { resultTypes: ['violations'], ...rules });
  return violations.map((one) => `${where}: ${one.id}: ${one.nodes.length} times, ${one.nodes[0].html.slice(0, 160)} ${one.nodes[0].failureSummary?.split('\n')[1] ?? ''}`);
};

// What every page says, and how it looks: light and dark, wide and narrow, those of each kind in all four ways. Of pages that
// are long, and the same all the way down, the first part is looked at.
await check('axe-core finds no violation', async () => {
  const script = required.resolve('axe-core/axe.min.js');
  const faults = [], todo = [];
  let count = 0;
  for (const site of Object.keys(task.sites))
    for (const file of looksOf(site)) todo.push([site, file]);
  const work = async () => {
    const page = await open('single', 'index.html', { reducedMotion: 'reduce' });
    await page.context().addInitScript({ path: script });
    for (let next = todo.shift(); next; next = todo.shift()) {
      const [site, file] = next;
      await page.goto(at(site, file));
      await layOpen(page);
      faults.push(...await axe(page, `${site}/${file}`, SAID));
      await page.evaluate(() => document.querySelectorAll('.glossary > :nth-child(n + 30), .a-z p ~ p').forEach((part) => part.remove()));
      const all = KINDS.some((kind) => kind[0] === site && kind[1] === file);
      for (const [colorScheme, size] of [['light', WIDE], ['dark', PHONE], ...(all ? [['dark', WIDE], ['light', PHONE]] : [])]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize(size);
        faults.push(...await axe(page, `${site}/${file}, ${colorScheme}, ${size.width}`, LOOK));
        count++;
      }
    }
  };
  await Promise.all([work(), work()]);
  expect(!faults.length, `${faults.length} in ${count} looks\n${faults.join('\n')}`);
  return `${count} looks`;
});

await check('axe-core finds no violation in what a search has found', async () => {
  const page = await open('odd', 'index.html');
  await page.context().addInitScript({ path: required.resolve('axe-core/axe.min.js') });
  const faults = [];
  for (const colorScheme of ['light', 'dark'])
    for (const size of [WIDE, PHONE]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(size);
      for (const words of ['twin', 'xyzzyx', 'tapirword']) {
        await page.visit('index.html');
        await searchFor(page, words);
        faults.push(...await axe(page, `${words}, ${colorScheme}, ${size.width}`, LOOK));
        if (colorScheme === 'light' && size === WIDE) faults.push(...await axe(page, words, SAID));
      }
      await page.goto(at('atlas', 'glossary.html#lora'));
      await page.evaluate(() => { document.querySelector(':target details').open = true; });
      await page.waitForFunction(() => document.querySelector(':target details p'));
      faults.push(...(await page.evaluate(() => globalThis.axe.run(document.querySelector(':target')))).violations.map((one) => `led to, ${one.id}`));
      await page.visit('index.html?show=main-found');
      faults.push(...await axe(page, `shown, ${colorScheme}, ${size.width}`, LOOK));
      if (colorScheme === 'light' && size === WIDE) faults.push(...await axe(page, 'shown', SAID));
    }
  expect(!faults.length, faults.join('\n'));
});

// -- what pages ask for and say ---------------------------------------------------------------------------------------

// What a reader does on a page that loads something.
const useAll = async (page) => {
  await layOpen(page);
  await searchFor(page, 'a');
  await settled(page);
};

await check('read from a folder, pages ask for nothing outside it, say nothing, and all their links lead somewhere', async () => {
  const known = new Map(); // page -> ids
  const links = [];
  let asked = 0;
  for (const site of SITES) {
    const page = await open(site, 'index.html');
    for (const file of pagesOf(site)) {
      await page.visit(encodeURI(file));
      await useAll(page);
      const found = await page.evaluate(() => ({
        ids: [...document.querySelectorAll('[id]')].map((one) => one.id),
        links: [...document.querySelectorAll('a[href]')].map((one) => one.href?.baseVal ?? one.href),
      }));
      equal(found.ids.length, new Set(found.ids).size, `${site}/${file}: the number of ids`);
      known.set(page.url(), new Set(found.ids));
      for (const link of found.links) links.push([page.url(), new URL(link, page.url())]);
    }
    page.silent();
    asked += page.asked;
  }
  for (const [from, to] of links) {
    if (!to.href.startsWith('file:') || !to.pathname.endsWith('.html')) continue;
    const ids = known.get(to.href.replace(/[?#].*/, ''));
    expect(ids, `${from}: ${to} leads to no page`);
    expect(to.hash === '' || ids.has(decodeURIComponent(to.hash.slice(1))), `${from}: ${to} leads to no id`);
  }
  expect(links.length > 4000, `only ${links.length} links`);
  return `${known.size} pages, ${asked} requests, ${links.length} links`;
});

await check('served by a strict policy, pages ask for nothing outside their folder and say nothing', async () => {
  let count = 0, asked = 0;
  for (const site of ['atlas', 'odd'])
    await served(site, async (base) => {
      const page = await open(site, 'index.html', {}, base);
      for (const file of pagesOf(site).filter((one) => site === 'odd' || KINDS.some(([, kind]) => kind === one) || one.includes('.depth-'))) {
        await page.visit(encodeURI(file));
        await useAll(page);
        count++;
      }
      page.silent();
      asked += page.asked;
    });
  return `${count} pages, ${asked} requests`;
});

// -- from page to page ------------------------------------------------------------------------------------------------

await check('next and breadcrumbs are clicked through', async () => {
  const page = await open('large', 'index.html');
  const titles = [];
  for (let i = 0; i < 3; i++) {
    await page.click('a[rel=next]');
    titles.push(await page.locator('h1').textContent());
  }
  equal(titles.join(), 'Category 0,Category 1,Category 2', 'what follows');
  await page.click('a[rel=prev]');
  equal(await page.locator('h1').textContent(), 'Category 1', 'what comes before');
  await page.click('.crumbs a');
  equal(await page.locator('h1').textContent(), 'A large landscape', 'what is above');
});

await check('the first Tab skips to the content', async () => {
  const page = await open('atlas', 'chapters/hub.html');
  await page.keyboard.press('Tab');
  expect(await inSight(page.locator(':focus')), 'the link is not seen');
  await page.keyboard.press('Enter');
  expect(/#main$/.test(page.url()), page.url());
});

await check('everything that is focused is seen to be', async () => {
  for (const file of ['chapters/roadmap.html', 'glossary.html']) {
    const page = await open('atlas', file);
    const unseen = [];
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press('Tab');
      const fault = await page.evaluate(() => {
        const one = document.activeElement, style = getComputedStyle(one);
        if (one === document.body || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1)) return '';
        return one.outerHTML.slice(0, 100);
      });
      if (fault) unseen.push(fault);
      const covered = await page.evaluate(() => {
        const one = document.activeElement, box = one.getBoundingClientRect();
        const head = document.querySelector('header');
        return one !== document.body && !head.contains(one) && box.height && box.height < 200 && box.bottom > 0 && box.top < head.getBoundingClientRect().bottom - 1
          && getComputedStyle(head).position === 'sticky' && one.className !== 'skip' ? one.outerHTML.slice(0, 100) : '';
      });
      if (covered) unseen.push(`below the header: ${covered}`);
    }
    expect(!unseen.length, `${file}: ${unseen.length}\n${unseen.slice(0, 4).join('\n')}`);
  }
});

await check('an entry that a link leads to stands below the header, and is marked', async () => {
  for (const size of [WIDE, PHONE]) {
    const page = await open('atlas', 'index.html', { viewport: size, reducedMotion: 'reduce' });
    for (const to of ['chapters/libraries/core.html#tokenizers', 'glossary.html#lora', 'a-z.html#letter-M']) {
      await page.visit(to);
      await settled(page);
      const { top, head, colour } = await page.evaluate(() => {
        const target = document.querySelector(':target');
        const bars = [...document.querySelectorAll('header, .letters')].filter((bar) => getComputedStyle(bar).position === 'sticky');
        return {
          top: target.getBoundingClientRect().top,
          head: Math.max(0, ...bars.filter((bar) => !bar.contains(target)).map((bar) => bar.getBoundingClientRect().bottom)),
          colour: getComputedStyle(target).backgroundColor,
        };
      });
      expect(top >= head - 1 && top < size.height, `${to}, ${size.width}: at ${top}, the header ends at ${head}`);
      if (!to.includes('letter')) expect(colour !== 'rgba(0, 0, 0, 0)', `${to} is not marked`);
    }
  }
});

await check('sections are folded, and unfold for what is led to in them', async () => {
  const page = await open('atlas', 'chapters/libraries/core.html', { reducedMotion: 'reduce' });
  const height = () => page.evaluate(() => document.documentElement.scrollHeight);
  const before = await height();
  const sections = page.locator('.fold > details > summary');
  equal(await sections.count(), 3, 'sections');
  expect(await page.locator('#transformers').isVisible(), 'a section is folded before anybody did it');
  for (const section of await sections.all()) await section.click({ position: { x: 4, y: 8 } });
  expect(await page.locator('#transformers').isHidden(), 'the section is not folded');
  const after = await height();
  expect(after < before / 2, `${before} px high, ${after} folded`);
  await page.evaluate(() => { location.hash = 'tokenizers'; });
  await settled(page);
  expect(await inSight(page.locator('#tokenizers > :first-child')), 'what a link leads to is out of sight');
  await page.locator('.fold > details > summary').first().click({ position: { x: 4, y: 8 } });
  await searchFor(page, 'Scheduler taxonomy');
  await page.keyboard.press('Enter');
  await page.locator('.shown').waitFor();
  expect(await inSight(page.locator('.shown > :first-child').first()), 'what is found is out of sight');
  page.silent();
  return `${before} px, folded ${after}`;
});

// -- other ways to look at them ---------------------------------------------------------------------------------------

await check('dark pages have other colours', async () => {
  const page = await open('single', 'index.html');
  for (const [site, file] of KINDS) {
    await page.goto(at(site, file));
    const colours = () => page.evaluate(() => {
      const of = (selector, property) => {
        const one = document.querySelector(selector);
        return one ? getComputedStyle(one)[property] : null;
      };
      return [of('html', 'backgroundColor'), of('h1', 'color'), of('main a', 'color'), of('.view svg', 'backgroundColor'), of('.view rect', 'fill'), of('.view text', 'fill')];
    });
    await page.emulateMedia({ colorScheme: 'light' });
    const light = await colours();
    await page.emulateMedia({ colorScheme: 'dark' });
    const dark = await colours();
    light.forEach((colour, i) => expect(colour === null || colour !== dark[i], `${site}/${file}: colour ${i} is ${colour} in both`));
  }
});

await check('paper has the drawing and the entries and no buttons', async () => {
  const page = await open('single', 'index.html', { viewport: { width: 720, height: 1000 } });
  for (const [site, file] of KINDS) {
    await page.goto(at(site, file));
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const look = await page.evaluate(() => ({
      seen: ['header', 'button', '.turn', '.crumbs', '.letters', '.drawings', 'input'].filter((one) => [...document.querySelectorAll(one)].some((it) => it.checkVisibility())),
      ground: getComputedStyle(document.documentElement).backgroundColor,
      wide: [...document.querySelectorAll('svg')].filter((svg) => svg.getBoundingClientRect().width > innerWidth + 1).length,
      cut: [...document.querySelectorAll('.view')].filter((view) => getComputedStyle(view).overflow !== 'visible').length,
      entries: document.querySelectorAll('.entries').length === 0 || document.querySelector('.entries').checkVisibility(),
    }));
    equal(look.seen.join(' '), '', `${site}/${file}: what is seen on paper`);
    equal(look.ground, 'rgb(255, 255, 255)', `${site}/${file}: the colour of paper`);
    equal(look.wide + look.cut, 0, `${site}/${file}: drawings that are cut`);
    expect(look.entries, `${site}/${file}: no entries`);
  }
});

await check('without a script all can be read, and nothing is dead', async () => {
  for (const [site, file] of KINDS) {
    const page = await open(site, file, { javaScriptEnabled: false });
    equal(await page.locator('button:visible, input:visible').count(), 0, `${site}/${file}: buttons`);
    equal(await page.locator('[data-packed]:visible, details:visible:not(:has(:not(summary)))').count(), 0, `${site}/${file}: what cannot be opened`);
    expect((await page.locator('main').innerText()).length > 20, `${site}/${file}: no words`);
    for (const details of await page.locator('main details:visible').all()) {
      if (!await details.isVisible() || await details.evaluate((one) => one.open)) continue; // what is open needs no click
      await details.locator('summary').first().click();
      const words = await details.locator(':scope > :not(summary)').first().textContent();
      expect(words.length > 3, `${site}/${file}: opens upon nothing`);
    }
    page.silent();
  }
  const page = await open('odd', 'index.html', { javaScriptEnabled: false });
  await page.click('svg a[href="chain.html"]');
  equal(await page.locator('h1').textContent(), 'A chain of things', 'where the drawing leads');
  expect(await page.locator('.entries section').count() === 3, 'entries');
  await page.goBack();
  await page.locator('dd', { hasText: 'okapistone' }).waitFor();
});

await check('a phone shows pages as wide as it is; the drawing is moved in its frame', async () => {
  let moved = 0;
  for (const site of Object.keys(task.sites)) {
    const page = await open(site, 'index.html', { viewport: PHONE, hasTouch: true, isMobile: true });
    for (const file of looksOf(site)) {
      await page.visit(encodeURI(file));
      await layOpen(page);
      const look = await page.evaluate(() => {
        const view = document.querySelector('.view');
        const out = [...document.querySelectorAll('main *, header *, footer')].find((one) => !one.closest('.view, pre, .skip') && one.getBoundingClientRect().right > innerWidth + 1);
        return { page: document.documentElement.scrollWidth, out: out?.outerHTML.slice(0, 120), scrolls: view ? view.scrollWidth > view.clientWidth : false, window: innerWidth };
      });
      equal(look.page, 390, `${site}/${file}: the width of the page (${look.out})`);
      equal(look.window, 390, `${site}/${file}: the width it is zoomed to`);
      equal(look.out, undefined, `${site}/${file}: what stands out`);
      if (!look.scrolls) continue;
      moved++;
      expect(await page.evaluate(() => {
        const view = document.querySelector('.view');
        view.scrollLeft = 50;
        return view.scrollLeft === 50 && scrollX === 0;
      }), `${site}/${file}: the drawing does not move`);
    }
  }
  return `${moved} drawings are wider`; // those whose words are
});

await check('what is touched is large enough', async () => {
  const page = await open('atlas', 'chapters/libraries/core.html', { viewport: PHONE, hasTouch: true, isMobile: true });
  for (const file of ['chapters/libraries.html', 'glossary.html', 'a-z.html', 'index.html']) {
    await page.visit(file);
    const small = await page.evaluate(() => [...document.querySelectorAll('button, header a, .letters a, .turn a, .crumbs a, input, figcaption a, summary, .drawings a')]
      .filter((one) => one.checkVisibility()).map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()]).filter(([, box]) => box.height < 24 || box.width < 24).map(([text, box]) => `${text} ${box.width}x${box.height}`));
    expect(!small.length, `${file}: ${small.length}\n${small.slice(0, 5).join('\n')}`);
  }
});

await check('where motion is unwanted, nothing moves by itself', async () => {
  const page = await open('atlas', 'chapters/libraries/core.html');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  equal(await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior), 'auto', 'how it scrolls');
  equal(await page.evaluate(() => [...document.querySelectorAll('*')].filter((one) => {
    const style = getComputedStyle(one);
    return parseFloat(style.transitionDuration) > 0 || style.animationName !== 'none';
  }).length), 0, 'what moves');
});

await check('a copied drawing is what atlasc -T text prints', async () => {
  let count = 0;
  for (const site of ['atlas', 'odd'])
    await served(site, async (base) => {
      for (const [file, text] of Object.entries(task.sites[site].text))
        for (const way of ['clipboard', 'selection']) {
          const page = await open(site, encodeURI(file), { permissions: ['clipboard-read', 'clipboard-write'] }, base);
          if (way === 'selection') await page.evaluate(() => { navigator.clipboard.writeText = () => Promise.reject(new Error('not here')); });
          await page.click('.text summary');
          await page.waitForFunction(() => document.querySelector('.text pre').textContent);
          await page.click('.text button');
          await page.locator('.text button', { hasText: 'Copied' }).waitFor();
          equal((await page.evaluate(() => navigator.clipboard.readText())).replace(/\r/g, ''), text, `${site}/${file}, by ${way}: the text`);
          page.silent();
          count++;
        }
    });
  return `${count} times`;
});

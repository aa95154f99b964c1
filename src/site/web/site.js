// What a page can do beyond being read: zoom and drag the drawing, show an entry in it, copy the text, load the search.
const root = document.documentElement;
root.classList.add('js');
const top = document.body.dataset.top;

const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

const button = (text, label, press) => {
  const it = make('button', { type: 'button', 'aria-label': label, title: label }, text);
  it.addEventListener('click', press);
  return it;
};

// -- the drawing ------------------------------------------------------------------------------------------------------

const view = document.querySelector('.view');
const svgs = [...view?.querySelectorAll('svg') ?? []];
let svg = svgs[0]; // the one that is shown: which it is, is said by the style sheet
const natural = (it) => ({ w: it.viewBox.baseVal.width, h: it.viewBox.baseVal.height });
const LEAST = 0.1, MOST = 6, STEP = 1.25;
const scaled = () => svg.getBoundingClientRect().width / natural(svg).w;
const fitting = () => Math.min(1, view.clientWidth / natural(svg).w);

// Zooms so that the point of the view at (x, y) stays where it is.
const zoom = (to, x = view.clientWidth / 2, y = view.clientHeight / 2) => {
  const scale = scaled(), next = Math.min(MOST, Math.max(LEAST, to)), size = natural(svg);
  const fx = (view.getBoundingClientRect().left + x - svg.getBoundingClientRect().left) / scale;
  const fy = (view.scrollTop + y) / scale;
  svg.setAttribute('width', size.w * next);
  svg.setAttribute('height', size.h * next);
  view.classList.toggle('zoomed', next !== 1 || size.w > view.clientWidth);
  view.scrollLeft = fx * next - x;
  view.scrollTop = fy * next - y;
};
const pick = () => { svg = svgs.find((it) => it.getBoundingClientRect().width) ?? svg; };

if (svg) {
  pick();
  new ResizeObserver(pick).observe(view);
  const tools = make('div', { class: 'tools', role: 'group', 'aria-label': 'Zoom' },
    button('−', 'Zoom out', () => zoom(scaled() / STEP)),
    button('+', 'Zoom in', () => zoom(scaled() * STEP)),
    button('Fit', 'Fit to the width', () => zoom(fitting())),
    button('1:1', '1:1, natural size', () => zoom(1)));
  document.querySelector('figcaption').append(tools);
  view.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const box = view.getBoundingClientRect();
    zoom(scaled() * (event.deltaY < 0 ? STEP : 1 / STEP), event.clientX - box.left, event.clientY - box.top);
  }, { passive: false });
  view.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '+' || event.key === '=') zoom(scaled() * STEP);
    else if (event.key === '-') zoom(scaled() / STEP);
    else if (event.key === '0') zoom(1);
    else return;
    event.preventDefault();
  });
  // Dragging with the mouse; fingers scroll by themselves. What begins as a drag is no click on a link.
  let held = null, moved = false;
  view.addEventListener('pointerdown', (event) => {
    if (event.pointerType !== 'mouse' || event.button) return;
    held = { x: event.clientX + view.scrollLeft, y: event.clientY + view.scrollTop, id: event.pointerId };
    moved = false;
  });
  view.addEventListener('pointermove', (event) => {
    if (!held) return;
    const dx = held.x - event.clientX - view.scrollLeft, dy = held.y - event.clientY - view.scrollTop;
    if (!moved && Math.hypot(dx, dy) < 5) return;
    if (!moved) view.setPointerCapture(held.id);
    moved = true;
    view.classList.add('held');
    view.scrollLeft += dx;
    view.scrollTop += dy;
  });
  const drop = () => { held = null; view.classList.remove('held'); };
  view.addEventListener('pointerup', drop);
  view.addEventListener('pointercancel', drop);
  view.addEventListener('click', (event) => { if (moved) { event.preventDefault(); moved = false; } }, true);
  view.addEventListener('dragstart', (event) => event.preventDefault());
}

// -- an entry in its drawing ------------------------------------------------------------------------------------------

// Its link; of what opens another map, the link there that has its name; else that of what it stands in.
const linkTo = (id) => {
  const links = [...svg.querySelectorAll('a')];
  const name = (element) => element.textContent.replace(/\s/g, '');
  for (let entry = document.getElementById(id); entry; entry = entry.parentElement.closest('.entries [id]')) {
    const bare = (href) => href?.replace(/^\.\//, '');
    const opened = [...entry.querySelectorAll(':scope>p>b+a')].find((link) => link.previousElementSibling.textContent === 'Opens')?.getAttribute('href');
    const link = links.find((one) => decodeURIComponent(one.getAttribute('href')) === `#${entry.id}`)
      ?? links.find((one) => bare(one.getAttribute('href')) === bare(opened) && name(entry).startsWith(name(one).slice(0, 9)));
    if (link) return link;
  }
  return null;
};

let marked = [];
const mark = (id) => {
  for (const one of marked) one.tagName === 'rect' && !one.closest('a') ? one.remove() : one.classList.remove('hit');
  marked = [];
  const link = svg && id && linkTo(id);
  if (!link) return;
  if (!link.querySelector('rect')) { // a row of a card: a band behind its words
    const words = link.getBBox();
    const band = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
    const aside = link.querySelector('path') ? 0 : 6; // with its rule, a row is as broad as its card
    for (const [name, value] of Object.entries({ x: words.x - aside, y: words.y - 1, width: words.width + 2 * aside, height: words.height + 2 }))
      band.setAttribute(name, value);
    band.setAttribute('class', 'hit');
    link.before(band);
    marked.push(band);
  }
  link.classList.add('hit');
  marked.push(link);
  const box = link.getBoundingClientRect(), frame = view.getBoundingClientRect();
  view.scrollBy(box.left + box.width / 2 - frame.left - frame.width / 2, box.top + box.height / 2 - frame.top - frame.height / 2);
};

// The drawing stays in sight above the entries, a part of it that shows where one of them stands, until it is let go.
const figure = view?.closest('figure');
let letGo = null;
const pin = () => {
  const head = document.querySelector('header');
  figure.classList.add('pinned');
  figure.style.top = getComputedStyle(head).position === 'sticky' ? `${head.offsetHeight}px` : '0';
  if (letGo) return;
  letGo = button('✕', 'Do not keep the drawing in sight', () => {
    figure.classList.remove('pinned');
    letGo.remove();
    letGo = null;
    view.focus();
  });
  figure.querySelector('.tools').append(letGo);
};

// Unfolds what an element stands in.
const unfold = (element) => {
  for (let at = element; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true;
};

// An entry and its place in the drawing, both in sight.
const showBoth = (id) => {
  const entry = document.getElementById(id);
  unfold(entry);
  for (const one of document.querySelectorAll('.shown')) one.classList.remove('shown');
  entry?.classList.add('shown');
  if (!svg) return entry?.scrollIntoView();
  if (entry) pin();
  mark(id);
  if (!entry) return figure.scrollIntoView();
  const covered = figure.offsetHeight + (parseFloat(figure.style.top) || 0) + 8;
  scrollTo({ top: entry.getBoundingClientRect().top + scrollY - covered, behavior: 'instant' });
};

// ?show=ID is where the search leads: the entry and its place in the drawing. #ID is the entry, which the drawing marks, too.
const shown = new URLSearchParams(location.search).get('show');
const here = () => decodeURIComponent(location.hash.slice(1));
// What is at the top of a wide tree stands in the middle of it.
const begin = () => {
  const box = svg.querySelector('rect')?.getBoundingClientRect(), frame = view.getBoundingClientRect();
  if (box && box.width < frame.width) view.scrollLeft += box.left + box.width / 2 - frame.left - frame.width / 2;
};
if (svg) {
  addEventListener('hashchange', () => mark(here()));
  begin();
  if (location.hash) mark(here());
  for (const entry of document.querySelectorAll('.entries [id]')) {
    const up = button('↑', 'Show in the drawing', () => showBoth(entry.id));
    up.className = 'up';
    const head = entry.firstElementChild;
    if (entry.matches('.fold')) head.firstElementChild.after(up);
    else if (entry.tagName === 'SECTION') head.append(' ', up);
    else entry.insertBefore(up, [...entry.children].find((child) => /^(P|DL|UL)$/.test(child.tagName)) ?? null);
  }
}
if (shown && !location.hash) showBoth(shown);

// -- what is packed: shown when it is opened --------------------------------------------------------------------------

const unpack = async (packed) => {
  const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'))).text();
};
globalThis.atlasUnpack = unpack;

const load = (src) => new Promise((done, fail) => {
  const script = make('script', { src });
  script.addEventListener('load', done);
  script.addEventListener('error', fail);
  document.head.append(script);
});

// What stands in a file beside the page: its drawing as text, and its views, by name.
let more = null, loadingMore = null;
globalThis.atlasMore = (data) => { more = typeof data === 'string' ? unpack(data).then(JSON.parse) : data; };
for (const details of document.querySelectorAll('.text[data-more], .views details'))
  details.addEventListener('toggle', async () => {
    await (loadingMore ??= load(details.closest('[data-more]').dataset.more));
    const text = (await more)[details.id || 'text'];
    const pre = details.querySelector('pre');
    if (pre) pre.textContent = text;
    else details.append(...new DOMParser().parseFromString(text, 'text/html').body.childNodes);
  }, { once: true });

// A view that is asked for by its address is open, and the sections that an entry stands in.
const openAsked = () => {
  const asked = document.getElementById(here()), hidden = asked && !asked.checkVisibility();
  unfold(asked);
  if (hidden) asked.scrollIntoView();
};
addEventListener('hashchange', openAsked);
openAsked();

// What is searched, loaded when it is wanted: by the search, and by places that are rows of it.
let loadingIndex = null;
const searchable = () => (loadingIndex ??= load(`${top}assets/search.js`).then(() => load(`${top}assets/index.js`)));

// The places of all terms of a glossary, in the order of the terms.
let places = null, loadingPlaces = null;
globalThis.atlasPlaces = (packed) => { places = unpack(packed).then((text) => text.split('\n')); };
document.querySelectorAll('.packed details').forEach((details, i) => {
  details.addEventListener('toggle', async () => {
    await Promise.all([loadingPlaces ??= load(`${top}assets/places.js`), searchable()]);
    details.append(...await globalThis.atlasSearch.links((await places)[i].split(',').map(Number), top));
  }, { once: true });
});

// -- where one is -----------------------------------------------------------------------------------------------------

const side = document.querySelector('.side details');
if (side) {
  const broad = matchMedia('(min-width:75rem)'), fold = () => { side.open = broad.matches; };
  broad.addEventListener('change', fold);
  fold();
  const links = new Map([...side.querySelectorAll('ul a')].map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
  const heads = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  let last = null, asked = false;
  const follow = () => {
    asked = false;
    const above = heads.filter((head) => head.checkVisibility() && head.getBoundingClientRect().top < innerHeight / 3).at(-1);
    const link = above && links.get(above.id);
    if (link === last) return;
    last?.removeAttribute('aria-current');
    link?.setAttribute('aria-current', 'true');
    if (link && broad.matches) link.scrollIntoView({ block: 'nearest' });
    last = link;
  };
  addEventListener('scroll', () => { asked ||= !!requestAnimationFrame(follow); }, { passive: true });
  follow();
}

// -- a choice of entries: chips by kind and tag, as a list or in tiles ------------------------------------------------------

const FEW = 24; // entries that need no chips
const told = document.querySelector('.entries');
const entriesHere = [...told?.querySelectorAll('section[id], li[id]') ?? []];
if (entriesHere.length >= FEW) {
  const groups = { kind: new Map(), tag: new Map() }, of = new Map(), chosen = { kind: new Set(), tag: new Set() };
  for (const entry of entriesHere) {
    const head = entry.matches('.fold') ? entry.querySelector('summary > *') : entry.matches('section') ? entry.firstElementChild : entry;
    const kind = [...head.children].find((child) => child.tagName === 'I')?.textContent;
    of.set(entry, { kind: kind ? [kind] : [], tag: entry.dataset.tags?.split(',') ?? [] });
    for (const [group, values] of Object.entries(of.get(entry)))
      for (const value of values) groups[group].set(value, [...groups[group].get(value) ?? [], entry]);
  }
  const fits = (entry) => Object.entries(chosen).every(([group, wanted]) => !wanted.size || of.get(entry)[group].some((value) => wanted.has(value)));
  const count = make('span', { class: 'count', role: 'status' });
  const choose = () => {
    const any = chosen.kind.size || chosen.tag.size, shown = new Set();
    let found = 0;
    for (const entry of entriesHere)
      if (fits(entry)) {
        found++;
        for (let at = entry; at && at !== told; at = at.parentElement) shown.add(at);
      }
    for (const entry of entriesHere) entry.classList.toggle('out', !!any && !shown.has(entry));
    count.textContent = any ? `${found} of ${entriesHere.length} entries` : `${entriesHere.length} entries`;
  };
  // The colour that a kind has in the drawing, from its legend.
  const colours = new Map([...document.querySelectorAll('.legend li')].map((key) => [key.textContent, key.firstChild]));
  const swatch = (kind) => (colours.has(kind) ? [colours.get(kind).cloneNode(true)] : []);
  const bar = make('div', { class: 'chips', role: 'group', 'aria-label': 'Choose entries' });
  for (const [group, values] of Object.entries(groups))
    for (const [value, entries] of [...values].sort((a, b) => b[1].length - a[1].length)) {
      if (entries.length < 2) continue; // a link to one entry is no choice
      const chip = make('button', { type: 'button', 'aria-pressed': 'false', class: group }, ...group === 'kind' ? swatch(value) : [],
        value, make('small', {}, ` ${entries.length}`));
      chip.addEventListener('click', () => {
        const on = !chosen[group].delete(value);
        if (on) chosen[group].add(value);
        chip.setAttribute('aria-pressed', on);
        choose();
      });
      bar.append(chip);
    }
  const tiles = button('Tiles', 'Show the entries in tiles', () => tiles.setAttribute('aria-pressed', told.classList.toggle('tiles')));
  tiles.setAttribute('aria-pressed', 'false');
  bar.append(tiles, count);
  told.before(bar);
  choose();
}

// Addresses are broken behind a slash, where browsers break them anywhere.
for (const link of told?.querySelectorAll('a[href^=http]') ?? [])
  link.replaceChildren(...link.textContent.split(/(?<=\/)/).flatMap((part) => [part, make('wbr')]));

// -- the text ---------------------------------------------------------------------------------------------------------

for (const pre of document.querySelectorAll('.text pre, .lines pre')) {
  const copy = button('Copy', 'Copy the text', async () => {
    try {
      await navigator.clipboard.writeText(pre.textContent);
    } catch { // an old browser, or a page that is not served safely; a selection alone would lose the last line break
      addEventListener('copy', (event) => {
        event.preventDefault();
        event.clipboardData.setData('text/plain', pre.textContent);
      }, { once: true });
      getSelection().selectAllChildren(pre);
      document.execCommand('copy');
    }
    say('Copied');
    setTimeout(() => say('Copy'), 2000);
  });
  const say = (word) => {
    copy.textContent = word;
    copy.setAttribute('aria-label', `${word} the text`);
  };
  copy.setAttribute('aria-live', 'polite');
  pre.before(copy);
}

// -- the search, loaded when it is wanted -----------------------------------------------------------------------------

const input = make('input', {
  type: 'search', placeholder: 'Search', 'aria-label': 'Search', autocomplete: 'off', spellcheck: 'false',
  role: 'combobox', 'aria-expanded': 'false', 'aria-controls': 'found', 'aria-autocomplete': 'list',
});
const found = make('ul', { id: 'found', class: 'found', role: 'listbox', 'aria-label': 'Found', hidden: '' });
const said = make('div', { class: 'skip', role: 'status' });
document.querySelector('header').append(make('div', { class: 'search', role: 'search' }, input, found, said));

let loading = null;
const wanted = () => {
  loading ??= searchable().then(() => globalThis.atlasSearch.attach(input, found, said, top));
  return loading;
};
input.addEventListener('focus', wanted, { once: true });
input.addEventListener('input', wanted, { once: true });
addEventListener('keydown', (event) => {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName);
  if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  input.focus();
});

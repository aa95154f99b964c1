// The search: a list below the field, of what rank.js finds for each key, with where it stands.
import { ROW, Ranking, wordsOf } from './rank.js';

const MOST = 12; // results that are shown
const AROUND = 60; // characters around the first match in what is told

let pages, entries, ranking, ready;

// Called by index.js with everything that is searched.
globalThis.atlasSearch = (data) => {
  ready = (async () => {
    const all = typeof data === 'string' ? JSON.parse(await globalThis.atlasUnpack(data)) : data;
    ({ pages, entries } = all);
    ranking = new Ranking(all);
  })();
};

const element = (tag, attributes = {}, ...children) => {
  const it = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) it.setAttribute(name, value);
  it.append(...children);
  return it;
};

// The words of a text that were found.
const foundIn = (text, words) => wordsOf(text, ranking.rank.longest).filter((word) => words.has(word.text));

// The text with every word that was found in a <mark>.
const withMarks = (text, words) => {
  const parts = [];
  let at = 0;
  for (const word of foundIn(text, words)) {
    if (word.at < at) continue; // one of several that is marked already
    parts.push(text.slice(at, word.at), element('mark', {}, text.slice(word.at, word.end)));
    at = word.end;
  }
  return [...parts, text.slice(at)];
};

// The piece of a text around its first match; '' where there is none.
const piece = (text, words) => {
  const [first] = foundIn(text, words);
  if (!first) return '';
  const from = Math.max(0, first.at - AROUND), to = Math.min(text.length, first.at + AROUND * 2);
  return (from ? '…' : '') + text.slice(from, to) + (to < text.length ? '…' : '');
};

// What an entry is called: a map as its page is, with its number.
const nameOf = (entry) => (ranking.isTerm(entry) || entries[entry][ROW.UP] ? entries[entry][ROW.LABEL] : pages[entries[entry][ROW.PAGE]][1]);

// What is told of an entry, piece by piece.
const told = (row) => [row[ROW.NOTE], row[ROW.ABOUT], ...row.slice(ROW.REST)].filter(Boolean);

// Where an entry stands: its map, and what it is in there; equal titles are told apart by it.
const placeOf = (entry) => {
  const row = entries[entry];
  if (ranking.isTerm(entry)) return 'Glossary';
  if (!row[ROW.UP]) return 'The whole map';
  const above = [];
  for (let at = entry - row[ROW.UP]; ; at -= entries[at][ROW.UP]) {
    const label = nameOf(at).replaceAll('\n', ' ');
    if (above[0] !== label) above.unshift(label);
    if (!entries[at][ROW.UP]) break;
  }
  return above.length > 2 ? `${above[0]} › ${above.at(-1)}` : above.join(' › ');
};

const address = (entry, top, before = ranking.isTerm(entry) ? '#' : '?show=') => {
  const row = entries[entry], [file] = pages[row[ROW.PAGE]]; // an address already
  return row[ROW.ANCHOR] ? `${top}${file}${before}${encodeURIComponent(row[ROW.ANCHOR])}` : top + file;
};

const grouped = (list, by) => {
  const groups = new Map();
  for (const one of list) groups.set(by(one), [...groups.get(by(one)) ?? [], one]);
  return groups;
};

// Links to entries, those of a page in a paragraph; of two with one name there, each with what it is in.
globalThis.atlasSearch.links = async (list, top) => {
  await ready;
  return [...grouped(list, (entry) => entries[entry][ROW.PAGE])].map(([page, here]) => {
    const named = grouped(here, nameOf);
    return element('p', {}, element('b', {}, pages[page][1]), ...here.flatMap((entry, i) => {
      const up = named.get(nameOf(entry)).length > 1 && entries[entry][ROW.UP];
      return [i ? ', ' : ' ', element('a', { href: address(entry, top, '#') }, nameOf(entry),
        ...up ? [' ', element('small', {}, nameOf(entry - up))] : [])];
    }));
  });
};

globalThis.atlasSearch.attach = async (input, list, said, top) => {
  await ready;
  let chosen = -1;
  const items = () => [...list.querySelectorAll('li:not(.none)')];

  const choose = (number) => {
    chosen = number;
    items().forEach((item, i) => item.setAttribute('aria-selected', i === number));
    const item = items()[number];
    if (item) input.setAttribute('aria-activedescendant', item.id);
    else input.removeAttribute('aria-activedescendant');
    item?.scrollIntoView({ block: 'nearest' });
  };
  const close = () => {
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  };
  const option = (press, ...children) => {
    const item = element('li', { role: 'option', id: `found-${list.children.length}` }, ...children);
    item.addEventListener('mousedown', (event) => event.preventDefault()); // the words stay in focus
    item.addEventListener('click', press);
    list.append(item);
  };
  const go = (entry) => {
    close();
    const to = new URL(address(entry, top), location.href);
    if (to.href === location.href) location.reload();
    else location.href = to.href;
  };
  const remark = (text) => list.append(element('li', { class: 'none', role: 'option', 'aria-disabled': 'true' }, text));

  const search = () => {
    const query = input.value.trim();
    if (!query) {
      close();
      return;
    }
    const { hits, asked } = ranking.find(query);
    const words = new Set(asked.flatMap((one) => one.fit.map(([word]) => word.text)));
    list.replaceChildren();
    for (const { entry } of hits.slice(0, MOST)) {
      const row = entries[entry], text = told(row).map((one) => piece(one, words)).find(Boolean);
      option(() => go(entry), ...withMarks(nameOf(entry), words), element('small', {}, placeOf(entry)),
        ...text ? [element('p', {}, ...withMarks(text, words))] : []);
    }
    said.textContent = hits.length ? `${hits.length} found` : `Nothing found for “${query}”`;
    if (!hits.length) remark(said.textContent);
    for (const one of asked) {
      const lacks = `“${one.said}” stands nowhere`;
      if (one.how === 'near') remark(`${lacks}; this is of “${one.near}”`);
      else if (one.how === 'nowhere' && one.near)
        option(() => {
          input.value = query.replace(one.said, one.near);
          search();
        }, hits.length ? `${lacks}; nearest to it is ` : 'Nearest to it is ', element('b', {}, one.near));
      else if (one.how === 'nowhere' && hits.length) remark(lacks);
      if (one.how !== 'found') said.textContent += `. ${lacks}${one.near ? `; nearest is “${one.near}”` : ''}`;
    }
    list.hidden = false;
    input.setAttribute('aria-expanded', 'true');
    choose(hits.length ? 0 : -1);
  };

  input.addEventListener('input', search);
  input.addEventListener('focus', search);
  input.addEventListener('blur', close);
  input.addEventListener('keydown', (event) => {
    const all = items();
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (all.length) choose((chosen + (event.key === 'ArrowDown' ? 1 : all.length - (chosen < 0 ? 0 : 1))) % all.length);
    } else if (event.key === 'Enter' && all[chosen] && !list.hidden) {
      event.preventDefault();
      all[chosen].click();
    } else if (event.key === 'Escape') close();
  });
  search();
};

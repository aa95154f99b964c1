// Search over all entries and terms, by MiniSearch: words and the beginnings of words, with a slip of the finger allowed
// in longer ones. What matters most is the label, then the note, then what is told.
import MiniSearch from 'minisearch';

const MOST = 12; // results that are shown
const AROUND = 60; // characters around the first match in what is told

let pages, entries, index, ready;

// Called by index.js with everything that is searched.
globalThis.atlasSearch = (data) => {
  ready = (async () => make(typeof data === 'string' ? JSON.parse(await globalThis.atlasUnpack(data)) : data))();
};

const make = (data) => {
  ({ pages, entries } = data);
  index = new MiniSearch({
    fields: ['2', '3', '4'],
    idField: 'number',
    extractField: (entry, field) => (field === 'number' ? entry.number : entry.row[field]),
    searchOptions: { boost: { 2: 6, 3: 2 }, prefix: true, fuzzy: (word) => (word.length > 4 ? 0.2 : 0), combineWith: 'AND' },
  });
  index.addAll(entries.map((row, number) => ({ number, row })));
};

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

// The text with every match in a <mark>.
const withMarks = (text, words) => {
  const parts = words.length ? text.split(new RegExp(`(${words.map(escaped).join('|')})`, 'gi')) : [text];
  return parts.map((part, i) => {
    if (i % 2 === 0) return part;
    const mark = document.createElement('mark');
    mark.textContent = part;
    return mark;
  });
};

// The piece of a text around its first match; '' where there is none.
const piece = (text, words) => {
  const at = words.length ? text.search(new RegExp(words.map(escaped).join('|'), 'i')) : -1;
  if (at < 0) return '';
  const from = Math.max(0, at - AROUND), to = Math.min(text.length, at + AROUND * 2);
  return (from ? '…' : '') + text.slice(from, to) + (to < text.length ? '…' : '');
};

const address = (row, top) => {
  const [file] = pages[row[0]]; // an address already
  if (!row[1]) return top + file;
  const drawn = row[0] + 1 < pages.length; // the last page is the glossary
  return `${top}${file}${drawn ? '?show=' : '#'}${encodeURIComponent(row[1])}`;
};

globalThis.atlasSearch.attach = async (input, list, said, top) => {
  await ready;
  let rows = [], chosen = -1;

  const choose = (number) => {
    chosen = number;
    [...list.children].forEach((item, i) => item.setAttribute('aria-selected', i === number));
    const item = list.children[number];
    if (item?.id) input.setAttribute('aria-activedescendant', item.id);
    else input.removeAttribute('aria-activedescendant');
    item?.scrollIntoView({ block: 'nearest' });
  };
  const close = () => {
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  };
  const go = (row) => {
    close();
    const to = new URL(address(row, top), location.href);
    if (to.href === location.href) location.reload();
    else location.href = to.href;
  };

  const search = () => {
    const query = input.value.trim();
    if (!query) {
      close();
      return;
    }
    const same = (result) => entries[result.id][2].toLowerCase() === query.toLowerCase();
    const results = index.search(query).sort((a, b) => same(b) - same(a)).slice(0, MOST); // what is called so comes first
    rows = results.map((result) => entries[result.id]);
    list.replaceChildren(...results.map((result, i) => {
      const row = entries[result.id], words = Object.keys(result.match).sort((a, b) => b.length - a.length);
      const item = document.createElement('li');
      item.id = `found-${i}`;
      item.setAttribute('role', 'option');
      const where = document.createElement('small');
      where.textContent = pages[row[0]][1];
      item.append(...withMarks(row[2], words), where);
      const told = piece(row[3], words) || piece(row[4], words);
      if (told) {
        const line = document.createElement('p');
        line.append(...withMarks(told, words));
        item.append(line);
      }
      item.addEventListener('mousedown', (event) => event.preventDefault()); // the words stay in focus
      item.addEventListener('click', () => go(row));
      return item;
    }));
    said.textContent = results.length ? `${results.length} found` : `Nothing found for “${query}”`;
    if (!results.length) {
      const none = document.createElement('li');
      none.className = 'none';
      none.setAttribute('role', 'option');
      none.setAttribute('aria-disabled', 'true');
      none.textContent = said.textContent;
      list.append(none);
    }
    list.hidden = false;
    input.setAttribute('aria-expanded', 'true');
    choose(results.length ? 0 : -1);
  };

  input.addEventListener('input', search);
  input.addEventListener('focus', search);
  input.addEventListener('blur', close);
  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (rows.length) choose((chosen + (event.key === 'ArrowDown' ? 1 : rows.length - 1)) % rows.length);
    } else if (event.key === 'Enter' && rows[chosen] && !list.hidden) {
      event.preventDefault();
      go(rows[chosen]);
    } else if (event.key === 'Escape') close();
  });
  search();
};

// The ranking of what is found, as src/index/rank.h defines it, which `atlasc query find` follows as well: the same
// entries in the same order, by the same integers. Its numbers and stop words come with the index.
const PAGE = 0, ANCHOR = 1, UP = 2, REFS = 3, LABEL = 4, ID = 5, NOTE = 6, ABOUT = 7, REST = 8;
export const ROW = { PAGE, ANCHOR, UP, REFS, LABEL, ID, NOTE, ABOUT, REST };
const RUN = 3; // words in a row that are one

// What is no sign.
const WORDS = /[0-9A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u1fff\u2800-\u2fff\u3040-\uffff]+/g;
const lower = (word) => word.replace(/[A-Z\u00c0-\u00d6\u00d8-\u00de]/g, (letter) => letter.toLowerCase());
// UTF-8, a character for each byte: lengths are those of bytes.
const bytes = (word) => (/^[\0-\x7f]*$/.test(word) ? word : unescape(encodeURIComponent(word)));

// The words of a text: { text, at, end, joined }, a word of several behind the last of them.
export const wordsOf = (text, longest) => {
  const found = [];
  let chain = null;
  for (const match of text.matchAll(WORDS)) {
    const at = match.index, end = at + match[0].length, word = bytes(lower(match[0])).slice(0, longest);
    found.push({ text: word, at, end, joined: false });
    const goesOn = /^[-_.]/.test(text.slice(end, end + 1)) && text.slice(end + 1, end + 2).search(WORDS) === 0;
    if (chain || goesOn) chain = { text: ((chain?.text ?? '') + word).slice(0, longest), at: chain?.at ?? at, end, joined: true };
    if (chain && !goesOn) {
      found.push(chain);
      chain = null;
    }
  }
  return found;
};

export const stem = (word) => {
  let it = word;
  if (it.length >= 4 && it.endsWith('s')) {
    if (it.length >= 5 && it.endsWith('ies')) it = `${it.slice(0, -3)}y`;
    else if (it.length >= 5 && it.endsWith('sses')) it = it.slice(0, -2);
    else if (!'sui'.includes(it.at(-2))) it = it.slice(0, -1);
  }
  const before = it.length;
  if (it.length >= 6 && it.endsWith('ing')) it = it.slice(0, -3);
  else if (it.length >= 5 && it.endsWith('ed')) it = it.slice(0, -2);
  if (it.length < before && it.length >= 4 && it.at(-1) === it.at(-2) && !'aeioulsz'.includes(it.at(-1))) it = it.slice(0, -1);
  return it.length >= 4 && it.endsWith('e') ? it.slice(0, -1) : it;
};

// log2 in sixteenths, rounded down.
export const log2 = (number) => {
  const whole = 31 - Math.clz32(number);
  let mantissa = whole > 16 ? Math.floor(number / 2 ** (whole - 16)) : number * 2 ** (16 - whole), log = whole;
  for (let bit = 0; bit < 4; bit++) {
    mantissa = Math.floor(mantissa * mantissa / 65536);
    const one = mantissa >= 131072 ? 1 : 0;
    log = log * 2 + one;
    if (one) mantissa = Math.floor(mantissa / 2);
  }
  return log;
};

// How many letters are another, lacking, or changed with their neighbour; above `limit` no matter how many.
const rows = [0, 1, 2].map(() => new Uint8Array(66));
const distance = (a, b, limit) => {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let [before, last, now] = rows;
  for (let j = 0; j <= b.length; j++) last[j] = j;
  for (let i = 1; i <= a.length; i++) {
    let least = now[0] = i;
    for (let j = 1; j <= b.length; j++) {
      let best = Math.min(last[j - 1] + (a[i - 1] !== b[j - 1] ? 1 : 0), last[j] + 1, now[j - 1] + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, before[j - 2] + 1);
      now[j] = best;
      least = Math.min(least, best);
    }
    if (least > limit + 1) return limit + 1; // a swap looks two rows back, and one better
    [before, last, now] = [last, now, before];
  }
  return Math.min(last[b.length], limit + 1);
};

export class Ranking {
  constructor({ rank, pages, entries }) {
    this.rank = rank;
    this.glossary = pages.length - 1; // the last page is the glossary
    this.entries = entries;
    this.stops = new Set(rank.stop.trim().split(' '));
    this.known = new Map(); // word -> { text, stem, run, spelled, entries, fields }
    this.labelled = new Uint16Array(entries.length); // words of a label that say something
    entries.forEach((row, entry) => this.list(row, entry));
    this.words = [...this.known.values()];
    this.weight = { name: rank.name, id: rank.id, note: rank.note, factName: rank.factName, about: rank.about, fact: rank.fact };
  }

  // What is several of the last words; null where it says nothing.
  join(last, count) {
    const some = last.slice(-count);
    if (some.length < count || this.stops.has(some[0].text) || this.stops.has(some.at(-1).text)) return null;
    const text = some.map((word) => word.text).join('');
    return text.length > this.rank.longest ? null : text;
  }

  put(text, run, spelled, entry, field) {
    let word = this.known.get(text);
    if (!word) this.known.set(text, word = { text, stem: stem(text), run, spelled, entries: [], fields: [] });
    word.run &&= run;
    for (let i = word.entries.length - 1; i >= 0 && word.entries[i] === entry; i--) if (word.fields[i] === field) return;
    word.entries.push(entry);
    word.fields.push(field);
  }

  // Lists the words of a text; of a short one those in a row, too.
  text(text, entry, field) {
    const last = [], isShort = !/^(about|fact|id)$/.test(field);
    for (const word of wordsOf(text, this.rank.longest)) {
      if (word.joined && field === 'id') continue;
      this.put(word.text, false, text.slice(word.at, word.end), entry, field);
      if (word.joined) continue;
      if (field === 'label' && !this.stops.has(word.text)) this.labelled[entry]++;
      last.push(word);
      for (let count = 2; isShort && count <= RUN; count++) {
        const several = this.join(last, count);
        if (several !== null) this.put(several, true, text.slice(last.at(-count).at, word.end), entry, field);
      }
    }
  }

  list(row, entry) {
    this.text(row[LABEL] ?? '', entry, 'label');
    if (!this.isTerm(entry)) {
      this.text(row[ID] ?? '', entry, 'id');
      this.text(row[NOTE] ?? '', entry, 'note');
      this.text(row[ABOUT] ?? '', entry, 'about');
      for (let i = REST; i < row.length; i++) this.text(row[i], entry, (i - REST) % 2 ? 'fact' : 'factName');
    } else {
      for (let i = REST; i < row.length; i++) this.text(row[i], entry, 'name');
      this.text(row[ABOUT] ?? '', entry, 'about');
    }
  }

  isTerm(entry) { return this.entries[entry][PAGE] === this.glossary; }

  // The words of a question: those that say something, or all where none does; then those that are several of it.
  ask(question) {
    const all = wordsOf(question, this.rank.longest).filter((word) => !word.joined), last = [];
    const saying = all.filter((word) => !this.stops.has(word.text));
    const asked = (saying.length ? saying : all).map((word) => ({ text: word.text, said: question.slice(word.at, word.end), joined: false }));
    for (const word of all) {
      last.push(word);
      for (let count = 2; count <= RUN; count++) {
        const several = this.join(last, count);
        if (several !== null) asked.push({ text: several, joined: true });
      }
    }
    return { all: all.map((word) => `${word.text} `).join(''), asked: asked.slice(0, this.rank.most).map((one) => ({ ...one, stem: stem(one.text) })) };
  }

  fits(a, word, alone) {
    const r = this.rank;
    if (word.text === a.text) return r.same;
    if (word.stem === a.stem) return r.stem;
    if (a.joined || word.run) return 0;
    if (a.text.length < word.text.length && (a.text.length > 1 || alone) && word.text.startsWith(a.text))
      return r.prefix + Math.floor(r.prefixMore * a.text.length / word.text.length);
    return 0;
  }

  // The words that a word of a question means: [word, quality]; how it was found.
  fit(a, alone) {
    const r = this.rank, slips = (a.text.length >= r.leastSlip) + (a.text.length >= r.moreSlip);
    a.fit = [];
    for (const word of this.words) {
      const quality = this.fits(a, word, alone);
      if (quality) a.fit.push([word, quality]);
    }
    if (a.joined) return a.fit.length ? 'found' : 'nowhere';
    if (!a.fit.length && a.text.length >= r.leastPart)
      for (const word of this.words) if (!word.run && word.text.includes(a.text)) a.fit.push([word, r.part]);
    if (a.fit.length) return 'found';
    for (const word of slips ? this.words : []) {
      if (word.run) continue;
      const far = distance(a.text, word.text, slips);
      if (far <= slips) a.fit.push([word, r.slip - r.slipLess * far]);
    }
    return a.fit.length ? 'near' : 'nowhere';
  }

  // The nearest word, as it is written where it stands first; '' where none is near.
  nearest(a) {
    let best = null, quality = 0, limit = a.text.length > 3 ? Math.floor(a.text.length / 2) + 1 : 2;
    for (const [word, how] of a.fit) if (how > quality) [quality, best] = [how, word];
    for (const word of a.fit.length ? [] : this.words) {
      if (word.run || word.text.length <= 1 || !limit) continue;
      const far = distance(a.text, word.text, limit - 1);
      if (far < limit) [limit, best] = [far, word];
    }
    return best?.spelled ?? '';
  }

  // How the words that fit stand in every entry, and how rare they are.
  stand(a) {
    const count = this.entries.length;
    a.label = new Uint8Array(count);
    a.other = new Uint16Array(count);
    for (const [word, quality] of a.fit)
      word.entries.forEach((entry, i) => {
        const field = word.fields[i];
        if (field === 'label') a.label[entry] = Math.max(a.label[entry], quality);
        else a.other[entry] = Math.max(a.other[entry], quality * this.weight[field]);
      });
    let found = 0;
    for (let e = 0; e < count; e++) found += a.label[e] || a.other[e] ? 1 : 0;
    a.rarity = found ? log2(count + 1) - log2(found) + this.rank.same : 0;
    a.place = new Uint8Array(count);
    for (let e = 0; e < count; e++) {
      const up = this.entries[e][UP];
      if (up) a.place[e] = Math.max(a.label[e - up], a.place[e - up]);
    }
  }

  score({ all, asked }, entry) {
    const r = this.rank, row = this.entries[entry], most = this.labelled[entry] || 1;
    let covered = 0, sum = 0, total = 0, answered = 0, found = false;
    for (const a of asked) covered += a.label[entry] >= r.stem ? 1 : 0;
    const ofLabel = r.label + Math.floor(r.labelMore * Math.min(covered, most) / most);
    for (const a of asked) {
      let best = Math.max(a.label[entry] * ofLabel, a.other[entry]);
      found ||= best > 0;
      best = Math.max(best, a.place[entry] * r.place);
      sum += a.rarity * best;
      if (a.joined) continue;
      total += a.rarity;
      if (best) answered += a.rarity;
    }
    if (!found) return 0;
    sum = total ? Math.floor(sum * answered / total) : 0;
    if (ofLabel > r.label && wordsOf(row[LABEL], r.longest).filter((word) => !word.joined).map((word) => `${word.text} `).join('') === all) sum *= 2;
    const more = Math.min(Math.floor(log2(row[REFS] + 1) / r.same), r.refs);
    return Math.floor(sum * (64 + more) / 64);
  }

  // { hits: [{ entry, score }], best first; asked: [{ text, how, near, fit }] }
  find(question) {
    const { all, asked } = this.ask(question), said = [], kept = [];
    const alone = asked.filter((a) => !a.joined).length === 1;
    for (const a of asked) {
      a.how = this.fit(a, alone);
      if (a.joined && !a.fit.length) continue;
      if (!a.joined) {
        a.near = a.how === 'found' ? '' : this.nearest(a);
        said.push(a);
      }
      this.stand(a);
      kept.push(a);
    }
    let hits = [], most = 0;
    if (kept.some((a) => a.fit.length))
      for (let entry = 0; entry < this.entries.length; entry++) {
        const score = kept.some((a) => a.label[entry] || a.other[entry]) ? this.score({ all, asked: kept }, entry) : 0;
        if (score) hits.push({ entry, score });
        most = Math.max(most, score);
      }
    hits = hits.filter((hit) => hit.score >= Math.floor(most / this.rank.tail));
    hits.sort((a, b) => b.score - a.score || a.entry - b.entry);
    return { hits, asked: said };
  }
}

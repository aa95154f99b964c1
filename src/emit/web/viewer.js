/* A drawing in a page of its own: dragged, zoomed by the wheel, by two fingers, by keys and by buttons. What is seen is
 * the viewBox, so lines stay lines at any size. Nothing is loaded, and nothing kept. */
(() => {
  const stage = document.querySelector('.stage'), svg = stage.querySelector('svg'), percent = document.querySelector('[data-do=whole]');
  const all = svg.viewBox.baseVal, [left, top, width, height] = [all.x, all.y, all.width, all.height];
  const LEAST = 0.05, MOST = 20, STEP = 1.25, MARGIN = 24, SLIP = 4; /* px that a click may slip before it is a drag */
  let scale = 1, x = left, y = top; /* px of the screen for one of the drawing; what stands at the top left */
  let whole = true; /* the drawing is shown as a whole, and stays so when the window changes */

  const show = () => {
    const w = stage.clientWidth, h = stage.clientHeight;
    /* some of the drawing always stays in sight */
    x = Math.min(Math.max(x, left - w / scale + 40 / scale), left + width - 40 / scale);
    y = Math.min(Math.max(y, top - h / scale + 40 / scale), top + height - 40 / scale);
    svg.setAttribute('viewBox', [x, y, w / scale, h / scale].join(' '));
    percent.textContent = Math.round(scale * 100) + ' %';
  };
  const fit = () => {
    const w = stage.clientWidth, h = stage.clientHeight;
    scale = Math.min(1, (w - 2 * MARGIN) / width, (h - 2 * MARGIN) / height);
    scale = Math.max(scale, LEAST);
    x = left + (width - w / scale) / 2;
    y = top + (height - h / scale) / 2;
    whole = true;
    show();
  };
  const zoom = (by, atX = stage.clientWidth / 2, atY = stage.clientHeight / 2) => {
    const next = Math.min(Math.max(scale * by, LEAST), MOST);
    x += atX / scale - atX / next;
    y += atY / scale - atY / next;
    scale = next;
    whole = false;
    show();
  };
  const move = (dx, dy) => {
    x -= dx / scale;
    y -= dy / scale;
    whole = false;
    show();
  };
  const act = {in: () => zoom(STEP), out: () => zoom(1 / STEP), whole: fit};

  const held = new Map(); /* fingers and buttons that are down */
  let slipped = 0;
  const middle = () => {
    const points = [...held.values()], n = points.length;
    const cx = points.reduce((sum, p) => sum + p.x, 0) / n, cy = points.reduce((sum, p) => sum + p.y, 0) / n;
    return {x: cx, y: cy, apart: n > 1 ? Math.hypot(points[0].x - points[1].x, points[0].y - points[1].y) : 0};
  };
  stage.addEventListener('pointerdown', (e) => {
    if (e.pointerType === 'mouse' && e.button) return;
    held.set(e.pointerId, {x: e.clientX, y: e.clientY});
    slipped = held.size > 1 ? SLIP : 0;
  });
  stage.addEventListener('pointermove', (e) => {
    if (!held.has(e.pointerId)) return;
    const before = middle();
    held.set(e.pointerId, {x: e.clientX, y: e.clientY});
    const after = middle();
    slipped += Math.abs(after.x - before.x) + Math.abs(after.y - before.y);
    if (slipped < SLIP) return;
    if (!stage.classList.contains('held')) stage.setPointerCapture(e.pointerId);
    stage.classList.add('held');
    if (before.apart && after.apart) zoom(after.apart / before.apart, after.x, after.y);
    move(after.x - before.x, after.y - before.y);
  });
  const release = (e) => {
    held.delete(e.pointerId);
    if (!held.size) stage.classList.remove('held');
  };
  stage.addEventListener('pointerup', release);
  stage.addEventListener('pointercancel', release);
  stage.addEventListener('click', (e) => {
    if (slipped >= SLIP) e.preventDefault(); /* it was a drag, which began on a link */
  }, true);
  stage.addEventListener('dragstart', (e) => e.preventDefault());
  stage.addEventListener('dblclick', (e) => {
    if (!e.target.closest('a')) zoom(e.shiftKey ? 1 / STEP / STEP : STEP * STEP, e.clientX, e.clientY);
  });
  stage.addEventListener('wheel', (e) => {
    const unit = e.deltaMode === 1 ? 16 : e.deltaMode === 2 ? stage.clientHeight : 1;
    e.preventDefault();
    if (e.shiftKey) move(-(e.deltaX || e.deltaY) * unit, 0);
    else zoom(Math.exp(-e.deltaY * unit * (e.ctrlKey ? 0.01 : 0.002)), e.clientX, e.clientY);
  }, {passive: false});
  document.addEventListener('keydown', (e) => {
    const far = e.shiftKey ? 320 : 80;
    const keys = {'+': act.in, '=': act.in, '-': act.out, '_': act.out, 0: fit, Home: fit,
      ArrowLeft: () => move(far, 0), ArrowRight: () => move(-far, 0), ArrowUp: () => move(0, far), ArrowDown: () => move(0, -far)};
    if (e.ctrlKey || e.metaKey || e.altKey || !Object.hasOwn(keys, e.key)) return;
    e.preventDefault();
    keys[e.key]();
  });
  for (const button of document.querySelectorAll('[data-do]')) button.addEventListener('click', () => act[button.dataset.do]());
  svg.addEventListener('focusin', (e) => { /* a link that the keyboard goes to comes into sight */
    if (held.size) return;
    const at = e.target.getBoundingClientRect(), w = stage.clientWidth, h = stage.clientHeight;
    if (at.left < 0 || at.top < 0 || at.right > w || at.bottom > h) move(w / 2 - (at.left + at.right) / 2, h / 2 - (at.top + at.bottom) / 2);
  });
  addEventListener('resize', () => (whole ? fit() : show()));
  addEventListener('beforeprint', () => svg.setAttribute('viewBox', [left, top, width, height].join(' ')));
  addEventListener('afterprint', show);
  document.documentElement.classList.add('on');
  fit();
})();

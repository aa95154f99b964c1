// Behind every page that `atlasc serve` shows: loads it anew when the site has changed, and shows what is wrong over it.
// While nobody looks at the page it does not listen, because browsers have few connections to one server.
(() => {
  'use strict';
  const version = document.currentScript.dataset.version;
  let events = null;
  let panel = null;

  const show = (fault) => {
    if (panel) panel.remove();
    panel = null;
    if (!fault) return;
    panel = document.createElement('div');
    panel.setAttribute('role', 'alert');
    panel.style.cssText = 'position:fixed;z-index:2147483647;left:0;right:0;bottom:0;max-height:60vh;overflow:auto;' +
      'box-sizing:border-box;padding:12px 16px;background:#2b0b0e;color:#ffe9e9;border-top:3px solid #e5484d;' +
      'font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;color-scheme:dark';
    const close = document.createElement('button');
    close.textContent = 'Close';
    close.style.cssText = 'float:right;font:inherit;color:inherit;background:none;border:1px solid #e5484d;border-radius:4px;' +
      'padding:2px 10px;cursor:pointer';
    close.addEventListener('click', () => show(''));
    const text = document.createElement('pre');
    text.textContent = fault;
    text.style.cssText = 'margin:0;white-space:pre-wrap;overflow-wrap:anywhere;font:inherit;background:none;color:inherit;border:0;padding:0';
    panel.append(close, text);
    document.body.append(panel);
  };

  const listen = () => {
    if (document.hidden) {
      if (events) events.close();
      events = null;
    } else if (!events) {
      events = new EventSource('/.atlasc/events');
      events.addEventListener('state', (event) => {
        const state = JSON.parse(event.data);
        if (state.version !== version) location.reload();
        else show(state.fault);
      });
    }
  };
  document.addEventListener('visibilitychange', listen);
  window.addEventListener('pagehide', () => { if (events) events.close(); events = null; });
  window.addEventListener('pageshow', listen);
  listen();
})();

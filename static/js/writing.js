// Aids for writing: chat.js loads them. All that they do can be typed.
export const start = ({ byId, draft, debounced, part }) => {
  const command = /Mac|iP/.test(navigator.platform) ? 'metaKey' : 'ctrlKey';
  const field = () => byId('composer') && draft(byId('composer'));
  // Once it is here: what comes without it would push away what somebody is about to press.
  let style;
  const styled = () => style ||= new Promise(come => {
    if (document.querySelector('link[href*="writing"]')) return come();
    const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: 'css/writing.css', onload: come, onerror: come });
    document.head.append(link);
  });
  const composing = event => event.isComposing || event.keyCode == 229;

  const tick = '\x60';
  // One more than stand together in the text, and at least so many.
  const ticks = (text, least) => tick.repeat(Math.max(least, ...(text.match(/\x60+/g) || []).map(run => run.length + 1)));

  // ── Text in the place of a range, which the browser can undo ──
  const put = (field, text, from, to) => {
    field.focus();
    field.setSelectionRange(from, to);
    if (document.execCommand(text ? 'insertText' : 'delete', false, text)) return;
    field.setRangeText(text, from, to, 'end');
    field.dispatchEvent(new Event('input', { bubbles: true }));
  };

  // ── Marks around what is chosen, or no longer ──
  const wrap = (field, mark) => {
    let { value, selectionStart: from, selectionEnd: to } = field;
    while (from < to && /\s/.test(value[from])) from++;
    while (from < to && /\s/.test(value[to - 1])) to--;
    const chosen = value.slice(from, to), n = mark.length;
    if (value.slice(from - n, from) == mark && value.slice(to, to + n) == mark) {
      put(field, chosen, from - n, to + n);
      return field.setSelectionRange(from - n, to - n);
    }
    const within = chosen.length > 2 * n && chosen.startsWith(mark) && chosen.endsWith(mark);
    // A mark holds within its paragraph.
    const marked = within ? chosen.slice(n, -n) : chosen.replace(/[^\n]+(\n[^\n]+)*/g, one => mark + one + mark) || mark + mark;
    put(field, marked, from, to);
    if (chosen) field.setSelectionRange(from, from + marked.length);
    else field.setSelectionRange(from + n, from + n);
  };
  const lines = (field, sign) => {
    const { value, selectionStart, selectionEnd } = field, from = value.lastIndexOf('\n', selectionStart - 1) + 1;
    const end = value.indexOf('\n', selectionEnd), to = end < 0 ? value.length : end;
    const all = value.slice(from, to).split('\n'), has = all.every(line => line.startsWith(sign));
    const text = all.map(line => has ? line.slice(sign.length) : sign + line).join('\n');
    put(field, text, from, to);
    if (selectionStart < selectionEnd) field.setSelectionRange(from, from + text.length);
  };
  const block = field => {
    const { value, selectionStart: from, selectionEnd: to } = field, chosen = value.slice(from, to), fence = ticks(chosen, 3);
    const head = (from && value[from - 1] != '\n' ? '\n' : '') + fence + (byId('code-language')?.value || '') + '\n';
    put(field, head + chosen + '\n' + fence + (value[to] && value[to] != '\n' ? '\n' : ''), from, to);
    field.setSelectionRange(from + head.length, from + head.length + chosen.length);
  };
  const link = field => {
    const { value, selectionStart: from, selectionEnd: to } = field, chosen = value.slice(from, to);
    const address = /^(https?:\/\/|www\.|mailto:)\S+$/.test(chosen), start = address ? from + 1 : from + chosen.length + 3;
    put(field, address ? `[](${chosen})` : `[${chosen}](https://)`, from, to);
    field.setSelectionRange(start, address ? start : start + 8);
  };
  const acts = {
    bold: field => wrap(field, '**'),
    italic: field => wrap(field, '_'),
    strike: field => wrap(field, '~~'),
    code: field => {
      const chosen = field.value.slice(field.selectionStart, field.selectionEnd).trim();
      if (chosen.includes('\n')) block(field);
      else wrap(field, /^\x60|\x60$/.test(chosen) ? tick : ticks(chosen, 1));
    },
    quote: field => lines(field, '> '),
    list: field => lines(field, '- '),
    block, link,
  };
  const keys = { b: 'bold', i: 'italic', k: 'link', e: 'code', X: 'strike', Digit9: 'quote', Digit8: 'list' };
  document.addEventListener('keydown', event => {
    const { target, key, code, shiftKey, altKey } = event;
    if (target != field() || composing(event) || altKey || !event[command]) return;
    const act = keys[shiftKey ? /^Digit/.test(code) ? code : key.toUpperCase() : key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    acts[act](target);
  });

  // ── Buttons for that, and for emoji, behind the plus ──
  let words;
  const toolbar = async () => {
    const html = await (words ||= part('/formatting'));
    if (!html) words = 0;
    const box = document.createElement('template');
    box.innerHTML = html || '';
    if (command == 'metaKey')
      for (const one of box.content.querySelectorAll('[title]')) one.title = one.title.replace(/Ctrl\+(Shift\+)?/, (_, shift) => (shift ? '⇧⌘' : '⌘'));
    return box.content;
  };
  const dress = async () => {
    const extra = document.querySelector('#composer .extra');
    if (!extra) return;
    const [words] = await Promise.all([toolbar(), styled()]), marks = words.querySelector('.marks');
    if (marks && extra.isConnected && !extra.querySelector('.marks')) extra.prepend(marks);
  };
  document.addEventListener('htmx:after:swap', dress);
  dress();
  // What is chosen in the field stays chosen.
  document.addEventListener('pointerdown', event => event.target.closest?.('.marks button') && event.preventDefault());
  document.addEventListener('click', event => {
    const act = event.target.closest('[data-mark]')?.dataset.mark, way = event.target.closest('[data-emoji]');
    if (act && field()) acts[act](field());
    if (!way || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(way);
  });

  // ── Emoji ──
  const picker = Object.assign(document.createElement('div'), { id: 'emoji', popover: 'auto', role: 'dialog' });
  picker.setAttribute('aria-labelledby', 'emoji-h');
  document.body.append(picker);
  let all;
  const recent = () => {
    try { return JSON.parse(localStorage.emoji || '[]'); } catch { return []; }
  };
  const button = emoji => Object.assign(document.createElement('button'), { type: 'button', value: emoji, textContent: emoji });
  const lately = () => {
    const section = byId('emoji-recent'), used = recent();
    section?.querySelector('p').replaceChildren(...used.map(button));
    if (section) section.hidden = !used.length;
  };
  const open = async way => {
    [all] = await Promise.all([all || part('/emoji'), styled()]);
    if (!all) return location.assign(way.href);
    picker.innerHTML = all;
    lately();
    picker.showPopover();
    const { top, left } = byId('composer').querySelector('.box').getBoundingClientRect();
    picker.style.setProperty('left', Math.max(8, Math.min(left, innerWidth - picker.offsetWidth - 8)) + 'px');
    picker.style.setProperty('top', Math.max(8, top - picker.offsetHeight - 8) + 'px');
    byId('emoji-q').focus();
  };
  const find = debounced(async ({ value }) => {
    const html = value.trim() ? await part('/emoji?q=' + encodeURIComponent(value)) : all, box = document.createElement('template');
    if (byId('emoji-q').value != value) return;
    box.innerHTML = html || '';
    byId('emoji-n').textContent = value.trim() && box.content.querySelector('h3')?.textContent || '';
    byId('emoji-all').replaceChildren(...(box.content.querySelector('#emoji-all') || box.content).childNodes);
    lately();
  }, 120);
  picker.addEventListener('input', event => find(event.target));
  picker.addEventListener('click', event => {
    const { value } = event.target.closest('button') || {}, to = field();
    if (!value || !to) return;
    try { localStorage.emoji = JSON.stringify([value, ...recent().filter(one => one != value)].slice(0, 24)); } catch {}
    if (!event.shiftKey) picker.hidePopover();
    put(to, value, to.selectionStart, to.selectionEnd);
    if (event.shiftKey) event.target.focus();
  });
  picker.addEventListener('keydown', event => {
    const shown = [...picker.querySelectorAll('section:not([hidden]) button')], at = shown.indexOf(document.activeElement);
    if (composing(event) || !shown.length) return;
    const row = shown.filter(one => one.offsetTop == shown[Math.max(at, 0)].offsetTop).length;
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: at < 0 ? 1 : row, ArrowUp: -row }[event.key];
    if (event.key == 'Enter' && at < 0) shown[0].click();
    else if (step && (at >= 0 || event.key == 'ArrowDown')) (shown[at + step] || (step < 0 ? byId('emoji-q') : shown.at(-1))).focus();
    else return;
    event.preventDefault();
  });

  // ── What is pasted with marks: the browser puts its plain text there, and then it says what it means ──
  let plain;
  document.addEventListener('keydown', event => plain = event.shiftKey && /^v$/i.test(event.key), true);
  document.addEventListener('keyup', () => plain = false, true);
  const marked = /<(a|b|strong|i|em|s|del|strike|code|pre|ul|ol|li|blockquote|table|h[1-6])\b|font-(weight|style)|line-through|white-space/i;
  document.addEventListener('paste', event => {
    const { target, clipboardData: data } = event, html = data?.getData('text/html') || '';
    if (target != field() || plain || data.files.length || !marked.test(html) || html.length > 120000) return;
    const from = target.selectionStart;
    setTimeout(async () => {
      const to = target.selectionStart, shown = target.value.slice(from, to);
      const answer = await fetch('/text/clean', { method: 'POST', headers: { 'X-Hallway': '1' }, body: new URLSearchParams({ html }), signal: AbortSignal.timeout?.(4000) }).catch(() => 0);
      const text = answer.ok && await answer.text(), { selectionStart: caret } = target;
      // Not if somebody has gone on in it, or sent it.
      if (!text || text == shown || target != field() || target.value.slice(from, to) != shown || document.activeElement != target) return;
      put(target, text, from, to);
      const moved = caret < to ? Math.min(caret, from + text.length) : caret - shown.length + text.length;
      target.setSelectionRange(moved, moved);
    });
  });

  // ── A button that copies, at the code under the pointer ──
  let copier;
  const log = byId('log');
  log?.addEventListener('pointerover', async ({ target }) => {
    const code = target.closest('.b pre');
    if (target.closest('#copy-code')) return;
    if (!code) {
      if (copier) copier.hidden = true;
      return;
    }
    const came = copier || (await Promise.all([toolbar(), styled()]))[0].querySelector('#copy-code');
    copier ||= came; // there may have been another one meanwhile
    if (!copier || !code.isConnected) return;
    if (!copier.isConnected) log.append(copier);
    copier.hidden = false;
    copier.dataset.copy = code.textContent;
    const box = code.getBoundingClientRect(), frame = log.getBoundingClientRect();
    copier.style.setProperty('left', box.right - frame.left - copier.offsetWidth - 4 + 'px');
    copier.style.setProperty('top', box.top - frame.top + log.scrollTop + 4 + 'px');
  });
  log?.addEventListener('pointerleave', () => { if (copier) copier.hidden = true; });

  // ── Grows with the text, where style alone does not do that ──
  if (!CSS.supports('field-sizing', 'content')) document.addEventListener('input', ({ target }) => {
    if (target != field()) return;
    target.style.setProperty('height', 'auto');
    target.style.setProperty('height', target.scrollHeight + 'px');
  });
};

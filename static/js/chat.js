// What one does with messages, on a page that is open: live.js loads it when somebody goes to them. Everything works without it.
export const start = async ({ byId, messages, revision, behind, draft, debounced, rich }) => {
  rich();

  // ── The composer ──
  let sending, sent, typed, before = '', over;
  const composing = event => {
    const form = event.detail.ctx?.sourceElement;
    return form?.id == 'composer' && form;
  };
  const on = (name, act) => document.addEventListener('htmx:' + name, event => {
    const form = composing(event);
    if (form) act(form, event.detail.ctx);
  });
  const failed = hidden => {
    const note = document.querySelector('#composer .fail');
    if (note) note.hidden = hidden;
  };
  document.addEventListener('submit', event => {
    if (event.target.id != 'composer' || sending != event.target) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  on('before:request', form => { sending = form; sent = draft(form).value; delete form.dataset.sent; failed(true); });
  on('finally:request', () => sending = 0);
  on('error', () => failed(false));
  on('response:error', (form, ctx) => {
    if (/id="?composer/.test(ctx.text)) return; // the form again, with what is wrong
    ctx.swap = 'none';
    failed(false);
  });
  on('before:swap', form => typed = draft(form).value);
  on('after:swap', () => {
    const form = byId('composer'), to = form?.dataset.sent;
    if (form && sent != null && typed != sent) draft(form).value = to && typed.startsWith(sent) ? typed.slice(sent.length) : typed; // meanwhile
    if (!to) return;
    draft(form).focus();
    byId('log').scrollTop = 0;
    if (revision() < to) behind(+to);
  });

  // Another composer, in which a message is answered or changed. What was typed goes on in an answer, and waits beside a change.
  const compose = async url => {
    const old = draft(byId('composer')), changing = old.form.elements.version;
    await htmx.ajax('GET', url, { target: '#composer', swap: 'outerHTML' });
    const text = old.value, form = byId('composer'), field = draft(form); // with what was typed meanwhile
    if (form.elements.version) before = changing ? before : text;
    else field.value = changing ? before : text;
    field.focus();
    field.selectionStart = field.value.length;
  };
  document.addEventListener('keydown', event => {
    const { target, key } = event, form = target.form;
    if (form?.id != 'composer' || event.isComposing) return;
    const leave = form.querySelector('.quote a');
    if (key == 'Escape' && leave) compose(leave.dataset.compose);
    if (key != 'ArrowUp' || target.value || event.shiftKey || event.altKey) return;
    const last = [...messages().querySelectorAll('.m.own:not(:has(.gone, .fwd))')].at(-1);
    if (!last) return;
    event.preventDefault();
    compose(`/messages/${last.id.slice(1)}/edit`);
  });

  // ── Whom a message calls: people whose names go on from the @ before the caret ──
  const called = /(?:^|[^\p{L}\p{N}])@([\p{L}\p{M}]*)$/u;
  const part = field => called.exec(field.value.slice(0, field.selectionStart))?.[1];
  const ahead = () => document.querySelector('#composer #ahead');
  let asked;
  const people = debounced(async field => {
    const word = asked = part(field), form = field.form;
    const html = word == null ? '' : await fetch(`/chats/${form.dataset.chat}/mentions?q=${encodeURIComponent(word)}`).then(answer => answer.ok ? answer.text() : '', () => '');
    if (asked != word || !field.isConnected) return;
    ahead()?.remove();
    form.querySelector('.box').insertAdjacentHTML('beforebegin', html);
    mark(ahead()?.querySelector('button'));
  }, 100);
  const mark = button => {
    ahead()?.querySelector('.chosen')?.classList.remove('chosen');
    button?.classList.add('chosen');
  };
  const call = button => {
    const field = draft(byId('composer')), { value, selectionStart: caret } = field, begin = value.lastIndexOf('@', caret - 1);
    asked = null;
    ahead().remove();
    field.setRangeText('@' + button.dataset.name + ' ', begin < 0 ? caret : begin, caret, 'end');
    field.focus();
  };
  const look = ({ target }) => {
    if (target?.form?.id == 'composer' && (ahead() || part(target) != null)) people(target);
  };
  document.addEventListener('input', look);
  look({ target: byId('composer')?.elements.text }); // somebody may have been faster
  document.addEventListener('keydown', event => {
    const all = [...ahead()?.querySelectorAll('button') || []], at = all.findIndex(one => one.matches('.chosen'));
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.target.form?.id != 'composer' || !all.length || event.isComposing) return;
    if (step) mark(all[(at + step + all.length) % all.length]);
    else if (event.key == 'Escape') ahead().remove();
    else if ((event.key == 'Enter' || event.key == 'Tab') && !event.shiftKey && at >= 0 && event.target.matches('textarea')) call(all[at]);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  // ── What may be done with a message ──
  const sheet = Object.assign(document.createElement('div'), { id: 'sheet', popover: 'auto' });
  document.body.append(sheet);
  const open = async link => {
    await htmx.ajax('GET', link.getAttribute('href'), { target: '#sheet', swap: 'innerHTML' });
    if (!sheet.innerHTML) return location.assign(link.href);
    const row = link.closest('.m') || byId('m' + over), { top, bottom, left, right } = (row.querySelector('.b, .gone') || row).getBoundingClientRect();
    sheet.showPopover();
    const { offsetWidth: width, offsetHeight: height } = sheet, rtl = getComputedStyle(row).direction == 'rtl';
    const below = bottom + height < innerHeight, at = row.classList.contains('own') != rtl ? right - width : left;
    sheet.style.setProperty('top', Math.max(8, below ? bottom + 4 : top - height - 4) + 'px');
    sheet.style.setProperty('left', Math.max(8, Math.min(at, innerWidth - width - 8)) + 'px');
    sheet.querySelector('button, a').focus();
  };
  const copy = async text => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const field = Object.assign(document.createElement('textarea'), { value: text });
    sheet.append(field);
    field.select();
    document.execCommand('copy');
    field.remove();
  };
  document.addEventListener('click', event => {
    const on = event.target.closest('a, button');
    if (!on || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const act = on.name == 'mention' ? () => call(on)
      : on.name == 'find' ? () => { const field = draft(on.form); field.setRangeText('@', field.selectionStart, field.selectionEnd, 'end'); field.focus(); people(field); }
      : on.dataset.compose ? () => compose(on.dataset.compose)
      : 'copy' in on.dataset ? () => copy(on.dataset.copy)
      : /\/actions$/.test(on.getAttribute('href')) && on.closest('#log') ? () => open(on) : null;
    if (!act) return;
    event.preventDefault();
    if (sheet.matches(':popover-open')) sheet.hidePopover();
    act();
  });
  // What could not be done is said on a page.
  document.addEventListener('htmx:response:error', event => {
    const form = event.detail.ctx?.sourceElement;
    if (form?.id == 're') location.assign(`/messages/${pressed}/reactions`);
    else if (sheet.contains(form)) form.submit();
  });
  document.addEventListener('htmx:finally:request', event => {
    if (sheet.contains(event.detail.ctx?.sourceElement) && event.detail.ctx.sourceElement.matches('form')) sheet.hidePopover();
  });
  let pressed;
  document.addEventListener('submit', event => {
    if (event.target.id == 're') pressed = parseInt(event.submitter.value);
  }, true);

  // ── The tools of the message under the pointer ──
  const tools = Object.assign(document.createElement('div'), { id: 'tools', hidden: true });
  const log = byId('log'), html = await fetch(`/chats/${messages().dataset.chat}/tools`).then(answer => answer.ok && answer.text(), () => 0);
  if (!html) return;
  log.append(tools);
  log.addEventListener('pointerover', ({ target, pointerType }) => {
    const row = target.closest('.m'), bubble = row?.querySelector('.b');
    if (pointerType != 'mouse' || target.closest('#tools')) return;
    tools.hidden = !bubble;
    if (!bubble) return;
    over = row.id.slice(1);
    tools.innerHTML = html.replaceAll('{id}', over);
    const box = bubble.getBoundingClientRect(), frame = log.getBoundingClientRect(), own = row.classList.contains('own');
    const { offsetWidth: width, offsetHeight: height } = tools, rtl = getComputedStyle(log).direction == 'rtl';
    const beside = own != rtl ? box.left - width - 6 : box.right + 6, inside = own != rtl ? box.left + 6 : box.right - width - 6;
    const fits = beside >= frame.left && beside + width <= frame.right;
    tools.style.setProperty('left', (fits ? beside : inside) - frame.left + 'px');
    tools.style.setProperty('top', box.bottom - frame.top + log.scrollTop - (fits ? height : height / 2) + 'px');
  });
  log.addEventListener('pointerleave', () => tools.hidden = true);
};

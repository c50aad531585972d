// What one does with messages, on a page that is open: live.js loads it when somebody goes to them. Everything works without it.
export const start = async ({ byId, messages, revision, behind, draft, debounced, keep, rich, say }) => {
  if (!messages()) return;
  rich();
  const status = Object.assign(document.createElement('p'), { className: 'sr', role: 'status' });
  document.body.append(status);

  // ── The composer ──
  let sending, keeping, sent, typed, known, version, changed, was, before = '', over;
  const composing = event => {
    const form = event.detail.ctx?.sourceElement;
    return form?.id == 'composer' && form;
  };
  const on = (name, act) => document.addEventListener('htmx:' + name, event => {
    const form = composing(event);
    if (form) act(form, event.detail.ctx);
  });
  // What could not be sent is said above it. Without the words for that, the browser says it.
  let note;
  const failed = () => {
    if (note) byId('composer').prepend(note);
    else byId('composer').submit();
  };
  document.addEventListener('submit', event => {
    const { target: form, submitter } = event;
    if (form.id != 'composer') return;
    const arriving = !submitter?.name && (files ? files.waits() : loading?.then(all => all.waits(), () => {})); // only a message waits for its files
    if (sending != form && !keeping && !arriving) {
      const base = form.elements.base || form.appendChild(Object.assign(document.createElement('input'), { type: 'hidden', name: 'base' }));
      base.value = form.dataset.draft || 0;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (keeping || arriving) Promise.all([keeping, arriving]).then(() => setTimeout(() => form.isConnected && form.requestSubmit(submitter?.isConnected ? submitter : null)), () => {});
  }, true);
  on('before:request', form => { sending = was = form; sent = draft(form).value; changed = form.elements.version; delete form.dataset.sent; note?.remove(); });
  on('finally:request', (form, ctx) => {
    sending = 0;
    if (ctx.hx?.redirect) draft(form).value = draft(form).defaultValue = ''; // it is taken, and no draft on the way out
  });
  on('error', failed);
  on('response:error', (form, ctx) => {
    if (/id="?composer/.test(ctx.text)) return; // the form again, with what is wrong
    ctx.swap = 'none';
    failed();
  });
  on('before:swap', form => [typed, known, version] = [draft(form).value, draft(form).defaultValue, form.dataset.draft || 0]);
  on('after:swap', () => {
    const form = byId('composer'), to = form?.dataset.sent;
    if (!form || sent == null) return;
    carry(was, form);
    const done = to || changed && !form.elements.version && !form.querySelector('#text-e');
    const meanwhile = done && typed.startsWith(sent) ? typed.slice(sent.length) : typed;
    if (typed != sent) draft(form).value = meanwhile;
    if (!done) {
      // What the server only gave back is not kept by that.
      const field = draft(form), { value } = field;
      if ((form.dataset.draft || 0) <= version && !form.elements.version) {
        form.dataset.draft = version;
        field.defaultValue = known;
        field.value = value;
        soon(form);
      }
      return;
    }
    draft(form).value ||= before;
    before = '';
    draft(form).focus();
    if (!(to > 0)) return;
    told = 0;
    byId('log').scrollTop = 0;
    if (revision() < to) behind(+to);
  });

  // ── Files: dropped, pasted, picked, spoken ──
  let files, row, loading;
  const loaded = () => loading ??= import('js/files.js').then(all => files = all.start({ byId, draft, row }), error => {
    loading = null;
    throw error;
  });
  const writes = () => row && byId('composer') && !byId('composer').elements.version;
  // What script cannot do here is done on a page.
  const instead = async (what, act) => {
    try {
      await act(await loaded());
    } catch {
      const button = byId('composer')?.querySelector(`button[data-${what}]`);
      button?.removeAttribute(`data-${what}`);
      button?.click();
    }
  };
  const take = list => instead('attach', files => files.add(list));
  document.addEventListener('dragover', event => {
    if (writes() && event.dataTransfer?.types.includes('Files')) event.preventDefault();
  });
  document.addEventListener('drop', event => {
    const list = event.dataTransfer?.files;
    if (!writes() || !list?.length) return;
    event.preventDefault();
    take([...list]);
  });
  document.addEventListener('paste', event => {
    const list = event.clipboardData?.files;
    if (event.target.form?.id != 'composer' || !writes() || !list?.length) return;
    event.preventDefault();
    take([...list]);
  });

  // What is typed is kept on the server, for one's other pages. What was kept elsewhere meanwhile is shown beside it.
  const remember = (form, leaving) => {
    const field = form && draft(form);
    if (keeping && !leaving || !form?.isConnected || form.elements.version || field.value == field.defaultValue || sending == form) return;
    const mine = keeping = save(form, field, field.value).catch(() => {}).finally(() => { if (keeping == mine) keeping = 0; });
  };
  const save = async (form, field, text) => {
    const { key, reply } = form.elements, body = new URLSearchParams({ text, key: key.value, base: form.dataset.draft || 0, ...reply && { reply: reply.value } });
    const answer = await fetch(`/chats/${form.dataset.chat}/draft`, { method: 'POST', headers: { 'X-Hallway': '1' }, keepalive: `${body}`.length < 60000, body, signal: AbortSignal.timeout?.(5000) });
    const html = answer.ok && await answer.text();
    if (!answer.ok || form != byId('composer')) return;
    field.defaultValue = text;
    form.dataset.draft = answer.headers.get('x-draft');
    byId('other')?.remove();
    form.querySelector('.box').insertAdjacentHTML('beforebegin', html);
    if (field.value != text) soon(form);
  };
  const soon = debounced(remember, 1000);
  document.addEventListener('input', ({ target: { form } }) => form?.id == 'composer' && soon(form));
  for (const name of ['visibilitychange', 'pagehide', 'online']) addEventListener(name, () => remember(byId('composer'), true), true);
  if (byId('composer')) soon(byId('composer'));

  // Others are told of it as long as somebody types.
  let told = 0;
  const typing = ({ target }) => {
    const form = target?.form;
    if (form?.id != 'composer' || !target.value || !byId('typing') || Date.now() - told < 4000) return;
    told = Date.now();
    say('~' + form.dataset.chat);
  };
  document.addEventListener('input', typing);
  typing({ target: document.activeElement }); // somebody may have been faster

  // Another composer, in which a message is answered or changed. What was typed goes on in an answer, and waits beside a change.
  const compose = async url => {
    const html = await part(url), old = byId('composer'), text = draft(old).value, changing = old.elements.version;
    if (!html) return;
    old.outerHTML = html;
    const form = byId('composer'), field = draft(form);
    carry(old, form);
    htmx.process(form);
    if (form.elements.version) before = changing ? before : text;
    else [field.value, before] = [changing ? before : text, ''];
    field.focus();
    field.selectionStart = field.value.length;
    if (!form.elements.version && field.value) {
      field.defaultValue = ''; // what it answers is another
      soon(form);
    }
  };
  const part = url => fetch(url, { headers: { 'HX-Request': 'true' } }).then(answer => answer.ok && answer.text(), () => '');
  // On a page of old history one goes to the newest from here.
  const carry = (from, to) => {
    if (from.elements.old && !to.elements.old) to.append(from.elements.old);
    const jump = from.querySelector('#jump');
    if (jump && !to.querySelector('#jump')) to.prepend(jump);
  };
  document.addEventListener('keydown', event => {
    const { target, key } = event, form = target.form;
    if (form?.id != 'composer' || event.isComposing || event.keyCode == 229) return;
    const leave = form.querySelector('.quote a');
    if (key == 'Escape' && leave) compose(leave.dataset.compose);
    if (key != 'ArrowUp' || target.value || event.shiftKey || event.altKey) return;
    const last = [...messages().querySelectorAll('.m.own:not(:has(.gone, .fwd, .poll))')].at(-1);
    if (!last) return;
    event.preventDefault();
    compose(`/messages/${last.id.slice(1)}/edit`);
  });

  // ── What goes on from the sign before the caret: people whom a message calls, emoji, commands ──
  const called = /(?:^|[^\p{L}\p{N}:])(@[\p{L}\p{M}]*|:[a-z][a-z0-9_+-]+)$|^(\/[a-zA-Z]*)$/u;
  const word = field => {
    const found = called.exec(field.value.slice(0, field.selectionStart));
    return found?.[1] ?? (field.form.elements.version ? undefined : found?.[2]); // a change is no command
  };
  const lists = { '@': chat => `/chats/${chat}/mentions?q=`, '/': chat => `/chats/${chat}/commands?q=`, ':': () => '/emoji?ahead=' };
  const offers = (of, { dataset: { chat } }) => lists[of[0]](chat) + encodeURIComponent(of.slice(1));
  const ahead = () => document.querySelector('#composer #ahead');
  let asked;
  const people = debounced(async field => {
    const of = asked = word(field), form = field.form;
    const html = of == null ? '' : await part(offers(of, form));
    if (asked != of || word(field) != of || !field.isConnected) return;
    ahead()?.remove();
    form.querySelector('.box').insertAdjacentHTML('beforebegin', html || '');
    mark(ahead()?.querySelector('button'));
  }, 100);
  const mark = button => {
    ahead()?.querySelector('.chosen')?.classList.remove('chosen');
    button?.classList.add('chosen');
    button?.scrollIntoView({ block: 'nearest' });
    status.textContent = button?.dataset.name || '';
  };
  const call = button => {
    const field = draft(byId('composer')), { value, selectionStart: caret } = field;
    const sign = button.name == 'command' ? '/' : button.type == 'button' ? ':' : '@', begin = value.lastIndexOf(sign, caret - 1);
    asked = null;
    ahead().remove();
    field.setRangeText((sign == '@' ? '@' + button.dataset.name : button.value) + ' ', begin < 0 ? caret : begin, caret, 'end');
    field.focus();
    soon(field.form);
  };
  const look = ({ target }) => {
    if (target?.form?.id != 'composer') return;
    if (asked != word(target)) ahead()?.remove(); // it is of another word
    if (word(target) != null) people(target);
    else asked = null;
  };
  document.addEventListener('input', look);
  look({ target: byId('composer')?.elements.text }); // somebody may have been faster
  document.addEventListener('keydown', event => {
    const all = [...ahead()?.querySelectorAll('button') || []], at = all.findIndex(one => one.matches('.chosen'));
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.target.form?.id != 'composer' || !all.length || event.isComposing || event.keyCode == 229) return;
    if (step) mark(all[(at + step + all.length) % all.length]);
    else if (event.key == 'Enter' && at >= 0 && event.target.matches('textarea') && all[at].value == word(event.target)?.toLowerCase()) return ahead().remove(); // all of a command is there
    else if (event.key == 'Escape') ahead().remove();
    else if ((event.key == 'Enter' || event.key == 'Tab') && !event.shiftKey && at >= 0 && event.target.matches('textarea')) call(all[at]);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  // ── What may be done with a message ──
  const sheet = Object.assign(document.createElement('div'), { id: 'sheet', popover: 'auto', role: 'dialog' });
  sheet.setAttribute('aria-labelledby', 'sheet-h');
  document.body.append(sheet);
  let opening;
  const open = async link => {
    const mine = opening = {}, html = await part(link.getAttribute('href'));
    if (opening != mine) return; // asked for once more meanwhile
    if (!html) return location.assign(link.href);
    sheet.innerHTML = html;
    htmx.process(sheet);
    const row = link.closest('.m') || byId('m' + over), { top, bottom, left, right } = (row.querySelector('.b, .gone') || row).getBoundingClientRect();
    sheet.showPopover();
    const { offsetWidth: width, offsetHeight: height } = sheet, rtl = getComputedStyle(row).direction == 'rtl';
    const below = bottom + height < innerHeight, at = row.classList.contains('own') != rtl ? right - width : left;
    sheet.style.setProperty('top', Math.max(8, below ? bottom + 4 : top - height - 4) + 'px');
    sheet.style.setProperty('left', Math.max(8, Math.min(at, innerWidth - width - 8)) + 'px');
    sheet.querySelector('button, a')?.focus();
  };
  const copy = async ({ dataset: { copy, done } }) => {
    const field = Object.assign(document.createElement('textarea'), { value: copy });
    if (navigator.clipboard) await navigator.clipboard.writeText(copy);
    else {
      document.body.append(field);
      field.select();
      document.execCommand('copy');
      field.remove();
    }
    status.textContent = done;
  };
  document.addEventListener('click', event => {
    const on = event.target.closest('a, button');
    if (!on || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const act = on.name == 'mention' || on.name == 'command' ? () => call(on)
      : on.name == 'find' ? () => { const field = draft(on.form); field.setRangeText('@', field.selectionStart, field.selectionEnd, 'end'); field.focus(); people(field); }
      : on.dataset.compose ? () => compose(on.dataset.compose)
      : 'attach' in on.dataset && row ? () => instead('attach', files => files.pick())
      : 'voice' in on.dataset && row && window.MediaRecorder ? () => instead('voice', files => files.record())
      : 'copy' in on.dataset ? () => copy(on)
      : /\/actions$/.test(on.getAttribute('href')) && on.closest('#log') ? () => open(on) : null;
    if (!act) return;
    event.preventDefault();
    if (sheet.matches(':popover-open')) sheet.hidePopover();
    act();
  });
  // What could not be done is said on a page: the form is sent once more, as it was.
  document.addEventListener('htmx:response:error', event => {
    const form = event.detail.ctx?.sourceElement;
    if (!pressed || pressed.form != form || form.id != 're' && !sheet.contains(form)) return;
    form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: pressed.name, value: pressed.value }));
    keep();
    form.submit();
  });
  document.addEventListener('htmx:finally:request', event => {
    if (sheet.contains(event.detail.ctx?.sourceElement) && event.detail.ctx.sourceElement.matches('form')) sheet.hidePopover();
  });
  let pressed;
  document.addEventListener('submit', event => {
    pressed = event.submitter;
  }, true);

  import('js/writing.js').then(writing => writing.start({ byId, draft, debounced, part })).catch(() => {});

  // ── The tools of the message under the pointer ──
  const tools = Object.assign(document.createElement('div'), { id: 'tools', hidden: true });
  const log = byId('log'), html = await fetch(`/chats/${messages().dataset.chat}/tools`).then(answer => answer.ok && answer.text(), () => 0);
  if (!html) return;
  tools.innerHTML = html;
  note = tools.querySelector('.fail');
  row = tools.querySelector('.file');
  log.append(tools);
  log.addEventListener('pointerover', ({ target, pointerType }) => {
    const row = target.closest('.m'), bubble = row?.querySelector('.b');
    if (pointerType != 'mouse' || target.closest('#tools')) return;
    tools.hidden = !bubble;
    if (!bubble) return;
    over = row.id.slice(1);
    tools.innerHTML = html.replaceAll('{id}', over);
    tools.querySelectorAll('.fail, .file').forEach(part => part.remove());
    const box = bubble.getBoundingClientRect(), frame = log.getBoundingClientRect(), own = row.classList.contains('own');
    const { offsetWidth: width, offsetHeight: height } = tools, rtl = getComputedStyle(log).direction == 'rtl';
    const beside = own != rtl ? box.left - width - 6 : box.right + 6, inside = own != rtl ? box.left + 6 : box.right - width - 6;
    const fits = beside >= frame.left && beside + width <= frame.right;
    tools.style.setProperty('left', (fits ? beside : inside) - frame.left + 'px');
    tools.style.setProperty('top', box.bottom - frame.top + log.scrollTop - (fits ? height : height / 2) + 'px');
  });
  log.addEventListener('pointerleave', () => tools.hidden = true);
};

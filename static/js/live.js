// Keeps an open page as the server has it: docs/decisions/0004-live-frames.md. Everything works without it.
(() => {
  const root = document.documentElement, page = root.dataset;
  if (!page.live) return;
  if (window.htmx) Object.assign(htmx.config, { history: 'reload', defaultSettleDelay: 0 }); // here and not in the page: without a script it is a weight
  document.cookie = 'script=1; Path=/; SameSite=Lax'; // reading is reported from here, not by opening a chat

  const byId = id => document.getElementById(id);
  const messages = () => byId('messages');
  const all = css => document.querySelectorAll(css);
  const revision = () => +messages()?.dataset.revision;
  const jitter = ms => Math.random() * ms;
  const attending = () => !document.hidden && document.hasFocus();
  const debounced = (act, ms) => {
    let timer;
    return what => { clearTimeout(timer); timer = setTimeout(act, ms, what); };
  };

  // What is being written outlives the page: it is there again when its chat is.
  const kept = () => 'draft-' + byId('composer')?.dataset.chat;
  const keep = () => {
    const { text, version } = byId('composer')?.elements || {};
    try { if (text?.value && !version) sessionStorage[kept()] = (text.form.dataset.draft || 0) + ' ' + text.value; } catch {}
  };
  const reload = () => {
    keep();
    location.reload();
  };

  // ── A frame: a line of JSON, then HTML ──
  // Those that come together are applied together: the page is laid out once, and shows only the last of an element.
  let states = 0;
  const take = (...texts) => {
    const list = messages();
    let html = '', to = revision();
    const heads = texts.map(text => {
      const [line] = text.split('\n', 1), head = JSON.parse(line);
      if (head.reset || head.left && head.left == list?.dataset.chat) return reload();
      if (head.chat && head.chat != list?.dataset.chat) return head;
      const gone = (head.purged || []).map(id => byId('m' + id)).filter(row => row);
      if (gone[0] && !byId('composer')?.elements.version) return reload();
      for (const row of gone) row.remove(); // a change that is being written stays
      if (head.to) {
        if (head.to <= to) return;
        if (head.from > to) return behind(head.to);
        to = head.to;
      } else if (!head.soft && text[line.length + 1]) {
        states++;
        page.live = page.live.replace(/&state=\w*/, ''); // the lists are no longer those it was made with
      }
      html += text.slice(line.length + 1);
      return head;
    });
    apply(html);
    if (document.querySelector('.rich, .pinned, #typing *')) rich();
    if (to > revision()) list.dataset.revision = to;
    for (const { here, who, quoted, mine, chat, draft: begun, idle: rests } of heads.filter(head => head)) {
      idle = rests || idle;
      for (const [user, state, words] of here || []) {
        for (const mark of all(`[data-u="${+user}"][data-p]`)) mark.dataset.p = state;
        for (const word of all(`[data-uw="${+user}"]`)) word.textContent = words;
      }
      for (const [id, line] of quoted || []) {
        for (const word of all(`[data-q="${+id}"]`)) word.textContent = line;
      }
      const form = byId('composer'), field = form?.elements.text;
      if (begun && chat == form?.dataset.chat && begun[0] > (form.dataset.draft || 0) && !form.elements.version && field.value == field.defaultValue) {
        form.dataset.draft = begun[0];
        field.value = field.defaultValue = begun[1];
      }
      for (const [id, emoji] of mine || []) {
        reacted[id] = emoji;
        press(byId('m' + id));
      }
      for (const [user, name, initials, hue, picture] of who || []) {
        for (const word of all(`[data-w="${+user}"]`)) word.textContent = name;
        for (const door of all(`[data-u="${+user}"]`)) {
          door.dataset.i = initials;
          door.className = door.className.replace(/\bh\d\b/, 'h' + hue);
          const image = picture && Object.assign(new Image(), { src: '/pictures/' + picture, alt: '' });
          door.replaceChildren(...image ? [image] : []);
        }
      }
    }
    const rung = heads.findLast(head => head?.ring)?.ring;
    if (rung) ring(...rung);
    byId('c' + list?.dataset.chat)?.firstElementChild.setAttribute('aria-current', 'page');
    count();
    see();
    return heads.find(head => head?.more) || heads.at(-1);
  };

  let come = [], soon;
  const takeAll = () => {
    clearTimeout(soon);
    soon = 0;
    if (come.length && take(...come.splice(0))?.more) catchUp();
  };

  const apply = html => {
    const box = document.createElement('template'), last = {};
    box.innerHTML = html;
    for (const fresh of box.content.children) last[fresh.id] = fresh;
    for (const fresh of Object.values(last)) {
      const old = byId(fresh.id), at = document.activeElement;
      if (old?.isEqualNode(fresh) || loses(old, fresh)) continue; // a click on what is the same is not lost
      if ('gone' in fresh.dataset) {
        if (old && 'more' in old.parentNode.dataset) lack();
        old?.remove();
      }
      else if (old?.matches('[role=status], [aria-live]')) old.replaceChildren(...fresh.childNodes); // read aloud only so
      else place(fresh, old);
      focus(at); // what was moved has lost it
    }
  };

  // A form in which somebody is typing goes along as it is; where it has no place any more, all around it stays.
  const loses = (old, fresh) => [...old?.querySelectorAll('textarea') || []].some(({ value, form }) => {
    const now = value && fresh.querySelector(`[action="${form.getAttribute('action')}"]`);
    if (now) now.parentNode.replaceWith(form.parentNode);
    return value && !now;
  });

  const place = (fresh, old) => {
    const list = byId(fresh.dataset.in), again = old && focusIn(old);
    const own = fresh.dataset.a == page.user;
    fresh.classList.toggle('own', own);
    fresh.classList.toggle('at', !own && !!fresh.querySelector(`[data-m="${page.user}"], [data-m="0"]`));
    if (fresh.dataset.in ? !list || !old && beyond(list, fresh) : !old) return;
    for (const was of old?.querySelectorAll('[aria-pressed=true]') || []) fresh.querySelector(`[value="${was.value}"]`)?.setAttribute('aria-pressed', true);
    for (const { value, defaultChecked, checked } of old?.querySelectorAll('.vote input') || []) {
      const now = fresh.querySelector(`.vote input[value="${value}"]`);
      if (now) Object.assign(now, { defaultChecked, checked }); // a choice that is not sent yet goes along
    }
    press(fresh);
    for (const [at, was] of [...old?.querySelectorAll(menus) || []].entries()) {
      const now = fresh.querySelectorAll(menus)[at];
      if (now) now.open = was.open;
    }
    if (!list || old?.parentNode == list && number(old) == number(fresh)) old.replaceWith(fresh);
    else {
      old?.remove();
      if (old && list != messages() && beyond(list, fresh)) lack();
      list.querySelector('#empty')?.remove();
      if (!old && list == messages()) {
        fresh.classList.add('fresh');
        byId('t' + fresh.dataset.a)?.remove(); // has been written
      }
      insert(list, fresh);
    }
    again?.();
  };

  // What one has reacted with or voted for comes before the message, whose frame is the same for all.
  const reacted = {};
  const press = row => {
    const mine = reacted[row?.id.slice(1)];
    if (!mine || !row) return;
    for (const button of row.querySelectorAll('.re button')) button.setAttribute('aria-pressed', mine.includes(button.value.split(' ')[1]));
    const boxes = [...row.querySelectorAll('.vote input')], so = box => mine.includes(box.value);
    if (boxes.some(box => box.defaultChecked != so(box))) for (const box of boxes) box.checked = box.defaultChecked = so(box);
  };

  // The style of what is more than a text.
  const rich = () => {
    if (!document.querySelector('link[href*="rich"]'))
      document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: 'css/rich.css' }));
  };

  // Rows outside the window that the page shows are not for it. Where that begins messages say: who has viewed one may be told before it comes.
  const beyond = (list, fresh) => {
    const log = list == messages();
    if (log && !('newest' in list.dataset)) return jump(), true;
    const last = 'desc' in list.dataset;
    let least = last ? list.lastElementChild : list.firstElementChild;
    while (least && !(log ? /^m\d/.test(least.id) : placed(least))) least = last ? least.previousElementSibling : least.nextElementSibling;
    return (log || 'more' in list.dataset) && least && number(least) > number(fresh);
  };

  // By number, from the end, where new messages belong. Rows without one stay where they are.
  const placed = row => row.dataset.o || /^m(\d+)$/.exec(row.id)?.[1]; // text: "0", a chat without messages, is a place, too
  const number = row => +placed(row);
  const insert = (list, fresh) => {
    const order = row => 'desc' in list.dataset ? -number(row) : number(row);
    let first;
    for (let row = list.lastElementChild; row; row = row.previousElementSibling) {
      if (!placed(row)) continue;
      if (order(row) <= order(fresh)) return row.after(fresh);
      first = row;
    }
    first ? first.before(fresh) : list.append(fresh);
  };

  const menus = 'details:not(.reply)', focusable = 'a, button, input, select, summary, textarea, [tabindex]';
  const focus = to => to?.isConnected && to.focus({ preventScroll: true });
  // Of one row among several, which may be others afterwards.
  const focusIn = old => {
    const now = document.activeElement;
    if (!old.contains(now)) return;
    const row = now.parentNode.closest('[id]'), at = [...row.querySelectorAll(focusable)].indexOf(now);
    return () => focus(byId(row.id)?.querySelectorAll(focusable)[at]);
  };

  // Older messages come with their days; of a day that is there twice, the row further down was only where the page began.
  document.addEventListener('htmx:after:swap', () => {
    const days = new Set();
    for (const row of messages()?.querySelectorAll('.day') || []) days.has(row.id) ? row.remove() : days.add(row.id);
    show();
  });

  const jump = debounced(() => {
    const link = byId('jump');
    if (link) htmx.ajax('GET', link.dataset.get, { target: '#jump', swap: 'outerHTML' });
  }, 500);

  const count = () => {
    const n = byId('n-msg')?.textContent.trim(), bar = document.querySelector('.bar[data-write]');
    let title = document.title.replace(/^\(\d+\+?\) /, '');
    if (bar) {
      title = bar.querySelector('h1').textContent + title.slice(title.lastIndexOf(' · '));
      const form = byId('composer');
      if (form) form.elements.text.placeholder = form.querySelector('label').textContent = bar.dataset.write;
    }
    document.title = n && n != '0' ? `(${n}) ${title}` : title;
  };

  // ── What was missed, over plain HTTP ──
  const query = () => {
    const list = messages()?.dataset;
    return new URLSearchParams({
      epoch: page.epoch, unused: unused(), centre: byId('centre') ? 1 : 0,
      ...list && { chat: list.chat, revision: list.revision, newest: 'newest' in list ? 1 : 0 },
    });
  };

  const load = async url => {
    const answer = await fetch(url, { cache: 'no-store' });
    if (answer.redirected || [401, 403, 404].includes(answer.status)) return reload();
    if (!answer.ok) throw answer;
    return answer.text();
  };
  const get = async url => {
    const text = await load(url);
    return text && take(text);
  };

  // Lists and counters as a whole. They have no number: what the socket brought meanwhile may be newer, then once more.
  const getState = async () => {
    let before, text;
    do {
      before = states;
      text = await load(`/live/state?${query()}&shown=${shown()}`);
      takeAll();
    } while (text && before != states);
    return text && take(text);
  };
  // A row has left a list that has more than it shows: what moves up only the server knows.
  const lack = debounced(() => getState().catch(() => setTimeout(lack, 3000)), 300);

  let fetching;
  const catchUp = () => fetching ||= (async () => {
    try {
      for (let more = messages(); more;) {
        const { chat, revision } = messages().dataset;
        const head = await get(`/chats/${chat}/messages?since=${revision}&epoch=${page.epoch}`);
        more = head?.more && messages() && messages().dataset.revision != revision;
      }
      return true;
    } catch {
      return false;
    } finally {
      fetching = 0;
    }
  })();

  // The frame in between may be on its way, so it gets a moment; and not every page asks in the same one.
  let wanted = 0, gap;
  const behind = (to, wait = 300) => {
    wanted = Math.max(wanted, to);
    gap ||= setTimeout(async () => {
      if (revision() < wanted) await catchUp();
      gap = 0;
      if (revision() < wanted) behind(wanted, Math.min(wait * 2, 60000));
    }, wait + jitter(700));
  };

  // ── The socket ──
  let used = Date.now(), idle = 300, resting;
  let socket, heard, tries = 0, retry, polling, hidden;
  const connect = () => {
    clearTimeout(retry);
    if (hidden || socket) return;
    if (!window.WebSocket) return poll();
    const mine = socket = new WebSocket(location.origin.replace('http', 'ws') + page.live + (/\?/.test(page.live) ? '&' : '?') + query());
    let opened;
    tries++;
    heard = Date.now();
    mine.onopen = () => { opened = Date.now(); polling = clearTimeout(polling); say(resting = unused() < idle ? 0 : unused()); show(); };
    mine.onmessage = event => {
      heard = Date.now();
      if (heard - opened > 5000) tries = 0; // it was a good one
      if (!event.data || socket != mine) return;
      come.push(event.data);
      if (document.hidden) takeAll();
      else soon ||= setTimeout(takeAll, 16);
    };
    mine.onclose = event => {
      if (socket != mine) return;
      takeAll(); // the next one is told what this page has
      byId('typing')?.replaceChildren();
      socket = 0;
      if (event.code == 4401) return reload();
      let wait = Math.min(500 * 2 ** tries, polling ? 120000 : 30000) * (.5 + jitter(.5));
      if (event.code == 4408 && !tries) wait = 0;
      if (event.code == 1001 || event.code == 1012) wait = 200 + jitter(2800);
      retry = setTimeout(connect, wait);
      if (tries > 4) poll();
    };
  };

  const disconnect = () => {
    const old = socket;
    socket = 0;
    come = []; // the next one says it again
    clearTimeout(retry);
    old && old.close();
  };
  const reconnect = () => { disconnect(); connect(); };

  // Without a socket: the same answers, every 15 s.
  const poll = () => polling ||= setTimeout(async () => {
    await catchUp() && await getState().catch(() => {});
    if (!polling) return;
    polling = 0;
    poll();
  }, 12000 + jitter(6000));

  // ── What the page says: whom it shows, and for how many seconds nobody has used it ──
  const say = words => socket?.readyState == 1 && socket.send(words);
  const shown = () => [...new Set([...all('[data-p]')].slice(0, 500).map(door => door.dataset.u))];
  const show = () => say('+' + shown());
  const unused = () => (Date.now() - used) / 1000 | 0;
  const use = () => {
    if (document.hidden) return;
    used = Date.now();
    if (resting) say(resting = 0);
  };
  for (const name of ['pointermove', 'pointerdown', 'keydown', 'wheel']) document.addEventListener(name, use, true);

  setInterval(() => {
    if (!resting && unused() >= idle) say(resting = unused());
    if (socket && Date.now() - heard > 60000) reconnect(); // the wall clock goes on in sleep
  }, 1000);
  addEventListener('online', () => setTimeout(reconnect, jitter(1500))); // for the whole office at once
  document.addEventListener('visibilitychange', () => {
    use();
    takeAll();
    if (!document.hidden && (!socket || Date.now() - heard > 30000)) reconnect();
    see();
  });
  addEventListener('pagehide', () => {
    hidden = true;
    disconnect();
    polling = clearTimeout(polling);
  });
  addEventListener('pageshow', event => {
    if (!event.persisted) return;
    hidden = false;
    tries = 0;
    use();
    read = marked();
    connect();
    catchUp();
    see();
  });

  // ── Reading: what a person can have seen ──
  const marked = () => +messages()?.dataset.read || 0;
  let read = marked(), reporting;
  const see = debounced(async () => {
    const list = messages(), edge = byId('log')?.getBoundingClientRect().bottom;
    if (!list || !attending() || reporting) return;
    const last = [...list.querySelectorAll('.m, .sys')].findLast(row => row.getBoundingClientRect().top < edge);
    const message = last && number(last);
    if (!(message > read)) return;
    reporting = fetch(`/chats/${list.dataset.chat}/read`, {
      method: 'POST', keepalive: true, headers: { 'X-Hallway': '1' }, body: new URLSearchParams({ message }),
    });
    const fine = await reporting.then(answer => answer.ok, () => false);
    reporting = 0;
    if (fine) { read = message; see(); }
  }, 200);
  addEventListener('focus', see);
  byId('log')?.addEventListener('scroll', see, { passive: true });

  // ── The sound: one that is being read makes none ──
  const ring = (message, chat, kind) => import('js/ring.js').then(sound =>
    sound.ring(message, attending() && (chat == messages()?.dataset.chat || byId('m' + message)), page.sound?.split(' ')[kind])).catch(() => {});

  // ── The composer ──
  const draft = form => form.elements.text;
  document.addEventListener('keydown', event => {
    const { target, ctrlKey, metaKey, shiftKey, altKey } = event, form = target.form;
    if (event.key != 'Enter' || event.isComposing || event.keyCode == 229) return; // 229: Safari, still composing
    if (form?.id != 'composer' || target.name != 'text' || shiftKey || altKey) return;
    if ((ctrlKey || metaKey) != (form.dataset.send == 'ctrl')) return;
    event.preventDefault();
    form.requestSubmit();
  });

  // What else one does with messages comes when somebody goes there.
  let more;
  const extend = ({ target }) => {
    if (target.closest?.('#log, #composer')) more ||= import('js/chat.js').then(chat => chat.start({ byId, messages, revision, behind, draft, debounced, keep, rich, say }), () => more = 0);
  };
  for (const name of ['pointerover', 'focusin']) document.addEventListener(name, extend);
  extend({ target: document.activeElement });

  try {
    const form = byId('composer'), text = sessionStorage[kept()];
    if (form && text) [, form.dataset.draft, draft(form).value] = /^(\d+) ([^]*)/.exec(text);
    if (form) delete sessionStorage[kept()];
  } catch {}

  // ── Menus: <details> that close like menus ──
  const close = event => {
    for (const menu of all('details.menu[open]')) {
      if (event.type != 'keydown' && menu.contains(event.target)) continue;
      menu.open = false;
      if (event.type == 'keydown') menu.firstElementChild.focus();
    }
  };
  document.addEventListener('keydown', event => event.key == 'Escape' && close(event));
  document.addEventListener('pointerdown', close);
  document.addEventListener('focusin', close);
  // "Mark as unread" is not to be undone by this page on its way out.
  document.addEventListener('submit', event => { if (event.target.matches('.menu form, [action$="/unread"]') || /^\/unread\b/i.test(event.target.elements.text?.value)) read = Infinity; });

  connect();
  count();
  see();
})();

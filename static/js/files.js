// Files on their way into the composer: picked, dropped, pasted, spoken. chat.js loads it with the first of them.
export const start = ({ byId, draft, row }) => {
  const rows = Object.assign(document.createElement('div'), { className: 'tray' }), waiting = [];
  const pick = Object.assign(document.createElement('input'), { type: 'file', multiple: true });
  pick.addEventListener('change', () => {
    add(pick.files);
    pick.value = '';
  });

  const size = bytes => new Intl.NumberFormat(document.documentElement.lang, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 }).format(bytes / 2 ** 20);
  // One after the other: the answer to each is all that waits.
  let sending, done, failed, all, refused;
  const next = () => {
    sending = waiting.shift();
    if (sending) return send(sending);
    (refused || rows.querySelector('.failed') ? failed : done)?.();
    all = done = failed = refused = null;
  };
  const send = way => {
    const { file, node, fields } = way, form = byId('composer'), request = way.request = new XMLHttpRequest(), body = new FormData();
    if (form?.elements.token) body.append('token', form.elements.token.value);
    for (const name in fields) body.append(name, fields[name]);
    if (file) body.append('files', file, file.name);
    const bar = node.querySelector('progress'), says = node.querySelector('small');
    node.classList.remove('failed');
    bar.removeAttribute('value');
    way.whole = way.left = false;
    request.upload.addEventListener('load', () => way.whole = true);
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      bar.value = loaded / total;
      says.textContent = size(loaded) + ' / ' + size(total);
    });
    const over = () => {
      const { status, response } = request;
      if (way.left) {
        const id = request.getResponseHeader('Location')?.split('/').pop();
        if (!id) return next();
        way.file = null;
        way.fields = { remove: id };
        return send(way);
      }
      if (status != 200 && status != 422) {
        node.classList.add('failed');
        says.textContent = node.dataset.failed;
        return next();
      }
      node.remove();
      refused ||= status == 422;
      put(response);
      next();
    };
    request.addEventListener('load', over);
    request.addEventListener('error', over);
    request.addEventListener('abort', () => { node.remove(); next(); });
    request.open('POST', `/chats/${way.chat}/uploads`);
    request.setRequestHeader('HX-Request', 'true');
    request.send(body);
  };
  const put = html => {
    const form = byId('composer');
    if (!form || form.elements.version) return; // it comes with the next composer
    const said = [...byId('tray')?.querySelectorAll('.fail') || []], within = form.contains(document.activeElement);
    byId('tray')?.remove();
    form.querySelector('.box').insertAdjacentHTML('beforebegin', html);
    draft(form).required = !form.elements.file;
    byId('tray').prepend(...said); // what is wrong with those before it
    if (within) draft(form).focus();
  };

  const show = (name, chat) => {
    const node = row.cloneNode(true);
    node.querySelector('b').textContent = name;
    const form = byId('composer');
    form.before(rows);
    rows.append(node);
    return { node, chat: form.dataset.chat };
  };
  const add = (list, fields = {}) => {
    for (const file of list) {
      const way = { file, fields, ...show(file.name) };
      way.node.addEventListener('click', ({ target }) => {
        const button = target.closest('button');
        if (!button) return;
        if (button.matches('.again')) return queue(way);
        if (way == sending && !way.whole) return way.request.abort();
        if (way == sending) way.left = true; // the server has all of it: it is removed there, once its answer says which it is
        else waiting.splice(waiting.indexOf(way) >>> 0, 1);
        way.node.remove();
      });
      queue(way);
    }
  };
  const queue = way => {
    all ??= new Promise((yes, no) => [done, failed] = [yes, no]);
    all.catch(() => {});
    waiting.push(way);
    if (!sending) next();
  };

  // ── Spoken ──
  let recorder;
  const record = async () => {
    if (recorder) return recorder.stop();
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const { node } = show(row.dataset.voice), parts = [], begun = Date.now();
    const seconds = () => Math.round((Date.now() - begun) / 1000);
    node.classList.add('voice');
    const tick = setInterval(() => node.querySelector('small').textContent = `${Math.floor(seconds() / 60)}:${`${seconds() % 60}`.padStart(2, '0')}`, 250);
    const mine = recorder = new MediaRecorder(stream);
    let kept = true;
    mine.addEventListener('dataavailable', ({ data }) => parts.push(data));
    mine.addEventListener('stop', () => {
      clearInterval(tick);
      node.remove();
      stream.getTracks().forEach(track => track.stop());
      recorder = null;
      const type = mine.mimeType.split(';')[0], end = { 'audio/mp4': 'm4a', 'audio/ogg': 'ogg' }[type] || 'webm';
      if (kept) add([new File(parts, `${row.dataset.voice}.${end}`, { type })], { voice: 1, seconds: Math.max(1, seconds()) });
    });
    node.addEventListener('click', ({ target }) => {
      const button = target.closest('button');
      if (!button) return;
      kept = button.matches('.keep');
      mine.stop();
    });
    mine.start(1000);
    node.querySelector('.keep').focus();
  };

  return { add, pick: () => pick.click(), record, waits: () => all };
};

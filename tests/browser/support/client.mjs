// A browser without a screen: cookies, redirects, and forms posted as they stand on the page.

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decoded(text) {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (hex) return String.fromCodePoint(parseInt(hex, 16));
    if (decimal) return String.fromCodePoint(Number(decimal));
    return ENTITIES[name] ?? whole;
  });
}

function attributes(tag) {
  const found = {};
  for (const [, name, double, single, bare] of tag.matchAll(/([\w:-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?/g)) {
    found[name.toLowerCase()] = decoded(double ?? single ?? bare ?? '');
  }
  return found;
}

// What a browser would send for the controls in `html`, before anybody types: [name, value] pairs.
function controls(html) {
  const pairs = [];
  for (const [, kind, rest, inner] of html.matchAll(/<(input|select|textarea)\b([^>]*)>(?:([\s\S]*?)<\/\1>)?/gi)) {
    const { name, type = 'text', value = '', ...others } = attributes(rest);
    if (!name || 'disabled' in others) continue;
    if (kind === 'textarea') pairs.push([name, decoded(inner ?? '')]);
    else if (kind === 'select') {
      const options = [...(inner ?? '').matchAll(/<option\b([^>]*)>([^<]*)/gi)]
        .map(([, tag, label]) => ({ ...attributes(tag), label: decoded(label.trim()) }));
      const chosen = options.find((option) => 'selected' in option) ?? options[0];
      if (chosen) pairs.push([name, chosen.value ?? chosen.label]);
    } else if (/^(checkbox|radio)$/i.test(type)) {
      if ('checked' in others) pairs.push([name, value || 'on']);
    } else if (!/^(submit|button|image|reset|file)$/i.test(type)) pairs.push([name, value]);
  }
  return pairs;
}

export class Client {
  constructor(origin) {
    this.origin = origin;
    this.jar = new Map();
  }

  // What a browser needs to be signed in as this client is.
  cookies() {
    return [...this.jar].map(([name, value]) => ({ name, value, domain: new URL(this.origin).hostname, path: '/' }));
  }

  get(path) {
    return this.ask(path, {});
  }

  post(path, pairs) {
    return this.ask(path, { method: 'POST', body: new URLSearchParams(pairs) });
  }

  // The same, and stays where it is: many forms after each other need no pages between them.
  send(path, pairs) {
    return this.#done(path, { body: new URLSearchParams(pairs) });
  }

  // The same with files, each a name and what is in it: whatever the name is.
  sendFiles(path, pairs, files) {
    const bound = 'the-bound-of-the-parts';
    const head = (more) => `--${bound}\r\ncontent-disposition: form-data; ${more}\r\n\r\n`;
    const fields = pairs.map(([name, value]) => `${head(`name="${name}"`)}${value}\r\n`);
    const parts = files.map(([name, text]) => `${head(`name="files"; filename="${name.replace(/["\\]/g, '\\$&')}"`)}${text}\r\n`);
    return this.#done(path, { body: [...fields, ...parts, `--${bound}--\r\n`].join(''), type: `multipart/form-data; boundary=${bound}` });
  }

  async #done(path, options) {
    const answer = await this.ask(path, { method: 'POST', stays: true, ...options });
    if (answer.status !== 303) throw new Error(`${path} answered ${answer.status}: ${answer.html.match(/role="alert">(.{0,400})/s)?.[1]}`);
    return answer;
  }

  // Posts the one form of the page that has all the fields of `values`.
  async submit(path, values) {
    const page = await this.get(path);
    if (page.status !== 200) throw new Error(`GET ${path} answered ${page.status}\n${page.html}`);
    for (const [, tag, inner] of page.html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)) {
      const pairs = new Map(controls(inner));
      const form = attributes(tag);
      const names = new Set([...inner.matchAll(/\bname="?([\w-]+)/g)].map(([, name]) => name));
      if (form.method?.toLowerCase() !== 'post' || !Object.keys(values).every((name) => names.has(name))) continue;
      for (const [name, value] of Object.entries(values)) pairs.set(name, value);
      const answer = await this.post(new URL(form.action || page.url, page.url).href, [...pairs]);
      if (answer.status !== 200) throw new Error(`POST of the form at ${path} answered ${answer.status}\n${answer.html}`);
      return answer;
    }
    throw new Error(`${path} has no form with ${Object.keys(values)}\n${page.html}`);
  }

  async ask(path, options) {
    let url = new URL(path, this.origin);
    for (let hop = 0; hop < 5; hop++) {
      const headers = { accept: 'text/html', 'accept-language': 'en', 'sec-fetch-site': 'same-origin' };
      if (this.jar.size) headers.cookie = [...this.jar].map((pair) => pair.join('=')).join('; ');
      if (options.method === 'POST') headers.origin = this.origin;
      if (options.type) headers['content-type'] = options.type;
      const answer = await fetch(url, { ...options, headers, redirect: 'manual' });
      for (const line of answer.headers.getSetCookie()) {
        const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
        if (/max-age=0\b/i.test(line)) this.jar.delete(name);
        else this.jar.set(name, value);
      }
      const html = await answer.text();
      if (options.stays || answer.status < 300 || answer.status > 399 || answer.status === 304) {
        return { status: answer.status, url: url.href, html, headers: answer.headers };
      }
      url = new URL(answer.headers.get('location'), url);
      if (url.origin !== this.origin) throw new Error(`${path} leads away, to ${url}`);
      options = {};
    }
    throw new Error(`${path} redirects without end`);
  }
}

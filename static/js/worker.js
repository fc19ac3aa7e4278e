// The service worker: pages of a module without a network, on a phone that is hers (docs/offline.md)
const PAGES = 'halte-pages', FILES = 'halte-files', END = 'halte-end', DONE = '/c/done/', LAST = 3
let held = {}, turn = 0

const read = async at => {
  const reply = at == held.at || await (await caches.open(PAGES)).match(at)
  return reply && (held = at == held.at ? held : {at, headers: reply.headers, ...await reply.json()})
}
const newest = async () => (await (await caches.open(PAGES)).keys()).map(one => new URL(one.url).pathname).reverse()

// Somebody signed in or out: no page of hers stays. What was not sent stays, for her alone.
const wipe = async () => {
  turn++
  held = {}
  await caches.delete(PAGES)
  await caches.delete(FILES)
  await forget(() => true)
}
const forget = async which => {
  const gone = (await every()).filter(e => e.sent == 1 && which(e))
  if (gone[0]) await log('readwrite', all => gone.map(e => all.delete(e.n))[0])
}

const keep = async at => {
  const mine = turn, reply = await fetch(at, {redirect: 'error', cache: 'no-store'})
  if (!reply.ok) throw reply.status
  const pages = await caches.open(PAGES), files = await caches.open(FILES), kept = await reply.clone().json()
  for (const file of kept.files) if (!await files.match(file)) await files.add(file)
  if (mine != turn) return wipe()
  await pages.put(at, reply)
  held = {}
  await forget(e => e.assignment == kept.id && kept.done.includes(e.exercise || e.step))
  // The last modules alone, and the files that they use
  const all = await newest(), used = []
  for (const old of all.slice(LAST)) await pages.delete(old)
  for (const one of all.slice(0, LAST)) used.push(...(await read(one)).files)
  for (const one of await files.keys()) if (!used.includes(one.url.slice(location.origin.length))) await files.delete(one)
}

// How far she is, by what the server knew and what she did since; as courses/learning/progress.py folds it
const standing = async kept => {
  const done = new Set(kept.done), right = new Set(kept.right), {plan} = kept
  const since = (await every().catch(() => [])).filter(e => e.who == kept.who && e.assignment == kept.id && (!e.sent || e.sent == 1))
  for (const {exercise, step, ok, helped} of since) {
    if (ok && !helped && !done.has(exercise) && kept.check.includes(exercise)) right.add(exercise)
    done.add(exercise || step)
  }
  const there = step => step[1].filter(one => done.has(one)).length
  const over = step => step[1][0] ? there(step) >= step[3] && step[2].every(one => done.has(one)) : done.has(step[0])
  const at = kept.ended ? -1 : plan.findIndex(step => !over(step)), step = plan[at]
  const fixed = step && there(step) && step[2].find(one => !done.has(one))
  return {
    done, there, over, at: step ? at : plan.length, mastered: right.size >= kept.mastery,
    unsent: since.some(e => !e.sent),
    where: `/l/${kept.id}/` + (!step ? 'finished/' : fixed ? `x/${fixed}/` : step[0] + '/')
  }
}

const draw = (kept, name) => {
  const cuts = kept.pages[name]
  let html = ''
  for (let i = 0; i < cuts.length; i += 2) html += kept.text.slice(cuts[i], cuts[i + 1])
  return html
}
const page = (kept, html) => {
  const headers = new Headers(kept.headers)
  headers.set('content-type', 'text/html; charset=utf-8')
  return new Response(html, {headers})
}
const door = (kept, {done, there}, step) => {
  const [name, exercises, always, choose] = step, next = always.find(one => !done.has(one)), again = name + (choose - there(step))
  let html = draw(kept, there(step) && !next && kept.pages[again] ? again : name)
  for (const one of exercises.filter(x => done.has(x))) html = html.replace(new RegExp(`<li><a class="do" href="[^"]*/x/${one}/.*?</li>`), '')
  return next ? html.replace(`/x/${always[0]}/`, `/x/${next}/`) : html
}

// The page of an address, or the way on; nothing for what is not kept. `early`: what the server can't know yet, for
// answers wait here: where she goes on, and her home
const find = async ({pathname, searchParams}, early) => {
  const [, id, rest] = /^\/l\/([0-9a-f-]{36})\/(.*)$/.exec(pathname) || []
  if (pathname == '/l/') {
    for (const one of await newest()) {
      const kept = await read(one), now = kept.pages.home0 && await standing(kept)
      if (now && (now.unsent || !early)) return page(kept, draw(kept, 'home' + now.at))
    }
  }
  const kept = id && await read(`/l/${id}/kept/`)
  if (!kept) return
  const now = await standing(kept), [name, exercise] = rest.split('/'), last = name == 'finished'
  const step = kept.plan.find(one => exercise ? one[1].includes(exercise) : one[0] == name)
  if (early && (rest || !now.unsent)) return
  if (!rest || last && now.at < kept.plan.length || step && !exercise && step[1][0] && now.over(step)) return Response.redirect(now.where)
  if (last) return page(kept, draw(kept, name))
  if (!step) return
  if (exercise) {
    const others = now.there(step) - now.done.has(exercise)
    return page(kept, draw(kept, `${exercise}.${Math.min(others, step[3] - 1)}`))
  }
  if (step[1][0]) return page(kept, door(kept, now, step))
  const one = name != 'bridge' ? name + (searchParams.get('n') || 0) : searchParams.has('tasks') ? name : name + +now.mastered
  return kept.pages[one] && page(kept, draw(kept, one))
}
const nothing = async () => {
  const [at] = await newest(), kept = at && await read(at)
  if (!kept) throw 0
  return page(kept, draw(kept, 'off'))
}

const visit = async request => {
  const url = new URL(request.url), early = await find(url, true).catch(() => 0)
  if (early) return early
  const live = fetch(request)
  try {
    const reply = await Promise.race([live, new Promise(go => setTimeout(go, 3e3))])
    if (reply && reply.status < 500) return reply
  } catch (_) {}
  return await find(url).catch(() => 0) || live.catch(nothing)
}
const pass = async (request, door) => {
  try {
    const reply = await fetch(request)
    if (door) await wipe()
    return reply
  } catch (_) {
    return nothing()
  }
}
// A request that ends after 8 s
const brief = (request, more) => {
  const cut = new AbortController
  setTimeout(() => cut.abort(), 8e3)
  return fetch(request, {...more, signal: cut.signal})
}
// "I'm done": her pages go first, whatever the network does. What the server doesn't hear now it hears before it is
// asked anything else, and until then each page says that she has left
const leave = async request => {
  const body = await request.clone().text(), [at] = await newest(), kept = at && await read(at), ends = await caches.open(END)
  await ends.put(DONE, new Response(body))
  if (kept && kept.pages.bye) await ends.put('/', page(kept, draw(kept, 'bye')))
  await wipe()
  try {
    const reply = await brief(request)
    if (reply.status < 500) await caches.delete(END)
    return reply
  } catch (_) {
    return left()
  }
}
const left = async () => await caches.match('/', {cacheName: END}) || Response.error()
const end = async () => {
  const said = await caches.has(END) && await caches.match(DONE, {cacheName: END})
  if (!said) return
  const headers = {'content-type': 'application/x-www-form-urlencoded'}
  const reply = await brief(DONE, {method: 'POST', headers, body: await said.text(), redirect: 'manual'})
  if (reply.status >= 500) throw reply.status
  await caches.delete(END)
}

addEventListener('install', () => skipWaiting())
addEventListener('activate', e => e.waitUntil(clients.claim()))
addEventListener('fetch', e => {
  const {request} = e, {origin, pathname, search} = new URL(request.url)
  if (origin != location.origin) return
  if (request.mode == 'navigate') {
    const go = pathname == DONE && request.method == 'POST' ? leave
      : /^\/(c|w|accounts|demo|invitation)\//.test(pathname) ? one => pass(one, true)
      : request.method != 'GET' ? pass
      : pathname.startsWith('/l/') ? visit : fetch
    e.respondWith(go == leave ? leave(request) : end().then(() => go(request), left))
  } else if (request.method == 'GET' && (pathname.startsWith('/static/') || search.startsWith('?v='))) {
    e.respondWith(caches.open(FILES).then(files => files.match(request, {ignoreVary: true})).then(file => file || fetch(request)))
  }
})
// A page asks: is this module here (`look`: 1, and made new if it is an old one; 2: look only), or: keep it
addEventListener('message', e => e.waitUntil((async () => {
  const {at, mark, look} = e.data, tell = facts => e.source && e.source.postMessage({at, ...facts})
  try {
    const old = await read(at)
    if (!old && look) return tell({kept: false})
    if (!old || old.mark != mark && look != 2) await keep(at)
    tell({kept: true})
  } catch (_) {
    tell({kept: false, failed: true})
  }
})()))

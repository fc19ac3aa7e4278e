// What she answered on this phone: a log that pages and the worker share (docs/offline.md)
const $ = q => document.querySelector(q)
let opened
const log = (mode, use) => (opened = opened || new Promise((yes, no) => {
  const asked = indexedDB.open('halte', 1)
  asked.onupgradeneeded = () => asked.result.createObjectStore('log', {keyPath: 'n', autoIncrement: true})
  asked.onsuccess = () => yes(asked.result)
  asked.onerror = no
  setTimeout(no, 2e3)
})).then(db => new Promise((yes, no) => {
  const t = db.transaction('log', mode), asked = use(t.objectStore('log'))
  t.oncomplete = () => yes(asked.result)
  t.onabort = no
}))
const every = () => log('readonly', all => all.getAll())

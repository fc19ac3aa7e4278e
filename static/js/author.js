// The curators' editor: what is typed is kept after a pause, and the phone beside it shows it. What can't be kept yet
// stays in this tab, is said at the top, and is tried again. Without this script the button "Keep" does the same.
(() => {
  "use strict";
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const PAUSE = 1500;
  const AGAIN = 15000;
  const words = form.dataset;
  const KEY = `editor:${words.autosave}`;
  const get = (id, root = document) => root.getElementById(id);
  const phone = get("phone");
  let unkept = "unkept" in words; // the server gave back what was typed: all of it still has to be kept
  let waiting = 0;
  let sending = null;
  let out = false;
  let leaving = false;

  // --- fields: what each says, and what the page was drawn with
  const tick = (field) => field.type === "checkbox" || field.type === "radio";
  const fields = (root = form) => [...root.elements].filter((one) => /^(v\.|pick\.|text$)/.test(one.name));
  const value = (field) => (tick(field) ? (field.checked ? "on" : "") : field.value);
  const option = (field) => [...field.options].find((one) => one.defaultSelected) || field.options[0];
  const drawn = (field) => {
    if (tick(field)) return field.defaultChecked ? "on" : "";
    return field.options ? (option(field) || field).value : field.defaultValue;
  };
  const settle = (field, text) => {
    if (tick(field)) field.defaultChecked = text === "on";
    else if (field.options) [...field.options].forEach((one) => (one.defaultSelected = one.value === text));
    else if (field.type !== "hidden") field.defaultValue = text;
  };
  const changed = (field) => unkept || field.type === "hidden" || value(field) !== drawn(field);
  const dirty = () => fields().filter(changed);
  const marks = (root = document) => JSON.parse(get("was", root).value || "{}");
  const short = (field) => field.name.replace(/^v\./, "");

  const tell = (text, bad) => {
    const status = get("status");
    status.textContent = text;
    status.className = bad ? "bad" : "";
    status.dataset.state = bad ? "bad" : dirty().length ? "waiting" : "kept";
  };

  // --- what isn't kept yet stays in this tab, over a sign-in and a reload
  const store = () => {
    try {
      const rows = dirty().filter((one) => !one.name.startsWith("pick."));
      if (!rows.length) return sessionStorage.removeItem(KEY);
      sessionStorage.setItem(KEY, JSON.stringify({ was: marks(), rows: rows.map((one) => [one.name, value(one)]) }));
    } catch {
      // No storage here: the page itself still has it.
    }
  };
  const restore = () => {
    let kept = null;
    try {
      kept = JSON.parse(sessionStorage.getItem(KEY));
    } catch {
      // Nothing to be read.
    }
    const was = marks();
    let found = 0;
    for (const [name, text] of kept ? kept.rows : []) {
      let field = fields().find((one) => one.name === name);
      if (field && value(field).trim() === text.trim()) continue;
      found += 1;
      if (!field) {
        field = form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name }));
      }
      if (tick(field)) field.checked = text === "on";
      else field.value = text;
      const path = short(field).split(".");
      path.forEach((_, n) => {
        const part = path.slice(0, n + 1).join(".");
        if (part in kept.was) was[part] = kept.was[part];
      });
    }
    if (!found) return store();
    get("was").value = JSON.stringify(was);
    get("base").value = "-";
    tell(words.back);
    waiting = setTimeout(send, PAUSE);
  };

  // --- what the answer says of the draft
  const swap = (page) => {
    for (const id of ["outline", "kept", "undo", "reopen"]) {
      const [old, fresh] = [get(id), get(id, page)];
      if (old && fresh && !old.contains(document.activeElement)) old.replaceWith(fresh);
    }
    const box = get("clashes");
    box.querySelectorAll(".clash").forEach((one) => one.querySelector("input") && one.remove());
    box.append(...page.querySelectorAll(".clash"));
    for (const fresh of page.querySelectorAll("#fields .notes")) {
      const old = get(fresh.id);
      if (old) old.replaceWith(fresh);
    }
    form.querySelectorAll(".err").forEach((one) => one.remove());
    form.querySelectorAll("[aria-invalid]").forEach((one) => one.removeAttribute("aria-invalid"));
    for (const wrong of page.querySelectorAll("#fields [aria-invalid]")) {
      const [old, said] = [get(wrong.id), wrong.parentNode.querySelector(".err")];
      if (!old) continue;
      old.setAttribute("aria-invalid", "true");
      if (said) old.after(said);
    }
  };
  const tags = (page) => {
    for (const fresh of page.querySelectorAll(".tri > div")) {
      const field = fresh.querySelector("textarea");
      const here = field && get(field.id);
      const old = here && here.parentNode;
      if (!old || old.contains(document.activeElement) || here.value !== field.value) continue;
      if (old.className !== fresh.className || old.querySelector("label").innerHTML !== fresh.querySelector("label").innerHTML) {
        old.replaceWith(fresh);
      }
    }
  };
  const redraw = (page) => {
    const active = document.activeElement;
    const spot = active && [active.id, active.selectionStart, active.selectionEnd];
    get("fields").replaceWith(get("fields", page));
    const here = spot && spot[0] && get(spot[0]);
    if (!here) return;
    here.focus({ preventScroll: true });
    if (here.setSelectionRange && spot[1] !== null) here.setSelectionRange(spot[1], spot[2]);
  };
  // What was sent is kept; what others changed comes in, unless something else was typed there meanwhile.
  const take = (page, sent) => {
    const [old, fresh] = [marks(), marks(page)];
    const open = new Set([...page.querySelectorAll('.clash input, #fields [aria-invalid]')].map((one) => one.name.replace(/^pick\./, "")));
    const ids = (root) => [...root.querySelectorAll("#fields [name][id]")].map((one) => one.id).join();
    const same = ids(document) === ids(page);
    const typing = fields().some((one) => sent.has(one) && value(one) !== sent.get(one).text);
    let base = get("base", page).value;
    unkept = false;
    for (const field of fields()) {
      const was = sent.get(field);
      if (field.type === "hidden") field.remove();
      if (!was || open.has(field.name) || field.name.startsWith("pick.")) continue;
      const there = field.id && get(field.id, page);
      if (was.dirty || !there || value(there).trim() === was.text.trim()) {
        settle(field, was.text);
      } else if (value(field) === was.text) {
        settle(field, value(there));
        if (tick(field)) field.checked = there.checked;
        else field.value = value(there);
      } else {
        fresh[short(field)] = old[short(field)];
        base = "-";
      }
    }
    if (!same && typing) {
      for (const name of Object.keys(old)) {
        const list = get(`v.${name}`);
        if (list && list.tagName === "FIELDSET") [fresh[name], base] = [old[name], "-"];
      }
    }
    get("was").value = JSON.stringify(fresh);
    get("base").value = base;
    if (!same && !typing && !open.size) redraw(page);
    else tags(page);
    if (phone) phone.contentWindow.location.replace(phone.src);
  };

  // --- sending
  const body = () => {
    const data = new FormData(form);
    fields().forEach((one) => changed(one) || tick(one) || data.delete(one.name));
    data.set("do", "save");
    data.set("auto", "1");
    return data;
  };
  const ask = (keepalive) =>
    fetch(form.action, { method: "POST", body: body(), keepalive, headers: { "X-Requested-With": "fetch" } });
  const signedOut = async (answer) => {
    out = true;
    const there = answer.status === 401 ? (await answer.json()).sign_in : location.href;
    tell(`${words.failed} ${words.out} `, true);
    const link = Object.assign(document.createElement("a"), { href: there, target: "_blank", textContent: words.in });
    get("status").append(link);
  };
  const post = async () => {
    const sent = new Map(fields().map((one) => [one, { text: value(one), dirty: changed(one) }]));
    store();
    let answer, page;
    try {
      answer = await ask(false);
      if (answer.status === 401 || answer.status === 403) return signedOut(answer);
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch {
      tell(`${words.failed} ${words.offline}`, true);
      waiting = setTimeout(send, AGAIN);
      return;
    }
    const known = get("base", page);
    if (known) swap(page);
    if (known && (answer.ok || page.querySelector(".clash, #fields [aria-invalid]"))) take(page, sent);
    store();
    if (answer.ok && known) {
      const kept = get("kept").lastElementChild;
      tell(dirty().length ? words.waiting : kept ? kept.textContent : "");
      return;
    }
    const said = page.querySelector("main [role=alert]");
    tell(`${words.failed} ${said ? said.textContent.trim() : answer.status}`, true);
    if (answer.status >= 500 || answer.status === 429) waiting = setTimeout(send, AGAIN);
  };
  const send = async () => {
    clearTimeout(waiting);
    if (sending) {
      await sending;
      if (!dirty().length) return;
    }
    sending = sending || post().finally(() => (sending = null));
    await sending;
  };
  // Signed in again on another page: the form needs that sign-in's own mark.
  const back = async () => {
    if (!out || document.hidden) return;
    try {
      const answer = await fetch(location.href, { headers: { "X-Requested-With": "fetch" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const token = page.querySelector("#write [name=csrfmiddlewaretoken]");
      if (!answer.ok || !token) return;
      document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((one) => (one.value = token.value));
      out = false;
      send();
    } catch {
      // Still no network.
    }
  };

  // --- leaving: first it is kept
  let passing = false;
  const leave = async (event, go, must) => {
    if (passing || !dirty().length) return;
    event.preventDefault();
    await send();
    if (must && dirty().length) return;
    passing = true;
    go();
    passing = false;
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.target || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    if (link.getAttribute("href").startsWith("#")) return;
    leave(event, () => location.assign(link.href));
  });
  document.addEventListener("submit", (event) => {
    if (event.target !== form) return leave(event, () => event.target.requestSubmit(event.submitter));
    const moves = event.submitter && /:/.test(event.submitter.value); // a button of a list: places change
    if (moves) leave(event, () => form.requestSubmit(event.submitter), true);
    if (event.defaultPrevented) return;
    clearTimeout(waiting);
    store();
    leaving = true;
  });
  addEventListener("beforeunload", (event) => leaving || !dirty().length || event.preventDefault());
  addEventListener("pagehide", () => {
    store();
    if (!leaving && dirty().length) ask(true).catch(() => {});
  });
  addEventListener("pageshow", () => (leaving = false));
  addEventListener("online", () => dirty().length && send());
  addEventListener("focus", back);
  document.addEventListener("visibilitychange", back);

  form.addEventListener("input", (event) => {
    if (event.target.name && event.target.name.startsWith("new.")) return;
    store();
    if (!get("status").classList.contains("bad")) tell(words.waiting);
    clearTimeout(waiting);
    waiting = setTimeout(send, PAUSE);
  });
  restore();
})();

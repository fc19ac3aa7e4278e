// The curators' editor: what is typed is kept after a pause, and the phone beside it shows it. Without this script the
// button "Keep" does the same, and the phone is a link.
(() => {
  "use strict";
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const PAUSE = 1500;
  const phone = document.getElementById("phone");
  const status = document.getElementById("status");
  let waiting = 0;
  let sending = false;
  let again = false;

  const say = (words) => {
    status.textContent = words;
  };

  // What the answer says of the draft: the lint's remarks, the marks of the outline, the tags of stale texts.
  const take = (page) => {
    for (const id of ["outline", "kept"]) {
      const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
      if (old && fresh && !old.contains(document.activeElement)) old.replaceWith(fresh);
    }
    for (const fresh of page.querySelectorAll(".notes")) {
      const old = document.getElementById(fresh.id);
      if (old) old.replaceWith(fresh);
    }
    for (const fresh of page.querySelectorAll(".tri > div")) {
      const field = fresh.querySelector("textarea");
      const here = field && document.getElementById(field.id);
      const old = here && here.parentNode;
      if (!old || old.contains(document.activeElement) || here.value !== field.value) continue;
      if (old.className !== fresh.className || old.querySelector("label").innerHTML !== fresh.querySelector("label").innerHTML) {
        old.replaceWith(fresh);
      }
    }
    document.getElementById("base").value = page.getElementById("base").value;
    const kept = document.getElementById("kept");
    say(kept && kept.lastElementChild ? kept.lastElementChild.textContent : "");
    if (phone) phone.contentWindow.location.replace(phone.src);
  };

  const send = async () => {
    if (sending) {
      again = true;
      return;
    }
    sending = true;
    const body = new FormData(form);
    body.set("do", "save");
    try {
      const answer = await fetch(form.action, { method: "POST", body });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (answer.ok && page.getElementById("base")) {
        take(page);
      } else {
        const said = page.querySelector("[role=alert]");
        say(said ? said.textContent.trim() : form.dataset.later || "");
      }
    } catch {
      // No network: the button says so when it is pressed.
    }
    sending = false;
    if (again) {
      again = false;
      send();
    }
  };

  form.addEventListener("input", (event) => {
    if (event.target.name && event.target.name.startsWith("new.")) return;
    clearTimeout(waiting);
    waiting = setTimeout(send, PAUSE);
  });
  form.addEventListener("submit", () => clearTimeout(waiting));
})();

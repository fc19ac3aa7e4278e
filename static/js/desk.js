// Small comforts of desk pages; every page works without them.
(() => {
  "use strict";
  const all = (selector, root = document) => root.querySelectorAll(selector);

  // The current item of a menu that scrolls sideways comes into view.
  const current = document.querySelector(".nav [aria-current]");
  if (current) current.parentNode.scrollLeft = current.offsetLeft - 16;

  // A menu closes on Escape, or when the person goes elsewhere.
  const close = (menu, focus) => {
    menu.open = false;
    if (focus) menu.querySelector("summary").focus();
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") all(".menu[open]").forEach((menu) => close(menu, menu.contains(document.activeElement)));
  });
  document.addEventListener("click", (event) => {
    all(".menu[open]").forEach((menu) => menu.contains(event.target) || close(menu, false));
  });

  // A form with data-draft="key" keeps what was typed until it is sent. Never hidden fields, files or secrets.
  const kept = (field) => field.name && !["hidden", "password", "file", "submit"].includes(field.type);
  const read = (form) =>
    [...form.elements].filter(kept).map((field) => [field.name, field.value, "checked" in field ? field.checked : null]);
  const fill = (form, rows) => {
    for (const field of [...form.elements].filter(kept)) {
      const tick = field.type === "checkbox" || field.type === "radio";
      const row = rows.find(([name, value]) => name === field.name && (!tick || value === field.value));
      if (row && tick) field.checked = row[2];
      else if (row) field.value = row[1];
    }
  };
  const drafts = (root) => {
    for (const form of all("form[data-draft]", root)) {
      const key = "draft:" + form.dataset.draft;
      try {
        const stored = localStorage.getItem(key);
        if (stored && !form.querySelector("[aria-invalid]")) fill(form, JSON.parse(stored));
        form.addEventListener("input", () => localStorage.setItem(key, JSON.stringify(read(form))));
        form.addEventListener("submit", () => {
          if (navigator.onLine) localStorage.removeItem(key);
        });
      } catch {
        // No storage here (private mode, full disk): the form works, it just keeps nothing.
      }
    }
  };
  drafts(document);

  // Signing out leaves nothing about anyone on a shared computer.
  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".menu form")) return;
    try {
      Object.keys(localStorage).filter((key) => key.startsWith("draft:")).forEach((key) => localStorage.removeItem(key));
    } catch {
      // No storage, no draft.
    }
  });
  document.addEventListener("htmx:load", (event) => event.target === document.body || drafts(event.target));

  // Buttons that only make sense with a script are shown by it.
  all("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => print());
  });
})();
